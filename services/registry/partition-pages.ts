/**
 * Pages over the lists of a unit. Lists lie in one partition per township or department, so a page of the whole county goes from one to the next; a page of
 * anything smaller stays in one. The cost follows the page and the number of townships, never the number of assets.
 */
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts';
import { ProblemError } from '../../platform/http/problem.ts';
import type { Page, QueryRange, Row, Store } from '../../platform/store/store.ts';
import { lineage, listPartition } from '../../platform/unit-path.ts';
import type { Unit } from './domain/units/unit.ts';
import { unitListKey } from './keys.ts';

const UNITS_PER_READ = 200;
/** Queries of one page at most; a page that found little by then is answered short, with a cursor. */
const QUERIES_MAX = 120;
/** Partitions asked at once: one at first, twice as many after every round that found too little. */
const AT_ONCE_MAX = 16;

/** The partitions that the lists of a unit lie in, in the order of their paths. */
export async function partitionsOf(store: Store, unitPath: string): Promise<string[]> {
  if (lineage(unitPath).length > 1) return [listPartition(unitPath)];
  const below: string[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await store.queryByUnit(unitListKey(unitPath), '', { limit: UNITS_PER_READ, after });
    below.push(...page.rows.map((row) => (row.state as Unit).path));
    after = page.next;
  } while (after);
  return [unitPath, ...below].toSorted();
}

export interface PartitionList<Found> {
  /** Names the list and its filters; a cursor of another one is refused. */
  readonly name: string;
  readonly partitions: readonly string[];
  readonly limit: number;
  readonly cursor: string | undefined;
  /** Rows looked at for one page, about; where few belong on it, it is answered short, with a cursor. */
  readonly rowsMax?: number;
  query(partition: string, range: QueryRange): Promise<Page<Row>>;
  /** Where a row lies in its query, for the next page to go on from. */
  position(row: Row): Readonly<Record<string, string>>;
  /** What a row is on the page, or undefined when it does not belong there. */
  accept(row: Row): Promise<Found | undefined> | Found | undefined;
}

/** One page. @throws ProblemError `invalid-cursor` when the cursor does not belong to this list */
export async function partitionPage<Found>(
  list: PartitionList<Found>,
): Promise<{ readonly rows: Found[]; readonly nextCursor?: string }> {
  const rows: Found[] = [];
  const { partition: begun, ...position } = decodeCursor(list.name, list.cursor) ?? {};
  let at = begun === undefined ? 0 : list.partitions.indexOf(String(begun));
  if (at < 0) throw new ProblemError('invalid-cursor');
  let after = Object.keys(position).length > 0 ? position : undefined;
  let atOnce = 1;
  let seen = 0;
  for (let queries = 0; at < list.partitions.length; ) {
    const asked = list.partitions.slice(at, at + atOnce);
    const pages = await Promise.all(
      asked.map((partition, index) =>
        list.query(partition, { limit: list.limit, after: index === 0 ? after : undefined }),
      ),
    );
    queries += asked.length;
    after = undefined;
    for (const [index, page] of pages.entries()) {
      const partition = asked[index] ?? '';
      seen += page.rows.length;
      for (const row of page.rows) {
        const found = await list.accept(row);
        if (found !== undefined) rows.push(found);
        if (rows.length === list.limit) {
          return { rows, nextCursor: encodeCursor(list.name, { partition, ...list.position(row) }) };
        }
      }
      if (page.next) {
        // This partition has more: the others asked beside it wait for their turn.
        after = page.next;
        at = list.partitions.indexOf(partition);
        break;
      }
      at = list.partitions.indexOf(partition) + 1;
    }
    const isLong = queries >= QUERIES_MAX || seen >= (list.rowsMax ?? Number.POSITIVE_INFINITY);
    if (isLong && at < list.partitions.length)
      return { rows, nextCursor: encodeCursor(list.name, { partition: list.partitions[at] ?? '', ...after }) };
    atOnce = after ? 1 : Math.min(AT_ONCE_MAX, atOnce * 2);
  }
  return { rows };
}
