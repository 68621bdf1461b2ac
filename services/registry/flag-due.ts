/**
 * The registry's job of every morning: flags postings, registrations outside, repairs and final accounts that are past their term (ZC-04, MG-08, SX-07,
 * MG-04), and inventories whose report is (MG-18).
 */
import { todayBy } from '../../platform/clock.ts';
import { type AggregateKind, type CommandRequest, execute } from '../../platform/command.ts';
import type { Actor } from '../../platform/decider.ts';
import { type DueRun, runDueWork } from '../../platform/due-work.ts';
import type { Cause } from '../../platform/event-item.ts';
import type { Row, StateItem } from '../../platform/store/store.ts';
import type { Policy } from '../../policy/policy.ts';
import { assetKind } from './aggregates.ts';
import { assetItem } from './assets/asset-items.ts';
import type { RegistryRuntime } from './dependencies.ts';
import type { Asset } from './domain/asset.ts';
import { type Due, flagsDue } from './domain/due.ts';
import { type Campaign, reportDue } from './domain/inventory/inventory-campaign.ts';
import { campaignKind } from './inventory/inventory-aggregates.ts';

export const FLAG_DUE_JOB = 'flag-due';
const ORIGIN = `job:${FLAG_DUE_JOB}`;
const ACTOR: Actor = { sub: ORIGIN, roles: [], unit: '' };

/**
 * Flags everything that is past its term since the last run that went through, once each.
 * @returns how many assets and campaigns were looked at, and how many flags were set by this run
 * @throws AggregateError when a part of the index could not be worked through; the next run begins there again
 */
export function flagDue(runtime: RegistryRuntime): Promise<DueRun> {
  return runDueWork(runtime.store, FLAG_DUE_JOB, todayBy(runtime.clock), async (keys) => {
    let flagged = 0;
    for (const row of await runtime.store.read(keys)) if (row) flagged += await flagItem(runtime, row);
    return flagged;
  });
}

async function flagItem(runtime: RegistryRuntime, row: Row): Promise<number> {
  const [name, id = ''] = String(row.aggregate).split('/');
  if (name === assetKind.name) return flagAsset(runtime, id, assetItem(row).state);
  if (name === campaignKind.name) return flagCampaign(runtime, id, (row as unknown as StateItem<Campaign>).state);
  return 0;
}

/** One command a reason and date: the cause names them, so that whoever flags it again gets the first answer. */
async function flagAsset(runtime: RegistryRuntime, id: string, state: Asset): Promise<number> {
  let flagged = 0;
  for (const due of flagsDue(state, todayBy(runtime.clock))) {
    const command = { type: 'flag-due', ...due } as const;
    flagged += await flag(runtime, { kind: assetKind, id, command, content: { assetId: id, ...command } }, due);
  }
  return flagged;
}

async function flagCampaign(runtime: RegistryRuntime, id: string, state: Campaign): Promise<number> {
  const dueDate = reportDue(state);
  if (dueDate === undefined) return 0;
  const command = { type: 'flag-report', dueDate } as const;
  const content = { campaignId: id, ...command };
  return flag(runtime, { kind: campaignKind, id, command, content }, { reason: 'report', dueDate });
}

/** Refused: somebody was quicker, and it has been posted, registered, repaired or reported meanwhile. */
async function flag<State, Command, Event extends { readonly type: string }, Code extends string>(
  runtime: RegistryRuntime,
  asked: Pick<CommandRequest<State, Command, Event, object, Policy, Code>, 'command' | 'content'> & {
    readonly kind: AggregateKind<State, Command, Event, object, Policy, Code>;
    readonly id: string;
  },
  due: { readonly reason: Due['reason'] | 'report'; readonly dueDate: string },
): Promise<number> {
  const cause = causeOf(asked.id, due);
  const outcome = await execute(runtime, { ...asked, cause, actor: ACTOR, refs: () => ({}) });
  return outcome.kind === 'accepted' && !outcome.replayed ? 1 : 0;
}

function causeOf(id: string, { reason, dueDate }: { readonly reason: string; readonly dueDate: string }): Cause {
  const key = `${id}:${reason}:${dueDate}`;
  return { origin: ORIGIN, key, correlationId: key, causationId: key };
}
