import { describe, expect, test } from 'vitest';
import type { TrailEvent } from '../../contracts/audit/trail.ts';
import type { Store } from '../../platform/store/store.ts';
import { loadPack } from '../../policy/load.ts';
import type { Finding } from './domain/finding.ts';
import { SAMPLE_VILLAGE, SampleRegion } from './sample-events.ts';
import { SampleAudit } from './sample-runtime.ts';
import { leafHashOf } from './trail.ts';

const policy = loadPack('makit');

function parked(): TrailEvent {
  const region = new SampleRegion();
  region.distribution('P1');
  return region.events.at(-1) as TrailEvent;
}

const findingsOf = (audit: SampleAudit): Finding[] =>
  [...audit.table.items.values()].filter((row) => row.pk.startsWith('FINDING#')).map((row) => row.state as Finding);

describe('events that open a finding', () => {
  test('MG-16 MG-22 income parked beyond its term is kept in the trail and opens a finding on its unit', async () => {
    const audit = new SampleAudit(policy);
    const event = parked();
    expect((await audit.consume(event)).kind).toBe('done');
    expect(findingsOf(audit)).toMatchObject([
      {
        kind: 'income-parked',
        clauses: ['MG-16', 'MG-22'],
        unitPath: SAMPLE_VILLAGE,
        status: 'opened',
        openedOn: '2026-03-03',
        cause: { source: event.source, eventId: event.id, subject: event.subject, leafHash: event.leafhash },
      },
    ]);
  });

  test.each([
    ['item-overdue', ['ZC-07']],
    ['item-escalated', ['ZC-07', 'MG-22']],
  ])('ZC-07 revitalization’s %s opens a finding', async (event, clauses) => {
    const audit = new SampleAudit(policy);
    const data = { unitPath: SAMPLE_VILLAGE, daysLate: 3 };
    await audit.consume(new SampleRegion().publish({ service: 'revitalization', aggregate: 'item/I', event, data }));
    expect(findingsOf(audit)).toMatchObject([{ kind: event, clauses, unitPath: SAMPLE_VILLAGE }]);
  });

  test('FC-08 figures of a village that do not agree open a finding on it', async () => {
    const audit = new SampleAudit(policy);
    const region = new SampleRegion();
    const facts = { service: 'registry', aggregate: 'figures/F', event: 'figures-mismatched' } as const;
    await audit.consume(region.publish({ ...facts, data: { unitPath: SAMPLE_VILLAGE, mismatches: [] } }));
    expect(findingsOf(audit)).toMatchObject([
      { kind: 'figures-mismatch', clauses: ['FC-08'], unitPath: SAMPLE_VILLAGE },
    ]);
    await audit.consume(region.publish({ ...facts, event: 'figures-checked', data: {} }));
    expect(findingsOf(audit)).toHaveLength(1);
  });

  test('the same event again opens no second finding', async () => {
    const audit = new SampleAudit(policy);
    const event = parked();
    await audit.consume(event);
    const rows = new Map(audit.table.items);
    audit.now = '2026-03-09T02:00:00.000Z';
    await audit.consume(event);
    expect(new Map(audit.table.items)).toEqual(rows);
  });

  test.each([
    ['names no unit: the actor’s', {}, SAMPLE_VILLAGE, SAMPLE_VILLAGE],
    ['names a unit of another county: the actor’s', { unitPath: '513223/' }, SAMPLE_VILLAGE, SAMPLE_VILLAGE],
    ['and its actor name no unit: the county', { unitPath: 7 }, '', '653127/'],
  ])('the unit of an event that %s', async (_what, data, unit, unitPath) => {
    const audit = new SampleAudit(policy);
    const facts = { service: 'distribution', aggregate: 'receipt/R', event: 'income-parked' } as const;
    await audit.consume(new SampleRegion().publish({ ...facts, data, unit }));
    expect(findingsOf(audit)).toMatchObject([{ unitPath }]);
  });

  test('other events open none, audit’s own among them', async () => {
    const audit = new SampleAudit(policy);
    const region = new SampleRegion();
    region.asset('A', 1);
    const data = { unitPath: SAMPLE_VILLAGE };
    region.publish({ service: 'audit', aggregate: 'finding/F', event: 'finding-opened', data });
    for (const event of region.events) expect((await audit.consume(event)).kind).toBe('done');
    expect(findingsOf(audit)).toEqual([]);
  });

  test('a contradiction in the trail opens a finding, once', async () => {
    const audit = new SampleAudit(policy);
    const region = new SampleRegion();
    region.asset('A', 0);
    const [event] = region.events as [TrailEvent];
    await audit.consume(event);
    const other = { ...event, data: { ...event.data, originalFen: 1 } };
    const conflicting = { ...other, leafhash: leafHashOf(other) };
    await audit.consume(conflicting);
    await audit.consume(conflicting);
    await audit.consume({ ...event, actor: 'somebody.else' });
    expect(findingsOf(audit)).toMatchObject([
      { kind: 'trail-conflict', cause: { leafHash: conflicting.leafhash } },
      { kind: 'leaf-hash-mismatch', cause: { leafHash: event.leafhash } },
    ]);
  });
});

/** Fails at its k-th call: before it took effect, or after it did but before the answer came back. */
function failingStore(table: Store, failAt: number, when: 'before' | 'after'): { store: Store; calls: () => number } {
  let calls = 0;
  const store = new Proxy(table, {
    get(target, name) {
      const member = Reflect.get(target, name) as unknown;
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]): Promise<unknown> => {
        const mine = calls;
        calls += 1;
        if (mine === failAt && when === 'before') throw new Error('connection lost');
        const answer: unknown = await Reflect.apply(member, target, args);
        if (mine === failAt) throw new Error('answer lost');
        return answer;
      };
    },
  });
  return { store, calls: () => calls };
}

describe('crash points: whichever call fails, redelivery ends where an undisturbed run ends', () => {
  const region = new SampleRegion();
  region.asset('A', 0);
  const [event] = region.events as [TrailEvent];
  const forgery = { ...event, data: { ...event.data, originalFen: 1 } };
  const cases: readonly [string, readonly TrailEvent[]][] = [
    ['an ordinary event', [event]],
    ['an event that opens a finding', [parked()]],
    ['an event that contradicts the trail', [event, { ...forgery, leafhash: leafHashOf(forgery) }]],
    ['an event whose leaf hash is wrong', [{ ...event, actor: 'somebody.else' }]],
  ];

  test.each(cases)('%s', async (_what, events) => {
    const last = events.at(-1) as TrailEvent;
    const prepared = async (): Promise<SampleAudit> => {
      const audit = new SampleAudit(policy);
      for (const earlier of events.slice(0, -1)) await audit.consume(earlier);
      return audit;
    };
    const undisturbed = await prepared();
    const counting = failingStore(undisturbed.table, -1, 'before');
    await undisturbed.consume(last, counting.store);
    const calls = counting.calls();
    expect(calls).toBeGreaterThanOrEqual(2);
    for (let failAt = 0; failAt < calls; failAt += 1) {
      for (const when of ['before', 'after'] as const) {
        const audit = await prepared();
        await expect(audit.consume(last, failingStore(audit.table, failAt, when).store)).rejects.toThrow('lost');
        // Redelivered to another process, which remembers nothing of the first.
        await audit.consume(last, failingStore(audit.table, -1, 'before').store);
        expect(new Map(audit.table.items), `call ${failAt} failed ${when}`).toEqual(undisturbed.table.items);
      }
    }
  });
});
