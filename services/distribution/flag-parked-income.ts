/**
 * The job of every morning (MG-16, 趴账): finds money that stayed in its pool too long. What has a day on which to be looked at — a receipt
 * before its next level, a payment that came back — names its pool; the pool's receipts are then held against its balance, oldest used first.
 */
import { type CalendarDate, calendarDate, compareDates } from '../../platform/calendar.ts';
import { todayBy } from '../../platform/clock.ts';
import { execute } from '../../platform/command.ts';
import type { Actor } from '../../platform/decider.ts';
import { type DueRun, runDueWork } from '../../platform/due-work.ts';
import { BusyError, type Key, READ_KEYS_MAX, type Row, type StateItem } from '../../platform/store/store.ts';
import { receiptKind } from './aggregates.ts';
import type { DistributionRuntime } from './dependencies.ts';
import { type HeldReceipt, remainders } from './domain/parked.ts';
import type { Payment } from './domain/payment.ts';
import { accountOf, type Pool, poolIdOf } from './domain/pool.ts';
import { needsLook, type Receipt } from './domain/receipt.ts';
import { accountKey, RECEIPT_ROWS, receiptKey, receiptRows } from './keys.ts';
import { bringAlong, leadOn } from './pool-following.ts';
import { flownTogether, headPool } from './pool-lineage.ts';
import { readAll } from './read-all.ts';

export const FLAG_PARKED_INCOME_JOB = 'flag-parked-income';
const ORIGIN = `job:${FLAG_PARKED_INCOME_JOB}`;
const ACTOR: Actor = { sub: ORIGIN, roles: [], unit: '' };
const ROWS_PER_PAGE = 200;
/** Times a pool is read anew because its money moved meanwhile. */
const SNAPSHOTS_MAX = 6;

/**
 * Looks at everything due since the last run that went through.
 * @returns how many index entries were found, and how many receipts got a new event by this run
 * @throws AggregateError when a part of the index could not be worked through; the next run begins there again
 */
export function flagParkedIncome(runtime: DistributionRuntime): Promise<DueRun> {
  const today = todayBy(runtime.clock);
  return runDueWork(runtime.store, FLAG_PARKED_INCOME_JOB, today, (keys) => lookAtPools(runtime, keys, today));
}

async function lookAtPools(runtime: DistributionRuntime, keys: readonly Key[], today: CalendarDate): Promise<number> {
  const due = await runtime.store.read(keys);
  const pools = new Map<string, Set<string>>();
  for (const row of due) {
    const item = row as unknown as StateItem<Receipt | Payment | Pool> | undefined;
    // The index may be behind the item, which has meanwhile moved to a later day or out of it.
    if (!item?.state.checkOn || compareDates(calendarDate(item.state.checkOn), today) > 0) continue;
    const poolId = poolIdOf(item.state.unitPath);
    if (item.aggregate.startsWith('pool/')) await catchUp(runtime, poolId, item.state as Pool, today);
    const receipts = pools.get(poolId) ?? new Set();
    pools.set(poolId, receipts);
    if (item.aggregate.startsWith('receipt/')) receipts.add(item.aggregate.slice('receipt/'.length));
  }
  let changed = 0;
  for (const [poolId, receipts] of pools) changed += await lookAtPool(runtime, poolId, receipts, today);
  return changed;
}

/** On the morning after a merger: what came into the old pool, and plans that were drafted, in the moment of it. */
async function catchUp(
  runtime: DistributionRuntime,
  poolId: string,
  { mergerId, checkOn }: Pool,
  today: CalendarDate,
): Promise<void> {
  const key = `${poolId}:${checkOn}:${today}`;
  const cause = { origin: ORIGIN, key, correlationId: `${ORIGIN}:${key}`, causationId: ORIGIN };
  const errand = { runtime, cause, actor: ACTOR };
  await leadOn(errand, poolId);
  if (mergerId !== undefined) await bringAlong(errand, poolId, mergerId);
}

/** Every receipt that is due or still has money and a level to be flagged. */
async function lookAtPool(
  runtime: DistributionRuntime,
  poolId: string,
  due: ReadonlySet<string>,
  today: CalendarDate,
): Promise<number> {
  const head = await headPool(runtime.store, poolId);
  if (!head) throw new BusyError(`pool ${poolId} is not there`);
  const left = await whatIsLeft(runtime, head.poolId);
  const ids = [...new Set([...due, ...left.keys()])];
  let changed = 0;
  for (let start = 0; start < ids.length; start += READ_KEYS_MAX) {
    const rows = await runtime.store.read(ids.slice(start, start + READ_KEYS_MAX).map(receiptKey));
    for (const row of rows) {
      const item = row as unknown as StateItem<Receipt> | undefined;
      if (!item) continue;
      const receiptId = item.aggregate.slice('receipt/'.length);
      const remainingFen = left.get(receiptId) ?? 0;
      if (needsLook(item.state, remainingFen, today, runtime.policy)) {
        const { unitPath } = head.pool;
        changed += await assess(runtime, receiptId, item.version, { remainingFen, unitPath });
      }
    }
  }
  return changed;
}

/**
 * What is left of each receipt of a pool and of those that flowed into it. Accounts and receipts are two reads; when the money moved in between, both
 * are read again, so that receipts and balance belong together.
 */
async function whatIsLeft(runtime: DistributionRuntime, poolId: string): Promise<ReadonlyMap<string, number>> {
  for (let attempt = 0; attempt < SNAPSHOTS_MAX; attempt += 1) {
    const before = await readMoney(runtime, poolId);
    const lists = await Promise.all(before.members.map((member) => newestReceipts(runtime, member, before.balanceFen)));
    const newestFirst = lists.flat().sort((a, b) => (a.sortKey < b.sortKey ? 1 : -1));
    const left = remainders(before.balanceFen, newestFirst);
    const after = await readMoney(runtime, poolId);
    if (
      before.members.length === after.members.length &&
      before.movedFen.every((fen, at) => fen === after.movedFen[at])
    )
      return left;
  }
  throw new BusyError(`the money of pool ${poolId} kept moving`);
}

/** The pools that flowed together, the balance of all of them, and everything that ever moved it. */
async function readMoney({ store }: DistributionRuntime, poolId: string) {
  const members = await flownTogether(store, poolId);
  const accounts = (await readAll(store, members.map(accountKey))).map(accountOf);
  return {
    members,
    balanceFen: accounts.reduce((sum, { balanceFen }) => sum + balanceFen, 0),
    movedFen: accounts.flatMap(({ receivedFen, paidFen, returnedFen, transferredInFen, transferredOutFen }) => [
      receivedFen,
      paidFen,
      returnedFen,
      transferredInFen,
      transferredOutFen,
    ]),
  };
}

/** With the place of its row, so that receipts of several pools come in one order. */
type Placed = HeldReceipt & { readonly sortKey: string };

/** Receipts from the newest on, as many as explain the balance: reading follows the money that is there, not the pool's history. */
async function newestReceipts(runtime: DistributionRuntime, poolId: string, balanceFen: number): Promise<Placed[]> {
  const receipts: Placed[] = [];
  let sumFen = 0;
  let after: Row | Readonly<Record<string, unknown>> | undefined;
  while (sumFen < balanceFen) {
    const page = await runtime.store.queryPartition(receiptRows(poolId), RECEIPT_ROWS, {
      limit: ROWS_PER_PAGE,
      descending: true,
      after,
    });
    for (const row of page.rows) {
      const receipt = { receiptId: String(row.receiptId), amountFen: Number(row.amountFen), sortKey: row.sk };
      receipts.push(receipt);
      sumFen += receipt.amountFen;
    }
    after = page.next;
    if (!after) break;
  }
  return receipts;
}

/** One command per version of the receipt: whoever looks at the same version again gets the first answer. */
async function assess(
  runtime: DistributionRuntime,
  receiptId: string,
  version: number,
  found: { readonly remainingFen: number; readonly unitPath: string },
): Promise<number> {
  const key = `${receiptId}:${version}`;
  const outcome = await execute(runtime, {
    kind: receiptKind,
    id: receiptId,
    command: { type: 'assess', ...found },
    // What is left may differ between two runs at once; the receipt and its version are what the cause stands for.
    content: { assess: receiptId, version },
    cause: { origin: ORIGIN, key, correlationId: `${ORIGIN}:${key}`, causationId: ORIGIN },
    actor: ACTOR,
    refs: () => undefined,
  });
  return outcome.kind === 'accepted' && !outcome.replayed ? 1 : 0;
}
