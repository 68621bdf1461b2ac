/** Pages of lists, as routes answer them: from the cursor asked with to the cursor of what follows. */
import { PAGE_SIZE_DEFAULT } from '../../contracts/vocabulary.ts';
import type { EventItem, Page, QueryRange, Row, StateItem, Store } from '../store/store.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

/** The part of a query that names a page. */
export interface PageAsked {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export interface AnsweredPage<Line> {
  readonly rows: readonly Line[];
  readonly nextCursor?: string;
}

/**
 * One page of a list.
 * @param list names the list and its filters; a cursor of another list is refused
 * @param read asks the store for the rows of the range
 * @param lines makes the page's lines of them, fewer where some are not to be shown
 * @throws ProblemError `invalid-cursor`
 */
export async function answerPage<Found, Line>(
  list: string,
  asked: PageAsked,
  read: (range: QueryRange) => Promise<Page<Found>>,
  lines: (rows: readonly Found[]) => readonly Line[] | Promise<readonly Line[]>,
): Promise<AnsweredPage<Line>> {
  const page = await read({ limit: asked.limit ?? PAGE_SIZE_DEFAULT, after: decodeCursor(list, asked.cursor) });
  const rows = await lines(page.rows);
  return { rows, ...(page.next ? { nextCursor: encodeCursor(list, page.next) } : {}) };
}

/** One page of a list of states, a line each. */
export const answerStates = <State, Line>(
  list: string,
  asked: PageAsked,
  read: (range: QueryRange) => Promise<Page<Row>>,
  line: (item: StateItem<State>) => Line,
): Promise<AnsweredPage<Line>> =>
  answerPage(list, asked, read, (rows) => rows.map((row) => line(row as unknown as StateItem<State>)));

/** One page of the life of an aggregate, oldest first. @param aggregate `asset/…` */
export const answerHistory = (store: Store, aggregate: string, asked: PageAsked) =>
  answerPage(
    aggregate,
    asked,
    (range) => store.queryByAggregate(aggregate, range),
    (rows) => rows.map(historyLine),
  );

/** An event as a history shows it: what happened, when, by whom, and the hash by which the audit trail knows it. */
export function historyLine(row: Row | EventItem) {
  const { id: eventId, type, version, recordedAt, actor, hash, data } = row as unknown as EventItem;
  return { eventId, type, version, recordedAt, actor, hash, data };
}
