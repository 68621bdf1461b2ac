/** An item whose asset is gone: an end of its own, whatever order the news comes in. */
import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { itemClosed, itemResponsibleNamed, itemRestored } from '../../contracts/revitalization/item-events.ts';
import { toCloudEvent } from '../../platform/event-item.ts';
import { Crash, crashingStore, crashPoints } from '../../test/support/crashing-store.ts';
import { COUNTY, OTHER_TOWNSHIP, OTHER_VILLAGE, PEOPLE, samplePlan, VILLAGE } from './sample-items.ts';
import { SampleService } from './sample-runtime.ts';

const DISPOSED = { unitPath: VILLAGE, disposalId: 'D1', mode: 'auction', disposedOn: '2026-01-20' };
const LEFT = { unitPath: VILLAGE, month: '2026-01', originalFen: 60_000_000, accumulatedFen: 0, netFen: 60_000_000 };
const PART = { name: '保鲜库', originalFen: 30_000_000, accumulatedFen: 0, netFen: 30_000_000 };
const SPLIT = {
  ...LEFT,
  reason: '分户经营',
  parts: [
    { assetId: 'P1', ...PART },
    { assetId: 'P2', ...PART },
  ],
};
const STRUCK = { duplicateOf: 'B7', reason: '同一座' };
const TAKEN_BACK = { others: ['B7'], fingerprint: 'f1', reason: '实为两座' };

let service: SampleService;
beforeEach(() => {
  service = new SampleService();
});

type Told = Parameters<SampleService['registryEvent']>[0];
const hear = (event: Told, version: number, data: object, at = service) =>
  at.consume(at.registryEvent(event, 'A1', version, data));
const item = () => service.item('A1');

describe('an asset that is gone', () => {
  test('ZC-07 closes its open item with the reason, not as a success: no flag comes any more, lists and figures say so', async () => {
    await service.approved('A1');
    await service.list('A2');
    expect(await hear('asset-disposed', 9, DISPOSED)).toMatchObject({ kind: 'done' });
    expect((await service.read(PEOPLE.head, 'A1')).body).toMatchObject({
      status: 'closed',
      closed: { reason: 'disposed', on: '2026-01-12', successors: [], disposalId: 'D1' },
      plan: { measure: 'self-operation' },
    });
    service.morningOf('2027-01-12');
    expect(await service.flag()).toMatchObject({ found: 0, done: 0 });
    const refused = await service.post(PEOPLE.head, 'A1', 'starts');
    expect(refused.body.type).toMatch(/wrong-state$/);
    await service.project();
    const list = await service.request(PEOPLE.county, 'GET /revitalization/items', { query: { unitPath: VILLAGE } });
    expect(list.body.rows).toMatchObject([
      { id: 'A1', status: 'closed', closedFor: 'disposed', overdue: false },
      { id: 'A2', status: 'listed' },
    ]);
    const query = { unitPath: COUNTY };
    const progress = await service.request(PEOPLE.county, 'GET /revitalization/progress', { query });
    expect(progress.body).toMatchObject({ count: 2, byStatus: { closed: 1, listed: 1, 'written-off': 0 } });
    const campaign = await service.request(PEOPLE.county, 'GET /revitalization/campaign', { query });
    expect(campaign.body).toMatchObject({ count: 2, approvedCount: 0, writtenOffCount: 0, closedCount: 1 });
  });

  test.each([
    ['asset-split', SPLIT, { reason: 'split', successors: ['P1', 'P2'] }],
    ['asset-merged', { ...LEFT, into: 'M1', reason: '合并' }, { reason: 'merged', successors: ['M1'] }],
    ['duplicate-confirmed', STRUCK, { reason: 'duplicate', successors: ['B7'] }],
  ] as const)('%s: the item names the cards that stand for it now', async (event, data, closed) => {
    await service.list('A1');
    await hear(event, 9, data);
    expect((await item()).closed).toMatchObject(closed);
    const [, recorded] = await service.events('A1');
    if (!recorded) throw new Error('nothing was recorded');
    expect(z.safeParse(itemClosed, toCloudEvent(recorded, '653127', 'revitalization')).error).toBeUndefined();
  });

  test('a write-off before stands, but does not open again', async () => {
    await service.approved('A1');
    await service.file('E1');
    await service.post(PEOPLE.head, 'A1', 'starts');
    const evidence = [{ kind: 'acceptance-record', evidenceId: 'E1' }];
    await service.post(PEOPLE.head, 'A1', 'completion-reports', { summary: '已用', evidence });
    await service.post(PEOPLE.township, 'A1', 'completion-steps', { verdict: 'approved' });
    await service.post(PEOPLE.industry, 'A1', 'completion-steps', { verdict: 'approved' });
    await hear('asset-disposed', 12, DISPOSED);
    expect((await item()).status).toBe('written-off');
    const reopening = await service.post(PEOPLE.county, 'A1', 'reopenings', { reason: '复查' });
    expect(reopening.body).toMatchObject({ type: expect.stringMatching(/wrong-state$/) });
  });

  test('MX-08 SX-08 disposed of as its approved measure says, it is reported, verified and written off like any other', async () => {
    const disposal = {
      measure: 'lawful-disposal',
      conditions: [{ condition: 'lawful-procedure', record: '县财政局处置批复〔2026〕7号' }],
    };
    await service.approved('A1', disposal);
    await hear('asset-disposed', 9, DISPOSED);
    expect((await item()).status).toBe('approved');
    await service.file('E1');
    await service.post(PEOPLE.head, 'A1', 'starts');
    const evidence = [{ kind: 'acceptance-record', evidenceId: 'E1' }];
    await service.post(PEOPLE.head, 'A1', 'completion-reports', { summary: '已拍卖', evidence });
    await service.post(PEOPLE.township, 'A1', 'completion-steps', { verdict: 'approved' });
    await service.post(PEOPLE.industry, 'A1', 'completion-steps', { verdict: 'approved' });
    expect((await item()).status).toBe('written-off');
    // Planned but not approved, it was not what the department had decided.
    const early = new SampleService();
    await early.list('A1');
    const { type: _type, ...plan } = samplePlan;
    expect((await early.post(PEOPLE.head, 'A1', 'plans', { ...plan, ...disposal })).status).toBe(201);
    await hear('asset-disposed', 9, DISPOSED, early);
    expect((await early.item('A1')).closed?.reason).toBe('disposed');
  });

  test('that was never on the list is no fault', async () => {
    expect(await hear('asset-disposed', 4, DISPOSED)).toMatchObject({ kind: 'done' });
    expect(await service.events('A1')).toEqual([]);
  });
});

describe('whatever order the news comes in', () => {
  test('the end before the finding: listed for the record, and closed at once', async () => {
    await hear('asset-disposed', 9, DISPOSED);
    await service.list('A1', {}, 5);
    expect((await service.events('A1')).map(({ type }) => type.split('.')[2])).toEqual(['item-listed', 'item-closed']);
    await service.list('A1', {}, 5);
    expect(await service.events('A1')).toHaveLength(2);
  });

  test('a second finding that is heard of after the end opens no other round', async () => {
    await service.list('A1', {}, 3);
    await hear('asset-disposed', 9, DISPOSED);
    expect(await service.list('A1', {}, 7)).toMatchObject({ kind: 'done' });
    expect(await item()).toMatchObject({ status: 'closed', round: 1 });
  });

  test.each([
    ['confirmed, taken back', [8, 9]],
    ['taken back, confirmed', [9, 8]],
  ])('a verdict of duplicate that is taken back lets the item go on where it was: %s', async (_order, versions) => {
    await service.approved('A1');
    for (const version of versions)
      await (version === 8 ? hear('duplicate-confirmed', 8, STRUCK) : hear('duplicate-dismissed', 9, TAKEN_BACK));
    expect(await item()).toMatchObject({ status: 'approved', deadline: { dueDate: '2026-04-12' } });
    service.morningOf('2026-04-20');
    expect((await service.flag()).done).toBeGreaterThan(0);
  });

  test('a finding after a verdict that was taken back begins another round, before or after that is heard of', async () => {
    await service.list('A1', {}, 3);
    await hear('duplicate-confirmed', 8, STRUCK);
    await service.list('A1', {}, 12);
    await hear('duplicate-dismissed', 9, TAKEN_BACK);
    expect(await item()).toMatchObject({ status: 'listed', round: 2 });
  });

  test('a card split for good stays so, whatever is said of duplicates', async () => {
    await service.list('A1', {}, 3);
    await hear('asset-split', 9, SPLIT);
    await hear('duplicate-dismissed', 12, TAKEN_BACK);
    expect((await item()).status).toBe('closed');
  });

  test('a restored item’s event fits its contract', async () => {
    await service.list('A1', {}, 3);
    await hear('duplicate-confirmed', 8, STRUCK);
    await hear('duplicate-dismissed', 9, TAKEN_BACK);
    const restored = (await service.events('A1')).at(-1);
    if (!restored) throw new Error('nothing was recorded');
    expect(z.safeParse(itemRestored, toCloudEvent(restored, '653127', 'revitalization')).error).toBeUndefined();
  });

  test('after a crash at any call the redelivery leaves what an undisturbed delivery leaves', async () => {
    const undisturbed = new SampleService();
    await undisturbed.list('A1', {}, 3);
    const event = undisturbed.registryEvent('asset-disposed', 'A1', 9, DISPOSED);
    const points = await crashPoints(
      (store) => undisturbed.consume(event, store),
      () => undisturbed.table,
    );
    expect(points.length).toBeGreaterThanOrEqual(6);
    for (const [call, when] of points) {
      const again = new SampleService();
      await again.list('A1', {}, 3);
      const crashing = crashingStore(again.table, (at) => (at === call ? when : undefined));
      await expect(again.consume(event, crashing)).rejects.toThrow(Crash);
      await again.consume(event);
      expect(new Map(again.table.items)).toEqual(new Map(undisturbed.table.items));
    }
  });
});

describe('MG-23 whoever answers for an item', () => {
  const move = (unitPath: string, version = 9) =>
    hear('asset-handed-over', version, {
      fromUnitPath: VILLAGE,
      unitPath,
      holderKind: 'village',
      side: 'receiver',
      voucher: '记字第1号',
    });
  const responsible = async (asset = 'A1') =>
    ((await service.read(PEOPLE.county, asset)).body.plan as { responsible: unknown }).responsible;

  test('is the new holder after a handover; the due date stays, and the person is named on record', async () => {
    await service.approved('A1');
    await move(OTHER_VILLAGE);
    expect(await responsible()).toEqual({ unitPath: OTHER_VILLAGE });
    expect((await item()).deadline?.dueDate).toBe('2026-04-12');
    const next = { unitPath: OTHER_VILLAGE, person: '古丽' };
    expect((await service.post(PEOPLE.head, 'A1', 'responsible-bodies', next)).status).toBe(404);
    const newHead = { ...PEOPLE.head, unit: OTHER_VILLAGE };
    expect((await service.post(newHead, 'A1', 'responsible-bodies', next)).status).toBe(200);
    expect((await service.read(newHead, 'A1')).body.plan).toMatchObject({ responsible: next });
    const named = (await service.events('A1')).at(-1);
    if (!named) throw new Error('nothing was recorded');
    expect(z.safeParse(itemResponsibleNamed, toCloudEvent(named, '653127', 'revitalization')).error).toBeUndefined();
  });

  test('stays where it is when a township above both villages, or a department elsewhere, does the work', async () => {
    for (const [asset, unitPath] of [
      ['A1', `${COUNTY}653127100/`],
      ['A2', `${COUNTY}653127SW/`],
    ] as const) {
      await service.approved(asset, { responsible: { unitPath, person: '买买提' } });
      const data = { fromUnitPath: VILLAGE, unitPath: OTHER_VILLAGE, holderKind: 'village', side: 'receiver' };
      await service.consume(service.registryEvent('asset-handed-over', asset, 9, { ...data, voucher: '记字第1号' }));
      expect(await responsible(asset)).toEqual({ unitPath, person: '买买提' });
    }
  });

  test('goes over when a township’s asset goes to another township', async () => {
    await service.approved('A1', { responsible: { unitPath: `${COUNTY}653127100/`, person: '买买提' } });
    await move(OTHER_TOWNSHIP);
    expect(await responsible()).toEqual({ unitPath: OTHER_TOWNSHIP });
  });

  test('is named for an open item with a plan only, and of this county', async () => {
    await service.list('A1');
    const answer = await service.post(PEOPLE.head, 'A1', 'responsible-bodies', { unitPath: VILLAGE, person: '古丽' });
    expect(answer.body.type).toMatch(/wrong-state$/);
    await service.approved('A2');
    const stranger = { unitPath: '513223/', person: '古丽' };
    expect((await service.post(PEOPLE.head, 'A2', 'responsible-bodies', stranger)).body.type).toMatch(/unknown-unit$/);
  });
});
