import { describe, expect, test } from 'vitest';
import { Crash, crashingStore, crashPoints } from '../../test/support/crashing-store.ts';
import { OTHER_TOWNSHIP, OTHER_VILLAGE, PEOPLE, sampleAsset, VILLAGE } from './sample-items.ts';
import { SampleService } from './sample-runtime.ts';

const { assetId: _id, assetVersion: _version, ...card } = sampleAsset;

describe('a confirmed finding', () => {
  test('becomes an item under the asset’s own id, once, however often it is delivered', async () => {
    const service = new SampleService();
    for (let time = 0; time < 3; time += 1) expect((await service.list('ASSET1')).kind).toBe('done');
    expect(await service.events('ASSET1')).toHaveLength(1);
    expect(await service.item('ASSET1')).toMatchObject({ assetId: 'ASSET1', assetVersion: 3, status: 'listed' });
  });

  test('delivered again with other content is quarantined and changes nothing', async () => {
    const service = new SampleService();
    await service.list('ASSET1');
    expect(await service.list('ASSET1', { name: '另一处' })).toMatchObject({
      kind: 'quarantined',
      reason: 'event-id-reused',
    });
    expect((await service.item('ASSET1')).name).toBe(card.name);
  });

  test('with a field that is not known, or of another version, is quarantined with its reason', async () => {
    const service = new SampleService();
    expect(await service.list('ASSET1', { extra: 1 })).toMatchObject({ reason: 'malformed-message' });
    const event = service.registryEvent('idle-confirmed', 'ASSET1', 3, card);
    const later = { ...event, type: 'panhuo.registry.idle-confirmed.v2' };
    expect(await service.consume(later)).toMatchObject({ reason: 'unsupported-event-version' });
    expect(await service.events('ASSET1')).toEqual([]);
  });

  test('after a crash at any call the redelivery leaves one item', async () => {
    const event = new SampleService().registryEvent('idle-confirmed', 'ASSET1', 3, card);
    const undisturbed = new SampleService();
    const points = await crashPoints(
      (store) => undisturbed.consume(event, store),
      () => undisturbed.table,
    );
    expect(points.length).toBeGreaterThanOrEqual(4);
    for (const [call, when] of points) {
      const service = new SampleService();
      const crashing = crashingStore(service.table, (at) => (at === call ? when : undefined));
      await expect(service.consume(event, crashing)).rejects.toThrow(Crash);
      await service.consume(event);
      expect(new Map(service.table.items)).toEqual(new Map(undisturbed.table.items));
    }
  });
});

describe('a handover', () => {
  test('takes the open item to the new holder, in the lists and in its approvals', async () => {
    const service = new SampleService();
    await service.approved('ASSET1');
    await service.handOver('ASSET1', VILLAGE, OTHER_VILLAGE, 9);
    expect(await service.itemRow('ASSET1')).toMatchObject({
      unitSort: `${OTHER_VILLAGE}#ASSET1`,
      state: { unitPath: OTHER_VILLAGE, holderKind: 'village', status: 'approved' },
    });
    expect((await service.read(PEOPLE.head, 'ASSET1')).status).toBe(404);
    expect((await service.read({ ...PEOPLE.head, unit: OTHER_VILLAGE }, 'ASSET1')).status).toBe(200);
  });

  test('of an asset that was never on the list is no fault', async () => {
    const service = new SampleService();
    expect(await service.handOver('ASSET9', VILLAGE, OTHER_VILLAGE, 4)).toMatchObject({ kind: 'done' });
    expect(await service.events('ASSET9')).toEqual([]);
  });

  test('that comes again, or later than a newer one, changes nothing', async () => {
    const service = new SampleService();
    await service.list('ASSET1');
    await service.handOver('ASSET1', VILLAGE, OTHER_VILLAGE, 6);
    await service.handOver('ASSET1', OTHER_VILLAGE, OTHER_TOWNSHIP, 9);
    expect((await service.handOver('ASSET1', VILLAGE, OTHER_VILLAGE, 6)).kind).toBe('done');
    expect((await service.handOver('ASSET1', VILLAGE, VILLAGE, 2)).kind).toBe('done');
    expect((await service.item('ASSET1')).unitPath).toBe(OTHER_TOWNSHIP);
    expect(await service.events('ASSET1')).toHaveLength(3);
  });
});
