/** What is wrong with a file, place by place; nothing is dropped in silence. */

import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';

export interface Issue {
  /** Row as a spreadsheet numbers it, the header being row 1. */
  readonly row: number;
  /** Our name of the field, or the file's of the column. */
  readonly field: string;
  readonly value: string;
  /** Chinese and English. */
  readonly reason: string;
}

export interface IssueLog {
  /** A bad place: its row is not imported. */
  problem(issue: Issue): void;
  /** A place where the profile decided for the file: its row is imported. */
  note(issue: Issue): void;
}

/** Issues kept in memory to be shown; the rest stand in the file only. */
const SHOWN_MAX = 20;
const VALUE_LENGTH_MAX = 200;

/** Counts issues, keeps the first few and writes all of them to a CSV file, so that memory does not grow with a bad file. */
export class IssueFile implements IssueLog {
  readonly path: string;
  readonly shown: Issue[] = [];
  readonly badRows = new Set<number>();
  noteCount = 0;
  problemCount = 0;
  #stream: WriteStream | undefined;

  /** @param path written only when there is something to write */
  constructor(path: string) {
    this.path = path;
  }

  problem(issue: Issue): void {
    this.problemCount += 1;
    this.badRows.add(issue.row);
    if (this.shown.length < SHOWN_MAX) this.shown.push(issue);
    this.#write('problem', issue);
  }

  note(issue: Issue): void {
    this.noteCount += 1;
    this.#write('note', issue);
  }

  get written(): boolean {
    return this.#stream !== undefined;
  }

  async close(): Promise<void> {
    if (!this.#stream) return;
    this.#stream.end();
    await once(this.#stream, 'close');
  }

  #write(kind: 'problem' | 'note', { row, field, value, reason }: Issue): void {
    if (!this.#stream) {
      this.#stream = createWriteStream(this.path);
      // With the mark, spreadsheet programs show the Chinese as it is.
      this.#stream.write('\ufeffkind,row,field,value,reason\r\n');
    }
    const cells = [kind, String(row), field, value.slice(0, VALUE_LENGTH_MAX), reason];
    this.#stream.write(`${cells.map(csvCell).join(',')}\r\n`);
  }
}

/** A cell that no spreadsheet program takes for a formula (ASVS 1.2.10), quoted where RFC 4180 asks for it. */
export function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
