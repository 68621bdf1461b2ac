/** What the service does about events of the registry. */
import type * as z from 'zod/mini';
import type { AnyEvent } from '../../contracts/envelope.ts';
import { assetHandedOver, idleConfirmed } from '../../contracts/registry/assets.ts';
import { assetMovedByMerger } from '../../contracts/registry/mergers.ts';
import { type CommandOutcome, execute } from '../../platform/command.ts';
import type { Reaction } from '../../platform/consume.ts';
import type { Cause } from '../../platform/event-item.ts';
import { BusyError, type Store } from '../../platform/store/store.ts';
import { itemKind } from './aggregates.ts';
import { cardReactions, followCard } from './card-reactions.ts';
import type { RevitalizationRuntime } from './dependencies.ts';
import { type CardFate, isGone } from './domain/card-fate.ts';
import type { ListedAsset } from './domain/item.ts';
import type { AssetPlace, ItemCommand } from './domain/item-commands.ts';
import { fateIn } from './fate.ts';
import { fateKey, movedKey } from './keys.ts';

/** Runs a command on the item of the asset the event is about; the registry acts in its own name, without a unit. */
function onItemOf(
  runtime: RevitalizationRuntime,
  event: AnyEvent,
  cause: Cause,
  assetId: string,
  command: ItemCommand,
  heard?: (fate: CardFate | undefined) => void,
): Promise<CommandOutcome> {
  return execute(runtime, {
    kind: itemKind,
    id: assetId,
    command,
    content: command,
    cause,
    actor: { sub: event.source, roles: [], unit: '' },
    ...(command.type === 'list' ? { refKeys: [movedKey(assetId), fateKey(assetId)] } : {}),
    refs([moved, fate]) {
      heard?.(fateIn(fate));
      return { moved: moved as unknown as AssetPlace | undefined, fate: fateIn(fate) };
    },
  });
}

/** Puts a confirmed finding on the list; when the end of the card was heard of first, the item is closed at once. */
async function list(
  runtime: RevitalizationRuntime,
  event: AnyEvent,
  cause: Cause,
  asset: ListedAsset,
): Promise<CommandOutcome | undefined> {
  const { assetId, assetVersion } = asset;
  let gone = false;
  const outcome = await onItemOf(runtime, event, cause, assetId, { type: 'list', asset }, (fate) => {
    gone = isGone(fate, assetVersion);
  });
  if (!gone) return outcome;
  if (outcome.kind === 'refused') return outcome.refusal.code === 'stale-version' ? undefined : outcome;
  return followCard(runtime, event, { ...cause, key: `${cause.key}/end` }, assetId);
}

const assetIdOf = (event: AnyEvent): string => event.subject.split('/')[1] ?? '';

/** The item of an asset that has changed hands follows it. */
async function follow(
  runtime: RevitalizationRuntime,
  event: AnyEvent,
  cause: Cause,
  { unitPath, holderKind }: z.infer<typeof assetHandedOver>['data'] | z.infer<typeof assetMovedByMerger>['data'],
): Promise<CommandOutcome | undefined> {
  const assetId = assetIdOf(event);
  const place = { assetVersion: Number(event.sequence), unitPath, holderKind };
  const move = () => onItemOf(runtime, event, cause, assetId, { type: 'move', ...place });
  let outcome = await move();
  if (outcome.kind === 'refused' && outcome.refusal.code === 'not-found') {
    // Most assets that change hands were never on the list. The news of its finding may still be on its way, though, and must not put the
    // item where the asset no longer is; it may also have come in between.
    await remember(runtime.store, assetId, place);
    outcome = await move();
  }
  // Old news comes again: nothing to do is not a fault.
  const idle = outcome.kind === 'refused' && ['not-found', 'stale-version'].includes(outcome.refusal.code);
  return idle ? undefined : outcome;
}

/** Keeps where an asset went, unless something newer is known. */
async function remember(store: Store, assetId: string, place: AssetPlace): Promise<void> {
  const [known] = await store.read([movedKey(assetId)]);
  if (known && Number(known.assetVersion) >= place.assetVersion) return;
  const row = { ...movedKey(assetId), ...place };
  const onlyIf = known
    ? { attribute: 'assetVersion', equals: Number(known.assetVersion) }
    : ({ absent: true } as const);
  if (!(await store.write([{ kind: 'put', row, onlyIf }])))
    throw new BusyError(`two moves of asset ${assetId} at once`);
}

export const reactions: readonly Reaction<RevitalizationRuntime>[] = [
  ...cardReactions,
  {
    type: 'panhuo.registry.idle-confirmed.v1',
    schema: idleConfirmed,
    react(runtime, event, cause) {
      const { data, sequence } = event as z.infer<typeof idleConfirmed>;
      const { outOfUseSince: _since, reason: _reason, ...card } = data;
      const assetId = assetIdOf(event);
      return list(runtime, event, cause, { assetId, assetVersion: Number(sequence), ...card });
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
