/**
 * One asset: its card and what is going on with it. Each matter — the card itself, findings, handover — has a file with its own
 * commands, events and rules; this one puts them together.
 */
import { type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import {
  decideFile,
  duplicateRefusal,
  evolveFile,
  type FileCommand,
  type FileEvent,
  type FilePart,
  type FileRefusal,
} from './asset-file.ts';
import {
  type AssetCore,
  type CardCommand,
  type CardEvent,
  type CardRefusal,
  correct,
  corrected,
  register,
  registered,
} from './card.ts';
import {
  type DerivationCommand,
  decideDerivation,
  decideLineage,
  evolveLineage,
  type LineageCommand,
  type LineageEvent,
  type LineageRefusal,
} from './card-lineage.ts';
import {
  type CustodyCommand,
  type CustodyEvent,
  type CustodyPart,
  type CustodyRefusal,
  decideCustody,
  evolveCustody,
} from './custody.ts';
import {
  type AssetDisposed,
  type DisposalOfAsset,
  type DisposedPart,
  type DisposedRefusal,
  decideDisposed,
  disposedRefusal,
  evolveDisposed,
  type RecordDisposal,
} from './disposal/asset-disposal.ts';
import { type DueCommand, type DueEvent, decideDue, evolveDue } from './due.ts';
import {
  decideFinding,
  type EvidenceFiled,
  evolveFinding,
  type FindingCommand,
  type FindingEvent,
  type FindingPart,
  type FindingRefusal,
} from './finding.ts';
import {
  decideHandover,
  evolveHandover,
  type HandoverCommand,
  type HandoverEvent,
  type HandoverPart,
  type HandoverRefusal,
  withoutHandoverToItself,
} from './handover.ts';
import {
  type AssetMovedByMerger,
  decideMergerMove,
  evolveMergerMove,
  type MergerMoveRefusal,
  type MergerPart,
  type MoveByMerger,
} from './mergers/merger-move.ts';
import {
  decideRegistration,
  evolveRegistration,
  type RegistrationCommand,
  type RegistrationEvent,
  type RegistrationPart,
  type RegistrationRefusal,
  reopened,
} from './outside-registration.ts';
import { owedOutside } from './owed-outside.ts';
import {
  afterCorrection,
  decideTitle,
  evolveTitle,
  type TitleCommand,
  type TitleEvent,
  type TitlePart,
  type TitleRefusal,
  titleClaimRefusal,
} from './title.ts';
import type { LineagePart } from './units/lineage.ts';
import type { Unit } from './units/unit.ts';
import {
  correctionKeepsIdleArea,
  decideUse,
  evolveUse,
  type UseCommand,
  type UseEvent,
  type UseRefusal,
} from './use.ts';
import type { UsePart } from './use-state.ts';
import {
  type DisputeCommand,
  type DisputeEvent,
  type DisputePart,
  type DisputeRefusal,
  decideDispute,
  evolveDispute,
} from './value/valuation-dispute.ts';
import {
  afterValueCorrection,
  decideValue,
  evolveValue,
  type ValueCommand,
  type ValueEvent,
  type ValuePart,
  type ValueRefusal,
  valueClaimRefusal,
  withPlan,
} from './value/value.ts';

export type Asset = AssetCore &
  FilePart &
  FindingPart &
  HandoverPart &
  MergerPart &
  TitlePart &
  RegistrationPart &
  CustodyPart &
  UsePart &
  ValuePart &
  DisputePart &
  DisposedPart &
  LineagePart;
export type AssetCommand =
  | CardCommand
  | FileCommand
  | FindingCommand
  | HandoverCommand
  | MoveByMerger
  | TitleCommand
  | RegistrationCommand
  | CustodyCommand
  | UseCommand
  | DueCommand
  | ValueCommand
  | DisputeCommand
  | RecordDisposal
  | LineageCommand
  | DerivationCommand;
export type AssetEvent =
  | CardEvent
  | FileEvent
  | FindingEvent
  | HandoverEvent
  | AssetMovedByMerger
  | TitleEvent
  | RegistrationEvent
  | CustodyEvent
  | UseEvent
  | DueEvent
  | ValueEvent
  | DisputeEvent
  | AssetDisposed
  | LineageEvent;
export type AssetRefusal =
  | 'not-found'
  | CardRefusal
  | FileRefusal
  | FindingRefusal
  | HandoverRefusal
  | MergerMoveRefusal
  | TitleRefusal
  | RegistrationRefusal
  | CustodyRefusal
  | UseRefusal
  | ValueRefusal
  | DisputeRefusal
  | DisposedRefusal
  | LineageRefusal;

/** What a decision looks at beside the card: the unit named in the command, and the documents referred to. */
export interface AssetRefs {
  readonly unit?: Unit | undefined;
  readonly evidence?: EvidenceFiled | undefined;
  /** The case that has disposed of it. */
  readonly disposal?: DisposalOfAsset | undefined;
  /** A case is disposing of it, or has. */
  readonly disposing?: boolean | undefined;
  /** Cards that the command names beside this one, in its order. */
  readonly others?: readonly (Asset | undefined)[] | undefined;
  /** The villages among which an asset is quantified, in the order of the command. */
  readonly units?: readonly (Unit | undefined)[] | undefined;
}

/** Decides any command on one asset, and what the decision owes the outside systems (MG-08). */
export function decideAsset(
  state: Asset | undefined,
  command: AssetCommand,
  refs: AssetRefs,
  context: DecisionContext<Policy>,
): Decision<AssetEvent, AssetRefusal> {
  const decision = decideMatter(state, command, refs, context);
  if (decision.kind === 'refused') return decision;
  const { event } = decision;
  const registrationsDue = owedOutside(state, evolveAsset(state, event), event.type, context);
  return registrationsDue ? { ...decision, event: { ...event, registrationsDue } as AssetEvent } : decision;
}

function decideMatter(
  state: Asset | undefined,
  command: AssetCommand,
  refs: AssetRefs,
  context: DecisionContext<Policy>,
): Decision<AssetEvent, AssetRefusal> {
  const { unit, evidence } = refs;
  if (command.type === 'register')
    return (
      titleClaimRefusal(undefined, command.card, context) ??
      valueClaimRefusal(undefined, command.card, context) ??
      withPlan(register(state, command, unit, context), undefined, context)
    );
  if (command.type === 'register-part' || command.type === 'register-merged')
    return decideDerivation(state, command, refs.others ?? [], context);
  if (!state) return refuse('not-found');
  const closed = duplicateRefusal(state, command.type) ?? disposedRefusal(state, command.type);
  if (closed) return closed;
  switch (command.type) {
    case 'attach-document':
    case 'decide-duplicate':
    case 'record-plan':
    case 'record-deadline':
      return decideFile(state, command, evidence, refs.others ?? [], context);
    case 'correct':
      if (!correctionKeepsIdleArea(state, command.card.areaDm2)) return refuse('idle-area-too-large');
      return (
        titleClaimRefusal(state, command.card, context) ??
        valueClaimRefusal(state, command.card, context) ??
        withPlan(correct(state, command, context), state, context)
      );
    case 'record-final-account':
    case 'record-appraisal':
    case 'impair':
    case 'revalue':
      return decideValue(state, command, evidence, context);
    case 'dispute-value':
    case 'record-independent-appraisal':
    case 'step-valuation':
    case 'withdraw-value-dispute':
    case 'publish-valuation':
    case 'object-to-valuation':
    case 'answer-valuation-objection':
    case 'settle-valuation':
      return decideDispute(state, command, evidence, context);
    case 'split':
    case 'merge-into':
      return refs.disposing
        ? refuse('open-business', '该资产正在处置或已处置', 'it is being disposed of')
        : decideLineage(state, command, context);
    case 'examine-title':
    case 'dispute-title':
    case 'decide-title':
    case 'certify-title':
    case 'quantify-shares':
      return decideTitle(state, command, refs, context);
    case 'record-registration':
    case 'record-registration-failure':
      return decideRegistration(state, command, context);
    case 'assign-custody':
    case 'report-damage':
    case 'record-repair':
      return decideCustody(state, command, evidence, context);
    case 'change-use':
    case 'record-partial-idleness':
    case 'report-loss':
    case 'record-recovery':
      return decideUse(state, command, evidence, context);
    case 'record-disposal':
      return decideDisposed(state, command, refs.disposal);
    case 'flag-due':
      return decideDue(state, command, context);
    case 'declare-idle':
    case 'review-finding':
    case 'record-write-off':
    case 'record-reopening':
      return decideFinding(state, command, evidence, context);
    case 'move-by-merger':
      return decideMergerMove(state, command, unit);
    default:
      return decideHandover(state, command, unit, context);
  }
}

/** The next state. Total over events that `decide` can have made; anything else is a broken invariant. */
export function evolveAsset(state: Asset | undefined, event: AssetEvent): Asset {
  const next = evolveMatter(state, event);
  return 'registrationsDue' in event ? reopened(next, event.registrationsDue) : next;
}

function evolveMatter(state: Asset | undefined, event: AssetEvent): Asset {
  if (event.type === 'asset-registered') {
    const { registrationsDue: _due, ...first } = event;
    return registered(first);
  }
  if (!state) throw new Error(`${event.type} before asset-registered`);
  switch (event.type) {
    case 'document-attached':
    case 'duplicate-confirmed':
    case 'duplicate-dismissed':
    case 'revival-planned':
    case 'revival-deadline-set':
      return evolveFile(state, event);
    case 'asset-corrected':
      return afterValueCorrection(afterCorrection(corrected(state, event)), state, event);
    case 'title-examined':
    case 'title-disputed':
    case 'title-decided':
    case 'title-certified':
    case 'title-shares-quantified':
      return evolveTitle(state, event);
    case 'registration-recorded':
    case 'registration-failed':
      return evolveRegistration(state, event);
    case 'custody-assigned':
    case 'damage-reported':
    case 'damage-repaired':
      return evolveCustody(state, event);
    case 'use-changed':
    case 'partial-idleness-recorded':
    case 'asset-lost':
    case 'asset-recovered':
      return evolveUse(state, event);
    case 'asset-disposed':
      return evolveDisposed(state, event);
    case 'posting-overdue':
    case 'registration-overdue':
    case 'repair-overdue':
    case 'final-account-overdue':
      return evolveDue(state, event);
    case 'idle-declared':
    case 'idle-confirmed':
    case 'idle-rejected':
    case 'asset-revitalized':
    case 'asset-idle-again':
      return evolveFinding(state, event);
    case 'asset-moved-by-merger':
      return withoutHandoverToItself(evolveMergerMove(state, event));
    case 'final-account-recorded':
    case 'equity-appraised':
    case 'asset-impaired':
    case 'asset-revalued':
      return evolveValue(state, event);
    case 'value-disputed':
    case 'value-appraised':
    case 'valuation-step-taken':
    case 'value-dispute-withdrawn':
    case 'valuation-published':
    case 'valuation-objected':
    case 'valuation-objection-answered':
    case 'valuation-settled':
      return evolveDispute(state, event);
    case 'asset-split':
    case 'asset-merged':
      return evolveLineage(state, event);
    default:
      return evolveHandover(state, event);
  }
}
