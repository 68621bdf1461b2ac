import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import { FUNCTION_BUILD } from '../../infra/bundle.ts';
import { withPureConstants } from '../../infra/pure-constants.ts';

const folder = mkdtempSync(join(tmpdir(), 'panhuo-declarations-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The bundle of a function made from these files. */
async function bundleOf(files: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const [entry] = Object.keys(files);
  const result = await build({ ...FUNCTION_BUILD, absWorkingDir: folder, entryPoints: [entry ?? ''], write: false });
  return result.outputFiles?.[0]?.text ?? '';
}

const CONTRACT = `
  const text = (words: string) => ({ check: (...more: string[]) => [words, ...more] });
  export const wanted = text('wanted').check('here');
  export const unwanted = text('unwanted').check('nowhere');
`;
const entryIn = (room: string): string =>
  `import { wanted } from '../../../${room}/words.ts'; export const handler = wanted;`;

describe('what a function does not use', () => {
  test.each(['contracts', 'platform', 'policy', 'services'])(
    'falls out of its bundle when it comes from %s',
    async (room) => {
      const code = await bundleOf({ 'services/audit/lambdas/http.ts': entryIn(room), [`${room}/words.ts`]: CONTRACT });
      expect(code).toContain('here');
      expect(code).not.toContain('unwanted');
    },
  );

  test('stays when it comes from elsewhere, where loading may do something', async () => {
    const code = await bundleOf({ 'services/audit/lambdas/http.ts': entryIn('vendor'), 'vendor/words.ts': CONTRACT });
    expect(code).toContain('unwanted');
  });
});

describe('a module marked as declarations', () => {
  const source = [
    "import type { Word } from './words.ts';",
    'export const plain = 1, sum = plain + 1;',
    'const table = {',
    "  'a-b': sum, // a remark with ; and )",
    '} as const satisfies Record<string, Word>;',
    'export const { length }: { length: number } = [table, () => ({ sum })];',
    'export const later = (word: Word): Word => word;',
    'export let unset: string | undefined;',
  ].join('\n');

  test('keeps every line where it was', () => {
    const marked = withPureConstants(source).split('\n');
    expect(marked).toHaveLength(source.split('\n').length);
    expect(marked[3]).toBe(source.split('\n')[3]);
  });

  test('says the same', async () => {
    const load = async (text: string): Promise<unknown> => {
      const { outputFiles } = await build({
        stdin: { contents: text, loader: 'ts' },
        format: 'esm',
        write: false,
      });
      const module = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`);
      return { ...module, later: module.later(7) };
    };
    const marked = withPureConstants(source);
    expect(marked).toContain('@__PURE__');
    expect(await load(marked)).toEqual(await load(source));
    expect(await load(marked)).toMatchObject({ plain: 1, sum: 2, length: 2, later: 7 });
  });
});
