/**
 * Carrying out a merger, portion by portion (ZC-03, ZC-05). Each portion ends in one event of the case that says what comes next; the registry hears it itself and
 * goes on. Old units are closed first, so that nothing new comes in; then everything to be moved is written down, a row each, with its amount; then the
 * rows are moved; then the old paths are looked through once more. A portion that is delivered again finds its commands done and counts the same.
 */
import { type CommandOutcome, execute } from '../../platform/command.ts';
import { executeBatch } from '../../platform/command-batch.ts';
import type { Actor } from '../../platform/decider.ts';
import type { Cause } from '../../platform/event-item.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts';
import type { Key, Page, Row, RowWrite, StateItem } from '../../platform/store/store.ts';
import { isWithin } from '../../platform/unit-path.ts';
import { assetKind, unitKind } from './aggregates.ts';
import type { RegistryRuntime } from './dependencies.ts';
import type { Asset } from './domain/asset.ts';
import { closedBy, type Merger, type MergerWork } from './domain/merger.ts';
import { addTallies, type MergingUnit, type Tally, type TallyPart } from './domain/merger-figures.ts';
import type { Movable } from './domain/merger-move.ts';
import type { Obligation } from './domain/obligation.ts';
import { mayHaveUnitsBelow, type Unit } from './domain/unit.ts';
import { assetKey, assetListKey, mergerKey, mergerLinesKey, obligationKey, obligationListKey, unitKey, unitListKey } from './keys.ts';
import { mergerKind, obligationKind } from './merger-aggregates.ts';

/** Things handled in one message; as many as one read may name. */
const PORTION = 100;
/** Rows in one write, and units listed at a time. */
const WRITE_ROWS = 100;
const UNITS_PAGE = 200;
type Part = 'units' | 'assets' | 'obligations';

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
}

/** A portion done: what it adds to the tallies, and what comes next. */
interface Portion {
  readonly expected?: readonly Tally[];
  readonly moved?: readonly Tally[];
  readonly leftBehind?: number;
  readonly next?: MergerWork | undefined;
}

interface Task {
  readonly runtime: RegistryRuntime;
  readonly id: string;
  readonly merger: Merger;
  readonly cause: Cause;
  readonly actor: Actor;
  readonly work: MergerWork;
}

/** Does one portion and records it on the case. Old news — the case is further on by now — changes nothing. */
export async function advanceMerger(
  runtime: RegistryRuntime,
  id: string,
  work: MergerWork,
  cause: Cause,
  actor: Actor,
): Promise<CommandOutcome | undefined> {
  const [row] = await runtime.store.read([mergerKey(id)]);
  const merger = (row as StateItem<Merger> | undefined)?.state;
  if (merger?.status !== 'executing') return undefined;
  const portion = await portionOf({ runtime, id, merger, cause, actor, work });
  const { expected = [], moved = [], leftBehind = 0, next } = portion;
  const outcome = await execute(runtime, {
    kind: mergerKind,
    id,
    command: { type: 'advance', done: work, expected, moved, leftBehind, next },
    content: { advance: id, work },
    cause,
    actor,
    refs: () => ({ units: [] }),
  });
  return outcome.kind === 'refused' && outcome.refusal.code === 'stale-version' ? undefined : outcome;
}

function portionOf(task: Task): Promise<Portion> {
  switch (task.work.phase) {
    case 'close':
      return closeUnits(task);
    case 'refresh':
      return refreshLines(task);
    case 'list':
      return listThings(task);
    case 'move':
      return moveLines(task);
    case 'check':
      return checkOldPath(task);
  }
}

/** The units whose things move: those merged away, and with ownership kept distinct a successor that was one of them, whose own assets are marked as its own. */
const unitsMoving = (merger: Merger): readonly MergingUnit[] =>
  merger.mode === 'distinct' ? merger.units : closedBy(merger);

const unitOf = (row: Row | undefined): Unit | undefined => (row as StateItem<Unit> | undefined)?.state;

/** Closes the old units and writes down the units below them. */
async function closeUnits({ runtime, id, merger, cause, actor }: Task): Promise<Portion> {
  const { successor, mode } = merger;
  const refKeys = [unitKey(successor.code)];
  const expected: Tally[] = [];
  for (const { code, path } of closedBy(merger)) {
    const command = { type: 'close-by-merger', mergerId: id, mode } as const;
    await execute(runtime, {
      kind: unitKind,
      id: code,
      command,
      content: command,
      cause: partOf(cause, code),
      actor,
      refKeys,
      refs: ([row]) => unitOf(row),
    });
    const below = await unitsBelow(runtime, path);
    const lines = below.map((unit) => lineOf(id, cause, 'unit', unit.code, code, 'units', { count: 1, fen: 0 }));
    await writeAll(runtime, lines.map((row) => ({ kind: 'put', row })));
    expected.push(...talliesOf(lines));
  }
  return { expected: addTallies([], expected), next: { phase: 'move', part: 'units' } };
}

/** Every living unit below a path, upper ones first. */
async function unitsBelow(runtime: RegistryRuntime, path: string): Promise<Unit[]> {
  const found: Unit[] = [];
  for (const above = [path]; above.length > 0; ) {
    const parent = above.shift() ?? '';
    let after: Page<Row>['next'];
    do {
      const page = await runtime.store.queryByUnit(unitListKey(parent), '', { limit: UNITS_PAGE, after });
      const units = page.rows.map(unitOf).filter((unit) => unit?.status === 'active');
      for (const unit of units) {
        if (!unit) continue;
        found.push(unit);
        if (mayHaveUnitsBelow(unit.kind)) above.push(unit.path);
      }
      after = page.next;
    } while (after);
  }
  return found;
}

/** What comes after one part of one unit has been gone through. */
function nextPart(merger: Merger, { phase, unit = 0, part }: MergerWork, units: number): MergerWork | undefined {
  if (part === 'assets') return { phase, unit, part: 'obligations' };
  if (unit + 1 < units) return { phase, unit: unit + 1, part: 'assets' };
  return phase === 'list' ? { phase: 'move', part: 'assets' } : undefined;
}

const listKeyOf = (part: Part, path: string): string =>
  part === 'obligations' ? obligationListKey(path) : assetListKey(path);

/** A page of what the index shows under a path, with the states as they truly are now. */
async function pageUnder(runtime: RegistryRuntime, part: Part, path: string, after: string | undefined) {
  const list = listKeyOf(part, path);
  const page = await runtime.store.queryByUnit(list, path, { limit: PORTION, after: decodeCursor(list, after) });
  const rows = await runtime.store.read(page.rows.map(({ pk, sk }) => ({ pk, sk })));
  return {
    items: rows.filter((row) => row !== undefined) as unknown as StateItem<Asset | Obligation>[],
    next: page.next && encodeCursor(list, page.next),
  };
}

/** Writes down a page of an old unit's assets, or of its claims and debts. */
async function listThings(task: Task): Promise<Portion> {
  const { runtime, id, merger, cause, work } = task;
  const units = unitsMoving(merger);
  const unit = units[work.unit ?? 0];
  const part = work.part ?? 'assets';
  if (!unit) throw new Error(`merger ${id} has no unit ${work.unit}`);
  const page = await pageUnder(runtime, part, unit.path, work.after);
  const found = page.items
    .filter(({ state }) => state.mergerId !== id && isWithin(state.unitPath, unit.path))
    .map((item) => thingLine(id, cause, unit.code, item));
  const known = found.length === 0 ? [] : await runtime.store.read(found.map(({ pk, sk }) => ({ pk, sk })));
  const fresh = found.filter((_, index) => (known[index]?.listedBy ?? cause.key) === cause.key);
  await writeAll(runtime, fresh.map((row) => ({ kind: 'put', row })));
  const next = page.next === undefined ? nextPart(merger, work, units.length) : { ...work, after: page.next };
  return { expected: talliesOf(fresh), next };
}

/** Before a recount: what has been written down is looked at again, with its present amount, and struck out when it is no longer the old unit's. */
async function refreshLines({ runtime, id, merger, cause, work }: Task): Promise<Portion> {
  const { lines, next } = await linesPage(runtime, id, '', work.after);
  const states = await statesOf(runtime, lines);
  const writes: RowWrite[] = [];
  const kept: MergerLine[] = [];
  for (const [index, line] of lines.entries()) {
    const state = states[index];
    const unit = merger.units.find(({ code }) => code === line.unit);
    if (line.kind === 'unit' ? state : state && unit && (arrived(state, id) || isWithin(state.unitPath, unit.path))) {
      const row = { ...line, ...(line.kind === 'unit' ? {} : amountOf(state as Asset | Obligation)) };
      kept.push(row);
      writes.push({ kind: 'put', row: { ...row, listedBy: cause.key } });
    } else writes.push({ kind: 'delete', key: { pk: line.pk, sk: line.sk } });
  }
  await writeAll(runtime, writes);
  return {
    expected: talliesOf(kept),
    next: next === undefined ? { phase: 'move', part: 'units' } : { phase: 'refresh', after: next },
  };
}

/** Moves a page of what has been written down, and counts what has arrived as it then is. */
async function moveLines(task: Task): Promise<Portion> {
  const { runtime, id, work } = task;
  const part = work.part ?? 'units';
  const { lines, next } = await linesPage(runtime, id, ORDER[part], work.after);
  await moveUnits(task, lines.filter((line) => line.kind === 'unit'));
  await moveThings(task, lines);
  const states = await statesOf(runtime, lines);
  const there = lines.flatMap((line, index): MergerLine[] => {
    const state = states[index];
    if (!state || !arrived(state, id)) return [];
    return [line.kind === 'unit' ? line : { ...line, ...amountOf(state as Asset | Obligation) }];
  });
  return { moved: talliesOf(there), next: next === undefined ? AFTER_MOVE[part] : { phase: 'move', part, after: next } };
}

/** Units go first, so that nothing new is registered under an old path while the rest is being written down. */
const AFTER_MOVE: Readonly<Record<Part, MergerWork>> = {
  units: { phase: 'list', unit: 0, part: 'assets' },
  assets: { phase: 'move', part: 'obligations' },
  obligations: { phase: 'check', unit: 0, part: 'assets' },
};

async function moveUnits({ runtime, id, merger, cause, actor }: Task, lines: readonly MergerLine[]): Promise<void> {
  await executeBatch(
    runtime,
    lines.map((line) => {
      const fromPath = merger.units.find(({ code }) => code === line.unit)?.path ?? '';
      const command = { type: 'move-by-merger', mergerId: id, fromPath, toPath: merger.successor.path } as const;
      return {
        kind: unitKind,
        id: line.id,
        command,
        content: command,
        cause: partOf(cause, line.id),
        actor,
        refs: () => undefined,
      };
    }),
  );
}

async function moveThings({ runtime, id, merger, cause, actor }: Task, lines: readonly MergerLine[]): Promise<void> {
  const { successor, mode } = merger;
  const request = (line: MergerLine) => {
    const fromPath = merger.units.find(({ code }) => code === line.unit)?.path ?? '';
    const command = {
      type: 'move-by-merger',
      mergerId: id,
      mode,
      fromCode: line.unit,
      fromPath,
      toPath: successor.path,
    } as const;
    const common = { id: line.id, content: command, cause: partOf(cause, line.id), actor };
    return { ...common, command, refKeys: [unitKey(successor.code)] };
  };
  await executeBatch(
    runtime,
    lines
      .filter((line) => line.kind === 'asset')
      .map((line) => ({
        kind: assetKind,
        ...request(line),
        refs: ([row]: readonly (Row | undefined)[]) => ({ unit: unitOf(row) }),
      })),
  );
  await executeBatch(
    runtime,
    lines
      .filter((line) => line.kind === 'obligation')
      .map((line) => ({
        kind: obligationKind,
        ...request(line),
        refs: ([row]: readonly (Row | undefined)[]) => unitOf(row),
      })),
  );
}

/** Looks through the old path once more: what is still there came in while it was being closed, and is a difference. */
async function checkOldPath({ runtime, merger, work }: Task): Promise<Portion> {
  const units = closedBy(merger);
  const unit = units[work.unit ?? 0];
  if (!unit) return {};
  const page = await pageUnder(runtime, work.part ?? 'assets', unit.path, work.after);
  const left = page.items.filter(({ state }) => isWithin(state.unitPath, unit.path)).length;
  const next = page.next === undefined ? nextPart(merger, work, units.length) : { ...work, after: page.next };
  return { leftBehind: left, next };
}

const partOf = (cause: Cause, id: string): Cause => ({ ...cause, key: `${cause.key}/${id}` });

/** Sort-key prefix of each part in the list of what moves. */
const ORDER = { units: '1#', assets: '2#', obligations: '3#' } as const;
const PART = { unit: 'units', asset: 'assets', obligation: 'obligations' } as const;
function lineOf(
  mergerId: string,
  cause: Cause,
  kind: MergerLine['kind'],
  id: string,
  unit: string,
  part: TallyPart,
  amount: { readonly count: number; readonly fen: number },
): MergerLine {
  return { pk: mergerLinesKey(mergerId), sk: `${ORDER[PART[kind]]}${id}`, kind, id, unit, part, ...amount, listedBy: cause.key };
}

function thingLine(mergerId: string, cause: Cause, unit: string, item: StateItem<Asset | Obligation>): MergerLine {
  const [kind, id = ''] = item.aggregate.split('/');
  const { state } = item;
  if (kind === 'asset') return lineOf(mergerId, cause, 'asset', id, unit, 'assets', amountOf(state));
  const part = 'side' in state && state.side === 'claim' ? 'claims' : 'debts';
  return lineOf(mergerId, cause, 'obligation', id, unit, part, amountOf(state));
}

/** What it counts for: a disposed asset moves with its file and counts for nothing, like in the ledger. */
export function amountOf(state: Asset | Obligation): { count: number; fen: number } {
  if ('side' in state) return { count: 1, fen: state.outstandingFen };
  return state.use === 'disposed' ? { count: 0, fen: 0 } : { count: 1, fen: state.originalFen };
}

/** Whether this merger has moved it. */
export const arrived = (state: Pick<Movable, 'mergerId'>, mergerId: string): boolean => state.mergerId === mergerId;

const talliesOf = (lines: readonly MergerLine[]): Tally[] =>
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
    const state = (row as StateItem<Asset | Obligation | Unit> | undefined)?.state;
    if (!state) return undefined;
    return lines[index]?.kind === 'unit' ? { ...(state as Unit), unitPath: (state as Unit).path } : (state as Asset);
  });
}

async function writeAll(runtime: RegistryRuntime, writes: readonly RowWrite[]): Promise<void> {
  for (let at = 0; at < writes.length; at += WRITE_ROWS) await runtime.store.write(writes.slice(at, at + WRITE_ROWS));
}
