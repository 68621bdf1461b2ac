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

  /** Becomes what another table is now. The rows are the same ones, since nobody can change them. */
  takeOver(other: MemoryStore): void {
    for (const [at, row] of other.items) this.items.set(at, row);
    for (const [index, partitions] of other.partitions) {
      const own = this.partitions.get(index);
      for (const [hash, rows] of partitions) own?.set(hash, new Map(rows));
    }
  }

  private at(key: Key): string {
    return `${key.pk}\n${key.sk}`;
  }

  private put(row: Row): void {
    const at = this.at(row);
    const old = this.items.get(at);
    const kept = frozenCopy(row) as Row;
    this.items.set(at, kept);
    for (const index of ALL_INDEXES) {
      const partitions = this.partitions.get(index);
      const [hash, before] = [partitionIn(index, kept), old && partitionIn(index, old)];
      if (before !== undefined && before !== hash) partitions?.get(before)?.delete(at);
      if (hash === undefined) continue;
      const partition = partitions?.get(hash);
      if (partition) partition.set(at, kept);
      else partitions?.set(hash, new Map([[at, kept]]));
    }
  }

  private remove(key: Key): void {
    const at = this.at(key);
    const old = this.items.get(at);
    if (!old) return;
    this.items.delete(at);
    for (const index of ALL_INDEXES) {
      const hash = partitionIn(index, old);
      if (hash !== undefined) this.partitions.get(index)?.get(hash)?.delete(at);
    }
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
    if (keys.length === 1) return;
    if (keys.length > WRITES_MAX) throw new RangeError(`at most ${WRITES_MAX} writes in one transaction`);
    if (new Set(keys.map((key) => this.at(key))).size < keys.length)
      throw new RangeError('one transaction writes an item once');
  }

  /** What an index holds of one partition. Most questions are about partitions that hold nothing; those cost no promise. */
  private ask(index: Index, hash: string, prefix: string, range: Range): Promise<Page<Row>> {
    const partition = this.partitions.get(index)?.get(hash);
    if (!range.after && (!partition || partition.size === 0)) return NOTHING;
    return this.page(index, hash, prefix, range, partition);
  }

  private async page(
    index: Index,
    hash: string,
    prefix: string,
    range: Range,
    partition: ReadonlyMap<string, Row> | undefined,
  ): Promise<Page<Row>> {
    if (range.after) demandPosition(range.after, index, hash, prefix);
    const { after, from = '', limit } = range;
    const direction = range.descending ? -1 : 1;
    const order = (a: Row, b: Row): number => inOrder(index, a, b) * direction;
    const found: Row[] = [];
    for (const row of partition?.values() ?? []) {
      const sort = String(row[index.sort]);
      if (!sort.startsWith(prefix) || sort < from) continue;
      if (after === undefined || order(row, after as Row) > 0) found.push(row);
    }
    const rows = found.sort(order).slice(0, limit);
    const last = rows.at(-1);
    return {
      rows: index.keysOnly ? rows.map((row) => keysOf(row, index)) : rows,
      // Like DynamoDB: a full page has a next one, even if that turns out empty.
      ...(last && rows.length === limit ? { next: keysOf(last, index) } : {}),
    };
  }

  queryPartition(pk: string, prefix: string, range: QueryRange): Promise<Page<Row>> {
    return this.ask(INDEXES.table, pk, prefix, range);
  }

  queryByUnit(unitKey: string, prefix: string, range: QueryRange): Promise<Page<Row>> {
    return this.ask(INDEXES['by-unit'], unitKey, prefix, range);
  }

  queryByDue(dueKey: string, range: QueryRange): Promise<Page<Key>> {
    return this.ask(INDEXES['by-due'], dueKey, '', range);
  }

  queryByHour(hourKey: string, range: Range): Promise<Page<Key>> {
    return this.ask(INDEXES['by-hour'], hourKey, '', range);
  }

  queryByAggregate(aggregate: string, range: QueryRange): Promise<Page<Row>> {
    return this.ask(INDEXES['by-aggregate'], aggregate, '', range);
  }
}

type Range = QueryRange & { readonly from?: string };

const NOTHING: Promise<Page<Row>> = Promise.resolve(Object.freeze({ rows: Object.freeze([]) as readonly Row[] }));

/** The partition of an index that a row lies in. A sparse index holds only rows that have both of its keys. */
function partitionIn(index: Index, row: Row): string | undefined {
  const hash = row[index.hash];
  return typeof hash === 'string' && typeof row[index.sort] === 'string' ? hash : undefined;
}

/** By sort key; rows that have the same lie in the order of their own keys. */
const inOrder = (index: Index, a: Row, b: Row): number =>
  compare(String(a[index.sort]), String(b[index.sort])) || compare(a.pk, b.pk) || compare(a.sk, b.sk);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The row's own key and its key in the index: what a keys-only index holds, and what a position is made of. */
function keysOf(row: Row, index: Index): Row {
  return { pk: row.pk, sk: row.sk, [index.hash]: row[index.hash], [index.sort]: row[index.sort] } as Row;
}

/** Hands back what it is given, so that a subclass can put a private field on it. */
class Given {
  constructor(value: object) {
    // biome-ignore lint/correctness/noConstructorReturn: that is what it is for
    return value;
  }
}

/** A mark on our own copies: they need no second copy when they come back, which most parts of a next state do. Cheaper than a set of them. */
class Frozen extends Given {
  readonly #byUs = true;
  static has(value: object): boolean {
    return #byUs in value;
  }
}

/** A deep copy without absent fields, as it would come back from the database, that nobody can change. */
function frozenCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Frozen.has(value)) return value;
  let copy: unknown[] | Record<string, unknown>;
  if (Array.isArray(value)) copy = value.map(frozenCopy);
  else {
    copy = {};
    for (const name of Object.keys(value)) {
      const part = (value as Readonly<Record<string, unknown>>)[name];
      if (part !== undefined) copy[name] = frozenCopy(part);
    }
  }
  new Frozen(copy);
  return Object.freeze(copy);
}
