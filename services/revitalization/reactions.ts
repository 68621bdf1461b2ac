/** What the service does about events of the registry. */
import type * as z from 'zod/mini';
import type { AnyEvent } from '../../contracts/envelope.ts';
import { assetHandedOver, idleConfirmed } from '../../contracts/registry/assets.ts';
import { assetMovedByMerger } from '../../contracts/registry/mergers.ts';
import { type CommandOutcome, execute } from '../../platform/command.ts';
import type { Reaction } from '../../platform/consume.ts';
import type { Cause } from '../../platform/event-item.ts';
import { itemKind } from './aggregates.ts';
import type { RevitalizationRuntime } from './dependencies.ts';
import type { ItemCommand } from './domain/item-commands.ts';

/** Runs a command on the item of the asset the event is about; the registry acts in its own name, without a unit. */
function onItemOf(
  runtime: RevitalizationRuntime,
  event: AnyEvent,
  cause: Cause,
  assetId: string,
  command: ItemCommand,
): Promise<CommandOutcome> {
  return execute(runtime, {
    kind: itemKind,
    id: assetId,
    command,
    content: command,
    cause,
    actor: { sub: event.source, roles: [], unit: '' },
    refs: () => ({}),
  });
}

const assetIdOf = (event: AnyEvent): string => event.subject.split('/')[1] ?? '';

/** The item of an asset that has changed hands follows it. */
async function follow(
  runtime: RevitalizationRuntime,
  event: AnyEvent,
  cause: Cause,
  { unitPath, holderKind }: z.infer<typeof assetHandedOver>['data'] | z.infer<typeof assetMovedByMerger>['data'],
): Promise<CommandOutcome | undefined> {
  const command = { type: 'move', assetVersion: Number(event.sequence), unitPath, holderKind } as const;
  const outcome = await onItemOf(runtime, event, cause, assetIdOf(event), command);
  // Most assets that change hands were never on the list, and old news comes again: nothing to do is not a fault.
  const idle = outcome.kind === 'refused' && ['not-found', 'stale-version'].includes(outcome.refusal.code);
  return idle ? undefined : outcome;
}

export const reactions: readonly Reaction<RevitalizationRuntime>[] = [
  {
    type: 'panhuo.registry.idle-confirmed.v1',
    schema: idleConfirmed,
    react(runtime, event, cause) {
      const { data, sequence } = event as z.infer<typeof idleConfirmed>;
      const { outOfUseSince: _since, reason: _reason, ...card } = data;
      const assetId = assetIdOf(event);
      const asset = { assetId, assetVersion: Number(sequence), ...card };
      return onItemOf(runtime, event, cause, assetId, { type: 'list', asset });
    },
  },
  {
    type: 'panhuo.registry.asset-handed-over.v1',
    schema: assetHandedOver,
    react: (runtime, event, cause) => follow(runtime, event, cause, (event as z.infer<typeof assetHandedOver>).data),
  },
  {
    // A merger moves an asset like a handover does: its item follows it to the successor (ZC-05).
    type: 'panhuo.registry.asset-moved-by-merger.v1',
    schema: assetMovedByMerger,
    react: (runtime, event, cause) => follow(runtime, event, cause, (event as z.infer<typeof assetMovedByMerger>).data),
  },
];
