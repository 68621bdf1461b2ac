import { describe, expect, test } from 'vitest';
import { filesBelow } from './sources.ts';

const ROOMS = '{contracts,policy,platform,services,infra,local,importer,demo,console,examples,test,bench,tools}';
const saysNothing = (path: string): boolean => /(^|\/)(utils?|common|helpers?|shared|misc)(\/|\.[a-z.]+$)/.test(path);

describe('names', () => {
  test('of files and folders say what is inside', () => {
    const files = filesBelow(ROOMS, '**/*.{ts,tsx,mjs,md,yaml}').filter((path) => !path.includes('node_modules'));
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter(saysNothing)).toEqual([]);
  });

  test.each(['services/audit/utils.ts', 'platform/common/fen.ts', 'local/helpers/ports.test.ts'])(
    '%s would be refused',
    (path) => {
      expect(saysNothing(path)).toBe(true);
    },
  );
});
