import { describe, expect, test } from 'vitest';
import { listPacks, loadCardColumns, loadPack } from './load.ts';
import { parseCardColumns } from './rule-sources.ts';

describe('card fields of the packs', () => {
  test.each(listPacks())('SX-05 %s gives every class fields of its own, each with where it comes from', (name) => {
    for (const { id, fields } of loadPack(name).assetClasses) {
      expect(fields.length, id).toBeGreaterThanOrEqual(4);
      for (const { source } of fields) expect(source).not.toBe('');
    }
  });

  test('every column that was carried over is used by some pack', () => {
    const sources = listPacks().flatMap((name) =>
      loadPack(name).assetClasses.flatMap(({ fields }) => fields.map(({ source }) => source)),
    );
    for (const column of loadCardColumns()) expect(sources).toContain(`column:${column}`);
  });

  test('a wrong table of columns is refused', () => {
    expect(() => parseCardColumns('id,table\n')).toThrow(/other columns/);
    expect(() => parseCardColumns('id,table,column,choices\na,t,c,\na,t,c,\n')).toThrow(/twice/);
  });
});
