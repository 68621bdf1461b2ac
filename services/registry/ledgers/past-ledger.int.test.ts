/** Past ledgers on the real engine: two lists in one order, gone through from positions that the walk itself makes up. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDynoxide, type TestEngine } from '../../../test/support/dynoxide.ts';
import { engineTable } from '../../../test/support/engine-table.ts';
import { COUNTY, FAR_VILLAGE, NEIGHBOUR, PEOPLE, TOWNSHIP, VILLAGE } from '../sample-registry.ts';
import { LedgerDesk, type LedgerMove } from './ledger-desk.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startDynoxide();
});
afterAll(() => engine.stop());

const registered = (place: number, unit: LedgerMove['unit']): LedgerMove => ({
  what: 'register',
  asset: place,
  other: 0,
  unit,
  class: 'land',
  originalFen: 100 + place,
  acceptedOn: '2026-03-01',
  distinct: false,
});

test('SX-12 what has left a unit, and what has come back, is met once, whatever the page', async () => {
  const desk = await new LedgerDesk(await engineTable(engine)).open();
  const { registry } = desk;
  registry.now = '2026-04-01T02:00:00.000Z';
  const homes = [VILLAGE, NEIGHBOUR, FAR_VILLAGE, TOWNSHIP, VILLAGE, VILLAGE] as const;
  for (const [place, unit] of homes.entries()) await desk.make(registered(place, unit));
  registry.now = '2026-04-05T02:00:00.000Z';
  const { id: first = '' } = (await desk.assets()).find(({ asset }) => asset.originalFen === 100) ?? {};
  // Three leave, one of them for a day.
  for (const fen of [100, 104, 101]) {
    const at = (await desk.assets()).findIndex(({ asset }) => asset.originalFen === fen);
    await desk.make({ ...registered(at, FAR_VILLAGE), what: 'hand over' });
  }
  const back = (await desk.assets()).findIndex(({ id }) => id === first);
  await desk.make({ ...registered(back, VILLAGE), what: 'hand over' });
  for (const limit of ['1', '2', '3', '50']) {
    for (const [unitPath, fens] of [
      [VILLAGE, [100, 104, 105]],
      [TOWNSHIP, [100, 101, 103, 104, 105]],
      [FAR_VILLAGE, [102]],
      [COUNTY, [100, 101, 102, 103, 104, 105]],
    ] as const) {
      const found: number[] = [];
      for (let cursor: string | undefined; ; ) {
        const query = { unitPath, asOf: '2026-04-04', limit, ...(cursor === undefined ? {} : { cursor }) };
        const { body } = await registry.request(PEOPLE.government, 'GET /registry/past-ledgers', { query });
        found.push(...(body.rows as { originalFen: number }[]).map(({ originalFen }) => originalFen));
        cursor = body.nextCursor as string | undefined;
        if (cursor === undefined) break;
      }
      expect(found.toSorted()).toEqual(fens);
    }
  }
}, 60_000);
