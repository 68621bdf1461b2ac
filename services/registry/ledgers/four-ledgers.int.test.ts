/** The descent of 一总四分 on the real engine, taken up again at every line from positions that the walk itself makes up. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadPack } from '../../../policy/load.ts';
import { startDynoxide, type TestEngine } from '../../../test/support/dynoxide.ts';
import { engineTable } from '../../../test/support/engine-table.ts';
import { FAR_TOWNSHIP, FAR_VILLAGE, PEOPLE, SampleRegistry, TOWNSHIP, VILLAGE } from '../sample-registry.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startDynoxide();
});
afterAll(() => engine.stop());

test('MG-05 county, townships, villages and households come in one order, whatever the page', async () => {
  const registry = new SampleRegistry(loadPack('makit'), { years: {} }, await engineTable(engine));
  await registry.registerUnits();
  for (const [place, [unitPath, householdCode]] of (
    [[VILLAGE, 'H2'], [VILLAGE, 'H1'], [VILLAGE, 'H1'], [FAR_VILLAGE, 'H1'], [TOWNSHIP]] as const
  ).entries()) {
    const card = { name: `资产 ${place}`, class: 'household', originalFen: 100, valueProvisional: false };
    await registry.registerAsset({ unitPath, ...card, title: 'unclear', use: 'in-use', householdCode }, PEOPLE.finance);
  }
  await registry.project();
  for (const limit of ['1', '2', '3', '50']) {
    const lines: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const query = { unitPath: '653127/', limit, ...(cursor === undefined ? {} : { cursor }) };
      const { body } = await registry.request(PEOPLE.government, 'GET /registry/four-ledgers', { query });
      for (const line of body.lines as { unitPath: string; householdCode?: string; count: number }[])
        lines.push(`${line.unitPath} ${line.householdCode ?? ''} ${line.count}`);
      cursor = body.nextCursor as string | undefined;
      if (cursor === undefined) break;
    }
    expect(lines).toEqual([
      `${TOWNSHIP}  4`,
      `${VILLAGE}  3`,
      `${VILLAGE} H1 2`,
      `${VILLAGE} H2 1`,
      `${FAR_TOWNSHIP}  1`,
      `${FAR_VILLAGE}  1`,
      `${FAR_VILLAGE} H1 1`,
    ]);
  }
}, 60_000);
