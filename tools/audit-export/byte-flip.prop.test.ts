import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { exportOf, sampleEvents, verified } from './sample-export.ts';

let bytes = Buffer.alloc(0);
beforeAll(async () => {
  bytes = Buffer.from(await exportOf(sampleEvents()));
});

const lineOf = (at: number): number => bytes.subarray(0, at).filter((byte) => byte === 0x0a).length + 1;

test('any bit flipped anywhere is found, at its line', async () => {
  const flips = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 7 }));
  await fc.assert(
    fc.asyncProperty(flips, async ([somewhere, bit]) => {
      const at = somewhere % bytes.length;
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      const verdict = await verified(flipped);
      expect(verdict.holds).toBe(false);
      expect(verdict.damages[0]?.line).toBe(lineOf(at));
    }),
    { numRuns: 800 },
  );
}, 60_000);

test('any byte replaced, taken out or put in is found', async () => {
  const change = fc.record({
    somewhere: fc.nat(),
    take: fc.integer({ min: 0, max: 3 }),
    put: fc.uint8Array({ maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ somewhere, take, put }) => {
      const at = somewhere % bytes.length;
      const changed = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + take)]);
      fc.pre(!changed.equals(bytes));
      expect((await verified(changed)).holds).toBe(false);
    }),
    { numRuns: 400 },
  );
}, 60_000);
