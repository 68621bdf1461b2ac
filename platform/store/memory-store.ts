/** A table in memory with the same answers as DynamoDB: for tests and the simulator, never for a deployed function. */

import { guardAllows, holds, sideAllows, versionFits } from './item-conditions.ts';
import type { Commit, CommitOutcome, EventItem, Key, Page, QueryRange, Row, RowWrite, Store } from './store.ts';

const READ_KEYS_MAX = 100;
const WRITES_MAX = 100;

export class MemoryStore implements Store {
  readonly items = new Map<string, Row>();
  /** Called after every commit with the event and state as the stream would show them. */
  onCommit: ((commit: Commit) => void) | undefined;

  private at(key: Key): string {
    return `${key.pk}\n${key.sk}`;
  }

  private put(row: Row): void {
    this.items.set(this.at(row), structuredClone(row));
  }

  private add(key: Key, add: Readonly<Record<string, number>>): void {
    const row: Record<string, unknown> = { ...(this.items.get(this.at(key)) ?? key) };
    for (const [attribute, amount] of Object.entries(add)) row[attribute] = Number(row[attribute] ?? 0) + amount;
    this.items.set(this.at(key), row as Row);
  }

  async read(keys: readonly Key[]): Promise<(Row | undefined)[]> {
    if (keys.length > READ_KEYS_MAX) throw new RangeError(`at most ${READ_KEYS_MAX} keys in one read`);
    return keys.map((key) => structuredClone(this.items.get(this.at(key))));
  }

  async commit(commit: Commit): Promise<CommitOutcome> {
    const known = this.items.get(this.at(commit.event));
    if (known) return { kind: 'duplicate', event: structuredClone(known) as unknown as EventItem };
    const before = this.items.get(this.at(commit.state));
    if (!versionFits(commit, before)) return { kind: 'conflict' };
    if (commit.guard && !guardAllows(commit, before)) return { kind: 'refused', code: commit.guard.code };
    for (const side of commit.side) {
      if (!sideAllows(side, this.items.get(this.at(side.key)))) return { kind: 'refused', code: side.refusal };
    }
    this.put(commit.event as unknown as Row);
    this.put(commit.state as unknown as Row);
    for (const side of commit.side) {
      if (side.kind === 'create') this.put({ ...side.item, ...side.key });
      else this.add(side.key, side.add);
    }
    this.onCommit?.(commit);
    return { kind: 'committed' };
  }

  async write(writes: readonly RowWrite[]): Promise<boolean> {
    if (writes.length > WRITES_MAX) throw new RangeError(`at most ${WRITES_MAX} writes in one transaction`);
    for (const write of writes) {
      if (write.kind === 'add') continue;
      const key = write.kind === 'put' ? write.row : write.key;
      if (!holds(write.onlyIf, this.items.get(this.at(key)))) return false;
    }
    for (const write of writes) {
      if (write.kind === 'put') this.put(write.row);
      else if (write.kind === 'delete') this.items.delete(this.at(write.key));
      else this.add(write.key, write.add);
    }
    return true;
  }

  private page(rows: Row[], sortBy: string, range: QueryRange): Page<Row> {
    const text = (row: Row): string => `${String(row[sortBy])}\n${row.pk}\n${row.sk}`;
    const ordered = rows.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
    if (range.descending) ordered.reverse();
    const after = range.after?.after;
    const start = after === undefined ? 0 : ordered.findIndex((row) => text(row) === after) + 1;
    const slice = ordered.slice(start, start + range.limit);
    const last = slice.at(-1);
    const more = start + range.limit < ordered.length;
    return { rows: slice.map((row) => structuredClone(row)), ...(more && last ? { next: { after: text(last) } } : {}) };
  }

  private where(filter: (row: Row) => boolean): Row[] {
    return [...this.items.values()].filter(filter);
  }

  async queryPartition(pk: string, prefix: string, range: QueryRange): Promise<Page<Row>> {
    return this.page(
      this.where((row) => row.pk === pk && row.sk.startsWith(prefix)),
      'sk',
      range,
    );
  }

  async queryByUnit(unitKey: string, prefix: string, range: QueryRange): Promise<Page<Row>> {
    const rows = this.where((row) => row.unitKey === unitKey && String(row.unitSort).startsWith(prefix));
    return this.page(rows, 'unitSort', range);
  }

  async queryByDue(dueKey: string, range: QueryRange): Promise<Page<Key>> {
    return this.page(
      this.where((row) => row.dueKey === dueKey),
      'dueSort',
      range,
    );
  }

  async queryByHour(hourKey: string, range: QueryRange & { readonly from?: string }): Promise<Page<Key>> {
    const rows = this.where((row) => row.hourKey === hourKey && String(row.recordedAt) >= (range.from ?? ''));
    return this.page(rows, 'recordedAt', range);
  }

  async queryByAggregate(aggregate: string, range: QueryRange): Promise<Page<Row>> {
    return this.page(
      this.where((row) => row.aggregateKey === aggregate),
      'versionKey',
      range,
    );
  }
}
