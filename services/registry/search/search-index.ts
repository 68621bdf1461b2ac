/**
 * The search index: every name, place, code and external code is entered from each of its words on, where every Han letter is a word (`保鲜库`, `鲜库`, `库`) and a
 * run of Latin letters and digits is one (`2 MAIN ST`: from 2, from MAIN, from ST). A fragment is then the beginning of an entry and a search is one range of keys:
 * its cost is that of what it finds. Entering Latin words from each of their letters would cost three times the rows and find little that people look for.
 */
import type { ContributedRow } from '../../../platform/row-projection.ts';
import { isWithin, listPartition } from '../../../platform/unit-path.ts';
import { normalised } from '../domain/duplicate.ts';

/** Letters of an entry; a longer fragment is found by its beginning and compared in full. */
const ENTRY_LETTERS_MAX = 16;

/** What the entries of an asset are made of. */
export interface SearchBasis {
  readonly unitPath: string;
  readonly class: string;
  readonly name: string;
  readonly place?: string | undefined;
  readonly code?: string | undefined;
  readonly externalCode?: string | undefined;
}

/** The entries of one asset: as many as its texts have words. */
export function searchRows(basis: SearchBasis, id: string): ContributedRow[] {
  const { unitPath, class: ofClass, name, place, code, externalCode } = basis;
  const shown = { id, unitPath, class: ofClass, name, place, code, externalCode };
  const rows = new Map<string, ContributedRow>();
  for (const { letters, starts } of textsOf(basis)) {
    for (const from of starts) {
      const entry = letters.slice(from, from + ENTRY_LETTERS_MAX).join('');
      const sk = entrySort(entry, unitPath, id);
      rows.set(sk, { pk: searchPartition(listPartition(unitPath), entry), sk, ...shown });
    }
  }
  return [...rows.values()];
}

/** Entries are spread by their first letter, so that no partition holds all words of a township. */
export const searchPartition = (partition: string, entry: string): string =>
  `SEARCH#${partition}#${[...entry][0] ?? ''}`;

const entrySort = (entry: string, unitPath: string, id: string): string => `${entry}#${unitPath}#${id}`;

interface SearchedText {
  /** Normalised, one code point each. */
  readonly letters: readonly string[];
  /** Places at which a word begins. */
  readonly starts: readonly number[];
}

const textsOf = ({ name, place, code, externalCode }: SearchBasis): SearchedText[] =>
  [name, place, code, externalCode].flatMap((text) => (text === undefined ? [] : [searched(text)]));

const WORDS = /[a-z0-9]+|[\p{L}\p{N}]/gu;

function searched(text: string): SearchedText {
  const letters: string[] = [];
  const starts: number[] = [];
  for (const [word] of text.normalize('NFKC').toLowerCase().matchAll(WORDS)) {
    starts.push(letters.length);
    letters.push(...word);
  }
  return { letters, starts };
}

/** The fragment as entries begin with it; empty when nothing in it can be searched for. */
export const fragmentOf = (text: string): string => normalised(text);

/** The beginning of the sort keys that a fragment's entries have. */
export const entryPrefix = (fragment: string): string => [...fragment].slice(0, ENTRY_LETTERS_MAX).join('');

/** Whether this entry is the one by which the asset stands on the page: within the unit, matching in full, and the first of its matches. */
export function standsFor(
  row: SearchBasis & { readonly sk: string; readonly id: string },
  fragment: string,
  unitPath: string,
): boolean {
  if (!isWithin(row.unitPath, unitPath)) return false;
  const wanted = [...fragment];
  const matches = textsOf(row).flatMap(({ letters, starts }) =>
    starts.flatMap((from) =>
      wanted.every((letter, index) => letters[from + index] === letter)
        ? [entrySort(letters.slice(from, from + ENTRY_LETTERS_MAX).join(''), row.unitPath, row.id)]
        : [],
    ),
  );
  return matches.length > 0 && matches.every((sk) => row.sk <= sk);
}
