/** The registry’s domain events and the versions of their contracts. A new event does not compile without a row, nor a row that does not fit. */
import type * as assetFile from '../../contracts/registry/asset-file.ts';
import type * as assets from '../../contracts/registry/assets.ts';
import type * as cardLineage from '../../contracts/registry/card-lineage.ts';
import type * as checklists from '../../contracts/registry/checklists.ts';
import type * as custody from '../../contracts/registry/custody.ts';
import type * as disposals from '../../contracts/registry/disposals.ts';
import type * as duties from '../../contracts/registry/duties.ts';
import type * as figures from '../../contracts/registry/figures.ts';
import type * as inventory from '../../contracts/registry/inventory.ts';
import type * as lookAlikes from '../../contracts/registry/look-alikes.ts';
import type * as mergers from '../../contracts/registry/mergers.ts';
import type * as obligations from '../../contracts/registry/obligations.ts';
import type * as outsideLedgers from '../../contracts/registry/outside-ledgers.ts';
import type * as outsideRegistrations from '../../contracts/registry/outside-registrations.ts';
import type * as title from '../../contracts/registry/title.ts';
import type * as units from '../../contracts/registry/units.ts';
import type * as use from '../../contracts/registry/use.ts';
import type * as value from '../../contracts/registry/value.ts';
import { type Contracts, type ContractWords, contractWords } from '../../platform/contract-words.ts';
import type { AssetEvent } from './domain/asset.ts';
import { eventInFull, eventInShort, type ShortAssetEvent } from './domain/asset-event.ts';
import type { DisposalEvent } from './domain/disposal/disposal-case.ts';
import type { CampaignEvent } from './domain/inventory/inventory-campaign.ts';
import type { CountEvent } from './domain/inventory/inventory-count.ts';
import type { MergerEvent } from './domain/mergers/merger.ts';
import type { ObligationEvent } from './domain/mergers/obligation.ts';
import type { OutsideEvent } from './domain/outside-ledger.ts';
import type { ChecklistEvent } from './domain/reform/checklist.ts';
import type { FiguresEvent } from './domain/reform/figures.ts';
import type { DutiesEvent } from './domain/units/duties.ts';
import type { UnitEvent } from './domain/units/unit.ts';

type Published = Contracts<
  'registry',
  | typeof assetFile
  | typeof assets
  | typeof cardLineage
  | typeof checklists
  | typeof custody
  | typeof disposals
  | typeof duties
  | typeof figures
  | typeof inventory
  | typeof lookAlikes
  | typeof mergers
  | typeof obligations
  | typeof outsideLedgers
  | typeof outsideRegistrations
  | typeof title
  | typeof units
  | typeof use
  | typeof value
>;

const shortWords = contractWords<ShortAssetEvent, Published>('registry', {
  'asset-registered': 1,
  'asset-corrected': 1,
  'idle-declared': 1,
  'idle-confirmed': 1,
  'idle-rejected': 1,
  'handover-proposed': 1,
  'handover-step-taken': 1,
  'handover-confirmed': 1,
  'handover-posted': 1,
  'handover-withdrawn': 1,
  'handover-redirected': 1,
  'asset-handed-over': 1,
  'asset-revitalized': 1,
  'asset-idle-again': 1,
  'document-attached': 1,
  'duplicate-confirmed': 1,
  'duplicate-dismissed': 1,
  'revival-planned': 1,
  'revival-deadline-set': 1,
  'asset-moved-by-merger': 1,
  'final-account-recorded': 1,
  'final-account-overdue': 1,
  'equity-appraised': 1,
  'asset-impaired': 1,
  'asset-revalued': 1,
  'value-disputed': 1,
  'value-appraised': 1,
  'valuation-step-taken': 1,
  'value-dispute-withdrawn': 1,
  'valuation-published': 1,
  'valuation-objected': 1,
  'valuation-objection-answered': 1,
  'valuation-settled': 1,
  'asset-split': 1,
  'asset-merged': 1,
  'posting-overdue': 1,
  'title-examined': 1,
  'title-disputed': 1,
  'title-decided': 1,
  'title-certified': 1,
  'title-shares-quantified': 1,
  'registration-recorded': 1,
  'registration-failed': 1,
  'registration-overdue': 1,
  'custody-assigned': 1,
  'damage-reported': 1,
  'damage-repaired': 1,
  'repair-overdue': 1,
  'use-changed': 1,
  'partial-idleness-recorded': 1,
  'asset-lost': 1,
  'asset-recovered': 1,
  'asset-disposed': 1,
});

/** Cards are published without what goes without saying. */
export const assetWords: ContractWords<AssetEvent> = {
  toContract: (event) => shortWords.toContract(eventInShort(event)),
  fromContract: (type, data) => eventInFull(shortWords.fromContract(type, data)),
};

export const disposalWords = contractWords<DisposalEvent, Published>('registry', {
  'disposal-proposed': 1,
  'disposal-step-taken': 1,
  'disposal-withdrawn': 1,
  'disposal-concluded': 1,
  'disposal-published': 1,
  'disposal-objection-recorded': 1,
  'disposal-objection-answered': 1,
  'disposal-executed': 1,
  'disposal-proceeds-spent': 1,
  'disposal-moved-by-merger': 1,
});

export const checklistWords = contractWords<ChecklistEvent, Published>('registry', {
  'checklist-opened': 1,
  'checklist-step-done': 1,
  'checklist-step-reopened': 1,
});

export const figuresWords = contractWords<FiguresEvent, Published>('registry', {
  'figures-checked': 1,
  'figures-mismatched': 1,
});

export const unitWords = contractWords<UnitEvent, Published>('registry', {
  'unit-registered': 1,
  'unit-corrected': 1,
  'unit-closed': 1,
  'unit-moved-by-merger': 1,
});

export const campaignWords = contractWords<CampaignEvent, Published>('registry', {
  'campaign-opened': 1,
  'campaign-closed': 1,
  'campaign-withdrawn': 1,
  'campaign-report-overdue': 1,
});

export const countWords = contractWords<CountEvent, Published>('registry', {
  'count-opened': 1,
  'count-advanced': 1,
  'count-listed': 1,
  'count-recorded': 1,
  'count-corrected': 1,
  'surplus-recorded': 1,
  'surplus-struck': 1,
  'count-held-against': 1,
  'count-submitted': 1,
  'count-step-taken': 1,
  'count-withdrawn': 1,
  'count-cancelled': 1,
  'duplicate-assets-found': 1,
  'unreported-assets-found': 1,
  'count-closed': 1,
});

export const outsideWords = contractWords<OutsideEvent, Published>('registry', {
  'outside-ledger-opened': 1,
  'outside-lines-posted': 1,
  'outside-ledger-sealed': 1,
  'outside-ledger-compared': 1,
  'outside-difference-settled': 1,
});

export const mergerWords = contractWords<MergerEvent, Published>('registry', {
  'merger-proposed': 1,
  'merger-step-taken': 1,
  'merger-withdrawn': 1,
  'merger-executed': 1,
  'merger-advanced': 1,
  'merger-completed': 1,
  'merger-differed': 1,
  'merger-recounted': 1,
});

export const obligationWords = contractWords<ObligationEvent, Published>('registry', {
  'obligation-registered': 1,
  'obligation-corrected': 1,
  'obligation-settled': 1,
  'obligation-moved-by-merger': 1,
});

export const dutiesWords = contractWords<DutiesEvent, Published>('registry', {
  'person-appointed': 1,
  'duty-task-opened': 1,
  'duty-task-finished': 1,
  'succession-proposed': 1,
  'succession-countersigned': 1,
  'succession-ended': 1,
  'duties-taken-over': 1,
});
