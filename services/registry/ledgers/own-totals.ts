/** What the ledger's read model holds: totals of many units at once, their net values, and a unit's own total without those of the units below. */
import { type Contribution, generationOf, totalKey } from '../../../platform/projection.ts';
import { type Page, READ_KEYS_MAX, type Row, type StateItem, type Store } from '../../../platform/store/store.ts';
import { addSums, type Sum, subtractSum } from '../domain/inventory/inventory-figures.ts';
import type { Unit } from '../domain/units/unit.ts';
import type { Month } from '../domain/value/depreciation.ts';
import { unitListKey } from '../keys.ts';
import { ALL_CLASSES, ledgerProjection } from '../views.ts';
import { netAt, netBreakdowns, netOf } from './ledger-net.ts';

const UNITS_PAGE = 200;

/** Every unit directly below a path, closed ones too: a total may be left in them. */
export async function childrenOf(store: Store, path: string): Promise<Unit[]> {
  const found: Unit[] = [];
  let after: Page<Row>['next'];
  do {
    const page = await store.queryByUnit(unitListKey(path), '', { limit: UNITS_PAGE, after });
    found.push(...page.rows.map((row) => (row as unknown as StateItem<Unit>).state));
    after = page.next;
  } while (after);
  return found;
}

/** What contributions add to a unit's ledger. */
export function sumIn(contributions: readonly Contribution[], unit: string): Sum {
  const mine = contributions.filter(({ row, breakdown }) => row === unit && breakdown === ALL_CLASSES);
  return addSums(...mine.map(({ add }) => ({ count: add.count ?? 0, fen: add.originalFen ?? 0 })));
}

/** The ledger's totals of some units, each with everything below it. */
export async function ledgerTotalsOf(store: Store, paths: readonly string[]): Promise<Sum[]> {
  const generation = await generationOf(store, ledgerProjection.name);
  const keys = paths.map((path) => totalKey(ledgerProjection.name, generation, path, ALL_CLASSES));
  const rows: (Row | undefined)[] = [];
  for (let from = 0; from < keys.length; from += READ_KEYS_MAX)
    rows.push(...(await store.read(keys.slice(from, from + READ_KEYS_MAX))));
  return rows.map((row) => ({ count: Number(row?.count ?? 0), fen: Number(row?.originalFen ?? 0) }));
}

/** The net value at the end of a month under each row: a unit path, or that of an old collective. Three gets a row. */
export async function netOfLedgers(store: Store, rows: readonly string[], month: Month): Promise<number[]> {
  const generation = await generationOf(store, ledgerProjection.name);
  const breakdowns = netBreakdowns(month);
  const found = await store.read(
    rows.flatMap((row) => breakdowns.map((part) => totalKey(ledgerProjection.name, generation, row, part))),
  );
  return rows.map((_, index) =>
    netOf(netAt(month, found.slice(index * breakdowns.length, (index + 1) * breakdowns.length))),
  );
}

export async function ownTotal(store: Store, path: string): Promise<Sum> {
  const children = await childrenOf(store, path);
  const [total, ...below] = await ledgerTotalsOf(store, [path, ...children.map((unit) => unit.path)]);
  return subtractSum(total ?? addSums(), addSums(...below));
}
