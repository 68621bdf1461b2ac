/** What had happened before the run begins, without trouble: so that a short run can meet a county in the middle of its work. */
import { addDays } from '../../platform/calendar.ts';
import { todayBy } from '../../platform/clock.ts';
import type { Actor } from '../../platform/decider.ts';
import type { Plan } from '../../services/distribution/domain/plan.ts';
import { assetKind } from '../../services/registry/aggregates.ts';
import type { Asset, AssetCommand, AssetRefs } from '../../services/registry/domain/asset.ts';
import type { Disposal } from '../../services/registry/domain/disposal/disposal-case.ts';
import { unitKey } from '../../services/registry/keys.ts';
import { unitIn } from '../../services/registry/units/unit-routes.ts';
import { itemKind } from '../../services/revitalization/aggregates.ts';
import type { ItemCommand } from '../../services/revitalization/domain/item-commands.ts';
import { type Sent, seal, send, stateOf, statesOf, type Wish } from './actions.ts';
import { draft, planStep, receipt } from './distribution-actions.ts';
import { policy } from './parts.ts';
import { APPROVERS, CLERKS, VILLAGES } from './people.ts';
import { foundingWishes, handoverWish, registration } from './registry-actions.ts';
import { disposalWish, lineageWish, mergerWish } from './registry-matters.ts';
import type { World } from './world.ts';

const DAY_MS = 86_400_000;
const PUBLICITY_DAYS = 16;
const SALE_PUBLICITY_DAYS = 11;

const person = (sub: string): Actor => {
  const found = [...CLERKS, ...APPROVERS].find((one) => one.sub === sub);
  if (!found) throw new Error(`nobody is called ${sub}`);
  return found;
};

/** Lets up to two assets go some way, and a disposal or a merger, and gives the commands that did it, since they may be sent again. */
export async function prehistory(world: World): Promise<Sent[]> {
  const sent: Sent[] = [];
  const doIt = async (wish: Wish): Promise<void> => {
    const sealed = seal(wish, -1 - sent.length);
    sent.push(sealed);
    await send(world, sealed);
  };
  const assets = world.random.below(3);
  await world.calmly(async () => {
    for (const wish of foundingWishes()) await doIt(wish);
    // The news opens their pools.
    await deliver(world);
    if (world.random.chance(0.4)) await income(world, doIt);
    if (world.random.chance(0.5)) await sale(world, doIt);
    if (world.random.chance(0.35)) await merger(world, doIt);
    if (world.random.chance(0.4)) await transfer(world, doIt);
    for (let n = 0; n < assets; n += 1) {
      const village = VILLAGES[n] ?? VILLAGES[0];
      const steps = [...assetSteps(world, village), ...itemSteps(world, village)];
      for (const step of steps.slice(0, 1 + world.random.below(steps.length + 3))) {
        const wish = step();
        if (wish) await doIt(wish);
        else await deliver(world);
      }
    }
  });
  return sent;
}

/** Enough income, and a plan that gets some way; most often until its publicity is over. */
async function income(world: World, doIt: (wish: Wish) => Promise<void>): Promise<void> {
  const village = world.random.pick(VILLAGES);
  for (let n = 0; n < 3; n += 1) await doIt(receipt(world, village));
  await doIt(draft(world, village));
  for (let steps = 3 + world.random.below(14); steps > 0; steps -= 1) {
    const [plan] = statesOf<Plan>(world, 'distribution', 'PLAN#');
    if (!plan || plan.item.state.status === 'published') break;
    await doIt({ ...planStep(world, plan.id, plan.item.state), expectedVersion: plan.item.version });
  }
  await days(world, PUBLICITY_DAYS);
}

/** Two cards, one of which is put up for sale and goes some way, to the spending of its price at the farthest. */
async function sale(world: World, doIt: (wish: Wish) => Promise<void>): Promise<void> {
  // Two alike, which may become one.
  const village = world.random.pick(VILLAGES);
  const settled = { class: 'operating', use: 'in-use', valueProvisional: false, finalAccount: undefined } as const;
  for (let n = 0; n < 2; n += 1) await doIt(registration(world, village, settled));
  for (let n = world.random.below(3); n > 0; n -= 1) {
    const wish = lineageWish(world);
    if (wish) await doIt(wish);
  }
  for (let steps = 2 + world.random.below(12); steps > 0; steps -= 1) {
    const running = statesOf<Disposal>(world, 'registry', 'DISPOSAL#').at(-1)?.item.state;
    if (running?.status === 'published') await days(world, SALE_PUBLICITY_DAYS);
    const wish = disposalWish(world);
    if (wish) await doIt(wish);
  }
}

/** A card on its way from one holder to another, to the postings of both at the farthest. */
async function transfer(world: World, doIt: (wish: Wish) => Promise<void>): Promise<void> {
  await doIt(registration(world));
  const id = statesOf<Asset>(world, 'registry', 'ASSET#').at(-1)?.id;
  for (let steps = 1 + world.random.below(9); steps > 0; steps -= 1) {
    const item = stateOf<Asset>(world, 'registry', `ASSET#${id}`);
    if (id !== undefined && item) await doIt(handoverWish(world, { id, item }));
  }
}

/** A merger on its way through its chain; carried out, perhaps, before anybody has heard of it. */
async function merger(world: World, doIt: (wish: Wish) => Promise<void>): Promise<void> {
  for (let n = world.random.below(3); n > 0; n -= 1) await doIt(registration(world));
  await deliver(world);
  for (let steps = 1 + world.random.below(6); steps > 0; steps -= 1) await doIt(mergerWish(world));
}

/** Days in which nothing happens but that the schedules run. */
async function days(world: World, count: number): Promise<void> {
  await deliver(world);
  world.nowMs += count * DAY_MS;
  for (const node of world.nodes.values()) {
    node.sweeperKeptUp();
    await node.runJobs();
  }
}

/** Registered, declared idle, confirmed; then the news goes out, which is a step without a wish. */
function assetSteps(world: World, village: string): (() => Wish | undefined)[] {
  const code = village.split('/').at(-2) ?? '';
  const on = (actor: Actor, command: AssetCommand, refs: AssetRefs = {}): Wish => ({
    service: 'registry',
    kind: assetKind as never,
    id: command.type === 'register' ? (eventId) => eventId : (statesOf(world, 'registry', 'ASSET#').at(-1)?.id ?? ''),
    command,
    actor,
    refKeys: [unitKey(code)],
    refs: ([unit]) => ({ ...refs, unit: unitIn(unit) }),
  });
  const documents = ['check-record'].map((kind) => ({
    kind,
    evidenceId: kind,
    sha256: 'ab'.repeat(32),
    unitPath: village,
  }));
  const card = {
    name: '老厂房',
    class: 'operating',
    originalFen: 50_000,
    valueProvisional: false,
    title: 'unclear',
    use: 'in-use',
  } as const;
  return [
    () => on(person('county-clerk'), { type: 'register', unitPath: village, card }),
    () =>
      on(
        person('county-clerk'),
        { type: 'declare-idle', finding: 'low-efficiency', hasDefinitePlan: false },
        { evidence: { kind: 'verified', documents } },
      ),
    () => on(person('industry'), { type: 'review-finding', verdict: 'confirmed' }),
    () => undefined,
  ];
}

/** Planned, approved in two steps, begun, reported, verified and written off. */
function itemSteps(world: World, village: string): (() => Wish | undefined)[] {
  const on = (actor: Actor, command: ItemCommand): Wish => ({
    service: 'revitalization',
    kind: itemKind as never,
    id: statesOf(world, 'revitalization', 'ITEM#').at(-1)?.id ?? '',
    command,
    actor,
    refs: () => ({
      evidence: {
        kind: 'verified',
        facts: [{ kind: 'acceptance-record', evidenceId: 'E1', sha256: 'ab'.repeat(32), unitPath: village }],
      },
    }),
  });
  const officer = person(village.startsWith('653127/653127100/') ? 'officer-0' : 'officer-1');
  const declarations = policy.guardRails.map(({ id }) => id);
  const dueDate = addDays(todayBy(world.clock), 1 + world.random.below(40));
  const plan = {
    type: 'plan',
    measure: 'self-operation',
    earlierMeasures: [],
    conditions: [],
    responsible: { unitPath: village, person: '买买提' },
    difficulty: 'easy',
    dueDate,
  } as const;
  return [
    () => on(person('county-clerk'), plan),
    () => on(officer, { type: 'step-plan', verdict: 'approved', declarations }),
    () => on(person('industry'), { type: 'step-plan', verdict: 'approved', declarations }),
    () => on(person('county-clerk'), { type: 'start' }),
    () => on(person('county-clerk'), { type: 'report-completion', summary: '已出租' }),
    () => on(officer, { type: 'step-completion', verdict: 'approved' }),
    () => on(person('industry'), { type: 'step-completion', verdict: 'approved' }),
  ];
}

async function deliver(world: World): Promise<void> {
  for (const node of world.nodes.values()) {
    for (const shard of node.shards.keys()) {
      await node.relay(shard, 100);
      await node.project(shard, 100);
    }
  }
  for (const node of world.nodes.values()) await node.consume(0, 10);
}
