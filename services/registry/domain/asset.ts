/**
 * One asset: its card and what is going on with it. Each matter — the card itself, findings, handover — has a file with its own
 * commands, events and rules; this one puts them together.
 */
import { type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import {
  type AssetCore,
  type CardCommand,
  type CardEvent,
  type CardRefusal,
  correct,
  corrected,
  register,
} from './card.ts';
import {
  type CustodyCommand,
  type CustodyEvent,
  type CustodyPart,
  type CustodyRefusal,
  decideCustody,
  evolveCustody,
} from './custody.ts';
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
} from './handover.ts';
import {
  type AssetMovedByMerger,
  decideMergerMove,
  evolveMergerMove,
  type MergerMoveRefusal,
  type MergerPart,
  type MoveByMerger,
} from './merger-move.ts';
import {
  decideRegistration,
  evolveRegistration,
  owedByChange,
  owedByOwner,
  type RegistrationCommand,
  type RegistrationEvent,
  type RegistrationPart,
  type RegistrationRefusal,
  type RegistrationsDue,
  reopened,
} from './outside-registration.ts';
import {
  afterCorrection,
  decideTitle,
  evolveTitle,
  ownerKindOf,
  type TitleCommand,
  type TitleEvent,
  type TitlePart,
  type TitleRefusal,
  titleClaimRefusal,
} from './title.ts';
import type { Unit } from './unit.ts';
import {
  correctionKeepsIdleArea,
  decideUse,
  evolveUse,
  type UseCommand,
  type UseEvent,
  type UseRefusal,
} from './use.ts';
import type { UsePart } from './use-state.ts';

export type Asset = AssetCore &
  FindingPart &
  HandoverPart &
  MergerPart &
  TitlePart &
  RegistrationPart &
  CustodyPart &
  UsePart;
export type AssetCommand =
  | CardCommand
  | FindingCommand
  | HandoverCommand
  | MoveByMerger
  | TitleCommand
  | RegistrationCommand
  | CustodyCommand
  | UseCommand
  | DueCommand;
export type AssetEvent =
  | CardEvent
  | FindingEvent
  | HandoverEvent
  | AssetMovedByMerger
  | TitleEvent
  | RegistrationEvent
  | CustodyEvent
  | UseEvent
  | DueEvent;
export type AssetRefusal =
  | 'not-found'
  | CardRefusal
  | FindingRefusal
  | HandoverRefusal
  | MergerMoveRefusal
  | TitleRefusal
  | RegistrationRefusal
  | CustodyRefusal
  | UseRefusal;

/** What a decision looks at beside the card: the unit named in the command, and the documents referred to. */
export interface AssetRefs {
  readonly unit?: Unit | undefined;
  readonly evidence?: EvidenceFiled | undefined;
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
  const registrationsDue = owedOutside(evolveAsset(state, event), event, context);
  return registrationsDue ? { ...decision, event: { ...event, registrationsDue } as AssetEvent } : decision;
}

/** Ownership made certain, a transfer, damage and loss; what is sold or scrapped is the matter of its disposal. */
function owedOutside(
  next: Asset,
  event: AssetEvent,
  { policy, today }: DecisionContext<Policy>,
): RegistrationsDue | undefined {
  switch (event.type) {
    case 'asset-registered':
      return next.title === 'titled' ? owedByOwner(next, ownerKindOf(policy, next), policy, today) : undefined;
    case 'title-certified':
    case 'asset-handed-over':
      return owedByOwner(next, ownerKindOf(policy, next), policy, today);
    case 'damage-reported':
    case 'asset-lost':
      return owedByChange(next, policy, today);
    default:
      return undefined;
  }
}

function decideMatter(
  state: Asset | undefined,
  command: AssetCommand,
  refs: AssetRefs,
  context: DecisionContext<Policy>,
): Decision<AssetEvent, AssetRefusal> {
  const { unit, evidence } = refs;
  if (command.type === 'register')
    return titleClaimRefusal(undefined, command.card, context) ?? register(state, command, unit, context);
  if (!state) return refuse('not-found');
  switch (command.type) {
    case 'correct':
      if (!correctionKeepsIdleArea(state, command.card.areaDm2)) return refuse('idle-area-too-large');
      return titleClaimRefusal(state, command.card, context) ?? correct(state, command, context);
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
    const { type: _type, registrationsDue: _due, ...asset } = event;
    return asset;
  }
  if (!state) throw new Error(`${event.type} before asset-registered`);
  switch (event.type) {
    case 'asset-corrected':
      return afterCorrection(corrected(state, event));
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
    case 'posting-overdue':
    case 'registration-overdue':
    case 'repair-overdue':
      return evolveDue(state, event);
    case 'idle-declared':
    case 'idle-confirmed':
    case 'idle-rejected':
    case 'asset-revitalized':
    case 'asset-idle-again':
      return evolveFinding(state, event);
    case 'asset-moved-by-merger':
      return evolveMergerMove(state, event);
    default:
      return evolveHandover(state, event);
  }
}
