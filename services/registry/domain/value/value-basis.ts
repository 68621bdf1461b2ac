/**
 * MG-04: by which figure an asset is valued. Five rules over facts, first match wins:
 * equity with a promise to buy back is worth its original value within the term and what it is appraised at afterwards; where a final account is
 * due and filed its amount counts; due and not yet filed, the amount disbursed counts for the time being; none due, the amount disbursed counts.
 */
export type FinalAccount = 'not-due' | 'due' | 'done';
export type ValueBasis = 'original' | 'appraisal' | 'final-account' | 'disbursed';

export interface ValueFacts {
  readonly finalAccount?: FinalAccount | undefined;
  readonly originalFen: number;
  readonly disbursedFen?: number | undefined;
  readonly finalAccountFen?: number | undefined;
  /** Last day of the term within which the equity is to be bought back. */
  readonly buyBackUntil?: string | undefined;
  readonly appraisedFen?: number | undefined;
}

export interface Basis {
  readonly basis: ValueBasis;
  /** The figure that counts; undefined while it is not known. */
  readonly amountFen?: number | undefined;
  readonly provisional: boolean;
}

/** Undefined when the card says nothing of a final account or of a buy-back. */
export function basisOf(facts: ValueFacts, today: string): Basis | undefined {
  const { finalAccount, originalFen, buyBackUntil } = facts;
  if (buyBackUntil !== undefined) {
    return today <= buyBackUntil
      ? { basis: 'original', amountFen: originalFen, provisional: false }
      : { basis: 'appraisal', amountFen: facts.appraisedFen, provisional: facts.appraisedFen === undefined };
  }
  switch (finalAccount) {
    case undefined:
      return undefined;
    case 'done':
      return { basis: 'final-account', amountFen: facts.finalAccountFen ?? originalFen, provisional: false };
    case 'due':
      return { basis: 'disbursed', amountFen: facts.disbursedFen, provisional: true };
    case 'not-due':
      return { basis: 'disbursed', amountFen: facts.disbursedFen, provisional: false };
  }
}
