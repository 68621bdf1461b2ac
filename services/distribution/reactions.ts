/** What the distribution service does about events of others. */
import type * as z from 'zod/mini';
import { unitRegistered } from '../../contracts/registry/units.ts';
import { upstreamIncomeReceived } from '../../contracts/upstream/income.ts';
import { execute } from '../../platform/command.ts';
import type { Reaction } from '../../platform/consume.ts';
import type { Actor } from '../../platform/decider.ts';
import { poolKind } from './aggregates.ts';
import type { DistributionRuntime } from './dependencies.ts';
import { poolIdOf } from './domain/pool.ts';
import { enterReceipt } from './receipt-routes.ts';

/** A system acts in its own name, without a unit. */
const system = (source: string): Actor => ({ sub: source, roles: ['upstream-system'], unit: '' });

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
    type: 'panhuo.upstream.income-received.v1',
    schema: upstreamIncomeReceived,
    react(runtime, event, cause) {
      const receipt = (event as z.infer<typeof upstreamIncomeReceived>).data;
      return enterReceipt(runtime, receipt, cause, system(event.source));
    },
  },
];
