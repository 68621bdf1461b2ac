/** What the service does when the registry says that a card is gone: its open item is closed, and no list, flag or plan goes on with it. */
import type * as z from 'zod/mini';
import type { AnyEvent } from '../../contracts/envelope.ts';
import { assetMerged, assetSplit } from '../../contracts/registry/card-lineage.ts';
import { assetDisposed } from '../../contracts/registry/disposals.ts';
import { duplicateConfirmed, duplicateDismissed } from '../../contracts/registry/look-alikes.ts';
import { type CommandOutcome, execute } from '../../platform/command.ts';
import type { Reaction } from '../../platform/consume.ts';
import type { Cause } from '../../platform/event-item.ts';
import { itemKind } from './aggregates.ts';
import type { RevitalizationRuntime } from './dependencies.ts';
import type { CardEnd } from './domain/card-fate.ts';
import { fateIn, rememberFate } from './fate.ts';
import { fateKey } from './keys.ts';

/** Brings the item of an asset in line with what is known of its card. Nothing to do is no fault. */
export async function followCard(
  runtime: RevitalizationRuntime,
  event: AnyEvent,
  cause: Cause,
  assetId: string,
): Promise<CommandOutcome | undefined> {
  const outcome = await execute(runtime, {
    kind: itemKind,
    id: assetId,
    command: { type: 'follow-card' },
    content: { 'follow-card': assetId },
    cause,
    actor: { sub: event.source, roles: [], unit: '' },
    refKeys: [fateKey(assetId)],
    refs: ([fate]) => ({ fate: fateIn(fate) }),
  });
  // Most assets that go were never on the list; and old news comes again.
  const idle = outcome.kind === 'refused' && ['not-found', 'stale-version'].includes(outcome.refusal.code);
  return idle ? undefined : outcome;
}

/** @param endOf how the card ended, or undefined when a verdict that it had is taken back */
const reaction = <Schema extends z.ZodMiniType<AnyEvent>>(
  type: string,
  schema: Schema,
  endOf: (data: z.infer<Schema>['data']) => CardEnd | undefined,
): Reaction<RevitalizationRuntime> => ({
  type: `panhuo.registry.${type}.v1`,
  schema,
  async react(runtime, event, cause) {
    const assetId = event.subject.split('/')[1] ?? '';
    const ended = endOf(event.data as z.infer<Schema>['data']);
    const assetVersion = Number(event.sequence);
    await rememberFate(runtime.store, assetId, { assetVersion, ...(ended ? { ended } : {}) });
    return followCard(runtime, event, cause, assetId);
  },
});

export const cardReactions: readonly Reaction<RevitalizationRuntime>[] = [
  reaction('asset-disposed', assetDisposed, ({ disposalId }) => ({ reason: 'disposed', successors: [], disposalId })),
  reaction('asset-split', assetSplit, ({ parts }) => ({
    reason: 'split',
    successors: parts.map(({ assetId }) => assetId),
  })),
  reaction('asset-merged', assetMerged, ({ into }) => ({ reason: 'merged', successors: [into] })),
  reaction('duplicate-confirmed', duplicateConfirmed, ({ duplicateOf }) => ({
    reason: 'duplicate',
    successors: [duplicateOf],
  })),
  reaction('duplicate-dismissed', duplicateDismissed, () => undefined),
];
