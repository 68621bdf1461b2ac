import { consumeFunction } from '../../../platform/lambda/consume.ts';
import { reactions } from '../reactions.ts';
import { distributionRuntime } from '../wiring.ts';

export const handler = consumeFunction(reactions, distributionRuntime());
