/**
 * The registry's weightier matters, as people send them over HTTP: disposals and their proceeds, cards split and merged, values set anew, villages merged.
 */
import { openStep } from '../../platform/approval.ts';
import { todayBy } from '../../platform/clock.ts';
import type { Actor } from '../../platform/decider.ts';
import type { StateItem } from '../../platform/store/store.ts';
import type { Asset } from '../../services/registry/domain/asset.ts';
import { type Disposal, leftFen } from '../../services/registry/domain/disposal/disposal-case.ts';
import type { Merger } from '../../services/registry/domain/mergers/merger.ts';
import { statesOf, type Wish } from './actions.ts';
import { documentOf } from './documents.ts';
import { HEADS, JACK, OFFICERS, officeOf, TREASURERS, VILLAGES } from './people.ts';
import type { World } from './world.ts';

type Found<State> = { readonly id: string; readonly item: StateItem<State> };

const ASSET = 'POST /registry/assets/{assetId}';
const DISPOSAL = 'POST /registry/disposals/{disposalId}';
const MERGER = 'POST /registry/mergers/{mergerId}';
const DISPOSALS_MAX = 3;
const PRICE_MAX = 200_000;

function wish(actor: Actor, route: string, params: Record<string, string>, body?: unknown, version?: number): Wish {
  return {
    service: 'registry',
    actor,
    command: { type: route },
    request: { route, params, ...(body === undefined ? {} : { body }) },
    ...(version === undefined ? {} : { expectedVersion: version }),
  };
}

/** Whoever keeps the books of a holder. */
const keeperOf = (unitPath: string): Actor =>
  [...TREASURERS, ...OFFICERS, ...HEADS].find(({ unit }) => unit === unitPath) ?? JACK;

/** Whoever holds an office over a unit; now and then the jack of all trades instead. */
const inOffice = (world: World, role: string | undefined, unitPath: string): Actor =>
  world.random.chance(0.2) ? JACK : officeOf(role ?? '', unitPath);

/** Cards that are still in the ledgers. */
const livingAssets = (world: World): Found<Asset>[] =>
  statesOf<Asset>(world, 'registry', 'ASSET#').filter(({ item }) => item.state.use !== 'disposed');

/** Something weighty that somebody wants; undefined where there is nothing to want it of. */
export function matterWish(world: World): Wish | undefined {
  const sold = livingAssets(world).filter(({ id }) => isSold(world, id));
  if (sold.length > 0 && world.random.chance(0.5)) return splitOf(world, world.random.pick(sold));
  return world.random.weighted<() => Wish | undefined>([
    [6, () => disposalWish(world)],
    [6, () => lineageWish(world)],
    [2, () => valueWish(world)],
    [2, () => mergerWish(world)],
  ])();
}

export function disposalWish(world: World): Wish | undefined {
  const { random } = world;
  const cases = statesOf<Disposal>(world, 'registry', 'DISPOSAL#').filter(
    ({ item }) => !['refused', 'withdrawn'].includes(item.state.status),
  );
  const found = cases.length > 0 ? random.pick(cases) : undefined;
  if (found && (cases.length >= DISPOSALS_MAX || random.chance(0.85))) return disposalStep(world, found);
  const assets = livingAssets(world);
  if (assets.length === 0) return undefined;
  const { id, item } = random.pick(assets);
  return wish(keeperOf(item.state.unitPath), 'POST /registry/disposals', {}, proposalOf(world, id, item.state));
}

function proposalOf(world: World, assetId: string, { unitPath }: Asset) {
  const { random } = world;
  const isScrap = random.chance(0.2);
  const appraisal = { appraiser: '评估所', amountFen: random.below(PRICE_MAX), appraisedOn: todayBy(world.clock) };
  return {
    assetId,
    mode: isScrap ? 'scrap' : random.pick(['auction', 'transfer'] as const),
    ground: 'market-risk',
    performance: { works: true, meetsTarget: false },
    statement: '长期亏损',
    ...(isScrap ? {} : { appraisal }),
    mortgaged: false,
    proceeds: random.chance(0.5)
      ? { purpose: 'new-assistance-asset', newAsset: { class: 'operating', name: '新保鲜库' } }
      : { purpose: 'rural-revitalization' },
    evidence: [documentOf(unitPath, 'appraisal-report')],
  };
}

function disposalStep(world: World, { id, item }: Found<Disposal>): Wish {
  const { random } = world;
  const { state, version } = item;
  const keeper = random.chance(0.1) ? JACK : keeperOf(state.unitPath);
  const to = (actor: Actor, path: string, body: unknown, more: Record<string, string> = {}): Wish =>
    wish(actor, `${DISPOSAL}/${path}`, { disposalId: id, ...more }, body, version);
  if (random.chance(0.02)) return to(keeper, 'withdrawals', { reason: '另行安排' });
  switch (state.status) {
    case 'proposed': {
      const verdict = random.weighted([
        [12, { verdict: 'approved' }],
        [1, { verdict: 'returned', reason: '材料不全' }],
      ]);
      return to(inOffice(world, openStep(state.approval)?.role, state.unitPath), 'steps', verdict);
    }
    case 'returned':
      return to(keeper, 'resubmissions', proposalOf(world, state.assetId, { unitPath: state.unitPath } as Asset));
    case 'approved':
      return to(keeper, 'results', {
        soldFen: 1 + random.below(PRICE_MAX),
        buyer: '李四',
        concludedOn: todayBy(world.clock),
        reason: '流拍',
        evidence: [documentOf(state.unitPath, 'disposal-record')],
      });
    case 'concluded':
      return to(keeper, 'publications', {});
    case 'published': {
      const [number] = state.unanswered;
      const answer = { verdict: random.chance(0.8) ? 'dismissed' : 'upheld', answer: '已核实' };
      if (number !== undefined)
        return to(officeOf('agriculture-bureau', ''), 'objections/{number}/answers', answer, {
          number: String(number),
        });
      if (random.chance(0.1)) return to(JACK, 'objections', { text: '价格偏低' });
      return to(keeper, state.upheld ? 'withdrawals' : 'executions', state.upheld ? { reason: '异议成立' } : {});
    }
    default:
      return spending(world, to, keeper, state);
  }
}

/** Proceeds go into what they were meant for: some fen more than are left, now and then. */
function spending(
  world: World,
  to: (actor: Actor, path: string, body: unknown) => Wish,
  keeper: Actor,
  state: Disposal,
): Wish {
  const { random } = world;
  const { unitPath, approvedOn, proceeds } = state;
  const amountFen = 1 + random.below(Math.ceil(1.2 * leftFen(state)) + 1);
  const body = {
    ...{ amountFen, spentOn: todayBy(world.clock), voucher: '记12', evidence: [documentOf(unitPath, 'invoice')] },
  };
  if (proceeds.purpose !== 'new-assistance-asset') return to(keeper, 'spendings', body);
  const since = approvedOn ?? todayBy(world.clock);
  const fresh = livingAssets(world).filter(
    ({ item }) => item.state.unitPath === unitPath && (item.state.acquiredOn ?? '') >= since,
  );
  if (fresh.length > 0) return to(keeper, 'spendings', { ...body, assetId: random.pick(fresh).id });
  return wish(
    keeper,
    'POST /registry/assets',
    {},
    {
      ...{ unitPath, name: '新保鲜库', class: 'operating', originalFen: 1 + random.below(2 * PRICE_MAX) },
      ...{ valueProvisional: false, title: 'unclear', use: 'in-use', acquiredOn: todayBy(world.clock) },
    },
  );
}

/** One card becomes several, or several of one holder and class become one. */
export function lineageWish(world: World): Wish | undefined {
  const { random } = world;
  const living = livingAssets(world);
  const settled = living.filter(({ item: { state } }) => state.use === 'in-use' && !state.valueProvisional);
  const assets = settled.length > 0 && random.chance(0.8) ? settled : living;
  if (assets.length === 0) return undefined;
  const alike = (a: Found<Asset>, b: Found<Asset>): boolean =>
    a !== b && a.item.state.unitPath === b.item.state.unitPath && a.item.state.class === b.item.state.class;
  const paired = assets.filter((one) => assets.some((other) => alike(one, other)));
  const one = random.pick(paired.length > 0 && random.chance(0.7) ? paired : assets);
  const { unitPath } = one.item.state;
  const others = assets.filter((other) => alike(one, other));
  if (others.length === 0 || random.chance(0.3)) return splitOf(world, one);
  const merged = [one, random.pick(others)].map(({ id, item }) => ({ assetId: id, version: item.version }));
  const actor = random.chance(0.3) ? JACK : keeperOf(unitPath);
  return wish(actor, 'POST /registry/asset-mergers', {}, { assets: merged, name: '合院', reason: '同一项目' });
}

/** A card whose disposal has been executed, though it has not heard of it: nothing may come out of it any more. */
const isSold = (world: World, id: string): boolean =>
  statesOf<Disposal>(world, 'registry', 'DISPOSAL#').some(
    ({ item: { state } }) => state.assetId === id && state.status === 'executed',
  );

function splitOf(world: World, { id, item }: Found<Asset>): Wish {
  const { random } = world;
  const { unitPath, originalFen } = item.state;
  const [first, odd] = [random.below(originalFen + 1), random.chance(0.1) ? 1 : 0];
  const parts = [
    { name: '东屋', originalFen: first },
    { name: '西屋', originalFen: originalFen - first + odd },
  ];
  const actor = random.chance(0.3) ? JACK : keeperOf(unitPath);
  return wish(actor, `${ASSET}/splits`, { assetId: id }, { parts, reason: '分户' }, item.version);
}

/** The final account where one is due; otherwise an impairment or a revaluation. */
function valueWish(world: World): Wish | undefined {
  const { random } = world;
  const assets = livingAssets(world);
  if (assets.length === 0) return undefined;
  const { id, item } = random.pick(assets);
  const { unitPath, originalFen, finalAccount } = item.state;
  const params = { assetId: id };
  const some = random.below(originalFen + 1);
  if (finalAccount === 'due' && random.chance(0.7)) {
    const account = { amountFen: 1 + some, evidence: [documentOf(unitPath, 'final-account')] };
    return wish(keeperOf(unitPath), `${ASSET}/final-accounts`, params, account, item.version);
  }
  const path = random.chance(0.5) ? 'impairments' : 'revaluations';
  const body = { netFen: some, reason: '重新核定', evidence: [documentOf(unitPath, 'appraisal-report')] };
  return wish(inOffice(world, 'agriculture-bureau', unitPath), `${ASSET}/${path}`, params, body, item.version);
}

/** The second village goes into the first. */
export function mergerWish(world: World): Wish {
  const { random } = world;
  const running = statesOf<Merger>(world, 'registry', 'MERGER#').find(
    ({ item }) => !['refused', 'withdrawn'].includes(item.state.status),
  );
  const [successorPath, other] = VILLAGES;
  const proposal = {
    successorPath,
    units: [
      { unitPath: successorPath, memberCount: 100 },
      { unitPath: other, memberCount: 80 },
    ],
    mode: random.chance(0.5) ? 'direct' : 'distinct',
    decision: { number: '县政发1号', decidedOn: todayBy(world.clock) },
    evidence: [],
  };
  const government = officeOf('county-government', '');
  if (!running) return wish(government, 'POST /registry/mergers', {}, proposal);
  const { id, item } = running;
  const to = (actor: Actor, path: string, body: unknown): Wish =>
    wish(actor, `${MERGER}/${path}`, { mergerId: id }, body, item.version);
  switch (item.state.status) {
    case 'proposed': {
      const verdict = random.chance(0.9) ? { verdict: 'approved' } : { verdict: 'returned', reason: '材料不全' };
      return to(inOffice(world, openStep(item.state.approval)?.role, successorPath), 'steps', verdict);
    }
    case 'returned':
      return to(government, 'resubmissions', proposal);
    case 'differs':
      return to(government, 'recounts', { reason: '再核' });
    default:
      return to(government, 'executions', {});
  }
}
