/** Modules that functions load only declare, so that the bundler may leave out what a function does not use (infra/unused-declarations.ts). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { filesBelow, repositoryRoot } from './sources.ts';

/** Run by people; no function loads it. */
const PROGRAM = 'policy/write-schema.ts';

/** Statements that do something as soon as a module is loaded, with their lines. */
function deeds(text: string, file: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return source.statements
    .filter((statement) => !isDeclaration(statement))
    .map((statement) => `${file}:${source.getLineAndCharacterOfPosition(statement.getStart(source)).line + 1}`);
}

function isDeclaration(statement: ts.Statement): boolean {
  if (ts.isImportDeclaration(statement)) return statement.importClause !== undefined;
  if (ts.isVariableStatement(statement)) return (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
  return (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isExportDeclaration(statement)
  );
}

describe('modules that functions load', () => {
  test('do nothing when they are loaded', () => {
    const files = filesBelow('{contracts,platform,policy,services}').filter(
      (path) => !path.endsWith('.test.ts') && path !== PROGRAM,
    );
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap((path) => deeds(readFileSync(join(repositoryRoot, path), 'utf8'), path))).toEqual([]);
  });

  test.each([
    ['a call', 'register(route);'],
    ['an assignment', 'globalThis.clock = 1;'],
    ['an import for its effects', "import './polyfill.ts';"],
    ['a condition', "if (process.argv[2] === 'x') run();"],
    ['a variable that may change', 'let calls = 0;'],
  ])('may not hold %s', (_what, text) => {
    expect(deeds(`export const one = 1;\n${text}\n`, 'planted.ts')).toEqual(['planted.ts:2']);
  });
});
