/** Every command of distribution once: income, a plan with uneven lines, its procedure, its payments. */
import { MemoryStore } from '../../platform/store/memory-store.ts';
import type { Store } from '../../platform/store/store.ts';
import { distributionAccess } from '../../services/distribution/access.ts';
import { reactions } from '../../services/distribution/reactions.ts';
import { routes } from '../../services/distribution/routes.ts';
import { PEOPLE, VILLAGE } from '../region.ts';
import type { Answer, Call } from './requests.ts';
import type { Steps } from './steps.ts';
import { openWorld, serviceEvent, upstreamEvent, type World } from './world.ts';

const RECEIPTS = 'POST /distribution/receipts';
const PLAN = 'POST /distribution/plans/{planId}';
const LINE = `${PLAN}/lines/{number}`;
const INCOME_FEN = 100_000_001;
const PLAN_FEN = 90_000_001;
const RESERVE_FEN = 10_000_000;
const LINES_PER_COMMAND = 40;
const APPROVED = { verdict: 'approved' } as const;
/** Ten working days after the second of March are over. */
const AFTER_PUBLICITY = '2026-03-20T03:00:00.000Z';

export const distributionWorld = (store: Store, run: string): World =>
  openWorld({ name: 'distribution', routes, access: distributionAccess, reactions }, store, run);

/** The registry says that there is a village, which opens its pool. */
export const unitRegistered = () =>
  serviceEvent('bench-unit-1', 'registry', 1, {
    type: 'panhuo.registry.unit-registered.v1',
    subject: 'unit/653127100201',
    data: { code: '653127100201', name: '英巴格村', kind: 'village', path: VILLAGE },
  });

const income = (index: number) => ({
  unitPath: VILLAGE,
  amountFen: INCOME_FEN + index,
  receivedOn: '2026-03-02',
  contract: `麦盖提-租-2026-${String(index).padStart(5, '0')}`,
  payer: '喀什某农业发展有限公司',
});

const incomeReceived = () =>
  upstreamEvent('bench-income-1', 'payment-platform', {
    type: 'panhuo.upstream.income-received.v1',
    subject: 'payment/P-2026-0001',
    data: {
      unitPath: VILLAGE,
      price: { yuanText: '16285.00', unit: '元/宗/月', lots: 1, periods: 12 },
      receivedOn: '2026-03-02',
      contract: '麦盖提-租-2026-00019',
    },
  });

/** Uneven households, so that nothing divides. */
const householdLines = (first: number) =>
  Array.from({ length: LINES_PER_COMMAND }, (_, index) => ({
    to: 'household' as const,
    code: `MG-201-${String(first + index).padStart(5, '0')}`,
    purpose: 'households-in-need',
    weight: 1 + ((first + index) % 7),
  }));

/** A distribution table that has lived: receipts of one pool. */
export async function livedDistribution(events: number): Promise<Iterable<object>> {
  const store = new MemoryStore();
  const world = distributionWorld(store, 'seed');
  await world.receive(unitRegistered());
  for (let index = 1; index < events; index += 1) {
    await world.requests.send(RECEIPTS, { as: PEOPLE.accountant, body: income(index) });
  }
  return store.items.values();
}

/** A plan's life beside a second plan that is withdrawn. */
export async function distributionLife(world: World, steps: Steps): Promise<void> {
  const { requests, clock } = world;
  const take = (name: string, routeKey: string, call: Call): Promise<Answer> => {
    clock.advance(60_000);
    return steps.record(name, () => requests.send(routeKey, call));
  };
  await take('receive income (money)', RECEIPTS, { as: PEOPLE.accountant, body: income(0) });
  await steps.record('receive income (event, money)', () => world.receive(incomeReceived()));
  const planId = await approvedPlan(world, steps, take);
  const as = PEOPLE.township;
  const published = await take('publish plan', `${PLAN}/publication`, { as, params: { planId }, version: 6 });
  const objection = { as, params: { planId }, version: published.version, body: { text: '本户人口登记有误' } };
  const objected = await take('record objection', `${PLAN}/objections`, objection);
  await take('answer objection', `${PLAN}/objections/{number}/answers`, {
    as,
    params: { planId, number: '1' },
    version: objected.version,
    body: { verdict: 'dismissed', answer: '经核对登记无误' },
  });
  clock.set(AFTER_PUBLICITY);
  const onLine = (name: string, path: string, number: string, body: object, version?: number): Promise<Answer> =>
    take(name, `${LINE}/${path}`, {
      as: PEOPLE.accountant,
      params: { planId, number },
      body,
      ...(version === undefined ? {} : { version }),
    });
  await onLine('pay line (money)', 'payments', '2', { voucher: '付-2026-0001' });
  await onLine('bounce line (money)', 'bounces', '2', { reason: '账号有误，银行退回' }, 1);
  await onLine('reissue line (money)', 'reissues', '2', { voucher: '付-2026-0002' }, 2);
  await onLine('reverse line (money)', 'reversals', '2', { reason: '重复登记' }, 3);
}

type Take = (name: string, routeKey: string, call: Call) => Promise<Answer>;

/** Drafted, filled, proposed, voted, examined and filed. */
async function approvedPlan(world: World, steps: Steps, take: Take): Promise<string> {
  const draft = {
    unitPath: VILLAGE,
    title: '英巴格村2026年收益分配方案',
    totalFen: PLAN_FEN,
    reserves: [{ reserve: 'common-reserve-and-welfare-fund', amountFen: RESERVE_FEN }],
  };
  const drafted = await take('draft plan', 'POST /distribution/plans', { as: PEOPLE.accountant, body: draft });
  const planId = drafted.id;
  const params = { planId };
  let version = drafted.version;
  const next = async (name: string, path: string, as: Call['as'], body?: unknown): Promise<void> => {
    version = (await take(name, `${PLAN}/${path}`, { as, params, version, body })).version;
  };
  const lines = { lines: householdLines(1) };
  await next(`add ${LINES_PER_COMMAND} lines`, 'lines', PEOPLE.accountant, lines);
  await next('propose plan', 'proposal', PEOPLE.accountant, {});
  const evidence = [await world.file(steps, 'meeting-minutes', PEOPLE.accountant)];
  const counts = { heldOn: '2026-03-02', entitledCount: 60, presentCount: 52, favourCount: 45 };
  await next('record vote', 'votes', PEOPLE.villageHead, { ...counts, evidence });
  await next('step of a chain', 'steps', PEOPLE.township, APPROVED);
  await next('last step of a chain (money)', 'steps', PEOPLE.agriculture, APPROVED);
  if (version !== 6) throw new Error(`an approved plan has version ${version}`);
  return planId;
}
