import { relayFunction } from '../../../platform/lambda/streams.ts';

export const handler = relayFunction();
