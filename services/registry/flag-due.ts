/** The registry's job of every morning: flags postings, registrations outside, repairs and final accounts that are past their term (ZC-04, MG-08, SX-07, MG-04). */
import { todayBy } from '../../platform/clock.ts';
import { execute } from '../../platform/command.ts';
import type { Actor } from '../../platform/decider.ts';
import { type DueRun, runDueWork } from '../../platform/due-work.ts';
import type { Cause } from '../../platform/event-item.ts';
import type { Key, StateItem } from '../../platform/store/store.ts';
import { assetKind } from './aggregates.ts';
import type { RegistryRuntime } from './dependencies.ts';
import type { Asset } from './domain/asset.ts';
import { type Due, flagsDue } from './domain/due.ts';

export const FLAG_DUE_JOB = 'flag-due';
const ORIGIN = `job:${FLAG_DUE_JOB}`;
const ACTOR: Actor = { sub: ORIGIN, roles: [], unit: '' };

/**
 * Flags everything that is past its term since the last run that went through, once each.
 * @returns how many assets were looked at, and how many flags were set by this run
 * @throws AggregateError when a part of the index could not be worked through; the next run begins there again
 */
export function flagDue(runtime: RegistryRuntime): Promise<DueRun> {
  return runDueWork(runtime.store, FLAG_DUE_JOB, todayBy(runtime.clock), async (keys) => {
    let flagged = 0;
    for (const asset of await assetsAt(runtime, keys)) flagged += await flagAsset(runtime, asset);
    return flagged;
  });
}

async function assetsAt({ store }: RegistryRuntime, keys: readonly Key[]): Promise<StateItem<Asset>[]> {
  const rows = (await store.read(keys)) as readonly (StateItem<Asset> | undefined)[];
  return rows.filter((row) => row !== undefined).filter(({ aggregate }) => aggregate.startsWith('asset/'));
}

/** One command a reason and date: the cause names them, so that whoever flags it again gets the first answer. */
async function flagAsset(runtime: RegistryRuntime, { aggregate, state }: StateItem<Asset>): Promise<number> {
  const id = aggregate.slice('asset/'.length);
  let flagged = 0;
  for (const due of flagsDue(state, todayBy(runtime.clock))) {
    const command = { type: 'flag-due', ...due } as const;
    const outcome = await execute(runtime, {
      kind: assetKind,
      id,
      command,
      content: { assetId: id, ...command },
      cause: causeOf(id, due),
      actor: ACTOR,
      refs: () => ({}),
    });
    // Refused: somebody was quicker, and it has been posted, registered or repaired meanwhile.
    if (outcome.kind === 'accepted' && !outcome.replayed) flagged += 1;
  }
  return flagged;
}

function causeOf(id: string, { reason, dueDate }: Due): Cause {
  const key = `${id}:${reason}:${dueDate}`;
  return { origin: ORIGIN, key, correlationId: key, causationId: key };
}
