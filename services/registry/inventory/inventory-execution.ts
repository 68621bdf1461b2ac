/**
 * What the registry does about a count by itself, portion by portion, each ending in one event that says what comes next: open the counts of the units below; write
 * the book list down and add it up against the closing list of the count before; after approval make the entries, write the closing list and close. A portion
 * delivered again writes the same rows again and is counted once.
 */
import { type CommandOutcome, execute } from '../../../platform/command.ts';
import { executeBatch } from '../../../platform/command-batch.ts';
import type { Actor } from '../../../platform/decider.ts';
import { invariant } from '../../../platform/decider.ts';
import type { Cause } from '../../../platform/event-item.ts';
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts';
import { contributionKey, contributionsOf, generationOf } from '../../../platform/projection.ts';
import type { Row, StateItem, Store } from '../../../platform/store/store.ts';
import { assetItem } from '../assets/asset-items.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { Asset } from '../domain/asset.ts';
import {
  type Count,
  type CountPortion,
  type CountWork,
  EMPTY_PORTION,
  earlierCounts,
} from '../domain/inventory/count-state.ts';
import { type CountCommand, sameWork } from '../domain/inventory/inventory-count.ts';
import { addSums, movementOf, NOTHING, type Sum } from '../domain/inventory/inventory-figures.ts';
import type { Unit } from '../domain/units/unit.ts';
import { assetListKey, countKey, countRowsKey, unitListKey } from '../keys.ts';
import { ownTotal } from '../ledgers/own-totals.ts';
import { writeAll } from '../mergers/merger-lines.ts';
import { ALL_CLASSES, ledgerProjection } from '../views.ts';
import { countIdOf, countKind } from './inventory-aggregates.ts';
import { type Made, makeEntry, registerSurplus } from './inventory-entries.ts';
import { openingOf } from './inventory-opening.ts';
import {
  type BookRow,
  type ClosingRow,
  COUNT_PORTION,
  effectiveLines,
  rowsOf,
  rowsPage,
  type SurplusRow,
} from './inventory-rows.ts';

type Done = Partial<CountPortion> & { readonly next?: CountWork | undefined; readonly ledger?: Sum | undefined };

interface Task {
  readonly runtime: RegistryRuntime;
  readonly id: string;
  readonly count: Count;
  readonly cause: Cause;
  readonly actor: Actor;
  readonly after: string | undefined;
}

/** Opens the counts of some units; one that is open already stays as it is. */
export async function openCounts(
  runtime: RegistryRuntime,
  campaignId: string,
  asOf: string,
  units: readonly Pick<Unit, 'code' | 'path' | 'kind'>[],
  cause: Cause,
  actor: Actor,
): Promise<CommandOutcome[]> {
  const requests = [];
  for (const { code, path, kind } of units) {
    const opening = await openingOf(runtime.store, code, asOf);
    const command: CountCommand = { type: 'open', campaignId, asOf, unit: { code, path, kind }, ...opening };
    requests.push({
      kind: countKind,
      id: countIdOf(campaignId, code),
      command,
      content: { open: campaignId, unit: code },
      cause: { ...cause, key: `${cause.key}/${code}` },
      actor,
      refs: () => ({}),
    });
  }
  return executeBatch(runtime, requests);
}

/** Whether a count was not opened because its campaign has been withdrawn. */
export const isWithdrawn = (outcome: CommandOutcome): boolean =>
  outcome.kind === 'refused' && outcome.refusal.code === 'wrong-state';

/** Does one portion of a count and records it. Old news — the count is further on by now — changes nothing. */
export async function advanceCount(
  runtime: RegistryRuntime,
  id: string,
  work: CountWork,
  cause: Cause,
  actor: Actor,
): Promise<CommandOutcome | undefined> {
  const [row] = await runtime.store.read([countKey(id)]);
  const count = (row as StateItem<Count> | undefined)?.state;
  if (!count || !sameWork(count.work, work)) return undefined;
  const done = await portionOf(work, { runtime, id, count, cause, actor, after: work.after });
  if (!done) return undefined;
  const { next, ledger, ...portion } = done;
  const outcome = await execute(runtime, {
    kind: countKind,
    id,
    command: { type: 'advance', done: work, next, ledger, ...EMPTY_PORTION, ...portion },
    content: { advance: id, work },
    cause,
    actor,
    refs: () => ({}),
  });
  return outcome.kind === 'refused' && outcome.refusal.code === 'stale-version' ? undefined : outcome;
}

/** Undefined when its campaign has been withdrawn meanwhile: the count will be cancelled. */
function portionOf({ phase }: CountWork, task: Task): Promise<Done | undefined> | Done {
  switch (phase) {
    case 'units':
      return unitsBelow(task);
    case 'list':
      return listBooks(task);
    case 'sum':
      return addUp(task);
    case 'gone':
      return whatHasGone(task);
    case 'post':
      return postLines(task);
    case 'tell-duplicates':
      return { next: { phase: 'surplus' } };
    case 'surplus':
      return postSurplus(task);
    case 'tell-unreported':
      return { next: { phase: 'close' } };
    case 'close':
      return {};
  }
}

async function unitsBelow({ runtime, count, cause, actor, after }: Task): Promise<Done | undefined> {
  const list = unitListKey(count.unitPath);
  const page = await runtime.store.queryByUnit(list, '', { limit: COUNT_PORTION, after: decodeCursor(list, after) });
  const units = page.rows.map((row) => (row as unknown as StateItem<Unit>).state);
  const living = units.filter(({ status }) => status === 'active');
  const outcomes = await openCounts(runtime, count.campaignId, count.asOf, living, cause, actor);
  if (outcomes.some(isWithdrawn)) return undefined;
  invariant(
    outcomes.every((outcome) => outcome.kind === 'accepted'),
    'every unit below has its count',
  );
  return { next: page.next ? { phase: 'units', after: encodeCursor(list, page.next) } : { phase: 'list' } };
}

/** Writes a page of the unit's own assets down, with what the ledger's projection holds of each where that is something else. */
async function listBooks({ runtime: { store }, id, count, after }: Task): Promise<Done> {
  const list = assetListKey(count.unitPath);
  const page = await store.queryByUnit(list, `${count.unitPath}#`, {
    limit: COUNT_PORTION,
    after: decodeCursor(list, after),
  });
  const read = await store.read(page.rows.map(({ pk, sk }) => ({ pk, sk })));
  const items = read.flatMap((row) => (row ? [assetItem(row)] : []));
  const here = items.filter(
    (item) =>
      item.state.unitPath === count.unitPath && item.state.use !== 'disposed' && item.state.duplicateOf === undefined,
  );
  const ledger = await contributed(store, count.unitPath, here);
  const pk = countRowsKey('BOOK', id);
  const rows = here.map(({ aggregate, state }, index): Row => {
    const assetId = aggregate.slice('asset/'.length);
    const ledgerFen = ledger[index];
    return {
      pk,
      sk: assetId,
      assetId,
      fen: state.originalFen,
      ...(state.use === 'lost' ? { lost: true } : {}),
      ...(ledgerFen === state.originalFen ? {} : { ledgerFen: ledgerFen ?? 0 }),
    };
  });
  await writeAll({ store }, rows);
  return { next: page.next ? { phase: 'list', after: encodeCursor(list, page.next) } : { phase: 'sum' } };
}

/** What the ledger's projection has counted of each asset for a unit. */
async function contributed(store: Store, unitPath: string, items: readonly StateItem<Asset>[]) {
  if (items.length === 0) return [];
  const generation = await generationOf(store, ledgerProjection.name);
  const keys = items.map((item) => contributionKey(ledgerProjection.name, generation, item.aggregate));
  const rows = await store.read(keys);
  return rows.map((row) => {
    const parts = contributionsOf(row);
    return parts.find((part) => part.row === unitPath && part.breakdown === ALL_CLASSES)?.add.originalFen;
  });
}

const afterList = async ({ runtime: { store }, count }: Task): Promise<Done> => ({
  ledger: await ownTotal(store, count.unitPath),
});

/** How an asset moved since the counts before. One that stands in several closing lists, handed over between them, has gone from all but one. */
function movedSince(before: readonly (ClosingRow | undefined)[], after: number | undefined) {
  const [first, ...others] = before.flatMap((row) => (row && row.count > 0 ? [row.fen] : []));
  const { increases, decreases } = movementOf(first, after);
  return { increases, decreases: addSums(decreases, ...others.map((fen) => ({ count: 1, fen }))) };
}

/** Adds a page of the book list up, and what it has come to since the count before. */
async function addUp(task: Task): Promise<Done> {
  const { runtime, id, count, after } = task;
  const { rows, next } = await rowsPage<BookRow>(runtime.store, 'BOOK', id, after);
  const earlier = earlierCounts(count);
  const ids = rows.map((row) => row.assetId);
  const lists = await Promise.all(earlier.map((from) => rowsOf<ClosingRow>(runtime.store, 'CLOSING', from, ids)));
  // The first count of a unit opens with the books: nothing has moved since.
  const moved = rows.map((row, index) =>
    lists.length === 0
      ? { increases: NOTHING, decreases: NOTHING }
      : movedSince(
          lists.map((list) => list[index]),
          row.lost ? undefined : row.fen,
        ),
  );
  const one = (row: BookRow): Sum => ({ count: 1, fen: row.fen });
  const portion = {
    cards: addSums(...rows.map(one)),
    lost: addSums(...rows.filter((row) => row.lost).map(one)),
    increases: addSums(...moved.map((part) => part.increases)),
    decreases: addSums(...moved.map((part) => part.decreases)),
  };
  if (next !== undefined) return { ...portion, next: { phase: 'sum', after: next } };
  if (earlier.length > 0) return { ...portion, next: { phase: 'gone', from: earlier[0] } };
  return { ...portion, ...(await afterList(task)) };
}

/** What the counts before closed with and the books no longer hold, one closing list after the other. */
async function whatHasGone(task: Task): Promise<Done> {
  const { runtime, id, count, after } = task;
  const earlier = earlierCounts(count);
  const from = count.work?.from ?? earlier[0] ?? '';
  const { rows, next } = await rowsPage<ClosingRow>(runtime.store, 'CLOSING', from, after);
  const books = await rowsOf<BookRow>(
    runtime.store,
    'BOOK',
    id,
    rows.map((row) => row.assetId),
  );
  const gone = rows.filter((row, index) => row.count > 0 && books[index] === undefined);
  const decreases = addSums(...gone.map((row) => ({ count: 1, fen: row.fen })));
  if (next !== undefined) return { decreases, next: { phase: 'gone', from, after: next } };
  const following = earlier[earlier.indexOf(from) + 1];
  if (following !== undefined) return { decreases, next: { phase: 'gone', from: following } };
  return { decreases, ...(await afterList(task)) };
}

const entryRow = (id: string, sk: string, made: Made): Row => ({ pk: countRowsKey('ENTRY', id), sk, ...made });
const closingRow = (id: string, assetId: string, fen: number, count: 0 | 1): Row => ({
  pk: countRowsKey('CLOSING', id),
  sk: assetId,
  assetId,
  fen,
  count,
});

/** Makes the entries of a page of assets and writes what the books close with. */
async function postLines(task: Task): Promise<Done> {
  const { runtime, id, count, after } = task;
  const { rows, next } = await rowsPage<BookRow>(runtime.store, 'BOOK', id, after);
  const books = rows.filter((row) => !row.lost);
  const lines = await effectiveLines(
    runtime.store,
    id,
    books.map((row) => row.assetId),
  );
  const written: Row[] = [];
  let [decreases, closing, openEntries] = [NOTHING, NOTHING, NOTHING];
  for (const [index, { assetId, fen }] of books.entries()) {
    const line = lines[index]?.line;
    const amount = { count: 1, fen };
    const made = line && line.result !== 'present' ? await makeEntry(task, line) : undefined;
    const leaves = made?.made === 'made' && line?.result !== 'differs';
    if (made) written.push(entryRow(id, assetId, made));
    if (made?.made === 'open') openEntries = addSums(openEntries, amount);
    if (leaves) decreases = addSums(decreases, amount);
    else closing = addSums(closing, amount);
    written.push(closingRow(id, assetId, fen, leaves ? 0 : 1));
  }
  await writeAll(runtime, written);
  const then = count.duplicates.count > 0 ? 'tell-duplicates' : 'surplus';
  return {
    decreases,
    closing,
    openEntries,
    next: next === undefined ? { phase: then } : { phase: 'post', after: next },
  };
}

/** Registers what was found beside the books. */
async function postSurplus(task: Task): Promise<Done> {
  const { runtime, id, count, after } = task;
  const { rows, next } = await rowsPage<SurplusRow>(runtime.store, 'SURPLUS', id, after);
  const struck = await rowsOf<Row>(
    runtime.store,
    'STRUCK',
    id,
    rows.map((row) => row.surplusId),
  );
  const written: Row[] = [];
  let [increases, openEntries] = [NOTHING, NOTHING];
  for (const [index, surplus] of rows.entries()) {
    if (struck[index]) continue;
    const amount = { count: 1, fen: surplus.amountFen };
    const made = await registerSurplus(task, surplus.surplusId, surplus);
    written.push(entryRow(id, surplus.surplusId, made));
    if (made.made === 'open') openEntries = addSums(openEntries, amount);
    else {
      increases = addSums(increases, amount);
      written.push(closingRow(id, made.assetId, surplus.amountFen, 1));
    }
  }
  await writeAll(runtime, written);
  const then = count.surplus.count > 0 ? 'tell-unreported' : 'close';
  return {
    increases,
    closing: increases,
    openEntries,
    next: next === undefined ? { phase: then } : { phase: 'surplus', after: next },
  };
}
