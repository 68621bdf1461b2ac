/**
 * Suspected duplicates: cards are kept by what they look like, and a group of two or more of which somebody has not yet been looked at is open.
 * Whether a group is open is worked out anew whenever a card joins it; that row only says where to look, and the list checks what it finds.
 */
import { type ContributedRow, rowPartition } from '../../../platform/row-projection.ts';
import type { Row, Store } from '../../../platform/store/store.ts';
import { BusyError } from '../../../platform/store/store.ts';
import { distinctListKey, suspicionIndex, suspicionKey } from '../keys.ts';

/** Cards of one group that are looked at; who registers more alike has a list to settle first. */
export const GROUP_MAX = 50;
const ATTEMPTS_MAX = 8;
/** The read model these rows are part of (asset-index.ts). */
const READ_MODEL = 'asset-index';

export interface LookAlike {
  readonly fingerprint: string;
  readonly unitPath: string;
  readonly class: string;
  readonly name: string;
  readonly originalFen: number;
  readonly place?: string | undefined;
  readonly code?: string | undefined;
}

/** The row of a card among those that look alike. */
export const lookAlikeRow = (
  { fingerprint, unitPath, class: ofClass, name, originalFen, place, code }: LookAlike,
  id: string,
): ContributedRow => ({
  pk: groupPartition(fingerprint),
  sk: id,
  unitPath,
  class: ofClass,
  name,
  originalFen,
  place,
  code,
});
const groupPartition = (fingerprint: string): string => `ALIKE#${fingerprint}`;

/** The cards that look alike, at most {@link GROUP_MAX}, and who of them was found to be a thing of its own. */
export async function groupOf(
  store: Store,
  generation: number,
  fingerprint: string,
): Promise<readonly { readonly row: Row; readonly decided: boolean }[]> {
  const cards = await store.queryPartition(rowPartition(READ_MODEL, generation, groupPartition(fingerprint)), '', {
    limit: GROUP_MAX,
  });
  if (cards.rows.length < 2) return [];
  const decided = new Set<string>();
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await store.queryPartition(distinctListKey(fingerprint), '', { limit: GROUP_MAX, after });
    for (const row of page.rows) decided.add(row.sk);
    after = page.next;
  } while (after);
  return cards.rows.map((row) => ({ row, decided: decided.has(row.sk) }));
}

/** Open while there are two or more, and one of them has not been decided. */
export const isOpen = (group: readonly { readonly decided: boolean }[]): boolean =>
  group.length > 1 && group.some(({ decided }) => !decided);

/**
 * Brings the row of a group in line with its cards. Read, looked at and written on condition that nobody else did meanwhile, so that of two who do it at
 * once the one who saw less does it again. A closed row stays, out of the list: its number goes on counting.
 */
export async function reconcile(store: Store, generation: number, look: LookAlike, left: boolean): Promise<void> {
  const { fingerprint, unitPath } = look;
  const key = suspicionKey(generation, fingerprint);
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const group = await groupOf(store, generation, fingerprint);
    // Most cards look like no other: nothing was ever suspected of them, unless one has just left.
    if (group.length < 2 && !left) return;
    const [row] = await store.read([key]);
    const revision = Number(row?.revision ?? 0);
    // Looked at again: the cards that count are those of now, not of before the row was read.
    const open = isOpen(row === undefined ? group : await groupOf(store, generation, fingerprint));
    if (open === (row?.unitKey !== undefined)) return;
    const next = { ...key, revision: revision + 1, ...(open ? suspicionIndex(generation, unitPath, fingerprint) : {}) };
    const onlyIf = row === undefined ? ({ absent: true } as const) : { attribute: 'revision', equals: revision };
    if (await store.write([{ kind: 'put', row: next, onlyIf }])) return;
  }
  throw new BusyError(`suspicion ${fingerprint} kept changing`);
}
