/**
 * A table in memory with the same answers as DynamoDB: for tests and the simulator, never for a deployed function. Rows are
 * copied and frozen when they are written, so reading hands them out without another copy.
 */

import { demandPosition, INDEXES, type Index } from './indexes.ts';
import { guardAllows, holds, sideAllows, versionFits } from './item-conditions.ts';
import {
  type Commit,
  type CommitOutcome,
  type EventItem,
  type Key,
  NOBODY,
  type Page,
  type QueryRange,
  READ_KEYS_MAX,
  type Row,
  type RowWrite,
  type Store,
  WRITES_MAX,
} from './store.ts';

const ALL_INDEXES: readonly Index[] = Object.values(INDEXES);

const keysWritten = (commit: Commit): Key[] => [commit.event, commit.state, ...commit.side.map((side) => side.key)];

export class MemoryStore implements Store {
  readonly items = new Map<string, Row>();
  /** Called after every commit with the event and state as the stream would show them. */
  onCommit: ((commit: Commit) => void) | undefined;
  private readonly partitions = new Map<Index, Map<string, Map<string, Row>>>(
    ALL_INDEXES.map((index) => [index, new Map()]),
  );

  private at(key: Key): string {
    return `${key.pk}\n${key.sk}`;
  }

  private put(row: Row): void {
    this.remove(row);
    const kept = frozenCopy(row) as Row;
    this.items.set(this.at(row), kept);
    for (const index of ALL_INDEXES) {
      const hash = kept[index.hash];
      // A sparse index holds only items that have both of its keys.
      if (typeof hash !== 'string' || typeof kept[index.sort] !== 'string') continue;
      const partitions = this.partitions.get(index);
      const partition = partitions?.get(hash);
      if (partition) partition.set(this.at(row), kept);
      else partitions?.set(hash, new Map([[this.at(row), kept]]));
    }
  }

  private remove(key: Key): void {
    const old = this.items.get(this.at(key));
    if (!old) return;
    this.items.delete(this.at(key));
    for (const index of ALL_INDEXES) this.partitions.get(index)?.get(String(old[index.hash]))?.delete(this.at(key));
  }

  private add(key: Key, add: Readonly<Record<string, number>>): void {
    const row: Record<string, unknown> = { ...(this.items.get(this.at(key)) ?? { pk: key.pk, sk: key.sk }) };
    for (const [attribute, amount] of Object.entries(add)) row[attribute] = Number(row[attribute] ?? 0) + amount;
    this.put(row as Row);
  }

  async read(keys: readonly Key[]): Promise<(Row | undefined)[]> {
    if (keys.length > READ_KEYS_MAX) throw new RangeError(`at most ${READ_KEYS_MAX} keys in one read`);
    return keys.map((key) => this.items.get(this.at(key)));
  }

  async commit(commit: Commit): Promise<CommitOutcome> {
    this.demandOneTransaction(keysWritten(commit));
    const outcome = this.judge(commit);
    if (outcome.kind === 'committed') this.apply(commit);
    return outcome;
  }

  async commitTogether(commits: readonly Commit[]): Promise<boolean> {
    this.demandOneTransaction(commits.flatMap(keysWritten));
    if (commits.some((commit) => this.judge(commit).kind !== 'committed')) return false;
    for (const commit of commits) this.apply(commit);
    return true;
  }

  /** What would become of a commit, nothing written. */
  private judge(commit: Commit): CommitOutcome {
    const known = this.items.get(this.at(commit.event));
    if (known) return { kind: 'duplicate', event: known as unknown as EventItem };
    const before = this.items.get(this.at(commit.state));
    if (!versionFits(commit, before)) return { kind: 'conflict' };
    if (commit.guard && !guardAllows(commit, before)) return { kind: 'refused', code: commit.guard.code };
    for (const side of commit.side) {
      if (!sideAllows(side, this.items.get(this.at(side.key)))) return { kind: 'refused', code: side.refusal };
    }
    return { kind: 'committed' };
  }

  private apply(commit: Commit): void {
    this.put(commit.event as unknown as Row);
    this.put(commit.state as unknown as Row);
    for (const side of commit.side) {
      if (side.kind === 'create') this.put({ ...side.item, ...side.key });
      else if (side.kind === 'claim') this.put({ ...side.key, owner: side.owner });
      else if (side.kind === 'release') this.put({ ...side.key, owner: NOBODY });
      else this.add(side.key, side.add);
    }
    this.onCommit?.(commit);
  }

  async write(writes: readonly RowWrite[]): Promise<boolean> {
    this.demandOneTransaction(writes.map((write) => (write.kind === 'put' ? write.row : write.key)));
    for (const write of writes) {
      if (write.kind === 'add') continue;
      const key = write.kind === 'put' ? write.row : write.key;
      if (!holds(write.onlyIf, this.items.get(this.at(key)))) return false;
    }
    for (const write of writes) {
      if (write.kind === 'put') this.put(write.row);
      else if (write.kind === 'delete') this.remove(write.key);
      else this.add(write.key, write.add);
    }
    return true;
  }

  /** What DynamoDB refuses to take as one transaction. */
  private demandOneTransaction(keys: readonly Key[]): void {
    if (keys.length > WRITES_MAX) throw new RangeError(`at most ${WRITES_MAX} writes in one transaction`);
    if (new Set(keys.map((key) => this.at(key))).size < keys.length)
      throw new RangeError('one transaction writes an item once');
  }

  private page(index: Index, hash: string, prefix: string, range: QueryRange & { readonly from?: string }): Page<Row> {
    if (range.after) demandPosition(range.after, index, hash, prefix);
    const partition = this.partitions.get(index)?.get(hash);
    if (!partition || partition.size === 0) return NOTHING;
    const place = (row: Readonly<Record<string, unknown>>): string =>
      `${String(row[index.sort])}\n${String(row.pk)}\n${String(row.sk)}`;
    const after = range.after && place(range.after);
    const wanted = (sort: string): boolean => sort.startsWith(prefix) && sort >= (range.from ?? '');
    const direction = range.descending ? -1 : 1;
    const rows = [...partition.values()]
      .filter((row) => wanted(String(row[index.sort])))
      .map((row) => ({ row, place: place(row) }))
      .filter((entry) => after === undefined || compare(entry.place, after) * direction > 0)
      .toSorted((a, b) => compare(a.place, b.place) * direction)
      .slice(0, range.limit)
      .map(({ row }) => (index.keysOnly ? keysOf(row, index) : row));
    const last = rows.at(-1);
    // Like DynamoDB: a full page has a next one, even if that turns out empty.
    return { rows, ...(last && rows.length === range.limit ? { next: keysOf(last, index) } : {}) };
  }

  async queryPartition(pk: string, prefix: string, range: QueryRange): Promise<Page<Row>> {
    return this.page(INDEXES.table, pk, prefix, range);
  }

  async queryByUnit(unitKey: string, prefix: string, range: QueryRange): Promise<Page<Row>> {
    return this.page(INDEXES['by-unit'], unitKey, prefix, range);
  }

  async queryByDue(dueKey: string, range: QueryRange): Promise<Page<Key>> {
    return this.page(INDEXES['by-due'], dueKey, '', range);
  }

  async queryByHour(hourKey: string, range: QueryRange & { readonly from?: string }): Promise<Page<Key>> {
    return this.page(INDEXES['by-hour'], hourKey, '', range);
  }

  async queryByAggregate(aggregate: string, range: QueryRange): Promise<Page<Row>> {
    return this.page(INDEXES['by-aggregate'], aggregate, '', range);
  }
}

const NOTHING: Page<Row> = Object.freeze({ rows: Object.freeze([]) as readonly Row[] });

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The row's own key and its key in the index: what a keys-only index holds, and what a position is made of. */
function keysOf(row: Row, index: Index): Row {
  return { pk: row.pk, sk: row.sk, [index.hash]: row[index.hash], [index.sort]: row[index.sort] } as Row;
}

/** Copies need no second copy when they come back, which most parts of a next state do. */
const frozenByUs = new WeakSet<object>();

/** A deep copy without absent fields, as it would come back from the database, that nobody can change. */
function frozenCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || frozenByUs.has(value)) return value;
  let copy: unknown[] | Record<string, unknown>;
  if (Array.isArray(value)) copy = value.map(frozenCopy);
  else {
    copy = {};
    for (const [name, part] of Object.entries(value)) if (part !== undefined) copy[name] = frozenCopy(part);
  }
  frozenByUs.add(copy);
  return Object.freeze(copy);
}
