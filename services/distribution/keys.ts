/** Every key of the distribution table. */
import { calendarDate } from '../../platform/calendar.ts';
import { dueIndex } from '../../platform/due-work.ts';
import type { IndexAttributes, Key } from '../../platform/store/store.ts';
import { listPartition } from '../../platform/unit-path.ts';
import { blockOf } from './domain/plan-lines.ts';

/** Digits of a block and of a line number in a key, so that 10 comes after 9. */
const BLOCK_DIGITS = 4;
const LINE_DIGITS = 6;

const poolPartition = (poolId: string): string => `POOL#${poolId}`;
export const poolKey = (poolId: string): Key => ({ pk: poolPartition(poolId), sk: 'STATE' });
export const accountKey = (poolId: string): Key => ({ pk: poolPartition(poolId), sk: 'ACCOUNT' });

export const receiptKey = (receiptId: string): Key => ({ pk: `RECEIPT#${receiptId}`, sk: 'STATE' });
/** The receipts of a pool in the order they are used up. In the table itself, so that reading them is never behind the account. */
export const receiptRowKey = (poolId: string, receivedOn: string, receiptId: string): Key => ({
  pk: poolPartition(poolId),
  sk: `${RECEIPT_ROWS}${receivedOn}#${receiptId}`,
});
export const RECEIPT_ROWS = 'RECEIPT#';
export const receiptRows = poolPartition;

/** The pools of units merged into this pool's, by their codes. */
export const MERGED_ROWS = 'MERGED#';
export const mergedRowKey = (poolId: string, mergedPoolId: string): Key => ({
  pk: poolPartition(poolId),
  sk: `${MERGED_ROWS}${mergedPoolId}`,
});
/** Bookings between pools, in both of them by their day. */
export const TRANSFER_ROWS = 'TRANSFER#';
export const transferRowKey = (poolId: string, on: string, fromPoolId: string, number: number): Key => ({
  pk: poolPartition(poolId),
  sk: `${TRANSFER_ROWS}${on}#${fromPoolId}#${String(number).padStart(BLOCK_DIGITS, '0')}`,
});
export const poolRows = poolPartition;

const planPartition = (planId: string): string => `PLAN#${planId}`;
export const planKey = (planId: string): Key => ({ pk: planPartition(planId), sk: 'STATE' });
/** What is committed for a plan and what has been paid of it. */
export const fundsKey = (planId: string): Key => ({ pk: planPartition(planId), sk: 'FUNDS' });
/** All lines of a plan, in order: pieces of up to a block, each named by its block and its first line. A corrected plan may have begun another set. */
export const linePrefix = (set = 1): string => (set === 1 ? 'LINES#' : `LINES${set}#`);
export const linePieces = planPartition;
export const pieceKey = (planId: string, firstNumber: number, set?: number): Key => ({
  pk: planPartition(planId),
  sk: `${blockPrefix(firstNumber, set)}${String(firstNumber).padStart(LINE_DIGITS, '0')}`,
});
/** The pieces of the block that a line falls into: one when lines came in full chunks, more when they came in dribs and drabs. */
export const blockPrefix = (number: number, set?: number): string =>
  `${linePrefix(set)}${String(blockOf(number)).padStart(BLOCK_DIGITS, '0')}#`;

/** Plans are listed by unit path inside the township or department they belong to. */
export const planIndex = (unitPath: string, planId: string): IndexAttributes => ({
  unitKey: planListKey(unitPath),
  unitSort: `${unitPath}#${planId}`,
});
export const planListKey = (unitPath: string): string => `plans#${listPartition(unitPath)}`;

/** Published plans of a township or department, by unit and day. */
export const noticeKey = (unitPath: string, publishedOn: string, planId: string): Key => ({
  pk: noticeRows(unitPath),
  sk: `${unitPath}#${publishedOn}#${planId}`,
});
export const noticeRows = (unitPath: string): string => `NOTICES#${listPartition(unitPath)}`;

export const paymentId = (planId: string, number: number): string => `${planId}-${number}`;
export const paymentKey = (id: string): Key => ({ pk: `PAYMENT#${id}`, sk: 'STATE' });

/** Everything of one pool falls into one shard and lies side by side, so that the daily job looks at a pool once. */
export const checkIndex = (checkOn: string | undefined, poolId: string, id: string): IndexAttributes =>
  checkOn === undefined ? {} : { ...dueIndex(calendarDate(checkOn), poolId), dueSort: `${poolId}#${id}` };
