/** The figures of a merger: net worth per member and the gap between units (ZC-05), and what moved against what was expected. */
import type { MergerMode } from '../units/unit.ts';

export interface MergingUnit {
  readonly code: string;
  readonly path: string;
  readonly name: string;
  /** Members of the collective; townships have none. */
  readonly memberCount?: number | undefined;
  readonly assetsFen: number;
  readonly claimsFen: number;
  readonly debtsFen: number;
}

export const netWorthFen = (unit: Pick<MergingUnit, 'assetsFen' | 'claimsFen' | 'debtsFen'>): number =>
  unit.assetsFen + unit.claimsFen - unit.debtsFen;

/** Net worth per member as an exact fraction. */
interface PerMember {
  readonly fen: bigint;
  readonly members: bigint;
}
const less = (a: PerMember, b: PerMember): boolean => a.fen * b.members < b.fen * a.members;

/**
 * How far the richest and the poorest collective lie apart per member, exactly.
 * @returns whole fen (the part of a fen dropped) and whether the exact gap is over the threshold; undefined when there is nothing to compare
 */
export function perMemberGap(
  units: readonly MergingUnit[],
  thresholdFen: number,
): { readonly gapFen: number; readonly over: boolean } | undefined {
  const worth = units.flatMap((unit) =>
    unit.memberCount === undefined ? [] : [{ fen: BigInt(netWorthFen(unit)), members: BigInt(unit.memberCount) }],
  );
  const [first, ...rest] = worth;
  if (first === undefined || rest.length === 0) return undefined;
  const richest = rest.reduce((most, one) => (less(most, one) ? one : most), first);
  const poorest = rest.reduce((least, one) => (less(one, least) ? one : least), first);
  const difference = richest.fen * poorest.members - poorest.fen * richest.members;
  const members = richest.members * poorest.members;
  return { gapFen: Number(difference / members), over: difference > BigInt(thresholdFen) * members };
}

/** ZC-05: over the threshold ownership stays distinct; below it everything is transferred, unless the members want it otherwise. */
export function modeOf(over: boolean | undefined, wanted: MergerMode | undefined): MergerMode | 'gap-too-wide' {
  if (over !== true) return wanted ?? 'direct';
  return wanted === 'direct' ? 'gap-too-wide' : 'distinct';
}

export type TallyPart = 'units' | 'assets' | 'claims' | 'debts';

/** Count and sum of one part of one old unit. */
export interface Tally {
  readonly unit: string;
  readonly part: TallyPart;
  readonly count: number;
  readonly fen: number;
}

const sameLine = (a: Tally, b: Tally): boolean => a.unit === b.unit && a.part === b.part;

/** Both lists in one, line by line. */
export function addTallies(tallies: readonly Tally[], more: readonly Tally[]): Tally[] {
  const sum = [...tallies];
  for (const line of more) {
    const at = sum.findIndex((known) => sameLine(known, line));
    const known = sum[at];
    if (known === undefined) sum.push(line);
    else sum[at] = { ...known, count: known.count + line.count, fen: known.fen + line.fen };
  }
  return sum;
}

export interface ComparedLine {
  readonly unit: string;
  readonly part: TallyPart;
  readonly expected: { readonly count: number; readonly fen: number };
  readonly moved: { readonly count: number; readonly fen: number };
  readonly difference: { readonly count: number; readonly fen: number };
}

/** Expected beside moved, with the difference. */
export function compareTallies(expected: readonly Tally[], moved: readonly Tally[]): ComparedLine[] {
  const zero = (line: Tally): Tally => ({ ...line, count: 0, fen: 0 });
  return addTallies(expected.map(zero), moved.map(zero)).map((line) => {
    const { count, fen } = expected.find((known) => sameLine(known, line)) ?? line;
    const arrived = moved.find((known) => sameLine(known, line)) ?? line;
    return {
      unit: line.unit,
      part: line.part,
      expected: { count, fen },
      moved: { count: arrived.count, fen: arrived.fen },
      difference: { count: arrived.count - count, fen: arrived.fen - fen },
    };
  });
}

/** True when everything expected has arrived, to the fen. */
export const tallied = (expected: readonly Tally[], moved: readonly Tally[]): boolean =>
  compareTallies(expected, moved).every(({ difference }) => difference.count === 0 && difference.fen === 0);
