/** The list of what a merger moves, a row each, and the states behind the rows. */
import type { Cause } from '../../../platform/event-item.ts';
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts';
import type { Key, Row, StateItem } from '../../../platform/store/store.ts';
import { assetItem } from '../assets/asset-items.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { Asset } from '../domain/asset.ts';
import { addTallies, type Tally, type TallyPart } from '../domain/mergers/merger-figures.ts';
import type { Movable } from '../domain/mergers/merger-move.ts';
import type { Obligation } from '../domain/mergers/obligation.ts';
import type { Unit } from '../domain/units/unit.ts';
import { assetKey, mergerLinesKey, obligationKey, unitKey } from '../keys.ts';

/** Rows handled in one message; as many as one read may name. */
export const PORTION = 100;
/** Rows in one write. */
const WRITE_ROWS = 100;

/** A row of the list of what moves. */
export interface MergerLine extends Row {
  readonly kind: 'unit' | 'asset' | 'obligation';
  readonly id: string;
  /** Code of the old unit it belongs to. */
  readonly unit: string;
  readonly part: TallyPart;
  readonly count: number;
  readonly fen: number;
  /** The message that wrote it, so that the same portion delivered again counts it again and another does not. */
  readonly listedBy: string;
  /** A recount found that it is no longer the old unit's; its row stays and counts for nothing. */
  readonly struck?: true;
}

/** Sort-key prefix of each part in the list of what moves. */
export const ORDER = { units: '1#', assets: '2#', obligations: '3#' } as const;
const PART = { unit: 'units', asset: 'assets', obligation: 'obligations' } as const;
export function lineOf(
  mergerId: string,
  cause: Cause,
  kind: MergerLine['kind'],
  id: string,
  unit: string,
  part: TallyPart,
  amount: { readonly count: number; readonly fen: number },
): MergerLine {
  return {
    pk: mergerLinesKey(mergerId),
    sk: `${ORDER[PART[kind]]}${id}`,
    kind,
    id,
    unit,
    part,
    ...amount,
    listedBy: cause.key,
  };
}

export function thingLine(
  mergerId: string,
  cause: Cause,
  unit: string,
  item: StateItem<Asset | Obligation>,
): MergerLine {
  const [kind, id = ''] = item.aggregate.split('/');
  const { state } = item;
  if (kind === 'asset') return lineOf(mergerId, cause, 'asset', id, unit, 'assets', amountOf(state));
  const part = 'side' in state && state.side === 'claim' ? 'claims' : 'debts';
  return lineOf(mergerId, cause, 'obligation', id, unit, part, amountOf(state));
}

/** What it counts for: a disposed asset, or the duplicate of another, moves with its file and counts for nothing, like in the ledger. */
export function amountOf(state: Asset | Obligation): { count: number; fen: number } {
  if ('side' in state) return { count: 1, fen: state.outstandingFen };
  const gone = state.use === 'disposed' || state.duplicateOf !== undefined;
  return gone ? { count: 0, fen: 0 } : { count: 1, fen: state.originalFen };
}

/** Whether this merger has moved it. */
export const arrived = (state: Pick<Movable, 'mergerId'>, mergerId: string): boolean => state.mergerId === mergerId;

/** Count and sum of rows, per unit and part. */
export const talliesOf = (lines: readonly MergerLine[]): Tally[] =>
  addTallies(
    [],
    lines.map(({ unit, part, count, fen }) => ({ unit, part, count, fen })),
  );

/** A page of what a merger moves, in the order units, assets, claims and debts. */
export async function linesPage(
  runtime: Pick<RegistryRuntime, 'store'>,
  id: string,
  prefix: string,
  after: string | undefined,
) {
  const list = mergerLinesKey(id);
  const page = await runtime.store.queryPartition(list, prefix, { limit: PORTION, after: decodeCursor(list, after) });
  return { lines: page.rows as readonly MergerLine[], next: page.next && encodeCursor(list, page.next) };
}

const stateKey = (line: MergerLine): Key =>
  ({ unit: unitKey, asset: assetKey, obligation: obligationKey })[line.kind](line.id);

/** The states behind the lines, as they truly are now. */
export async function statesOf(
  runtime: Pick<RegistryRuntime, 'store'>,
  lines: readonly MergerLine[],
): Promise<(Asset | Obligation | (Unit & { readonly unitPath: string }) | undefined)[]> {
  if (lines.length === 0) return [];
  const rows = await runtime.store.read(lines.map(stateKey));
  return rows.map((row, index) => {
    if (!row) return undefined;
    if (lines[index]?.kind === 'asset') return assetItem(row).state;
    const { state } = row as unknown as StateItem<Obligation | Unit>;
    return 'path' in state ? { ...state, unitPath: state.path } : state;
  });
}

/** Writes any number of rows, a transaction at a time; each is harmless when written again. */
export async function writeAll(runtime: Pick<RegistryRuntime, 'store'>, rows: readonly Row[]): Promise<void> {
  for (let at = 0; at < rows.length; at += WRITE_ROWS)
    await runtime.store.write(rows.slice(at, at + WRITE_ROWS).map((row) => ({ kind: 'put', row })));
}
