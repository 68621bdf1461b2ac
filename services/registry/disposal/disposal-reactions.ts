/** The registry hears that a disposal has been executed and closes the card of its asset (SX-09). */
import type * as z from 'zod/mini';
import { disposalExecuted } from '../../../contracts/registry/disposals.ts';
import { execute } from '../../../platform/command.ts';
import type { Reaction } from '../../../platform/consume.ts';
import type { StateItem } from '../../../platform/store/store.ts';
import { assetKind } from '../aggregates.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { Disposal } from '../domain/disposal/disposal-case.ts';
import { disposalKey } from '../keys.ts';

export const disposalReactions: readonly Reaction<RegistryRuntime>[] = [
  {
    type: 'panhuo.registry.disposal-executed.v1',
    schema: disposalExecuted,
    async react(runtime, event, cause) {
      const { assetId } = (event as z.infer<typeof disposalExecuted>).data;
      const disposalId = event.subject.split('/')[1] ?? '';
      const command = { type: 'record-disposal', assetId, disposalId } as const;
      const outcome = await execute(runtime, {
        kind: assetKind,
        id: assetId,
        command,
        content: command,
        cause,
        actor: { sub: event.source, roles: [], unit: '' },
        refKeys: [disposalKey(disposalId)],
        refs: ([row]) => ({ disposal: (row as StateItem<Disposal> | undefined)?.state }),
      });
      // The same news again, under another cause, changes nothing.
      return outcome.kind === 'refused' && outcome.refusal.code === 'stale-version' ? undefined : outcome;
    },
  },
];
