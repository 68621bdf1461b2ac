/** What the platforms for contracts and payments post: income of an asset has come in. */
import type * as z from 'zod/mini';
import { receiveIncome } from '../distribution/receipts.ts';
import { upstreamEvent } from '../envelope.ts';

export const upstreamIncomeReceived = upstreamEvent('panhuo.upstream.income-received.v1', receiveIncome);
export type UpstreamIncomeReceived = z.infer<typeof upstreamIncomeReceived>;
