/** What has happened in the sample county so far. Each story ends where somebody else's step is open, so that there is something to do. */
import type { CommandAnswer } from '../../contracts/vocabulary.ts';
import { RefusedError, type RegionClient } from '../../importer/region-client.ts';
import { addDays, addMonths, type CalendarDate, dateInShanghai } from '../../platform/calendar.ts';
import { eventually } from '../procedures/act.ts';
import { draftPlan, proposePlan, readPool } from '../procedures/distribution.ts';
import { declareIdle, type LedgerRow, listedItem, reviewIdle } from '../procedures/idle-assets.ts';
import { approvePlan, planItem, startItem } from '../procedures/revitalization.ts';

/** The people of the region, signed in. */
export type SignedIn = (person: string) => Promise<RegionClient>;

const MONTHS_IDLE = 14;
const TOWNSHIP = '653127100/';
/** The village that the sample's village accountant and village head work for. */
const VILLAGE = '653127100201';
const PERSON = '买买提';

/** Rent of the village's market, stall by stall, and the lease of its cold store. */
const RECEIPTS = [
  {
    daysAgo: 75,
    price: { yuanText: '1650.00', unit: '元/宗/月', lots: 12, periods: 3 },
    contract: '巴扎村市场租赁合同2026-01',
  },
  {
    daysAgo: 40,
    price: { yuanText: '86000.00', unit: '元/宗/年', periods: 1 },
    contract: '巴扎村保鲜库租赁合同2026-02',
  },
  {
    daysAgo: 12,
    price: { yuanText: '380.00', unit: '元/亩/年', areaCentiMu: 12_650, periods: 1 },
    contract: '巴扎村机动地承包合同2026-03',
  },
] as const;
/** 12 × 3 × 1,650 + 86,000 + 126.5 × 380 yuan. */
const INCOME_FEN = 19_347_000;
const RESERVE_FEN = 1_934_700;
const POSTS_FEN = 4_000_000;
/** Weights by need: the village's own register of households, as codes. */
const NEEDS = [9, 8, 8, 7, 6, 6, 5, 4, 4, 3, 2, 2];

/** Tells all stories. @param firstInstant the business time from which dates are counted */
export async function tellStories(as: SignedIn, county: string, firstInstant: string): Promise<void> {
  const today = dateInShanghai(firstInstant);
  const unitPath = `${county}${TOWNSHIP}${VILLAGE}/`;
  const accountant = await as('village-accountant');
  await Promise.all([
    idleStories(as, county, unitPath, addMonths(today, 0 - MONTHS_IDLE)),
    incomeStory(accountant, unitPath, today),
  ]);
}

/** One item at work, one whose plan waits for the township, one rejected, one still to be reviewed. */
async function idleStories(as: SignedIn, county: string, unitPath: string, since: CalendarDate): Promise<void> {
  const [accountant, finance] = [await as('village-accountant'), await as('finance-bureau')];
  const industry = await as('industry-department');
  const assets = await assetsOf(finance, `${county}${TOWNSHIP}`);
  const named = (name: string): LedgerRow => {
    const found = assets.find((asset) => asset.name === name);
    if (!found) throw new Error(`the sample has no asset ${name}`);
    return found;
  };
  const [workshop, office] = [named('巴扎村卫星工厂'), named('巴扎村旧村委会办公用房')];
  const [store, granary] = [named('巴扎村保鲜库'), named('麦盖提镇旧粮站库房')];
  for (const asset of [workshop, office, store]) await declareIdle(accountant, asset, since, `sample-${asset.id}`);
  await declareIdle(finance, granary, since, `sample-${granary.id}`);
  for (const { id } of [workshop, office]) await reviewIdle(industry, id, { verdict: 'confirmed' }, `sample-${id}`);
  await reviewIdle(
    industry,
    store.id,
    { verdict: 'rejected', reason: '仍有季节性储存，不属于闲置' },
    `sample-${store.id}`,
  );

  const responsible = { unitPath, person: PERSON };
  for (const { id } of [workshop, office]) await listedItem(industry, id);
  const leased = {
    measure: 'lease',
    difficulty: 'ordinary',
    responsible,
    conditions: [{ condition: 'open-bidding', record: '县农村产权交易中心招租公告2026年第11号' }],
  };
  await planItem(accountant, workshop.id, leased, `sample-${workshop.id}`);
  const hands = { holder: accountant, township: await as('township-officer'), department: industry };
  await approvePlan(hands, workshop.id, `sample-${workshop.id}`);
  await startItem(accountant, workshop.id, `sample-${workshop.id}`);
  const converted = { measure: 'function-change', difficulty: 'easy', responsible };
  await planItem(accountant, office.id, converted, `sample-${office.id}`);
}

/** Income of the village, and a plan for it that waits for the meeting's vote. */
async function incomeStory(accountant: RegionClient, unitPath: string, today: CalendarDate): Promise<void> {
  await eventually('the pool of the village', async () => {
    try {
      return await readPool(accountant, VILLAGE);
    } catch (error) {
      if (error instanceof RefusedError && error.code === 'not-found') return undefined;
      throw error;
    }
  });
  for (const [place, { daysAgo, price, contract }] of RECEIPTS.entries()) {
    const receipt = { unitPath, price, contract, receivedOn: addDays(today, 0 - daysAgo) };
    await accountant.post<CommandAnswer>('/distribution/receipts', receipt, { key: `sample-receipt-${place}` });
  }
  const households = NEEDS.map((weight, place) => ({
    to: 'household' as const,
    code: `BZ${String(place + 1).padStart(3, '0')}`,
    purpose: 'households-in-need',
    weight,
  }));
  const posts = { to: 'body', code: 'posts', purpose: 'public-welfare-posts', amountFen: POSTS_FEN } as const;
  const plan = {
    unitPath,
    title: '巴扎村集体资产收益分配方案',
    totalFen: INCOME_FEN,
    reserves: [{ reserve: 'common-reserve-and-welfare-fund', amountFen: RESERVE_FEN }],
    lines: [posts, ...households],
  };
  const id = await draftPlan(accountant, plan, 'sample-plan');
  await proposePlan(accountant, id, 'sample-plan');
}

async function assetsOf(client: RegionClient, unitPath: string): Promise<LedgerRow[]> {
  const { body } = await client.get<{ rows: LedgerRow[] }>('/registry/assets', { unitPath, limit: 200 });
  return body.rows;
}
