import { sweepFunction } from '../../../platform/lambda/sweep.ts';

export const handler = sweepFunction();
