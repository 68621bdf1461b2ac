/**
 * Carrying out a merger, portion by portion (ZC-03, ZC-05). Each portion ends in one event of the case that says what comes next; the registry hears it itself and
 * goes on. Old units are closed first, so that nothing new comes in; then everything to be moved is written down, a row each, with its amount; then the
 * rows are moved; then the old paths are looked through once more. A portion that is delivered again finds its commands done and counts the same.
 */
import { type CommandOutcome, execute } from '../../../platform/command.ts';
import { executeBatch } from '../../../platform/command-batch.ts';
import type { Actor } from '../../../platform/decider.ts';
import type { Cause } from '../../../platform/event-item.ts';
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts';
import type { Page, Row, StateItem } from '../../../platform/store/store.ts';
import { isWithin } from '../../../platform/unit-path.ts';
import { assetKind, unitKind } from '../aggregates.ts';
import { assetItem } from '../assets/asset-items.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { Asset } from '../domain/asset.ts';
import { closedBy, type Merger, type MergerWork } from '../domain/mergers/merger.ts';
import { addTallies, type MergingUnit, type Tally } from '../domain/mergers/merger-figures.ts';
import type { Obligation } from '../domain/mergers/obligation.ts';
import { mayHaveUnitsBelow, type Unit } from '../domain/units/unit.ts';
import { assetListKey, duplicateListKey, mergerKey, obligationListKey, unitKey, unitListKey } from '../keys.ts';
import { mergerKind, obligationKind } from './merger-aggregates.ts';
import { moveDisposals } from './merger-disposals.ts';
import {
  amountOf,
  arrived,
  lineOf,
  linesPage,
  type MergerLine,
  ORDER,
  PORTION,
  statesOf,
  talliesOf,
  thingLine,
  writeAll,
} from './merger-lines.ts';

/** Units listed at a time. */
const UNITS_PAGE = 200;
type Part = keyof typeof ORDER;
/** What is looked for under an old path; duplicates are moved as the assets they were taken for. */
type Held = 'assets' | 'duplicates' | 'obligations';

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
    await writeAll(runtime, lines);
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
function nextPart({ phase, unit = 0, part }: MergerWork, units: number): MergerWork | undefined {
  if (part === 'assets') return { phase, unit, part: 'duplicates' };
  if (part === 'duplicates') return { phase, unit, part: 'obligations' };
  if (unit + 1 < units) return { phase, unit: unit + 1, part: 'assets' };
  return phase === 'list' ? { phase: 'move', part: 'assets' } : undefined;
}

const LISTS: Readonly<Record<Held, (path: string) => string>> = {
  assets: assetListKey,
  duplicates: duplicateListKey,
  obligations: obligationListKey,
};
/** Lists begin with what counts most. */
const heldIn = ({ part }: MergerWork): Held => (part === undefined || part === 'units' ? 'assets' : part);

/** A page of what the index shows under a path, with the states as they truly are now. */
async function pageUnder(runtime: RegistryRuntime, part: Held, path: string, after: string | undefined) {
  const list = LISTS[part](path);
  const page = await runtime.store.queryByUnit(list, path, { limit: PORTION, after: decodeCursor(list, after) });
  const rows = await runtime.store.read(page.rows.map(({ pk, sk }) => ({ pk, sk })));
  const there = rows.filter((row) => row !== undefined);
  return {
    items: part === 'assets' ? there.map(assetItem) : (there as unknown as StateItem<Obligation>[]),
    next: page.next && encodeCursor(list, page.next),
  };
}

/** Writes down a page of an old unit's assets, or of its claims and debts. */
async function listThings(task: Task): Promise<Portion> {
  const { runtime, id, merger, cause, work } = task;
  const units = unitsMoving(merger);
  const unit = units[work.unit ?? 0];
  if (!unit) throw new Error(`merger ${id} has no unit ${work.unit}`);
  const page = await pageUnder(runtime, heldIn(work), unit.path, work.after);
  const found = page.items
    .filter(({ state }) => state.mergerId !== id && isWithin(state.unitPath, unit.path))
    .map((item) => thingLine(id, cause, unit.code, item));
  const known = found.length === 0 ? [] : await runtime.store.read(found.map(({ pk, sk }) => ({ pk, sk })));
  const fresh = found.filter((_, index) => {
    const row = known[index] as MergerLine | undefined;
    return row === undefined || row.struck === true || row.listedBy === cause.key;
  });
  await writeAll(runtime, fresh);
  const next = page.next === undefined ? nextPart(work, units.length) : { ...work, after: page.next };
  return { expected: talliesOf(fresh), next };
}

/** Before a recount: what has been written down is looked at again, with its present amount, and struck out when it is no longer the old unit's. */
async function refreshLines({ runtime, id, merger, cause, work }: Task): Promise<Portion> {
  const { lines, next } = await linesPage(runtime, id, '', work.after);
  const states = await statesOf(runtime, lines);
  const rows = lines.map((line, index): MergerLine => {
    const state = states[index];
    const unit = merger.units.find(({ code }) => code === line.unit);
    const listedBy = cause.key;
    const ours = state && unit && (arrived(state, id) || isWithin(state.unitPath, unit.path));
    if (!ours) return { ...line, listedBy, count: 0, fen: 0, struck: true };
    return { ...line, listedBy, ...(line.kind === 'unit' ? {} : amountOf(state as Asset | Obligation)) };
  });
  await writeAll(runtime, rows);
  return {
    expected: talliesOf(rows),
    next: next === undefined ? { phase: 'move', part: 'units' } : { phase: 'refresh', after: next },
  };
}

/** Moves a page of what has been written down, and counts what has arrived as it then is. */
async function moveLines(task: Task): Promise<Portion> {
  const { runtime, id, work } = task;
  const part = work.part === 'assets' || work.part === 'obligations' ? work.part : 'units';
  const page = await linesPage(runtime, id, ORDER[part], work.after);
  const { next } = page;
  const lines = page.lines.filter((line) => line.struck !== true);
  await moveUnits(
    task,
    lines.filter((line) => line.kind === 'unit'),
  );
  await moveThings(task, lines);
  const states = await statesOf(runtime, lines);
  const there = lines.flatMap((line, index): MergerLine[] => {
    const state = states[index];
    if (!state || !arrived(state, id)) return [];
    return [line.kind === 'unit' ? line : { ...line, ...amountOf(state as Asset | Obligation) }];
  });
  return {
    moved: talliesOf(there),
    next: next === undefined ? AFTER_MOVE[part] : { phase: 'move', part, after: next },
  };
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
  const fromPathOf = (line: MergerLine): string => merger.units.find(({ code }) => code === line.unit)?.path ?? '';
  const request = (line: MergerLine) => {
    const fromPath = fromPathOf(line);
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
  const assets = lines.filter((line) => line.kind === 'asset');
  await executeBatch(
    runtime,
    assets.map((line) => ({
      kind: assetKind,
      ...request(line),
      refs: ([row]: readonly (Row | undefined)[]) => ({ unit: unitOf(row) }),
    })),
  );
  const moves = assets.map((line) => ({
    mergerId: id,
    fromPath: fromPathOf(line),
    toPath: successor.path,
    assetId: line.id,
  }));
  await moveDisposals(runtime, moves, cause, actor);
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
  const page = await pageUnder(runtime, heldIn(work), unit.path, work.after);
  const left = page.items.filter(({ state }) => isWithin(state.unitPath, unit.path)).length;
  const next = page.next === undefined ? nextPart(work, units.length) : { ...work, after: page.next };
  return { leftBehind: left, next };
}

const partOf = (cause: Cause, id: string): Cause => ({ ...cause, key: `${cause.key}/${id}` });
