/** Idle declarations with documents; the industry department confirms some and rejects others; the list appears (MX-02, ZC-07). */
import { declareIdle, type LedgerRow, listedItem, reviewIdle } from '../../examples/procedures/idle-assets.ts';
import { addDays, addMonths, calendarDate } from '../../platform/calendar.ts';
import { type Demo, holdRefused, holdSame, type Row } from '../demo.ts';
import { department, holderOf, LOTS_TOWNSHIP, listedItems, lotsOf } from '../people.ts';

/** Of the lots declared, so many are found not to be idle. */
const DECLARED = 8;
const REJECTED = 2;

export async function idleAssets(demo: Demo): Promise<readonly Row[]> {
  const lots = (await lotsOf(demo)).slice(0, DECLARED);
  holdSame('lots to declare', lots.length, DECLARED);
  const today = calendarDate(demo.region.clock().today);
  const idleSince = addMonths(today, -8);
  const tooYoung = await tooRecent(demo, lots[0] as LedgerRow, addDays(today, -60));

  const startedMs = Date.now();
  await Promise.all(
    lots.map(async (lot) => declareIdle(await holderOf(demo, lot.unitPath), lot, idleSince, `idle-${lot.id}`)),
  );
  const declaredMs = Date.now() - startedMs;

  const industry = await department(demo);
  for (const [place, lot] of lots.entries()) {
    const review =
      place < REJECTED
        ? ({ verdict: 'rejected', reason: '现场核查仍在使用' } as const)
        : ({ verdict: 'confirmed' } as const);
    await reviewIdle(industry, lot.id, review, `idle-${lot.id}`);
  }
  const confirmed = lots.slice(REJECTED);
  for (const lot of confirmed) await listedItem(industry, lot.id);
  const list = await listedItems(demo);
  holdSame('the revitalization list', list.map(({ id }) => id).sort(), confirmed.map(({ id }) => id).sort());
  return [
    { step: 'declared too early 停用不足', count: 1, note: `refused: ${tooYoung}` },
    {
      step: 'idle declared 闲置申报',
      count: lots.length,
      note: `${lots.length * 2} documents uploaded to presigned addresses and verified, ${(declaredMs / 1_000).toFixed(1)} s`,
    },
    {
      step: 'reviewed 行业审核',
      count: lots.length,
      note: `${confirmed.length} confirmed, ${REJECTED} rejected with a reason`,
    },
    {
      step: 'revitalization list 盘活清单',
      count: list.length,
      note: `every confirmed lot of ${LOTS_TOWNSHIP} and no other`,
    },
  ];
}

async function tooRecent(demo: Demo, lot: LedgerRow, since: string): Promise<string> {
  const client = await holderOf(demo, lot.unitPath);
  return holdRefused('not-idle-long-enough', declareIdle(client, lot, since, `early-${lot.id}`));
}
