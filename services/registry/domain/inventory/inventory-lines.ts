/** What is recorded while counting: a line per asset in the books, and things that no book knows. */
import type { Policy } from '../../../../policy/policy.ts';
import type { Sum } from './inventory-figures.ts';

export type CountResult = 'present' | 'missing' | 'duplicate' | 'differs';
export type Condition = 'good' | 'worn' | 'damaged';
export type CountEntry = 'write-down' | 'mark-duplicate' | 'correct-card' | 'none';
export interface EvidenceReference {
  readonly kind: string;
  readonly evidenceId: string;
}

export interface CountLine {
  readonly assetId: string;
  readonly result: CountResult;
  readonly condition?: Condition | undefined;
  readonly reason?: string | undefined;
  readonly entry?: CountEntry | undefined;
  readonly duplicateOf?: string | undefined;
  readonly shouldBe?:
    | { readonly name?: string | undefined; readonly place?: string | undefined; readonly areaDm2?: number | undefined }
    | undefined;
  readonly evidence?: readonly EvidenceReference[] | undefined;
}
/** With the amount that stands in the books. */
export interface KeptLine extends CountLine {
  readonly fen: number;
}

export interface SurplusFields {
  readonly name: string;
  readonly class: string;
  readonly subType?: string | undefined;
  readonly amountFen: number;
  readonly place?: string | undefined;
  readonly condition?: Condition | undefined;
  readonly reason: string;
  readonly entry: 'register' | 'none';
  readonly evidence?: readonly EvidenceReference[] | undefined;
}

/** What stands in the books for an asset. */
export interface BookLine {
  readonly assetId: string;
  readonly fen: number;
  readonly lost?: true | undefined;
}

const ENTRY_FOR: Readonly<Record<Exclude<CountResult, 'present'>, CountEntry>> = {
  missing: 'write-down',
  duplicate: 'mark-duplicate',
  differs: 'correct-card',
};

/** What is wrong with a line, or undefined: every difference has a reason and a proposed entry that fits it, and nothing else has. */
export function lineFault(line: CountLine): 'reason-required' | 'entry-does-not-fit' | undefined {
  const { result, reason, entry, duplicateOf, shouldBe } = line;
  const named = duplicateOf !== undefined && duplicateOf !== line.assetId;
  if ((result === 'duplicate') !== named || (result === 'differs') !== (shouldBe !== undefined))
    return 'entry-does-not-fit';
  if (result === 'present') return entry === undefined ? undefined : 'entry-does-not-fit';
  if (reason === undefined || entry === undefined) return 'reason-required';
  return entry === 'none' || entry === ENTRY_FOR[result] ? undefined : 'entry-does-not-fit';
}

export const surplusFault = ({ class: of, subType }: SurplusFields, policy: Policy): 'unknown-class' | undefined => {
  const known = policy.assetClasses.find((assetClass) => assetClass.id === of);
  return known && (subType === undefined || known.subTypes.some(({ id }) => id === subType))
    ? undefined
    : 'unknown-class';
};

/** Running totals of what was found. */
export interface Found {
  readonly counted: number;
  readonly missing: Sum;
  readonly duplicates: Sum;
  readonly differing: number;
  readonly surplus: Sum;
}

/** Adds a result, or takes an earlier one away. */
export function withResult<F extends Found>(found: F, result: CountResult, fen: number, sign: 1 | -1): F {
  const changed = (sum: Sum): Sum => ({ count: sum.count + sign, fen: sum.fen + sign * fen });
  switch (result) {
    case 'present':
      return { ...found, counted: found.counted + sign };
    case 'missing':
      return { ...found, counted: found.counted + sign, missing: changed(found.missing) };
    case 'duplicate':
      return { ...found, counted: found.counted + sign, duplicates: changed(found.duplicates) };
    case 'differs':
      return { ...found, counted: found.counted + sign, differing: found.differing + sign };
  }
}
