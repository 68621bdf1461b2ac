/** What people do in the registry: sensible next steps mostly, and now and then something that must be refused. */
import { addDays, calendarDate } from '../../platform/calendar.ts';
import { todayBy } from '../../platform/clock.ts';
import type { Actor } from '../../platform/decider.ts';
import type { StateItem } from '../../platform/store/store.ts';
import { assetKind } from '../../services/registry/aggregates.ts';
import type { Asset, AssetCommand, AssetRefs } from '../../services/registry/domain/asset.ts';
import type { Card } from '../../services/registry/domain/card.ts';
import { handoverSteps } from '../../services/registry/domain/handover.ts';
import type { UnitKind } from '../../services/registry/domain/units/unit.ts';
import { unitKey } from '../../services/registry/keys.ts';
import { unitIn } from '../../services/registry/units/unit-routes.ts';
import { statesOf, type Wish } from './actions.ts';
import { APPROVERS, CLERKS, COUNTY, JACK, officeOf, TOWNSHIPS, VILLAGES } from './people.ts';
import type { World } from './world.ts';

const CLASSES = ['operating', 'public-welfare'] as const;
const DEPRECIATED = ['brick-building', 'machinery', 'electrical-equipment'] as const;
export const HOLDERS = [...VILLAGES, ...TOWNSHIPS] as const;
const FINDINGS = ['idle', 'low-efficiency'] as const;
const DOCUMENTS = { idle: ['stop-use-statement', 'meeting-minutes'], 'low-efficiency': ['check-record'] } as const;

/** The units every run begins with, as the county registers them. */
export function foundingWishes(): Wish[] {
  const units: [string, UnitKind][] = [
    [COUNTY, 'county'],
    ...TOWNSHIPS.map((path): [string, UnitKind] => [path, 'township']),
    ...VILLAGES.map((path): [string, UnitKind] => [path, 'village']),
  ];
  return units.map(([path, kind]) => {
    const [code, parentCode] = path.split('/').slice(0, -1).toReversed();
    const body = { code, name: `单位 ${code}`, kind, ...(parentCode === undefined ? {} : { parentCode }) };
    const route = 'POST /registry/units';
    return { service: 'registry', actor: JACK, command: { type: route }, request: { route, params: {}, body } };
  });
}

const codeOf = (path: string): string => path.split('/').at(-2) ?? '';

function cardOf(world: World) {
  const { random } = world;
  const titled = random.chance(0.5);
  const originalFen = random.below(1_000_000);
  const isDue = random.chance(0.15);
  const bought = random.chance(0.6) ? addDays(todayBy(world.clock), 0 - random.below(500)) : undefined;
  return {
    name: `资产 ${random.below(100)}`,
    class: random.pick(CLASSES),
    originalFen,
    valueProvisional: isDue || random.chance(0.25),
    // What is depreciated, and what waits for its final account.
    ...(bought === undefined ? {} : { acquiredOn: bought, depreciationKind: random.pick(DEPRECIATED) }),
    ...(isDue ? { finalAccount: 'due' as const, disbursedFen: originalFen } : {}),
    title: titled ? ('titled' as const) : ('unclear' as const),
    ...(titled ? { titleCertificate: { number: '第1号', issuedOn: '2020-06-30' } } : {}),
    use: random.pick(['in-use', 'leased'] as const),
  };
}

/** Something somebody wants to do in the registry. */
export function registryWish(world: World): Wish {
  const { random } = world;
  const assets = statesOf<Asset>(world, 'registry', 'ASSET#');
  if (assets.length === 0 || (assets.length < 4 && random.chance(0.3))) return registration(world);
  const { id, item } = random.pick(assets);
  const asset = item.state;
  return onAsset(world, id, item, random.chance(0.85) ? nextStep(world, asset) : anyStep(world, asset));
}

/** The next step of handing an asset over, from the proposal on. */
export function handoverWish(
  world: World,
  { id, item }: { readonly id: string; readonly item: StateItem<Asset> },
): Wish {
  const { handover } = item.state;
  if (handover === undefined) return onAsset(world, id, item, propose(world));
  if (handover.approval.status === 'open') return onAsset(world, id, item, stepHandover(world, item.state));
  const act = handover.confirmed.length < 2 ? confirm : post;
  const done = handover.confirmed.length < 2 ? handover.confirmed : handover.posted;
  return onAsset(world, id, item, act(world, done.includes('giver') ? 'receiver' : 'giver'));
}

function onAsset(world: World, id: string, item: StateItem<Asset>, [actor, command, refs, refPath]: Step): Wish {
  const { random } = world;
  return {
    service: 'registry',
    kind: assetKind as never,
    id,
    command,
    actor,
    ...(refPath === undefined ? {} : { refKeys: [unitKey(codeOf(refPath))] }),
    refs: (rows) => (refPath === undefined ? refs : { unit: unitIn(rows[0]) }),
    // Sometimes what they have on their screen is no longer so.
    ...(random.chance(0.5)
      ? { expectedVersion: random.chance(0.9) ? item.version : Math.max(1, item.version - 1) }
      : {}),
  };
}

/** A new card. */
export function registration(
  world: World,
  unitPath: string = world.random.pick(HOLDERS),
  fixed: Partial<Card> = {},
): Wish {
  return {
    service: 'registry',
    kind: assetKind as never,
    id: (eventId) => eventId,
    command: { type: 'register', unitPath, card: { ...cardOf(world), ...fixed } } as AssetCommand,
    actor: world.random.pick(CLERKS),
    refKeys: [unitKey(codeOf(unitPath))],
    refs: (rows) => ({ unit: unitIn(rows[0]) }),
  };
}

type Step = readonly [actor: Actor, command: AssetCommand, refs: AssetRefs, refPath?: string];

function nextStep(world: World, asset: Asset): Step {
  const { random } = world;
  const { handover, finding } = asset;
  const choices: Step[] = [];
  if (handover?.approval.status === 'open') choices.push(stepHandover(world, asset), stepHandover(world, asset));
  if (handover?.approval.status === 'approved') {
    const left = (['giver', 'receiver'] as const).filter(
      (side) => !(handover.confirmed.length < 2 ? handover.confirmed : handover.posted).includes(side),
    );
    for (const side of left) choices.push(handover.confirmed.length < 2 ? confirm(world, side) : post(world, side));
  }
  if (finding?.status === 'declared') choices.push(review(world), review(world));
  if (finding === undefined || finding.status === 'rejected' || finding.status === 'written-off')
    choices.push(declare(world, asset), declare(world, asset));
  if (handover === undefined) choices.push(propose(world));
  return choices.length === 0 || random.chance(0.2) ? correct(world) : random.pick(choices);
}

function anyStep(world: World, asset: Asset): Step {
  const { random } = world;
  return random.pick([
    correct,
    (w: World) => declare(w, asset),
    review,
    propose,
    (w: World) => stepHandover(w, asset),
    (w: World) => confirm(w, random.pick(['giver', 'receiver'])),
    (w: World) => post(w, random.pick(['giver', 'receiver'])),
  ])(world);
}

const correct = (world: World): Step => [
  world.random.pick(CLERKS),
  { type: 'correct', card: cardOf(world), reason: '核对' },
  {},
];

function declare(world: World, asset: Asset): Step {
  const { random } = world;
  const finding = random.pick(FINDINGS);
  const outOfUseSince = addDays(calendarDate(todayBy(world.clock)), 0 - 170 - random.below(60));
  const documents = DOCUMENTS[finding].map((kind) => ({
    kind,
    evidenceId: `doc-${kind}`,
    sha256: 'ab'.repeat(32),
    unitPath: asset.unitPath,
  }));
  const command = { type: 'declare-idle', finding, outOfUseSince, hasDefinitePlan: random.chance(0.05) } as const;
  return [random.chance(0.2) ? JACK : random.pick(CLERKS), command, { evidence: { kind: 'verified', documents } }];
}

const review = (world: World): Step => [
  world.random.chance(0.4) ? JACK : world.random.pick(APPROVERS),
  world.random.chance(0.8)
    ? { type: 'review-finding', verdict: 'confirmed' }
    : { type: 'review-finding', verdict: 'rejected', reason: '仍在使用' },
  {},
];

function propose(world: World): Step {
  const toUnitPath = world.random.pick(HOLDERS);
  return [
    world.random.chance(0.3) ? JACK : world.random.pick(CLERKS),
    { type: 'propose-handover', toUnitPath, reason: '合并' },
    {},
    toUnitPath,
  ];
}

function stepHandover(world: World, { unitPath, handover }: Asset): Step {
  const verdict = world.random.weighted([
    [8, 'approved'],
    [1, 'returned'],
    [1, 'refused'],
  ] as const);
  const reason = verdict === 'approved' ? undefined : '材料不全';
  const inCharge = officeOf((handover && handoverSteps(handover)[0]?.role) ?? '', unitPath);
  const actor = world.random.chance(0.7) ? inCharge : world.random.pick(APPROVERS);
  return [actor, { type: 'step-handover', verdict, reason }, {}];
}

const confirm = (world: World, side: 'giver' | 'receiver'): Step => [
  world.random.chance(0.6) ? JACK : world.random.pick(CLERKS),
  { type: 'confirm-handover', side },
  {},
];
const post = (world: World, side: 'giver' | 'receiver'): Step => [
  world.random.chance(0.6) ? JACK : world.random.pick(CLERKS),
  { type: 'post-handover', side, voucher: '记字第1号' },
  {},
];
