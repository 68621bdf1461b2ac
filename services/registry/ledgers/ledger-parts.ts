/**
 * A ledger's breakdowns (SX-05: by class, item, year, department): one row per unit holds every part as counters of its own, so that an asset
 * adds to one row per level however many ways the ledger is cut, and all parts are read in one get.
 */
import type { Asset } from '../domain/asset.ts';
import { decidedOwner } from '../domain/title.ts';
import type { UnitKind } from '../domain/units/unit.ts';

export const PARTS = 'PARTS';

/** Stands where a card does not say; no id of a policy looks like it. */
const UNSAID = '-';
type Dimension = 'subtype' | 'funding' | 'year' | 'department' | 'use' | 'level';
const SEPARATOR = '/';

/** What one asset adds to the parts of a ledger: in every dimension its count and its value, funding by the money of each source. */
export function ledgerParts(asset: Asset): Readonly<Record<string, number>> {
  const { originalFen, funding = [], subType, acceptedOn, acquiredOn, department, use } = asset;
  const parts: readonly (readonly [Dimension, string, number])[] = [
    ['subtype', `${asset.class}.${subType ?? UNSAID}`, originalFen],
    ['year', (acceptedOn ?? acquiredOn)?.slice(0, 4) ?? UNSAID, originalFen],
    ['department', department ?? UNSAID, originalFen],
    ['use', use, originalFen],
    ['level', levelOf(asset), originalFen],
    ...fundsOf(funding, originalFen).map(([source, fen]) => ['funding', source, fen] as const),
  ];
  return Object.fromEntries(
    parts.flatMap(([dimension, value, fen]) => [
      [counter(dimension, value, 'count'), 1],
      [counter(dimension, value, 'fen'), fen],
    ]),
  );
}

/** Whose ledger it stands in (MG-05): a household it names, households it was given to by a decision, or its holder's kind; which classes are households' too the policy says. */
function levelOf(asset: Asset): string {
  if (asset.householdCode !== undefined) return HOUSEHOLD;
  return [decidedOwner(asset) === HOUSEHOLD ? HOUSEHOLD : asset.holderKind, asset.class].join('.');
}
const HOUSEHOLD = 'household';

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

export interface LevelShare {
  readonly holder: UnitKind | typeof HOUSEHOLD;
  /** Absent on cards that name their household. */
  readonly class?: string | undefined;
  readonly count: number;
  readonly fen: number;
}

/** What a ledger holds by kind of holder and class. */
export const levelShares = (row: Counters): LevelShare[] =>
  sharesOf(row, 'level').map(({ value = '', count, originalFen }) => {
    const [holder, ofClass] = value.split('.');
    return { holder: holder as LevelShare['holder'], class: ofClass, count, fen: originalFen };
  });

/** The breakdowns as the API answers them. */
export function partsView(row: Counters) {
  const subTypes = sharesOf(row, 'subtype').map(({ value = '', ...share }) => ({ of: value.split('.'), share }));
  const named = (dimension: Dimension, name: string) =>
    sharesOf(row, dimension).map(({ value, ...share }) => (value === undefined ? share : { [name]: value, ...share }));
  return {
    byClass: [...Map.groupBy(subTypes, ({ of: [ofClass = ''] }) => ofClass)].map(([ofClass, lines]) => ({
      class: ofClass,
      count: lines.reduce((sum, { share }) => sum + share.count, 0),
      originalFen: lines.reduce((sum, { share }) => sum + share.originalFen, 0),
    })),
    bySubType: subTypes.map(({ of: [ofClass = '', subType], share }) => ({
      class: ofClass,
      ...(subType === UNSAID ? {} : { subType }),
      ...share,
    })),
    byFunding: named('funding', 'source'),
    byYear: sharesOf(row, 'year').map(({ value, ...share }) =>
      value === undefined ? share : { year: Number(value), ...share },
    ),
    byDepartment: named('department', 'department'),
    byUse: named('use', 'use'),
  };
}
