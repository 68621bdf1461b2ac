/**
 * Lets unused constants fall out of a bundle. A module of ours only declares: loading it does nothing to the world (test/architecture). So do
 * the SDK's tables of shapes. esbuild cannot know that of `const x = z.string().check(…)` or `{ [key]: … }`; it would keep every schema of
 * every file that a function touches, and a cold start would build them all.
 */
import { readFileSync } from 'node:fs';
import { extname, relative, sep } from 'node:path';
import type { Loader, Plugin } from 'esbuild';

const ROOMS = new Set(['contracts', 'platform', 'policy', 'services']);
const SDK_SHAPES = /[/\\]@aws-sdk[/\\]client-[^/\\]+[/\\]dist-es[/\\]schemas[/\\][^/\\]+\.js$/;

/** The esbuild plugin for the sources of these rooms below the working directory of the build, and for the SDK's shapes. */
export const dropUnusedDeclarations: Plugin = {
  name: 'drop-unused-declarations',
  async setup(build) {
    // The compiler is large; a run that finds its bundles up to date does without it.
    const { withPureConstants } = await import('./pure-constants.ts');
    const root = build.initialOptions.absWorkingDir ?? process.cwd();
    build.onLoad({ filter: /\.[jt]s$/ }, ({ path }) => {
      const room = relative(root, path).split(sep)[0] ?? '';
      if (!ROOMS.has(room) && !SDK_SHAPES.test(path)) return undefined;
      return { contents: withPureConstants(readFileSync(path, 'utf8')), loader: extname(path).slice(1) as Loader };
    });
  },
};
