/** The compiler holds every domain event to exactly the fields of its contract; a service’s mapper is where the two meet. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { repositoryRoot } from './sources.ts';

const MAPPER = 'services/audit/mapper.ts';
const CONTRACT = 'contracts/audit/findings.ts';
const EVENT = 'services/audit/domain/finding.ts';
const NOTE = 'readonly note?: string | undefined } & Step';

const { config } = ts.readConfigFile(join(repositoryRoot, 'tsconfig.json'), ts.sys.readFile);
const { tsBuildInfoFile: _kept, ...options } = ts.parseJsonConfigFileContent(
  { ...config, include: [] },
  ts.sys,
  repositoryRoot,
).options;
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What the compiler says about the mapper when some files read differently; files that read as they are get parsed once. */
function complaints(planted: Readonly<Record<string, string>> = {}): string[] {
  const host = ts.createCompilerHost({ ...options, incremental: false });
  const asItIs = host.getSourceFile.bind(host);
  host.getSourceFile = (path, languageVersion) => {
    const text = planted[path.slice(repositoryRoot.length + 1)];
    if (text !== undefined) return ts.createSourceFile(path, text, languageVersion);
    if (!parsed.has(path)) parsed.set(path, asItIs(path, languageVersion));
    return parsed.get(path);
  };
  const path = join(repositoryRoot, MAPPER);
  const program = ts.createProgram([path], { ...options, incremental: false }, host);
  return program
    .getSemanticDiagnostics(program.getSourceFile(path))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** A file as it would be with one passage replaced. */
function changed(path: string, passage: string, replacement: string): Record<string, string> {
  const text = readFileSync(join(repositoryRoot, path), 'utf8');
  expect(text.split(passage)).toHaveLength(2);
  return { [path]: text.replace(passage, replacement) };
}

describe('a domain event and its contract', { timeout: 60_000 }, () => {
  test('agree as they stand', () => {
    expect(complaints()).toEqual([]);
  });

  test.each([
    ['a field only the event has', CONTRACT, 'on: date, reason, by: sub', 'reason, by: sub', 'Unfit<"on">'],
    [
      'a field only the contract has',
      CONTRACT,
      'on: date, reason, by',
      'on: date, ref: sub, reason, by',
      'Unfit<"ref">',
    ],
    ['a field by another name', EVENT, NOTE, NOTE.replace('note', 'remark'), '"remark"'],
    ['a field of another type', EVENT, NOTE, NOTE.replace('string', 'number'), 'Unfit<"note">'],
    [
      'a field that only the event may lack',
      CONTRACT,
      'date, note: z.optional(reason)',
      'date, note: reason',
      'Unfit<"note">',
    ],
    ['another version', MAPPER, "'finding-closed': 1", "'finding-closed': 2", "not assignable to type '1'"],
    ['no contract', CONTRACT, 'audit.finding-closed.v1', 'audit.finding-ended.v1', 'no contract of this name'],
    ['no row', MAPPER, "'finding-closed': 1,", '', '"finding-closed"'],
    ['a row too many', MAPPER, "'finding-closed': 1", "'finding-closed': 1, 'finding-lost': 1", 'finding-lost'],
  ])('do not compile with %s', (_what, path, passage, replacement, complaint) => {
    expect(complaints(changed(path, passage, replacement)).join('\n')).toContain(complaint);
  });
});
