/** How an asset comes into another use, is partly idle, gets lost and is found again. Idleness as a whole is a finding (finding.ts). */
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import type { CustodyPart } from './custody.ts';
import { type DocumentRefusal, documentsOf } from './filed-documents.ts';
import type { EvidenceFact, EvidenceFiled } from './finding.ts';
import type { RegistrationsDue } from './outside-registration.ts';
import { type Lease, overlaid, type Used, uncovered, usedOn } from './use-state.ts';

export type UseCommand =
  | {
      readonly type: 'change-use';
      readonly use: 'in-use' | 'leased';
      /** The day from which it is used so. */
      readonly since: string;
      readonly lease?: Lease | undefined;
    }
  /** 0: no part of it is idle any more. */
  | { readonly type: 'record-partial-idleness'; readonly idleAreaDm2: number }
  | {
      readonly type: 'report-loss';
      readonly lostOn: string;
      readonly foundBy: 'inventory' | 'report';
      readonly reason: string;
    }
  | { readonly type: 'record-recovery'; readonly recoveredOn: string };

export type UseEvent =
  | {
      readonly type: 'use-changed';
      readonly use: 'in-use' | 'leased';
      readonly since: string;
      readonly lease?: Lease | undefined;
    }
  | { readonly type: 'partial-idleness-recorded'; readonly idleAreaDm2: number }
  | {
      readonly type: 'asset-lost';
      readonly unitPath: string;
      readonly lostOn: string;
      readonly foundBy: 'inventory' | 'report';
      readonly reason: string;
      readonly evidence: readonly EvidenceFact[];
      readonly registrationsDue?: RegistrationsDue | undefined;
    }
  | { readonly type: 'asset-recovered'; readonly recoveredOn: string; readonly evidence: readonly EvidenceFact[] };

export type UseRefusal =
  | DocumentRefusal
  | 'wrong-state'
  | 'lease-incomplete'
  | 'idle-area-too-large'
  | 'date-in-future';

type Usable = Used & CustodyPart;
type Context = DecisionContext<Policy>;
type Result = Decision<UseEvent, UseRefusal>;
type Command<T extends UseCommand['type']> = Extract<UseCommand, { type: T }>;

export function decideUse(
  state: Usable,
  command: UseCommand,
  evidence: EvidenceFiled | undefined,
  context: Context,
): Result {
  switch (command.type) {
    case 'change-use':
      return change(state, command, context);
    case 'record-partial-idleness':
      return partlyIdle(state, command);
    case 'report-loss':
      return lose(state, command, evidence, context);
    case 'record-recovery':
      return recover(state, command, evidence, context);
  }
}

/** Between use and lease. What was found idle comes back by a write-off, what is damaged by its repair. */
function change(state: Usable, { use, since, lease }: Command<'change-use'>, { today }: Context): Result {
  if (state.use !== 'in-use' && state.use !== 'leased') return refuse('wrong-state');
  if (since > today) return refuse('date-in-future');
  const complete = use === 'leased' ? lease !== undefined && lease.until >= since : lease === undefined;
  if (!complete) return refuse('lease-incomplete');
  return accept({ type: 'use-changed', use, since, lease });
}

/** A part of what stands on the card, never more than it. */
function partlyIdle(state: Usable, { idleAreaDm2 }: Command<'record-partial-idleness'>): Result {
  if (state.use !== 'in-use' && state.use !== 'leased') return refuse('wrong-state');
  if (idleAreaDm2 > (state.areaDm2 ?? 0)) return refuse('idle-area-too-large');
  return accept({ type: 'partial-idleness-recorded', idleAreaDm2 });
}

function lose(
  state: Usable,
  { lostOn, foundBy, reason }: Command<'report-loss'>,
  evidence: EvidenceFiled | undefined,
  { today }: Context,
): Result {
  if (state.use === 'lost' || state.use === 'disposed') return refuse('wrong-state');
  if (lostOn > today) return refuse('date-in-future');
  const documents = documentsOf(evidence, state.unitPath);
  if (documents.kind === 'refused') return documents;
  return accept({ type: 'asset-lost', unitPath: state.unitPath, lostOn, foundBy, reason, evidence: documents.facts });
}

function recover(
  state: Usable,
  { recoveredOn }: Command<'record-recovery'>,
  evidence: EvidenceFiled | undefined,
  { today }: Context,
): Result {
  if (state.use !== 'lost') return refuse('wrong-state');
  if (recoveredOn > today) return refuse('date-in-future');
  const documents = documentsOf(evidence, state.unitPath);
  if (documents.kind === 'refused') return documents;
  return accept({ type: 'asset-recovered', recoveredOn, evidence: documents.facts });
}

/** What corrections would do to a recorded part: the area of a card never falls below its idle part. */
export const correctionKeepsIdleArea = (state: Usable, areaDm2: number | undefined): boolean =>
  (state.idleAreaDm2 ?? 0) <= (areaDm2 ?? 0);

export function evolveUse<Asset extends Usable>(state: Asset, event: UseEvent): Asset {
  switch (event.type) {
    case 'use-changed':
      return usedOn({ ...state, use: event.use, lease: event.lease }, event.since);
    case 'partial-idleness-recorded':
      return { ...state, idleAreaDm2: event.idleAreaDm2 === 0 ? undefined : event.idleAreaDm2 };
    case 'asset-lost':
      return overlaid(state, 'lost');
    case 'asset-recovered':
      // A damage reported before the loss still waits for its repair.
      return state.damage ? { ...state, use: 'damaged' } : uncovered(state);
  }
}
