/**
 * A ledger's breakdowns (SX-05: by class, item, year, department): one row per unit holds every part as counters of its own, so that an asset
 * adds to one row per level however many ways the ledger is cut, and all parts are read in one get.
 */
import type { Asset } from './domain/asset.ts';

export const PARTS = 'PARTS';

/** Stands where a card does not say; no id of a policy looks like it. */
const UNSAID = '-';
type Dimension = 'subtype' | 'funding' | 'year' | 'department' | 'use';
const SEPARATOR = '/';

/** What one asset adds to the parts of a ledger: in every dimension its count and its value, funding by the money of each source. */
export function ledgerParts(asset: Asset): Readonly<Record<string, number>> {
  const { originalFen, funding = [], subType, acceptedOn, acquiredOn, department, use } = asset;
  const parts: readonly (readonly [Dimension, string, number])[] = [
    ['subtype', `${asset.class}.${subType ?? UNSAID}`, originalFen],
    ['year', (acceptedOn ?? acquiredOn)?.slice(0, 4) ?? UNSAID, originalFen],
    ['department', department ?? UNSAID, originalFen],
    ['use', use, originalFen],
    ...fundsOf(funding, originalFen).map(([source, fen]) => ['funding', source, fen] as const),
  ];
  return Object.fromEntries(
    parts.flatMap(([dimension, value, fen]) => [
      [counter(dimension, value, 'count'), 1],
      [counter(dimension, value, 'fen'), fen],
    ]),
  );
}

const counter = (dimension: Dimension, value: string, what: 'count' | 'fen'): string =>
  [dimension, value, what].join(SEPARATOR);

/** The money of each source once, however many lines it has. */
function fundsOf(funding: NonNullable<Asset['funding']>, originalFen: number): [string, number][] {
  if (funding.length === 0) return [[UNSAID, originalFen]];
  const funds = new Map<string, number>();
  for (const { source, amountFen } of funding) funds.set(source, (funds.get(source) ?? 0) + amountFen);
  return [...funds];
}

type Counters = Readonly<Record<string, unknown>> | undefined;
interface Share {
  readonly value: string | undefined;
  readonly count: number;
  readonly originalFen: number;
}

/** The parts of one dimension in the order of their names; parts that nothing counts for are left out. */
function sharesOf(row: Counters, dimension: Dimension): Share[] {
  const shares = Object.entries(row ?? {}).flatMap(([name, count]) => {
    const [of, value = '', what] = name.split(SEPARATOR);
    if (of !== dimension || what !== 'count' || typeof count !== 'number' || count === 0) return [];
    const fen = Number(row?.[counter(dimension, value, 'fen')] ?? 0);
    return [{ value: value === UNSAID ? undefined : value, count, originalFen: fen }];
  });
  return shares.toSorted((a, b) => ((a.value ?? '') < (b.value ?? '') ? -1 : 1));
}

/** The breakdowns as the API answers them. */
export function partsView(row: Counters) {
  const named = (dimension: Dimension, name: string) =>
    sharesOf(row, dimension).map(({ value, ...share }) => (value === undefined ? share : { [name]: value, ...share }));
  return {
    bySubType: sharesOf(row, 'subtype').map(({ value = '', ...share }) => {
      const [ofClass = '', subType] = value.split('.');
      return { class: ofClass, ...(subType === UNSAID ? {} : { subType }), ...share };
    }),
    byFunding: named('funding', 'source'),
    byYear: sharesOf(row, 'year').map(({ value, ...share }) =>
      value === undefined ? share : { year: Number(value), ...share },
    ),
    byDepartment: named('department', 'department'),
    byUse: named('use', 'use'),
  };
}
