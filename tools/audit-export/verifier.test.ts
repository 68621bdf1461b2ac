import { beforeAll, describe, expect, test } from 'vitest';
import type { TrailEvent } from '../../contracts/audit/trail.ts';
import { SampleRegion } from '../../services/audit/sample-events.ts';
import { leafHashOf } from '../../services/audit/trail.ts';
import { describeDamage } from './damage.ts';
import { exportOf, inOrder, rewritten, sampleEvents, verified } from './sample-export.ts';

let whole = '';
beforeAll(async () => {
  whole = await exportOf(sampleEvents());
});

/** Lines without the empty one after the last line feed. */
const linesOf = (text: string): string[] => text.split('\n').slice(0, -1);
const joined = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
const kindsOf = async (file: string | Uint8Array): Promise<Set<string>> => {
  const verdict = await verified(file);
  expect(verdict.holds).toBe(verdict.damages.length === 0);
  return new Set(verdict.damages.map((damage) => damage.kind));
};

describe('a whole export', () => {
  test('holds, and says what it holds', async () => {
    const verdict = await verified(whole);
    expect(verdict).toMatchObject({ holds: true, damages: [], region: '653127', entries: 12, heads: 6 });
    expect(JSON.parse(linesOf(whole).at(-1) ?? '')).toMatchObject({ leafDigest: verdict.leafDigest, entries: 12 });
  });

  test('is the same whatever the order in which the events arrived', async () => {
    expect(await exportOf(sampleEvents().toReversed())).toBe(whole);
  });

  test('holds in whatever pieces it is read', async () => {
    for (const size of [1, 7, 4_096, 1_000_000]) expect((await verified(whole, undefined, size)).holds).toBe(true);
  });

  test('holds without any entry', async () => {
    expect(await verified(await exportOf([]))).toMatchObject({ holds: true, entries: 0, heads: 0 });
  });

  test('is compared with a digest published elsewhere', async () => {
    const { leafDigest } = await verified(whole);
    expect((await verified(whole, leafDigest)).holds).toBe(true);
    const other = await verified(whole, 'x'.repeat(43));
    expect(other.damages.map((damage) => damage.kind)).toEqual(['digest-not-as-published']);
  });

  test('holds where two clocks disagreed and a version was recorded before the one it follows', async () => {
    const region = new SampleRegion();
    const facts = { service: 'registry', aggregate: 'asset/A', event: 'asset-corrected', data: {} } as const;
    region.publish({ ...facts, at: '2026-03-02T01:00:00.050Z' });
    region.publish({ ...facts, at: '2026-03-02T01:00:00.020Z' });
    region.publish({ ...facts, at: '2026-03-02T01:00:00.010Z' });
    expect(await verified(await exportOf(region.events))).toMatchObject({ holds: true, entries: 3 });
  });
});

describe('damage done to the file', () => {
  /** What is done to the lines, the kinds it must be found as, and the line that must be named. */
  const planted: readonly [string, (lines: string[]) => string[], readonly string[], number][] = [
    ['an entry taken out', (lines) => lines.toSpliced(2, 1), ['line-altered', 'missing-entry', 'manifest-mismatch'], 3],
    [
      'an entry doubled',
      (lines) => lines.toSpliced(3, 0, lines[2] ?? ''),
      ['line-altered', 'duplicate-id', 'duplicate-version', 'out-of-order', 'manifest-mismatch'],
      4,
    ],
    [
      'two entries swapped',
      (lines) => [...lines.slice(0, 1), lines[2] ?? '', lines[1] ?? '', ...lines.slice(3)],
      ['line-altered', 'out-of-order'],
      2,
    ],
    [
      'an amount altered',
      (lines) => lines.with(4, (lines[4] ?? '').replace('"amountFen":100001', '"amountFen":900001')),
      ['line-altered', 'leaf-mismatch'],
      5,
    ],
    [
      'the actor altered',
      (lines) => lines.with(1, (lines[1] ?? '').replace('"actor":"li.na"', '"actor":"zhang"')),
      ['line-altered', 'leaf-mismatch'],
      2,
    ],
    [
      'what the leaf does not cover altered',
      (lines) => lines.with(1, (lines[1] ?? '').replace('"causationid":"request"', '"causationid":"another"')),
      ['line-altered'],
      2,
    ],
    [
      'the day of receipt altered',
      (lines) => lines.with(1, (lines[1] ?? '').replace('"receivedAt":"2026-03-03', '"receivedAt":"2026-03-04')),
      ['line-altered'],
      2,
    ],
    [
      'a member order altered',
      (lines) => lines.with(1, (lines[1] ?? '').replace(/"kind":"entry",("receivedAt":"[^"]*")/, '$1,"kind":"entry"')),
      ['line-altered', 'not-canonical'],
      2,
    ],
    ['a space put in', (lines) => lines.with(1, `${lines[1] ?? ''} `), ['line-altered', 'not-canonical'], 2],
    ['a carriage return put in', (lines) => lines.with(1, `${lines[1] ?? ''}\r`), ['line-altered', 'not-canonical'], 2],
    [
      'an unknown member put in',
      (lines) => lines.with(1, (lines[1] ?? '').replace('"kind"', '"kinc":1,"kind"')),
      ['not-a-line-of-this-format'],
      2,
    ],
    ['the header taken out', (lines) => lines.slice(1), ['missing-header', 'line-altered'], 1],
    [
      'another region named',
      (lines) => lines.with(0, (lines[0] ?? '').replace('653127', '653128')),
      ['line-altered', 'wrong-region'],
      1,
    ],
    ['an entry after the manifest', (lines) => [...lines, lines[1] ?? ''], ['after-manifest'], 15],
    ['the file cut off after an entry', (lines) => lines.slice(0, 6), ['missing-manifest'], 6],
    [
      'the count in the manifest altered',
      (lines) => lines.with(-1, (lines.at(-1) ?? '').replace('"entries":12', '"entries":13')),
      ['line-altered', 'manifest-mismatch'],
      14,
    ],
    ['an empty line', (lines) => lines.toSpliced(3, 0, ''), ['not-a-line-of-this-format'], 4],
  ];

  test.each(planted)('%s is found, with its place', async (_what, plant, kinds, line) => {
    const lines = linesOf(whole);
    const damaged = joined(plant(lines));
    expect(damaged).not.toBe(whole);
    const verdict = await verified(damaged);
    expect([...new Set(verdict.damages.map((damage) => damage.kind))]).toEqual(expect.arrayContaining([...kinds]));
    expect(verdict.damages[0]?.line).toBe(line);
  });

  test('one damaged line is reported at its line only', async () => {
    const lines = linesOf(whole);
    const altered = lines.with(4, (lines[4] ?? '').replace('"amountFen":100001', '"amountFen":100002'));
    const verdict = await verified(joined(altered));
    expect(
      verdict.damages.filter((damage) => damage.kind !== 'manifest-mismatch').map((damage) => damage.line),
    ).toEqual([5, 5]);
    expect(describeDamage(verdict.damages[1] as never)).toBe(
      'line 5: leaf-mismatch /653127/distribution receipt/P version 1 — the leaf hash does not follow from what the event says',
    );
  });

  test('a file cut off anywhere is found', async () => {
    const bytes = Buffer.from(whole);
    for (let length = 0; length < bytes.length; length += 97) {
      expect(await kindsOf(bytes.subarray(0, length)), `cut at ${length}`).toContain('missing-manifest');
    }
    expect(await kindsOf(bytes.subarray(0, -1))).toContain('missing-manifest');
  });

  test('a line without end is given up, not read into memory', async () => {
    const endless = Buffer.alloc(9 * 1024 * 1024, 0x61);
    expect(await verified(endless, undefined, 1024 * 1024)).toMatchObject({
      damages: expect.arrayContaining([expect.objectContaining({ kind: 'line-too-long', line: 1 })]) as unknown,
    });
  });
});

describe('a forger who makes the whole file anew', () => {
  const events = (): TrailEvent[] => inOrder(sampleEvents());
  const rehashed = (event: TrailEvent): TrailEvent => ({ ...event, leafhash: leafHashOf(event) });

  test('changes nothing: holds', async () => {
    expect((await verified(rewritten(events()))).holds).toBe(true);
  });

  test.each<[string, (list: TrailEvent[]) => TrailEvent[], string]>([
    [
      'alters a payload but not its leaf',
      (list) => list.with(0, { ...list[0], data: { ...list[0]?.data, originalFen: 1 } } as TrailEvent),
      'leaf-mismatch',
    ],
    [
      'alters a payload and its leaf but not the chain',
      (list) => list.with(0, rehashed({ ...list[0], data: { originalFen: 1 } } as TrailEvent)),
      'broken-link',
    ],
    ['leaves out a version', (list) => list.toSpliced(1, 1), 'missing-entry'],
    ['leaves out the first version', (list) => list.toSpliced(0, 1), 'missing-entry'],
    ['writes an entry twice', (list) => list.toSpliced(1, 0, list[0] as TrailEvent), 'duplicate-version'],
    [
      'gives an id to two aggregates',
      (list) => list.with(10, rehashed({ ...list[10], id: list[0]?.id, source: list[0]?.source } as TrailEvent)),
      'duplicate-id',
    ],
    [
      'swaps two versions',
      (list) =>
        list
          .with(0, rehashed({ ...list[0], sequence: '2' } as TrailEvent))
          .with(1, rehashed({ ...list[1], sequence: '1' } as TrailEvent)),
      'broken-link',
    ],
    ['puts the last entry first', (list) => [list.at(-1) as TrailEvent, ...list.slice(0, -1)], 'out-of-order'],
    [
      'takes in an event of another region',
      (list) => [
        ...list,
        new SampleRegion().publish({
          service: 'registry',
          aggregate: 'asset/Z',
          event: 'asset-registered',
          data: {},
          region: '513223',
          at: '2026-03-30T00:00:00.000Z',
        }),
      ],
      'wrong-region',
    ],
    [
      'takes in an event of another month',
      (list) => [
        ...list,
        new SampleRegion().publish({
          service: 'registry',
          aggregate: 'asset/Z',
          event: 'asset-registered',
          data: {},
          at: '2026-04-01T00:00:00.000Z',
        }),
      ],
      'outside-range',
    ],
  ])('%s', async (_what, forge, kind) => {
    expect(await kindsOf(rewritten(forge(events())))).toContain(kind);
  });

  /** An altered amount with leaf, links and line checks all made anew. */
  function rechained(): { forged: string; manifest: string } {
    const list = events();
    const first = rehashed({ ...list[0], data: { ...list[0]?.data, originalFen: 1 } } as TrailEvent);
    const second = rehashed({ ...list[1], prevhash: first.leafhash } as TrailEvent);
    const third = rehashed({ ...list[2], prevhash: second.leafhash } as TrailEvent);
    return {
      forged: rewritten([first, second, third, ...list.slice(3)]),
      manifest: linesOf(rewritten(list)).at(-1) ?? '',
    };
  }

  test('a rechained forgery under the old manifest is found', async () => {
    const { forged, manifest } = rechained();
    const kinds = await kindsOf(joined(linesOf(forged).with(-1, manifest)));
    expect(kinds).toEqual(new Set(['line-altered', 'manifest-mismatch']));
  });

  test('a rechained forgery with a manifest of its own is told apart by the published digest alone', async () => {
    const { leafDigest } = await verified(rewritten(events()));
    const { forged } = rechained();
    expect((await verified(forged)).holds).toBe(true);
    expect((await verified(forged, leafDigest)).holds).toBe(false);
  });
});
