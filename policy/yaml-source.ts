/** YAML that remembers where everything stood, so that an error names the line a person has to change. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type * as z from 'zod';
import type { PackIssue } from './pack-issue.ts';
import { type LocatedIssue, PolicyError } from './policy-error.ts';

/** Largest file read, in UTF-16 code units; the biggest pack is a tenth of it. */
const TEXT_LENGTH_MAX = 1_000_000;
/** Aliases may not multiply a small file into a huge one. */
const ALIAS_COUNT_MAX = 100;

export interface YamlSource {
  readonly data: unknown;
  readonly locate: (issue: PackIssue) => LocatedIssue;
  /** A zod issue: an unknown key is shown at that key, a missing one at the thing that lacks it. */
  readonly locateIssue: (issue: z.core.$ZodIssue) => LocatedIssue;
}

/** Parses one YAML document. Throws PolicyError with line and column for text that is not YAML, also for a key given twice. */
export function parseYaml(text: string, file: string): YamlSource {
  if (text.length > TEXT_LENGTH_MAX) {
    throw new PolicyError(file, [
      { line: 1, column: 1, path: [], reason: `longer than ${TEXT_LENGTH_MAX} characters` },
    ]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, strict: true, prettyErrors: false });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    throw new PolicyError(
      file,
      broken.map((error) => ({ ...positionAt(lines, error.pos[0]), path: [], reason: error.message })),
    );
  }

  const toData = (): unknown => {
    try {
      return document.toJS({ maxAliasCount: ALIAS_COUNT_MAX });
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      throw new PolicyError(file, [{ line: 1, column: 1, path: [], reason: error.message }]);
    }
  };
  const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  /** The node at the path, or the deepest one above it that exists. */
  const find = (path: readonly PropertyKey[], atKey: boolean): Node | undefined => {
    let node = resolve(document.contents);
    let deepest: unknown = node;
    for (const [depth, part] of path.entries()) {
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
        if (pair === undefined) break;
        const value = resolve(pair.value);
        // A nested thing is shown at its key: its own range begins only on the next line.
        deepest = (atKey && depth === path.length - 1) || isMap(value) || isSeq(value) ? pair.key : pair.value;
        node = value;
      } else if (isSeq(node) && typeof part === 'number') {
        if (node.items[part] === undefined) break;
        deepest = node.items[part];
        node = resolve(node.items[part]);
      } else break;
    }
    return (deepest as Node | null) ?? undefined;
  };
  const locateAt = (path: readonly PropertyKey[], reason: string, atKey = false): LocatedIssue => ({
    ...positionAt(lines, find(path, atKey)?.range?.[0] ?? 0),
    path: path.map((part) => (typeof part === 'symbol' ? String(part) : part)),
    reason,
  });

  return {
    data: toData(),
    locate: ({ path, reason }) => locateAt(path, reason),
    locateIssue: (issue) => {
      const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
      return unknownKey === undefined
        ? locateAt(issue.path, issue.message)
        : locateAt([...issue.path, unknownKey], `unknown key "${unknownKey}"`, true);
    },
  };
}

function positionAt(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
