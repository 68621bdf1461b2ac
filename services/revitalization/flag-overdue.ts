/** The job of every morning (catalogue, "Overdue"): flags what is due soon, overdue or to be escalated as of today in Asia/Shanghai. */
import { todayBy } from '../../platform/clock.ts';
import { execute } from '../../platform/command.ts';
import type { Actor } from '../../platform/decider.ts';
import { type DueRun, runDueWork } from '../../platform/due-work.ts';
import type { Cause } from '../../platform/event-item.ts';
import type { Key, StateItem } from '../../platform/store/store.ts';
import { itemKind } from './aggregates.ts';
import type { RevitalizationRuntime } from './dependencies.ts';
import type { Item } from './domain/item.ts';
import { flagsDue } from './domain/overdue.ts';

export const FLAG_OVERDUE_JOB = 'flag-overdue';
const ORIGIN = `job:${FLAG_OVERDUE_JOB}`;
const ACTOR: Actor = { sub: ORIGIN, roles: [], unit: '' };

/**
 * Flags every level that has come due since the last run that went through, once each and in order.
 * @returns how many items were looked at, and how many flags were set by this run
 * @throws AggregateError when a part of the index could not be worked through; the next run begins there again
 */
export function flagOverdue(runtime: RevitalizationRuntime): Promise<DueRun> {
  const today = todayBy(runtime.clock);
  return runDueWork(runtime.store, FLAG_OVERDUE_JOB, today, (keys) => flagItems(runtime, keys));
}

async function flagItems(runtime: RevitalizationRuntime, keys: readonly Key[]): Promise<number> {
  const rows = await runtime.store.read(keys);
  let flagged = 0;
  for (const row of rows) {
    if (row) flagged += await flagItem(runtime, row as unknown as StateItem<Item>);
  }
  return flagged;
}

/** One command a level: the cause names round, due date and level, so that whoever flags it again gets the first answer. */
async function flagItem(runtime: RevitalizationRuntime, { state }: StateItem<Item>): Promise<number> {
  let flagged = 0;
  const { assetId, round } = state;
  const dueDate = state.deadline?.dueDate ?? '';
  for (const { level } of flagsDue(state, todayBy(runtime.clock))) {
    const command = { type: 'flag', level, dueDate } as const;
    const outcome = await execute(runtime, {
      kind: itemKind,
      id: assetId,
      command,
      content: { assetId, round, ...command },
      cause: causeOf(assetId, round, dueDate, level),
      actor: ACTOR,
      refs: () => ({}),
    });
    // Somebody was quicker: extended, suspended or written off, and the index says when to look again.
    if (outcome.kind === 'refused') break;
    if (!outcome.replayed) flagged += 1;
  }
  return flagged;
}

function causeOf(assetId: string, round: number, dueDate: string, level: string): Cause {
  const key = `${assetId}:${round}:${dueDate}:${level}`;
  return { origin: ORIGIN, key, correlationId: key, causationId: key };
}
