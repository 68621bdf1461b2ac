/** What the distribution service does about events of others. */
import type * as z from 'zod/mini';
import { lineCancelled, lineReversed, planWithdrawn } from '../../contracts/distribution/plans.ts';
import { unitClosed, unitMovedByMerger, unitRegistered } from '../../contracts/registry/units.ts';
import { upstreamIncomeReceived } from '../../contracts/upstream/income.ts';
import { execute } from '../../platform/command.ts';
import type { Reaction } from '../../platform/consume.ts';
import type { Actor } from '../../platform/decider.ts';
import { poolKind } from './aggregates.ts';
import type { DistributionRuntime } from './dependencies.ts';
import { poolIdOf } from './domain/pool.ts';
import { leadOn, mergePool, movePool } from './pool-following.ts';
import { enterReceipt } from './receipt-routes.ts';

/** A system acts in its own name, without a unit. */
const system = (source: string): Actor => ({ sub: source, roles: ['upstream-system'], unit: '' });

/** Money that became free in the pool of a merged unit follows what went before it. */
const freeAgain = (
  type: string,
  schema: typeof lineReversed | typeof lineCancelled | typeof planWithdrawn,
): Reaction<DistributionRuntime> => ({
  type,
  schema,
  react(runtime, event, cause) {
    const { unitPath } = (event as z.infer<typeof planWithdrawn>).data;
    return leadOn({ runtime, cause, actor: system(event.source) }, poolIdOf(unitPath));
  },
});

export const reactions: readonly Reaction<DistributionRuntime>[] = [
  {
    // Every unit has one pool, from the day it is registered.
    type: 'panhuo.registry.unit-registered.v1',
    schema: unitRegistered,
    react(runtime, event, cause) {
      const { path, kind } = (event as z.infer<typeof unitRegistered>).data;
      const command = { type: 'open', unitPath: path, unitKind: kind } as const;
      return execute(runtime, {
        kind: poolKind,
        id: poolIdOf(path),
        command,
        content: command,
        cause,
        actor: system(event.source),
        refs: () => undefined,
      });
    },
  },
  {
    // ZC-05: assets, claims and debts move together, and so does the income that has not been distributed.
    type: 'panhuo.registry.unit-closed.v1',
    schema: unitClosed,
    react: (runtime, event, cause) =>
      mergePool({ runtime, cause, actor: system(event.source) }, (event as z.infer<typeof unitClosed>).data),
  },
  {
    type: 'panhuo.registry.unit-moved-by-merger.v1',
    schema: unitMovedByMerger,
    react(runtime, event, cause) {
      const { path, mergerId } = (event as z.infer<typeof unitMovedByMerger>).data;
      const to = { path, mergerId, unitVersion: Number(event.sequence) };
      return movePool({ runtime, cause, actor: system(event.source) }, to);
    },
  },
  freeAgain('panhuo.distribution.line-reversed.v1', lineReversed),
  freeAgain('panhuo.distribution.line-cancelled.v1', lineCancelled),
  freeAgain('panhuo.distribution.plan-withdrawn.v1', planWithdrawn),
  {
    type: 'panhuo.upstream.income-received.v1',
    schema: upstreamIncomeReceived,
    react(runtime, event, cause) {
      const receipt = (event as z.infer<typeof upstreamIncomeReceived>).data;
      return enterReceipt(runtime, receipt, cause, system(event.source));
    },
  },
];
