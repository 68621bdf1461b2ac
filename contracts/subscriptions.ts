/** Who listens to which event. The audit service listens to all of them and is not listed. */
import type { ServiceName } from './services.ts';

/** Event type → the services that act on it, besides audit. */
export const SUBSCRIPTIONS: Readonly<Record<string, readonly ServiceName[]>> = {
  'panhuo.registry.unit-registered.v1': ['distribution'],
  // The money of a merged unit follows it, and what becomes free of it later follows that.
  // What is on its way to a unit that has been merged away is led to its successor.
  'panhuo.registry.unit-closed.v1': ['registry', 'distribution'],
  'panhuo.registry.unit-moved-by-merger.v1': ['registry', 'distribution'],
  'panhuo.distribution.line-reversed.v1': ['distribution'],
  'panhuo.distribution.line-cancelled.v1': ['distribution'],
  'panhuo.distribution.plan-withdrawn.v1': ['distribution'],
  'panhuo.registry.idle-confirmed.v1': ['revitalization'],
  'panhuo.registry.asset-handed-over.v1': ['revitalization'],
  // The registry carries a merger out portion by portion, each on hearing of the one before.
  'panhuo.registry.merger-executed.v1': ['registry'],
  'panhuo.registry.merger-advanced.v1': ['registry'],
  'panhuo.registry.merger-recounted.v1': ['registry'],
  // A campaign opens a count per unit, each lists its books and makes its entries portion by portion.
  'panhuo.registry.campaign-opened.v1': ['registry'],
  'panhuo.registry.campaign-withdrawn.v1': ['registry'],
  'panhuo.registry.count-opened.v1': ['registry'],
  'panhuo.registry.count-advanced.v1': ['registry'],
  'panhuo.registry.count-step-taken.v1': ['registry'],
  'panhuo.registry.duplicate-assets-found.v1': ['registry'],
  'panhuo.registry.outside-ledger-sealed.v1': ['registry'],
  'panhuo.registry.outside-ledger-compared.v1': ['registry'],
  'panhuo.registry.unreported-assets-found.v1': ['registry'],
  'panhuo.registry.asset-moved-by-merger.v1': ['revitalization'],
  // An asset that is gone has nothing left to be revitalized.
  'panhuo.registry.asset-disposed.v1': ['revitalization'],
  'panhuo.registry.asset-split.v1': ['revitalization'],
  'panhuo.registry.asset-merged.v1': ['revitalization'],
  'panhuo.registry.duplicate-confirmed.v1': ['revitalization'],
  'panhuo.registry.duplicate-dismissed.v1': ['revitalization'],
  // A disposal that has been executed closes the card of its asset.
  'panhuo.registry.disposal-executed.v1': ['registry'],
  // The file of an asset shows the way planned for it, who is responsible and until when (MX-07).
  'panhuo.revitalization.item-planned.v1': ['registry'],
  'panhuo.revitalization.plan-step-taken.v1': ['registry'],
  'panhuo.revitalization.extension-step-taken.v1': ['registry'],
  'panhuo.revitalization.item-responsible-named.v1': ['registry'],
  'panhuo.revitalization.item-written-off.v1': ['registry'],
  'panhuo.revitalization.item-reopened.v1': ['registry'],
};

/** Every service that receives an event of this type. Audit's own events reach its trail the same way. */
export const subscribersOf = (type: string): readonly ServiceName[] => [...(SUBSCRIPTIONS[type] ?? []), 'audit'];
