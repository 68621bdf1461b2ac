/** What the registry does about events of others. */
import type * as z from 'zod/mini';
import { itemReopened, itemWrittenOff } from '../../contracts/revitalization/item-events.ts';
import { projectAccepted } from '../../contracts/upstream/projects.ts';
import { execute } from '../../platform/command.ts';
import type { Reaction } from '../../platform/consume.ts';
import type { Actor } from '../../platform/decider.ts';
import { unitCodeOf } from '../../platform/unit-path.ts';
import { assetKind } from './aggregates.ts';
import type { RegistryRuntime } from './dependencies.ts';
import { unitKey } from './keys.ts';
import { unitIn } from './unit-routes.ts';

/** A system acts in its own name, without a unit. */
const system = (source: string): Actor => ({ sub: source, roles: ['upstream-system'], unit: '' });

export const reactions: readonly Reaction<RegistryRuntime>[] = [
  {
    type: 'panhuo.revitalization.item-written-off.v1',
    schema: itemWrittenOff,
    react(runtime, event, cause) {
      const { assetId, measure, writtenOffOn } = (event as z.infer<typeof itemWrittenOff>).data;
      const itemId = event.subject.split('/')[1] ?? '';
      const command = { type: 'record-write-off', itemId, measure, writtenOffOn } as const;
      return execute(runtime, {
        kind: assetKind,
        id: assetId,
        command,
        content: command,
        cause,
        actor: system(event.source),
        refs: () => ({}),
      });
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
