import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FingerprintTable } from './fingerprint-table.ts';

test('a table remembers like a map, also while it grows', () => {
  const names = fc.array(fc.tuple(fc.integer({ min: 0, max: 6_000 }), fc.integer({ min: 0, max: 255 })), {
    maxLength: 12_000,
    size: 'max',
  });
  fc.assert(
    fc.property(names, (writes) => {
      const table = new FingerprintTable(1);
      const model = new Map<string, number>();
      for (const [name, value] of writes) {
        const { data, fresh } = table.claim(String(name));
        expect(fresh).toBe(!model.has(String(name)));
        expect(data[0]).toBe(model.get(String(name)) ?? 0);
        data[0] = value;
        model.set(String(name), value);
      }
      expect(table.size).toBe(model.size);
      for (const [name, value] of model) expect(table.claim(name).data[0]).toBe(value);
    }),
    { numRuns: 20 },
  );
});
