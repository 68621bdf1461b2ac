/** The registry's domain words and the contract's words for them. A new event does not compile without a row that fits it. */

import { documentAttached, revivalDeadlineSet, revivalPlanned } from '../../contracts/registry/asset-file.ts';
import {
  assetCorrected,
  assetHandedOver,
  assetIdleAgain,
  assetRegistered,
  assetRevitalized,
  handoverConfirmed,
  handoverPosted,
  handoverProposed,
  handoverStepTaken,
  idleConfirmed,
  idleDeclared,
  idleRejected,
  postingOverdue,
} from '../../contracts/registry/assets.ts';
import { assetMerged, assetSplit } from '../../contracts/registry/card-lineage.ts';
import { checklistOpened, checklistStepDone, checklistStepReopened } from '../../contracts/registry/checklists.ts';
import { custodyAssigned, damageRepaired, damageReported, repairOverdue } from '../../contracts/registry/custody.ts';
import {
  assetDisposed,
  disposalConcluded,
  disposalExecuted,
  disposalObjectionAnswered,
  disposalObjectionRecorded,
  disposalProceedsSpent,
  disposalProposed,
  disposalPublished,
  disposalStepTaken,
  disposalWithdrawn,
} from '../../contracts/registry/disposals.ts';
import {
  dutiesTakenOver,
  dutyTaskFinished,
  dutyTaskOpened,
  personAppointed,
  successionCountersigned,
  successionEnded,
  successionProposed,
} from '../../contracts/registry/duties.ts';
import { figuresChecked, figuresMismatched } from '../../contracts/registry/figures.ts';
import {
  campaignClosed,
  campaignOpened,
  countAdvanced,
  countClosed,
  countCorrected,
  countHeldAgainst,
  countListed,
  countOpened,
  countRecorded,
  countStepTaken,
  countSubmitted,
  countWithdrawn,
  duplicateAssetsFound,
  surplusRecorded,
  surplusStruck,
  unreportedAssetsFound,
} from '../../contracts/registry/inventory.ts';
import { duplicateConfirmed, duplicateDismissed } from '../../contracts/registry/look-alikes.ts';
import {
  assetMovedByMerger,
  mergerAdvanced,
  mergerCompleted,
  mergerDiffered,
  mergerExecuted,
  mergerProposed,
  mergerRecounted,
  mergerStepTaken,
  mergerWithdrawn,
} from '../../contracts/registry/mergers.ts';
import {
  obligationCorrected,
  obligationMovedByMerger,
  obligationRegistered,
  obligationSettled,
} from '../../contracts/registry/obligations.ts';
import {
  outsideDifferenceSettled,
  outsideLedgerCompared,
  outsideLedgerOpened,
  outsideLedgerSealed,
  outsideLinesPosted,
} from '../../contracts/registry/outside-ledgers.ts';
import {
  registrationFailed,
  registrationOverdue,
  registrationRecorded,
} from '../../contracts/registry/outside-registrations.ts';
import {
  titleCertified,
  titleDecided,
  titleDisputed,
  titleExamined,
  titleSharesQuantified,
} from '../../contracts/registry/title.ts';
import { unitClosed, unitCorrected, unitMovedByMerger, unitRegistered } from '../../contracts/registry/units.ts';
import { assetLost, assetRecovered, partialIdlenessRecorded, useChanged } from '../../contracts/registry/use.ts';
import {
  assetImpaired,
  assetRevalued,
  equityAppraised,
  finalAccountOverdue,
  finalAccountRecorded,
  valuationObjected,
  valuationObjectionAnswered,
  valuationPublished,
  valuationSettled,
  valuationStepTaken,
  valueAppraised,
  valueDisputed,
  valueDisputeWithdrawn,
} from '../../contracts/registry/value.ts';
import { type AllTrue, type Conforming, contractWords } from '../../platform/contract-words.ts';
import type { AssetEvent } from './domain/asset.ts';
import type { ChecklistEvent } from './domain/checklist.ts';
import type { DisposalEvent } from './domain/disposal-case.ts';
import type { DutiesEvent } from './domain/duties.ts';
import type { FiguresEvent } from './domain/figures.ts';
import type { CampaignEvent } from './domain/inventory-campaign.ts';
import type { CountEvent } from './domain/inventory-count.ts';
import type { MergerEvent } from './domain/merger.ts';
import type { ObligationEvent } from './domain/obligation.ts';
import type { OutsideEvent } from './domain/outside-ledger.ts';
import type { UnitEvent } from './domain/unit.ts';

const assetContracts = {
  'asset-registered': assetRegistered,
  'asset-corrected': assetCorrected,
  'idle-declared': idleDeclared,
  'idle-confirmed': idleConfirmed,
  'idle-rejected': idleRejected,
  'handover-proposed': handoverProposed,
  'handover-step-taken': handoverStepTaken,
  'handover-confirmed': handoverConfirmed,
  'handover-posted': handoverPosted,
  'asset-handed-over': assetHandedOver,
  'asset-revitalized': assetRevitalized,
  'asset-idle-again': assetIdleAgain,
  'document-attached': documentAttached,
  'duplicate-confirmed': duplicateConfirmed,
  'duplicate-dismissed': duplicateDismissed,
  'revival-planned': revivalPlanned,
  'revival-deadline-set': revivalDeadlineSet,
  'asset-moved-by-merger': assetMovedByMerger,
  'final-account-recorded': finalAccountRecorded,
  'final-account-overdue': finalAccountOverdue,
  'equity-appraised': equityAppraised,
  'asset-impaired': assetImpaired,
  'asset-revalued': assetRevalued,
  'value-disputed': valueDisputed,
  'value-appraised': valueAppraised,
  'valuation-step-taken': valuationStepTaken,
  'value-dispute-withdrawn': valueDisputeWithdrawn,
  'valuation-published': valuationPublished,
  'valuation-objected': valuationObjected,
  'valuation-objection-answered': valuationObjectionAnswered,
  'valuation-settled': valuationSettled,
  'asset-split': assetSplit,
  'asset-merged': assetMerged,
  'posting-overdue': postingOverdue,
  'title-examined': titleExamined,
  'title-disputed': titleDisputed,
  'title-decided': titleDecided,
  'title-certified': titleCertified,
  'title-shares-quantified': titleSharesQuantified,
  'registration-recorded': registrationRecorded,
  'registration-failed': registrationFailed,
  'registration-overdue': registrationOverdue,
  'custody-assigned': custodyAssigned,
  'damage-reported': damageReported,
  'damage-repaired': damageRepaired,
  'repair-overdue': repairOverdue,
  'use-changed': useChanged,
  'partial-idleness-recorded': partialIdlenessRecorded,
  'asset-lost': assetLost,
  'asset-recovered': assetRecovered,
  'asset-disposed': assetDisposed,
} as const;
const disposalContracts = {
  'disposal-proposed': disposalProposed,
  'disposal-step-taken': disposalStepTaken,
  'disposal-withdrawn': disposalWithdrawn,
  'disposal-concluded': disposalConcluded,
  'disposal-published': disposalPublished,
  'disposal-objection-recorded': disposalObjectionRecorded,
  'disposal-objection-answered': disposalObjectionAnswered,
  'disposal-executed': disposalExecuted,
  'disposal-proceeds-spent': disposalProceedsSpent,
} as const;
const checklistContracts = {
  'checklist-opened': checklistOpened,
  'checklist-step-done': checklistStepDone,
  'checklist-step-reopened': checklistStepReopened,
} as const;
const figuresContracts = {
  'figures-checked': figuresChecked,
  'figures-mismatched': figuresMismatched,
} as const;
const unitContracts = {
  'unit-registered': unitRegistered,
  'unit-corrected': unitCorrected,
  'unit-closed': unitClosed,
  'unit-moved-by-merger': unitMovedByMerger,
} as const;
const campaignContracts = { 'campaign-opened': campaignOpened, 'campaign-closed': campaignClosed } as const;
const countContracts = {
  'count-opened': countOpened,
  'count-advanced': countAdvanced,
  'count-listed': countListed,
  'count-recorded': countRecorded,
  'count-corrected': countCorrected,
  'surplus-recorded': surplusRecorded,
  'surplus-struck': surplusStruck,
  'count-held-against': countHeldAgainst,
  'count-submitted': countSubmitted,
  'count-step-taken': countStepTaken,
  'count-withdrawn': countWithdrawn,
  'duplicate-assets-found': duplicateAssetsFound,
  'unreported-assets-found': unreportedAssetsFound,
  'count-closed': countClosed,
} as const;
const outsideContracts = {
  'outside-ledger-opened': outsideLedgerOpened,
  'outside-lines-posted': outsideLinesPosted,
  'outside-ledger-sealed': outsideLedgerSealed,
  'outside-ledger-compared': outsideLedgerCompared,
  'outside-difference-settled': outsideDifferenceSettled,
} as const;
const mergerContracts = {
  'merger-proposed': mergerProposed,
  'merger-step-taken': mergerStepTaken,
  'merger-withdrawn': mergerWithdrawn,
  'merger-executed': mergerExecuted,
  'merger-advanced': mergerAdvanced,
  'merger-completed': mergerCompleted,
  'merger-differed': mergerDiffered,
  'merger-recounted': mergerRecounted,
} as const;
const obligationContracts = {
  'obligation-registered': obligationRegistered,
  'obligation-corrected': obligationCorrected,
  'obligation-settled': obligationSettled,
  'obligation-moved-by-merger': obligationMovedByMerger,
} as const;
const dutiesContracts = {
  'person-appointed': personAppointed,
  'duty-task-opened': dutyTaskOpened,
  'duty-task-finished': dutyTaskFinished,
  'succession-proposed': successionProposed,
  'succession-countersigned': successionCountersigned,
  'succession-ended': successionEnded,
  'duties-taken-over': dutiesTakenOver,
} as const;

/** Imported by nobody: the compiler holds it. @public */
export type RegistryWordsConform = AllTrue<
  Conforming<AssetEvent, typeof assetContracts> &
    Conforming<UnitEvent, typeof unitContracts> &
    Conforming<MergerEvent, typeof mergerContracts> &
    Conforming<ObligationEvent, typeof obligationContracts> &
    Conforming<DutiesEvent, typeof dutiesContracts> &
    Conforming<CampaignEvent, typeof campaignContracts> &
    Conforming<CountEvent, typeof countContracts> &
    Conforming<OutsideEvent, typeof outsideContracts> &
    Conforming<DisposalEvent, typeof disposalContracts> &
    Conforming<ChecklistEvent, typeof checklistContracts> &
    Conforming<FiguresEvent, typeof figuresContracts>
>;

export const assetWords = contractWords<AssetEvent>(assetContracts);
export const mergerWords = contractWords<MergerEvent>(mergerContracts);
export const obligationWords = contractWords<ObligationEvent>(obligationContracts);
export const dutiesWords = contractWords<DutiesEvent>(dutiesContracts);
export const campaignWords = contractWords<CampaignEvent>(campaignContracts);
export const countWords = contractWords<CountEvent>(countContracts);
export const outsideWords = contractWords<OutsideEvent>(outsideContracts);
export const unitWords = contractWords<UnitEvent>(unitContracts);
export const disposalWords = contractWords<DisposalEvent>(disposalContracts);
export const checklistWords = contractWords<ChecklistEvent>(checklistContracts);
export const figuresWords = contractWords<FiguresEvent>(figuresContracts);
