/** News of a finding and of a change of hands lies in one queue, but after an outage it may come in any order (the simulator found both). */
import { describe, expect, test } from 'vitest';
import { crashingStore, crashPoints } from '../../test/support/crashing-store.ts';
import { OTHER_TOWNSHIP, OTHER_VILLAGE, VILLAGE } from './sample-items.ts';
import { SampleService } from './sample-runtime.ts';

const unitOf = async (service: SampleService): Promise<string> => (await service.item('A1')).unitPath;

describe('an item lies where its asset lies', () => {
  test('when the asset changed hands before the news of its finding came', async () => {
    const service = new SampleService();
    expect(await service.handOver('A1', VILLAGE, OTHER_VILLAGE, 9)).toMatchObject({ kind: 'done' });
    await service.list('A1', {}, 5);
    expect(await unitOf(service)).toBe(OTHER_VILLAGE);
    expect((await service.item('A1')).assetVersion).toBe(9);
  });

  test('when two moves came before it, in whatever order', async () => {
    for (const order of [
      [9, 12],
      [12, 9],
    ]) {
      const service = new SampleService();
      for (const version of order)
        await service.handOver('A1', VILLAGE, version === 12 ? OTHER_TOWNSHIP : OTHER_VILLAGE, version);
      await service.list('A1', {}, 5);
      expect(await unitOf(service)).toBe(OTHER_TOWNSHIP);
    }
  });

  test('when the finding is newer than the move: then the finding says where it is', async () => {
    const service = new SampleService();
    await service.handOver('A1', VILLAGE, OTHER_VILLAGE, 4);
    await service.list('A1', { unitPath: OTHER_TOWNSHIP }, 7);
    expect(await unitOf(service)).toBe(OTHER_TOWNSHIP);
  });

  test('when a second finding was heard of before a move that came before it', async () => {
    const service = new SampleService();
    await service.list('A1', {}, 3);
    await service.list('A1', { unitPath: OTHER_VILLAGE }, 12);
    await service.handOver('A1', VILLAGE, OTHER_VILLAGE, 10);
    expect(await unitOf(service)).toBe(OTHER_VILLAGE);
  });

  test('whatever call of the move crashes, once it is delivered again', async () => {
    const event = new SampleService().registryEvent('asset-handed-over', 'A1', 9, {
      fromUnitPath: VILLAGE,
      unitPath: OTHER_VILLAGE,
      holderKind: 'village',
      side: 'receiver',
      voucher: '记字第1号',
    });
    const points = await crashPoints(
      (store) => new SampleService().consume(event, store),
      () => new SampleService().table,
    );
    for (const [call, when] of points) {
      const service = new SampleService();
      await service
        .consume(
          event,
          crashingStore(service.table, (at) => (at === call ? when : undefined)),
        )
        .catch(() => undefined);
      await service.consume(event);
      await service.list('A1', {}, 5);
      expect(await unitOf(service)).toBe(OTHER_VILLAGE);
    }
  });
});
