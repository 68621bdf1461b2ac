/** Every command of revitalization once, and items that are due on a day. */
import { stateItem } from '../../platform/command.ts';
import { derivedId } from '../../platform/ids.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import type { StateItem, Store } from '../../platform/store/store.ts';
import { revitalizationAccess } from '../../services/revitalization/access.ts';
import { itemKind } from '../../services/revitalization/aggregates.ts';
import type { Item } from '../../services/revitalization/domain/item.ts';
import { FLAG_OVERDUE_JOB, flagOverdue } from '../../services/revitalization/flag-overdue.ts';
import { itemKey } from '../../services/revitalization/keys.ts';
import { reactions } from '../../services/revitalization/reactions.ts';
import { routes } from '../../services/revitalization/routes.ts';
import { OTHER_VILLAGE, PEOPLE, VILLAGE } from '../region.ts';
import { Steps } from './steps.ts';
import { openWorld, serviceEvent, type World } from './world.ts';

type Person = (typeof PEOPLE)[keyof typeof PEOPLE];
const ITEM = 'POST /revitalization/items/{itemId}';
const APPROVED = { verdict: 'approved' } as const;

export const revitalizationWorld = (store: Store, run: string): World =>
  openWorld({ name: 'revitalization', routes, access: revitalizationAccess, reactions }, store, run);

/** The registry says that an asset was found idle. */
const idleConfirmed = (assetId: string, assetVersion: number) =>
  serviceEvent(`idle-${assetId}-${assetVersion}`, 'registry', assetVersion, {
    type: 'panhuo.registry.idle-confirmed.v1',
    subject: `asset/${assetId}`,
    data: {
      unitPath: VILLAGE,
      holderKind: 'village',
      name: '英巴格村保鲜库',
      class: 'operating',
      subType: 'cold-store',
      originalFen: 182_350_000,
      finding: 'idle',
      outOfUseSince: '2025-03-01',
      confirmedOn: '2026-03-02',
    },
  });

const handedOver = (assetId: string, assetVersion: number) =>
  serviceEvent(`handed-${assetId}-${assetVersion}`, 'registry', assetVersion, {
    type: 'panhuo.registry.asset-handed-over.v1',
    subject: `asset/${assetId}`,
    data: {
      fromUnitPath: VILLAGE,
      unitPath: OTHER_VILLAGE,
      holderKind: 'village',
      side: 'receiver',
      voucher: '记字第9号',
    },
  });

const planBody = (dueDate: string) => ({
  measure: 'lease',
  earlierMeasures: [],
  conditions: [{ condition: 'open-bidding', record: '公开招租公告 2026-018 号' }],
  responsible: { unitPath: VILLAGE, person: '买买提' },
  difficulty: 'ordinary',
  dueDate,
});

/** Sends commands on one item and keeps its version. */
class ItemHand {
  private version: number;
  private readonly world: World;
  private readonly steps: Steps;
  private readonly itemId: string;

  constructor(world: World, steps: Steps, itemId: string, version: number) {
    this.world = world;
    this.steps = steps;
    this.itemId = itemId;
    this.version = version;
  }

  async take(name: string, path: string, as: Person, body?: unknown): Promise<void> {
    this.world.clock.advance(60_000);
    const call = { as, params: { itemId: this.itemId }, version: this.version, body };
    this.version = (await this.steps.record(name, () => this.world.requests.send(`${ITEM}/${path}`, call))).version;
  }
}

/** An item's life: listed, planned, approved, extended, flagged, done, written off, listed again. */
export async function revitalizationLife(world: World, steps: Steps): Promise<void> {
  const itemId = derivedId('bench-asset', 'life');
  await steps.record('list item (event)', () => world.receive(idleConfirmed(itemId, 4)));
  const item = new ItemHand(world, steps, itemId, 1);
  await item.take('plan item', 'plans', PEOPLE.accountant, planBody('2026-08-01'));
  await item.take('step of a chain', 'plan-steps', PEOPLE.township, APPROVED);
  await item.take('last step of a chain', 'plan-steps', PEOPLE.industry, APPROVED);
  await item.take('start item', 'starts', PEOPLE.accountant);
  const longer = { dueDate: '2026-09-01', reason: '招租流标，重新公告' };
  await item.take('request extension', 'extensions', PEOPLE.accountant, longer);
  await item.take('grant extension', 'extension-steps', PEOPLE.industry, APPROVED);
  await item.take('suspend item', 'suspensions', PEOPLE.industry, { reason: '等待土地权属核定' });
  await item.take('resume item', 'resumptions', PEOPLE.industry, { reason: '权属已核定' });
  const evidence = [
    await world.file(steps, 'check-record', PEOPLE.accountant),
    await world.file(steps, 'check-record', PEOPLE.accountant),
  ];
  const report = { summary: '保鲜库已出租，合同与首期租金到账', evidence };
  await item.take('report completion', 'completion-reports', PEOPLE.accountant, report);
  await item.take('verify completion', 'completion-steps', PEOPLE.township, APPROVED);
  await item.take('write off', 'completion-steps', PEOPLE.industry, APPROVED);
  await item.take('reopen item', 'reopenings', PEOPLE.industry, { reason: '承租方退租' });
  await steps.record('move item (event)', () => world.receive(handedOver(itemId, 9)));
}

/** A revitalization table that has lived: half of its events stop and resume one item, the others list items of their own. */
export async function livedRevitalization(events: number): Promise<Iterable<object>> {
  const store = new MemoryStore();
  const world = revitalizationWorld(store, 'seed');
  const items = Math.ceil(events / 2);
  for (let index = 1; index <= items; index += 1) await world.receive(idleConfirmed(`seed-asset-${index}`, 4));
  const busiest = new ItemHand(world, Steps.unmeasured(), 'seed-asset-1', 1);
  for (let event = 1; event <= events - items; event += 1) {
    const path = event % 2 === 1 ? 'suspensions' : 'resumptions';
    await busiest.take(path, path, PEOPLE.industry, { reason: '等待土地权属核定' });
  }
  return store.items.values();
}

/** The morning on which the due items of {@link runningItems} are to be flagged, once each. */
export const FLAG_MORNING = '2026-05-31T22:00:00.000Z';
const FLAG_DAY = '2026-06-01';
const DAY_BEFORE = '2026-05-31';
/** Thirty days before this, the pack's first reminder falls on FLAG_DAY. */
const DUE_DATE = '2026-07-01';
const LATER_DUE_DATES = Array.from({ length: 28 }, (_, day) => `2026-08-${String(day + 1).padStart(2, '0')}`);

/** One approved item, taken through the commands. */
async function approvedItem(world: World, itemId: string, dueDate: string): Promise<void> {
  await world.receive(idleConfirmed(itemId, 4));
  const item = new ItemHand(world, Steps.unmeasured(), itemId, 1);
  await item.take('plan', 'plans', PEOPLE.accountant, planBody(dueDate));
  await item.take('approve', 'plan-steps', PEOPLE.township, APPROVED);
  await item.take('approve', 'plan-steps', PEOPLE.industry, APPROVED);
}

/**
 * States of items whose time runs: `due` of them have their first reminder on FLAG_DAY, the others later. One of each day is made by the
 * commands, the rest are its likes under other ids. The job has last run on the day before.
 */
export async function* runningItems(count: number, due: number): AsyncGenerator<object> {
  const store = new MemoryStore();
  const world = revitalizationWorld(store, 'seed');
  const dates = [DUE_DATE, ...LATER_DUE_DATES];
  for (const dueDate of dates) await approvedItem(world, dueDate, dueDate);
  const models = (await store.read(dates.map(itemKey))) as unknown as readonly StateItem<Item>[];
  const [dueModel, ...laterModels] = models;
  for (let index = 0; index < count; index += 1) {
    const model = index < due ? dueModel : laterModels[index % laterModels.length];
    if (!model) throw new Error('no item to make others like');
    const id = derivedId('bench-item', String(index));
    const { version, lastHash: hash, changedAt: recordedAt } = model;
    const facts = { aggregate: `${itemKind.name}/${id}`, version, hash, recordedAt };
    yield stateItem(itemKind, id, { ...model.state, assetId: id }, facts);
  }
  yield { pk: `JOB#${FLAG_OVERDUE_JOB}`, sk: 'WATERMARK', day: DAY_BEFORE };
}

/** The job on its morning. @throws Error when it did not flag exactly `due` items */
export async function flagMorning(store: Store, due: number): Promise<void> {
  const world = revitalizationWorld(store, 'job');
  world.clock.set(FLAG_MORNING);
  const run = await flagOverdue(world.deps);
  if (run.done !== due || run.to !== FLAG_DAY) throw new Error(`${run.done} of ${due} items flagged on ${run.to}`);
}
