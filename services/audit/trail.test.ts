import { describe, expect, test } from 'vitest';
import type { TrailEvent } from '../../contracts/audit/trail.ts';
import { loadPack } from '../../policy/load.ts';
import { dayIndex, entryKey } from './keys.ts';
import { SAMPLE_REGION, SampleRegion } from './sample-events.ts';
import { SampleAudit } from './sample-runtime.ts';
import { appendToTrail, leafHashOf } from './trail.ts';
import { findGaps, readDay, readLife, START } from './trail-reading.ts';

const policy = loadPack('makit');
const source = `/${SAMPLE_REGION}/registry`;
const lifeOf = (audit: SampleAudit, subject: string) =>
  readLife(audit.table, source, subject, { limit: 100, after: undefined });

function threeVersions() {
  const audit = new SampleAudit(policy);
  const region = new SampleRegion();
  region.asset('A', 2);
  const [first, second, third] = region.events as [TrailEvent, TrailEvent, TrailEvent];
  return { audit, first, second, third };
}

/** The same place in the chain, another story, honestly hashed. */
function forged(event: TrailEvent): TrailEvent {
  const other = { ...event, id: 'FORGED', data: { ...event.data, originalFen: 1 } };
  return { ...other, leafhash: leafHashOf(other) };
}

describe('appending', () => {
  test('an event is kept once, however often it is delivered', async () => {
    const { audit, first } = threeVersions();
    expect(await audit.consume(first)).toEqual({ kind: 'done', type: first.type });
    const rows = [...audit.table.items.values()];
    audit.now = '2026-03-04T02:00:00.000Z';
    expect(await audit.consume(first)).toEqual({ kind: 'done', type: first.type });
    expect([...audit.table.items.values()]).toEqual(rows);
    expect((await lifeOf(audit, 'asset/A')).rows).toEqual([{ event: first, receivedAt: '2026-03-03T02:00:00.000Z' }]);
  });

  test('one event costs one write of one row, after the first of its day', async () => {
    const { audit, first, second } = threeVersions();
    await audit.consume(first);
    const writes: number[] = [];
    const reads: number[] = [];
    const store = Object.assign(Object.create(audit.table) as typeof audit.table, {
      write: (list: Parameters<typeof audit.table.write>[0]) => {
        writes.push(list.length);
        return audit.table.write(list);
      },
      read: (keys: Parameters<typeof audit.table.read>[0]) => {
        reads.push(keys.length);
        return audit.table.read(keys);
      },
    });
    // A new process registers the day once; from then on there is the entry alone.
    await appendToTrail(audit.runtime(store), first);
    writes.length = 0;
    reads.length = 0;
    await appendToTrail(audit.runtime(store), second);
    expect({ writes, reads }).toEqual({ writes: [1], reads: [] });
  });

  test('an envelope that has gained a member is still the same event', async () => {
    const { audit, first } = threeVersions();
    await audit.consume(first);
    const { traceparent: _traceparent, ...bare } = first;
    const again = { ...bare, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    expect((await audit.consume(again)).kind).toBe('done');
  });

  test('an entry whose predecessor is missing is kept, and the gap is named until the predecessor comes', async () => {
    const { audit, first, second, third } = threeVersions();
    await audit.consume(first);
    await audit.consume(third);
    const gap = await findGaps(audit.table, source, 'asset/A', START, undefined);
    expect(gap).toMatchObject({ entries: 2, gaps: [{ fromVersion: 2, toVersion: 2 }], brokenLinks: [], conflicts: 0 });
    await audit.consume(second);
    const whole = await findGaps(audit.table, source, 'asset/A', START, undefined);
    expect(whole).toMatchObject({ entries: 3, gaps: [], brokenLinks: [], upTo: { version: 3 } });
  });

  test('a second event for one version is kept beside the trail and quarantined', async () => {
    const { audit, first } = threeVersions();
    await audit.consume(first);
    const other = forged(first);
    expect(await audit.consume(other)).toMatchObject({ kind: 'quarantined', reason: 'trail-conflict' });
    const life = await lifeOf(audit, 'asset/A');
    expect(life.rows.map((row) => row.event)).toEqual([first]);
    expect(life.conflicts).toEqual([{ event: other, receivedAt: '2026-03-03T02:00:00.000Z', reason: 'version-taken' }]);
  });

  test('a forged event that came first breaks the link of the true one after it', async () => {
    const { audit, first, second } = threeVersions();
    await audit.consume(forged(first));
    expect(await audit.consume(first)).toMatchObject({ kind: 'quarantined', reason: 'trail-conflict' });
    await audit.consume(second);
    const gaps = await findGaps(audit.table, source, 'asset/A', START, undefined);
    expect(gaps).toMatchObject({ brokenLinks: [2], conflicts: 1 });
  });

  test.each([
    ['its data', { data: { originalFen: 1 } }],
    ['its actor', { actor: 'somebody.else' }],
    ['its actor’s unit', { actorunit: '653127/' }],
    ['its time', { time: '2026-03-02T01:00:59.000Z' }],
    ['its version', { sequence: '2' }],
    ['its id', { id: 'ANOTHER' }],
    ['its type', { type: 'panhuo.registry.asset-corrected.v1' }],
    ['its subject', { subject: 'asset/B' }],
    ['its request hash', { requesthash: 'x'.repeat(43) }],
    ['its previous hash', { prevhash: 'x'.repeat(43) }],
  ])('an event whose leaf hash does not follow from %s is kept beside the trail', async (_what, change) => {
    const { audit, first } = threeVersions();
    const altered = { ...first, ...change } as TrailEvent;
    expect(await audit.consume(altered)).toMatchObject({ kind: 'quarantined', reason: 'leaf-hash-mismatch' });
    const life = await lifeOf(audit, altered.subject);
    expect(life.rows).toEqual([]);
    expect(life.conflicts).toMatchObject([{ event: altered, reason: 'leaf-hash-mismatch' }]);
    // The place stays free for the true one.
    expect((await audit.consume(first)).kind).toBe('done');
  });
});

describe('what the trail does not take', () => {
  test.each<[string, (event: TrailEvent) => Record<string, unknown>]>([
    ['an event of another region', (event) => ({ ...event, source: '/513223/registry' })],
    ['an event of a service other than its type names', (event) => ({ ...event, source: '/653127/distribution' })],
    ['an event without a leaf hash', ({ leafhash: _leaf, ...event }) => event],
    ['an event without an actor', ({ actor: _actor, ...event }) => event],
    ['an event without a version', ({ sequence: _sequence, ...event }) => event],
    ['an upstream event', (event) => ({ ...event, type: 'panhuo.upstream.project-accepted.v1' })],
    ['a type that is none', (event) => ({ ...event, type: 'something.else' })],
    ['an unknown member', (event) => ({ ...event, surplus: 'x' })],
    ['half a surrogate pair', (event) => ({ ...event, data: { name: '\ud800' } })],
    ['an instant that does not exist', (event) => ({ ...event, time: '2026-02-30T01:00:00.000Z' })],
    ['a version past every order', (event) => ({ ...event, sequence: '1000000000' })],
  ])('%s is quarantined with its text', async (_what, change) => {
    const { audit, first } = threeVersions();
    const result = await audit.consume(change(first));
    expect(result).toMatchObject({ kind: 'quarantined', reason: 'malformed-message' });
    expect([...audit.table.items.values()].filter((row) => row.pk.startsWith('QUARANTINE#'))).toHaveLength(1);
    expect([...audit.table.items.keys()].filter((key) => key.startsWith('EVT#'))).toEqual([]);
  });
});

describe('a day', () => {
  test('is read in the order of recording over all shards, page by page, whatever the order of arrival', async () => {
    const audit = new SampleAudit(policy);
    const region = new SampleRegion();
    for (let asset = 0; asset < 25; asset += 1) region.asset(`A${asset}`, 1);
    for (const event of region.events.toReversed()) await audit.consume(event);
    const read: TrailEvent[] = [];
    let after: string | undefined;
    do {
      const page = await readDay(audit.table, '2026-03-02', after, 7);
      read.push(...page.rows.map((row) => row.event));
      after = page.after;
    } while (after !== undefined);
    expect(read).toEqual(region.events);
  });

  test('begins at midnight in Shanghai', async () => {
    const audit = new SampleAudit(policy);
    const region = new SampleRegion();
    const data = { unitPath: '653127/', name: '库房' };
    const at = '2026-03-02T15:59:59.999Z';
    const before = region.publish({ service: 'registry', aggregate: 'asset/A', event: 'asset-registered', data, at });
    const next = '2026-03-02T16:00:00.000Z';
    const after = region.publish({
      service: 'registry',
      aggregate: 'asset/B',
      event: 'asset-registered',
      data,
      at: next,
    });
    await audit.consume(before);
    await audit.consume(after);
    const day = async (name: string) => (await readDay(audit.table, name, undefined, 10)).rows.map((row) => row.event);
    expect(await day('2026-03-02')).toEqual([before]);
    expect(await day('2026-03-03')).toEqual([after]);
  });

  test('is cut where one answer could not carry more', async () => {
    const audit = new SampleAudit(policy);
    const region = new SampleRegion();
    const data = { text: '长'.repeat(60_000) };
    for (let asset = 0; asset < 30; asset += 1)
      region.publish({ service: 'registry', aggregate: `asset/A${asset}`, event: 'asset-registered', data });
    for (const event of region.events) await audit.consume(event);
    const first = await readDay(audit.table, '2026-03-02', undefined, 100);
    expect(first.rows.length).toBeLessThan(30);
    const rest = await readDay(audit.table, '2026-03-02', first.after, 100);
    expect([...first.rows, ...rest.rows].map((row) => row.event)).toEqual(region.events);
  });
});

test('keys: an entry lies under the prefix that no function may change or delete, and in a shard of its day', () => {
  const { time, leafhash: leafHash } = threeVersions().first;
  const place = { source, subject: 'asset/A', version: 1, time, leafHash };
  expect(entryKey(place)).toEqual({ pk: 'EVT#trail#/653127/registry#asset/A', sk: 'V#000000001' });
  expect(dayIndex(place).hourKey).toMatch(/^trail#2026-03-02#[0-7]$/);
});
