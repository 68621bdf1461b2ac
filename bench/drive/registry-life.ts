/** Every command of the registry once, on cards of ordinary length. */
import { MemoryStore } from '../../platform/store/memory-store.ts';
import type { Store } from '../../platform/store/store.ts';
import { registryAccess } from '../../services/registry/access.ts';
import { reactions } from '../../services/registry/reactions.ts';
import { routes } from '../../services/registry/routes.ts';
import { OTHER_VILLAGE, PEOPLE, REGION_CODE, TOWNSHIP, VILLAGE } from '../region.ts';
import type { Steps } from './steps.ts';
import { openWorld, serviceEvent, upstreamEvent, type World } from './world.ts';

const REGISTER = 'POST /registry/assets';
const UNITS = [
  { code: REGION_CODE, name: '麦盖提县', kind: 'county' },
  { code: '653127100', name: '麦盖提镇', kind: 'township', parentCode: REGION_CODE },
  { code: '653127100201', name: '英巴格村', kind: 'village', parentCode: '653127100' },
  { code: '653127100202', name: '阔什墩村', kind: 'village', parentCode: '653127100' },
] as const;
/** Cards of a life stand beside those of the history, whose numbers begin at one. */
const OWN_CARD = 900_001;
/** Registered, corrected, declared, reviewed, written off. */
const WRITTEN_OFF_VERSION = 5;
const PROJECT = { code: 'MG-2019-0117', name: '英巴格村保鲜库建设项目', year: 2019 };

/** A card with every field people usually fill in. */
export function ordinaryCard(index: number) {
  return {
    name: `英巴格村保鲜库 ${index} 号`,
    class: 'operating',
    subType: 'cold-store',
    originalFen: 182_350_000 + index,
    valueProvisional: false,
    acquiredOn: '2019-06-30',
    areaDm2: 86_400,
    place: `麦盖提镇英巴格村二组 ${index} 号`,
    title: 'titled',
    titleCertificate: {
      number: `新（2020）麦盖提县不动产权第${String(index).padStart(7, '0')}号`,
      issuedOn: '2020-06-30',
    },
    use: 'in-use',
    funding: [{ source: 'social-donation', amountFen: 182_350_000 + index, project: PROJECT }],
    externalCode: `MG-${String(index).padStart(6, '0')}`,
  } as const;
}

/** @param run names this run's requests, see Requests */
export const registryWorld = (store: Store, run: string): World =>
  openWorld({ name: 'registry', routes, access: registryAccess, reactions }, store, run);

/** The county, a township and two villages. */
export async function registerUnits({ requests }: World): Promise<void> {
  for (const body of UNITS) {
    await requests.send('POST /registry/units', { as: PEOPLE.finance, body });
  }
}

/** Registers one card and gives its id. */
export async function registerCard({ requests }: World, index: number, unitPath = VILLAGE): Promise<string> {
  const body = { unitPath, ...ordinaryCard(index) };
  return (await requests.send(REGISTER, { as: PEOPLE.township, body, key: `seed-card-${index}` })).id;
}

/** Corrects a card once. @param index of the card when it was registered */
async function correctCard({ requests }: World, assetId: string, index: number, version: number): Promise<void> {
  const body = { ...ordinaryCard(index), areaDm2: 86_400 + version, reason: '核对后更正面积与坐落' };
  const call = { as: PEOPLE.accountant, params: { assetId }, version, body, key: `seed-fix-${assetId}-${version}` };
  await requests.send('POST /registry/assets/{assetId}/corrections', call);
}

type OnCard = (name: string, path: string, as: (typeof PEOPLE)[keyof typeof PEOPLE], body: unknown) => Promise<void>;

async function handOver(onCard: OnCard): Promise<void> {
  await onCard('propose handover', 'handovers', PEOPLE.accountant, {
    toUnitPath: OTHER_VILLAGE,
    reason: '资产移交新设村集体管理',
  });
  await onCard('step of a chain', 'handover-steps', PEOPLE.county, { verdict: 'approved' });
  await onCard('last step of a chain', 'handover-steps', PEOPLE.finance, { verdict: 'approved' });
  await onCard('confirm handover', 'handover-confirmations', PEOPLE.accountant, { side: 'giver' });
  await onCard('confirm handover (second)', 'handover-confirmations', PEOPLE.otherAccountant, { side: 'receiver' });
  await onCard('post handover', 'handover-postings', PEOPLE.accountant, { side: 'giver', voucher: '记字第12号' });
  await onCard('hand over', 'handover-postings', PEOPLE.otherAccountant, { side: 'receiver', voucher: '记字第9号' });
}

/** Runs and records commands on one card, from the version it has on. */
function cardDesk({ requests, clock }: World, steps: Steps, assetId: string, from = 1): OnCard {
  let version = from;
  return async (name, path, as, body) => {
    clock.advance(60_000);
    const call = { as, params: { assetId }, body, version };
    ({ version } = await steps.record(name, () => requests.send(`POST /registry/assets/{assetId}/${path}`, call)));
  };
}

/** A card that was never idle changes hands. */
export async function plainHandover(world: World, steps: Steps): Promise<void> {
  await handOver(cardDesk(world, steps, await registerCard(world, OWN_CARD + 2)));
}

/** An asset's life: registered, corrected, found idle, handed over; and what comes over the queue. */
export async function registryLife(world: World, steps: Steps): Promise<void> {
  const { requests } = world;
  await steps.record('register unit', () =>
    requests.send('POST /registry/units', {
      as: PEOPLE.finance,
      body: { code: '653127100203', name: '新设村', kind: 'village', parentCode: '653127100' },
    }),
  );
  const { id } = await steps.record('register asset', () =>
    requests.send(REGISTER, { as: PEOPLE.accountant, body: { unitPath: VILLAGE, ...ordinaryCard(OWN_CARD) } }),
  );
  const onCard = cardDesk(world, steps, id);
  await onCard('correct asset', 'corrections', PEOPLE.accountant, {
    ...ordinaryCard(OWN_CARD),
    areaDm2: 91_200,
    reason: '核对后更正面积',
  });
  const documents = [
    await world.file(steps, 'stop-use-statement', PEOPLE.accountant),
    await world.file(steps, 'meeting-minutes', PEOPLE.accountant),
  ];
  await onCard('declare idle', 'idle-declarations', PEOPLE.accountant, {
    finding: 'idle',
    outOfUseSince: '2025-03-01',
    hasDefinitePlan: false,
    evidence: documents,
  });
  await onCard('review finding', 'idle-reviews', PEOPLE.industry, { verdict: 'confirmed' });
  await steps.record('record write-off (event)', () => world.receive(writtenOff(id)));
  await handOver(cardDesk(world, steps, id, WRITTEN_OFF_VERSION));
  await steps.record('register asset (event)', () => world.receive(projectAccepted()));
}

const projectAccepted = () =>
  upstreamEvent('bench-project-accepted-1', 'project-library', {
    type: 'panhuo.upstream.project-accepted.v1',
    subject: 'project/P-2026-0001',
    data: { unitPath: TOWNSHIP, ...ordinaryCard(OWN_CARD + 1) },
  });

const writtenOff = (assetId: string) =>
  serviceEvent('bench-written-off-1', 'revitalization', 7, {
    type: 'panhuo.revitalization.item-written-off.v1',
    subject: `item/${assetId}`,
    data: { assetId, unitPath: VILLAGE, measure: 'lease', writtenOffOn: '2026-03-02' },
  });

/** A registry that has lived: half of its events are corrections of one card, the others cards of their own. */
export async function livedRegistry(events: number): Promise<Iterable<object>> {
  const store = new MemoryStore();
  const world = registryWorld(store, 'seed');
  await registerUnits(world);
  const cards = Math.ceil(events / 2);
  let busiest = '';
  for (let index = 1; index <= cards; index += 1) busiest = await registerCard(world, index);
  for (let version = 1; version <= events - cards; version += 1) await correctCard(world, busiest, cards, version);
  return store.items.values();
}
