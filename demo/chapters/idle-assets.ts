/**
 * Idle declarations with documents, two by their villages and the rest by the township in one upload; the industry department confirms some and rejects others
 * in one go; the list appears (MX-02, ZC-07).
 */
import { eventually } from '../../examples/procedures/act.ts';
import {
  declareIdle,
  declareIdleTogether,
  type LedgerRow,
  listedItem,
  openDeclarations,
  type RowResults,
  reviewIdleTogether,
} from '../../examples/procedures/idle-assets.ts';
import { addDays, addMonths, calendarDate } from '../../platform/calendar.ts';
import { type Demo, holdRefused, holdSame, type Row } from '../demo.ts';
import { department, holderOf, LOTS_TOWNSHIP, listedItems, lotsOf, officerOf } from '../people.ts';

/** Of the lots declared, so many are declared one by one, and so many are found not to be idle. */
const DECLARED = 8;
const ONE_BY_ONE = 2;
const REJECTED = 2;

export async function idleAssets(demo: Demo): Promise<readonly Row[]> {
  const lots = (await lotsOf(demo)).slice(0, DECLARED);
  holdSame('lots to declare', lots.length, DECLARED);
  const today = calendarDate(demo.region.clock().today);
  const idleSince = addMonths(today, -8);
  const tooYoung = await tooRecent(demo, lots[0] as LedgerRow, addDays(today, -60));

  const startedMs = Date.now();
  for (const lot of lots.slice(0, ONE_BY_ONE))
    await declareIdle(await holderOf(demo, lot.unitPath), lot, idleSince, `idle-${lot.id}`);
  const declaredMs = Date.now() - startedMs;
  const many = lots.slice(ONE_BY_ONE);
  const township = `${demo.county}${LOTS_TOWNSHIP}/`;
  const upload = async () =>
    declareIdleTogether(await officerOf(demo, township), township, many, idleSince, 'idle-of-the-township');
  holdSame('rows of the upload', resultsOf(await upload()), { declared: many.length });
  const uploadedMs = Date.now() - startedMs - declaredMs;
  holdSame('rows of the same upload again', resultsOf(await upload()), { 'already-declared': many.length });

  const industry = await department(demo);
  const rejected = new Set(lots.slice(0, REJECTED).map(({ id }) => id));
  const waiting = await eventually('the declarations that wait for review', async () => {
    const open = await openDeclarations(industry, township);
    return open.length === lots.length ? open : undefined;
  });
  const reviews = waiting.map(({ id, version }) =>
    rejected.has(id)
      ? ({ id, version, verdict: 'rejected', reason: '现场核查仍在使用' } as const)
      : ({ id, version, verdict: 'confirmed' } as const),
  );
  holdSame('rows reviewed', resultsOf(await reviewIdleTogether(industry, reviews, 'idle-reviews')), {
    reviewed: lots.length,
  });
  const confirmed = lots.slice(REJECTED);
  for (const lot of confirmed) await listedItem(industry, lot.id);
  const list = await listedItems(demo);
  holdSame('the revitalization list', list.map(({ id }) => id).sort(), confirmed.map(({ id }) => id).sort());
  return [
    { step: 'declared too early 停用不足', count: 1, note: `refused: ${tooYoung}` },
    {
      step: 'idle declared 闲置申报',
      count: ONE_BY_ONE,
      note: `one by one, ${ONE_BY_ONE * 2} documents uploaded to presigned addresses and verified, ${(declaredMs / 1_000).toFixed(1)} s`,
    },
    {
      step: 'declared together 批量申报',
      count: many.length,
      note: `one upload and two documents for all, ${(uploadedMs / 1_000).toFixed(1)} s; the same upload again changes nothing`,
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

/** How many rows ended how. */
function resultsOf(rows: RowResults): Record<string, number> {
  const count: Record<string, number> = {};
  for (const { result } of rows) count[result] = (count[result] ?? 0) + 1;
  return count;
}

async function tooRecent(demo: Demo, lot: LedgerRow, since: string): Promise<string> {
  const client = await holderOf(demo, lot.unitPath);
  return holdRefused('not-idle-long-enough', declareIdle(client, lot, since, `early-${lot.id}`));
}
