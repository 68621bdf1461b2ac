/**
 * Cards that look like one another: same unit, class, name, place and amount. Registering one is not refused — two equal pumps are two pumps —
 * but somebody looks at both and says whether they are one thing. The same: one card stands for both and the other leaves the ledgers, its history
 * kept. Different: recorded, and not asked again while they look as they do.
 */
import { accept, type Decision, refuse } from '../../../platform/decider.ts';
import { derivedId } from '../../../platform/ids.ts';
import type { AssetCore } from './card.ts';
import type { FindingPart } from './finding.ts';
import { type HandoverPart, receiverOf } from './handover.ts';
import type { RegistrationsDue } from './outside-registration.ts';

export interface DuplicatePart {
  /** The card that stands for this one. */
  readonly duplicateOf?: string | undefined;
}

export interface DecideDuplicate {
  readonly type: 'decide-duplicate';
  /** This card's own id. */
  readonly assetId: string;
  readonly verdict: 'same' | 'different';
  /** `same`: the one card that stays. `different`: those it was held against. */
  readonly others: readonly string[];
  readonly reason: string;
}

export type DuplicateEvent =
  | {
      readonly type: 'duplicate-confirmed';
      readonly duplicateOf: string;
      readonly reason: string;
      readonly registrationsDue?: RegistrationsDue | undefined;
    }
  | {
      readonly type: 'duplicate-dismissed';
      readonly others: readonly string[];
      /** What they all look like. */
      readonly fingerprint: string;
      readonly reason: string;
      readonly registrationsDue?: RegistrationsDue | undefined;
    };

export type DuplicateRefusal = 'wrong-state' | 'not-found' | 'not-alike';

type Alike = AssetCore & DuplicatePart & FindingPart & HandoverPart;
type Result = Decision<DuplicateEvent, DuplicateRefusal>;

/** Letters and digits as they are compared and searched: compatibility forms made equal, case folded, signs and spaces dropped. */
export const normalised = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** What a card looks like; cards that look alike have the same. */
export const fingerprintOf = (
  asset: Pick<AssetCore, 'unitPath' | 'class' | 'name' | 'place' | 'originalFen'>,
): string =>
  derivedId(
    'look-alike',
    asset.unitPath,
    asset.class,
    normalised(asset.name),
    normalised(asset.place ?? ''),
    String(asset.originalFen),
  );

/** Whether the card takes part in being compared. */
export const isCompared = (asset: AssetCore & DuplicatePart): boolean =>
  asset.use !== 'disposed' && asset.duplicateOf === undefined;

/** @param others the cards named in the command, in its order; undefined where there is none */
export function decideDuplicate(
  state: Alike,
  command: DecideDuplicate,
  others: readonly (Alike | undefined)[],
): Result {
  const { verdict, reason } = command;
  if (command.others.includes(command.assetId)) return notAlike();
  const known = others.filter((other) => other?.unitPath === state.unitPath);
  // A card of another unit answers like one that is not there.
  if (known.length !== command.others.length || known.length === 0) return refuse('not-found');
  if (verdict === 'same') return same(state, command, known[0]);
  const takesBack = state.duplicateOf !== undefined && command.others.every((id) => id === state.duplicateOf);
  const fingerprint = fingerprintOf(state);
  const alike = known.every((other) => other !== undefined && fingerprintOf(other) === fingerprint);
  if (!takesBack && (state.duplicateOf !== undefined || !alike)) return notAlike();
  return accept({ type: 'duplicate-dismissed', others: command.others, fingerprint, reason });
}

/** A card with open business is settled first; and a card that stays must be one that counts. */
function same(state: Alike, { others, reason }: DecideDuplicate, other: Alike | undefined): Result {
  const [duplicateOf, ...more] = others;
  if (duplicateOf === undefined || more.length > 0)
    return refuse('not-alike', '须指明保留的一张卡片', 'name the one card that stays');
  const busy =
    state.finding?.status === 'declared' || state.finding?.status === 'confirmed' || receiverOf(state) !== undefined;
  if (busy) return refuse('wrong-state', '该资产有未办结的事项', 'the asset has open business');
  if (!isCompared(state) || !other || !isCompared(other)) return refuse('wrong-state');
  return accept({ type: 'duplicate-confirmed', duplicateOf, reason });
}

export function evolveDuplicate<State extends DuplicatePart>(state: State, event: DuplicateEvent): State {
  return { ...state, duplicateOf: event.type === 'duplicate-confirmed' ? event.duplicateOf : undefined };
}

const notAlike = (): Result => refuse('not-alike');
