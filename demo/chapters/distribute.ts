/** Contracts' income comes in, and one village distributes what it got, unevenly and to the last fen (MG-16, SX-04). */
import { join } from 'node:path';
import {
  draftPlan,
  type LineView,
  type PlanDraft,
  payLine,
  proposePlan,
  publishPlan,
  readLines,
  readPlan,
  readPool,
  recordVote,
  stepPlan,
} from '../../examples/procedures/distribution.ts';
import { loadProfile } from '../../importer/profile.ts';
import type { RegionClient } from '../../importer/region-client.ts';
import { type ImportSummary, runImport } from '../../importer/run-import.ts';
import { addDays, calendarDate, daysBetween } from '../../platform/calendar.ts';
import { projectFile } from '../command-line.ts';
import { type Demo, hold, holdRefused, holdSame, type Row, yuan } from '../demo.ts';
import { holderOf, officerOf } from '../people.ts';

const TRADES = 'foshan-collective-trades';
/** 南海区大沥镇六联社区: four shops let by the month, 3,939.18 + 5,464.78 + 3,989.18 + 7,878.24 yuan. */
const VILLAGE = { street: 'FS-06', code: 'FS-06-01', incomeFen: 2_127_138 } as const;
const TRADE_COUNT = 24;
/** Shares of seven households; their sum does not divide what is left. */
const SHARES = [3, 5, 7, 11, 13, 17, 21];
const RESERVE_FEN = 212_713;
const COLLECTIVE_FEN = 500_000;
const MEETING = { entitledCount: 30, presentCount: 26, favourCount: 21 } as const;

export async function distribute(demo: Demo): Promise<readonly Row[]> {
  const receipts = await importTrades(demo);
  const unitPath = `${demo.county}${VILLAGE.street}/${VILLAGE.code}/`;
  const accountant = await holderOf(demo, unitPath);
  const pool = await readPool(accountant, VILLAGE.code);
  holdSame('income of the village', [pool.receivedFen, pool.availableFen], [VILLAGE.incomeFen, VILLAGE.incomeFen]);

  const flat = await draftPlan(
    accountant,
    planOf(
      unitPath,
      SHARES.map(() => 1),
    ),
    'flat',
  );
  const flatReason = await holdRefused('flat-split', proposePlan(accountant, flat, 'flat'));

  const id = await draftPlan(accountant, planOf(unitPath, SHARES), 'shares');
  await proposePlan(accountant, id, 'shares');
  const lines = await readLines(accountant, id);
  holdLines(lines);
  const quorumReason = await procedure(demo, { id, unitPath });

  const { publicity } = await readPlan(accountant, id);
  hold('the plan is public', publicity !== undefined);
  const days = daysBetween(calendarDate(publicity.publishedOn), calendarDate(publicity.until));
  hold('ten working days over New Year are more than two weeks', days > 14);
  const earlyReason = await holdRefused('publicity-not-over', payLine(accountant, id, 1, 'early'));
  await demo.region.moveClock({ today: addDays(calendarDate(publicity.until), 1) });
  for (const { number } of lines) await payLine(accountant, id, number, `pay-${id}`);
  await holdRefused('line-already-paid', payLine(accountant, id, 2, 'twice'));
  await holdPaid(accountant, id);

  const amounts = lines.filter(({ to }) => to === 'household').map(({ amountFen }) => yuan(amountFen ?? 0));
  return [
    { step: 'trades as income 交易收益', count: receipts.created, note: 'six price units brought to fen' },
    { step: 'flat split 平均分配', count: 1, note: `refused: ${flatReason}` },
    {
      step: 'uneven plan 分配方案',
      count: lines.length,
      note: `${yuan(VILLAGE.incomeFen)} to the fen; ${amounts.slice(0, 3).join(', ')} …`,
    },
    {
      step: 'vote 表决',
      count: MEETING.favourCount,
      note: `of ${MEETING.entitledCount} in favour; before: ${quorumReason}`,
    },
    {
      step: 'publicity 公示',
      count: days,
      note: `days, ten of them working, until ${publicity.until}; earlier: ${earlyReason}`,
    },
    { step: 'lines paid 支付', count: lines.length, note: 'each once; receipts − payments = balance = 0.00 元' },
  ];
}

async function importTrades(demo: Demo): Promise<ImportSummary> {
  const token = await demo.as('finance-bureau', 'finance-bureau', demo.county);
  const options = {
    file: projectFile('examples', TRADES, 'trades.csv'),
    profile: loadProfile(projectFile('examples', TRADES, 'profile.yaml')),
    client: token,
    unitPath: demo.county,
    issuesPath: join(demo.workDirectory, 'trade-issues.csv'),
    dryRun: false,
    acceptGoodRows: false,
  };
  const first = await runImport(options);
  holdSame('receipts entered', [first.created, first.refused, first.badRows], [TRADE_COUNT, 0, 0]);
  const second = await runImport(options);
  holdSame('receipts entered again', [second.created, second.exists], [0, TRADE_COUNT]);
  return first;
}

function planOf(unitPath: string, weights: readonly number[]): PlanDraft {
  const households = weights.map((weight, place) => ({
    to: 'household' as const,
    code: `H${String(place + 1).padStart(3, '0')}`,
    purpose: 'households-in-need',
    weight,
  }));
  return {
    unitPath,
    title: '2026年商铺租金收益分配方案',
    totalFen: VILLAGE.incomeFen,
    reserves: [{ reserve: 'common-reserve-and-welfare-fund', amountFen: RESERVE_FEN }],
    lines: [
      { to: 'body', code: 'collective', purpose: 'collective-economy', amountFen: COLLECTIVE_FEN },
      ...households,
    ],
  };
}

/** Every line has its amount, the fen add up, and what does not divide has gone to somebody. */
function holdLines(lines: readonly LineView[]): void {
  holdSame('the lines add up', sumOf(lines), VILLAGE.incomeFen);
  const shared = lines.filter(({ to }) => to === 'household').map(({ amountFen }) => amountFen ?? 0);
  const leftFen = VILLAGE.incomeFen - RESERVE_FEN - COLLECTIVE_FEN;
  const weightSum = SHARES.reduce((sum, share) => sum + share, 0);
  hold('it does not divide', leftFen % weightSum !== 0);
  for (const [place, amountFen] of shared.entries()) {
    const exact = Math.floor((leftFen * (SHARES[place] ?? 0)) / weightSum);
    hold(`line ${place} is its share, rounded by less than a fen`, amountFen === exact || amountFen === exact + 1);
  }
}

const sumOf = (lines: readonly LineView[]): number => lines.reduce((sum, { amountFen }) => sum + (amountFen ?? 0), 0);

/** Vote, examination, filing, publication; why the meeting with too few people did not count. */
async function procedure(demo: Demo, plan: { readonly id: string; readonly unitPath: string }): Promise<string> {
  const { id, unitPath } = plan;
  const accountant = await holderOf(demo, unitPath);
  const officer = await officerOf(demo, unitPath);
  const bureau = await demo.as('agriculture-bureau', 'agriculture-bureau', demo.county);
  const heldOn = demo.region.clock().today;
  const few = { ...MEETING, heldOn, presentCount: 19, favourCount: 19 };
  const reason = await holdRefused('quorum-not-reached', recordVote(accountant, plan, few, 'few'));
  await recordVote(accountant, plan, { ...MEETING, heldOn }, 'vote');
  await holdRefused('not-your-step', stepPlan(bureau, id, 'early-filing'));
  await stepPlan(officer, id, 'township');
  await stepPlan(bureau, id, 'filing');
  await publishPlan(accountant, id, 'publish');
  return reason;
}

async function holdPaid(client: RegionClient, id: string): Promise<void> {
  const lines = await readLines(client, id);
  hold(
    'every line is paid',
    lines.every(({ payment }) => payment === 'paid'),
  );
  const { paidFen, committedFen } = await readPlan(client, id);
  holdSame('the plan', [paidFen, committedFen], [VILLAGE.incomeFen, 0]);
  const pool = await readPool(client, VILLAGE.code);
  holdSame('the pool', [pool.receivedFen, pool.paidFen, pool.balanceFen], [VILLAGE.incomeFen, VILLAGE.incomeFen, 0]);
}
