/** Two villages merge in the registry, and what one of them has not distributed reaches the other's pool to the fen (ZC-05). */
import type * as z from 'zod/mini';
import type { poolTransfers } from '../../contracts/distribution/pools.ts';
import type { mergerView } from '../../contracts/registry/mergers.ts';
import type { CommandAnswer } from '../../contracts/vocabulary.ts';
import { type Demo, holdSame, type Row, yuan } from '../../demo/demo.ts';
import { officerOf } from '../../demo/people.ts';
import { act, eventually } from '../../examples/procedures/act.ts';
import { readPool } from '../../examples/procedures/distribution.ts';

const STREET = 'FS-02';
/** 祖庙街道朝东村 goes into 敦厚村. */
const [OLD, SUCCESSOR] = ['FS-02-01', 'FS-02-02'];
const APPROVED = { verdict: 'approved' } as const;

export async function mergeVillages(demo: Demo): Promise<readonly Row[]> {
  const path = (code: string): string => `${demo.county}${STREET}/${code}/`;
  const finance = await demo.as('finance-bureau', 'finance-bureau', demo.county);
  const officer = await officerOf(demo, path(OLD));
  const bureau = await demo.as('agriculture-bureau', 'agriculture-bureau', demo.county);
  const before = await readPool(finance, OLD);
  const there = await readPool(finance, SUCCESSOR);

  const proposal = {
    successorPath: path(SUCCESSOR),
    units: [
      { unitPath: path(OLD), memberCount: 812 },
      { unitPath: path(SUCCESSOR), memberCount: 1_040 },
    ],
    mode: 'direct',
    decision: { number: '佛禅府〔2026〕12号', decidedOn: demo.region.clock().today },
    evidence: [],
  };
  const { body } = await finance.post<CommandAnswer>('/registry/mergers', proposal, { key: 'village-merger' });
  const merger = `/registry/mergers/${body.id}`;
  await act(officer, merger, 'steps', APPROVED, 'merger:township');
  await act(bureau, merger, 'steps', APPROVED, 'merger:county');
  await act(finance, merger, 'executions', {}, 'merger:execute');
  await eventually('the merger', async () => {
    const { status } = (await finance.get<z.infer<typeof mergerView>>(merger)).body;
    return status === 'complete' ? status : undefined;
  });

  const after = await eventually('the old pool led on', async () => {
    const pool = await readPool(finance, OLD);
    return pool.merged ? pool : undefined;
  });
  holdSame('the old pool', [after.balanceFen, after.transferredOutFen], [0, before.availableFen]);
  const { balanceFen, transferredInFen } = await readPool(finance, SUCCESSOR);
  holdSame('the successor', [balanceFen, transferredInFen], [there.balanceFen + before.balanceFen, before.balanceFen]);
  const transfers = (await finance.get<z.infer<typeof poolTransfers>>(`/distribution/pools/${OLD}/transfers`)).body;
  holdSame(
    'the booking',
    transfers.rows.map(({ toPoolId, amountFen }) => [toPoolId, amountFen]),
    [[SUCCESSOR, before.availableFen]],
  );
  return [{ step: 'pools merged 收益划转', count: transfers.rows.length, note: yuan(transferredInFen) }];
}
