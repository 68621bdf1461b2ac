import { consumeFunction } from '../../../platform/lambda/consume.ts';
import { reactions } from '../reactions.ts';
import { auditRuntime } from '../wiring.ts';

export const handler = consumeFunction(reactions, auditRuntime());
