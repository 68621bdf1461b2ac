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
import type { Unit } from './unit.ts';

export type Asset = AssetCore & FindingPart & HandoverPart & MergerPart;
export type AssetCommand = CardCommand | FindingCommand | HandoverCommand | MoveByMerger;
export type AssetEvent = CardEvent | FindingEvent | HandoverEvent | AssetMovedByMerger;
export type AssetRefusal = 'not-found' | CardRefusal | FindingRefusal | HandoverRefusal | MergerMoveRefusal;

/** What a decision looks at beside the card: the unit named in the command, and the documents referred to. */
export interface AssetRefs {
  readonly unit?: Unit | undefined;
  readonly evidence?: EvidenceFiled | undefined;
}

/** Decides any command on one asset. */
export function decideAsset(
  state: Asset | undefined,
  command: AssetCommand,
  { unit, evidence }: AssetRefs,
  context: DecisionContext<Policy>,
): Decision<AssetEvent, AssetRefusal> {
  if (command.type === 'register') return register(state, command, unit, context);
  if (!state) return refuse('not-found');
  switch (command.type) {
    case 'correct':
      return correct(state, command, context);
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
  if (event.type === 'asset-registered') {
    const { type: _type, ...asset } = event;
    return asset;
  }
  if (!state) throw new Error(`${event.type} before asset-registered`);
  switch (event.type) {
    case 'asset-corrected':
      return corrected(state, event);
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
