/** What the registry does about events of others. */
import type * as z from 'zod/mini';
import type { AnyEvent } from '../../contracts/envelope.ts';
import { itemReopened, itemWrittenOff } from '../../contracts/revitalization/item-events.ts';
import { projectAccepted } from '../../contracts/upstream/projects.ts';
import { execute } from '../../platform/command.ts';
import type { Reaction } from '../../platform/consume.ts';
import { unitCodeOf } from '../../platform/unit-path.ts';
import { assetKind } from './aggregates.ts';
import { handoverReactions } from './assets/handover-reactions.ts';
import { recordOnAsset, system } from './assets/record-on-asset.ts';
import type { RegistryRuntime } from './dependencies.ts';
import { disposalReactions } from './disposal/disposal-reactions.ts';
import { inventoryReactions } from './inventory/inventory-reactions.ts';
import { unitKey } from './keys.ts';
import { outsideLedgerReactions } from './ledgers/outside-ledger-comparison.ts';
import { mergerReactions } from './mergers/merger-reactions.ts';
import { pathReactions } from './units/path-reactions.ts';
import { unitIn } from './units/unit-routes.ts';

const subjectId = (event: AnyEvent): string => event.subject.split('/')[1] ?? '';

export const reactions: readonly Reaction<RegistryRuntime>[] = [
  ...mergerReactions,
  ...handoverReactions,
  ...inventoryReactions,
  ...outsideLedgerReactions,
  ...disposalReactions,
  ...pathReactions,
  {
    type: 'panhuo.revitalization.item-written-off.v1',
    schema: itemWrittenOff,
    react(runtime, event, cause) {
      const { data, sequence } = event as z.infer<typeof itemWrittenOff>;
      const { assetId, measure, writtenOffOn } = data;
      const item = { itemId: subjectId(event), itemVersion: Number(sequence) };
      const command = { type: 'record-write-off', ...item, measure, writtenOffOn } as const;
      return recordOnAsset(runtime, event, cause, assetId, command);
    },
  },
  {
    type: 'panhuo.revitalization.item-reopened.v1',
    schema: itemReopened,
    react(runtime, event, cause) {
      const { data, sequence } = event as z.infer<typeof itemReopened>;
      const { assetId, reason, reopenedOn } = data;
      const item = { itemId: subjectId(event), itemVersion: Number(sequence) };
      const command = { type: 'record-reopening', ...item, reason, reopenedOn } as const;
      return recordOnAsset(runtime, event, cause, assetId, command);
    },
  },
  {
    // MG-08: an accepted project forms an asset; the upstream project library posts it.
    type: 'panhuo.upstream.project-accepted.v1',
    schema: projectAccepted,
    react(runtime, event, cause) {
      const { unitPath, ...card } = (event as z.infer<typeof projectAccepted>).data;
      return execute(runtime, {
        kind: assetKind,
        id: (eventId) => eventId,
        command: { type: 'register', unitPath, card },
        content: event.data,
        cause,
        actor: system(event.source),
        refKeys: [unitKey(unitCodeOf(unitPath))],
        refs: ([unit]) => ({ unit: unitIn(unit) }),
      });
    },
  },
];
