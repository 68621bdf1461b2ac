/** What an event of an asset owes the outside systems (MG-08). */
import type { DecisionContext } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import type { DuplicatePart } from './duplicate.ts';
import {
  owedByChange,
  owedByOwner,
  owedByRemoval,
  type RegistrationPart,
  type RegistrationsDue,
} from './outside-registration.ts';
import { ownerKindOf } from './title.ts';

type Owing = Parameters<typeof ownerKindOf>[1] & RegistrationPart & DuplicatePart & { readonly title: string };

/**
 * Ownership made certain, a transfer, a merger, damage and loss, and the end of a card: a sale or scrapping, a split, another card that stands for it.
 * @param next the card with the event
 */
export function owedOutside(
  before: DuplicatePart | undefined,
  next: Owing,
  event: string,
  { policy, today }: DecisionContext<Policy>,
): RegistrationsDue | undefined {
  const byOwner = () => owedByOwner(next, ownerKindOf(policy, next), policy, today);
  switch (event) {
    case 'asset-registered':
      return next.title === 'titled' ? byOwner() : undefined;
    case 'title-certified':
    case 'asset-handed-over':
      return byOwner();
    case 'damage-reported':
    case 'asset-lost':
    case 'asset-moved-by-merger':
      return owedByChange(next, policy, today);
    case 'asset-disposed':
    case 'asset-split':
    case 'asset-merged':
    case 'duplicate-confirmed':
      return owedByRemoval(next, policy, today);
    case 'duplicate-dismissed':
      return belongsOutsideAgain(before, next) ? byOwner() : undefined;
    default:
      return undefined;
  }
}

/** A card that is no duplicate after all is registered where it was, or would be. */
const belongsOutsideAgain = (before: DuplicatePart | undefined, { title, registrations }: Owing): boolean =>
  before?.duplicateOf !== undefined && (title === 'titled' || registrations !== undefined);
