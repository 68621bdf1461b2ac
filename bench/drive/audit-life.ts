/** What audit does with the events of the region: keeps each, opens findings where one calls for it, and lets people deal with them. */
import { eventItem, toCloudEvent } from '../../platform/event-item.ts';
import { derivedId, hashOf } from '../../platform/ids.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import type { Store } from '../../platform/store/store.ts';
import { auditAccess } from '../../services/audit/access.ts';
import { reactions } from '../../services/audit/reactions.ts';
import { routes } from '../../services/audit/routes.ts';
import { PEOPLE, REGION_CODE, VILLAGE } from '../region.ts';
import { ordinaryCard } from './registry-life.ts';
import type { Steps } from './steps.ts';
import { openWorld, type World } from './world.ts';

const FIRST_RECORDED_MS = Date.parse('2026-03-02T03:00:00.000Z');

export const auditWorld = (store: Store, run: string): World =>
  openWorld({ name: 'audit', routes, access: auditAccess, reactions }, store, run);

/** An event as the registry publishes it, with its leaf; a millisecond after the one before. */
export function registeredEvent(index: number) {
  const key = `bench-${index}`;
  const data = { unitPath: VILLAGE, holderKind: 'village', ...ordinaryCard(index) };
  const item = eventItem({
    id: derivedId('bench', key),
    cause: { origin: `person:${PEOPLE.accountant.sub}`, key, correlationId: key, causationId: key },
    aggregate: `asset/${derivedId('bench-asset', key)}`,
    version: 1,
    recordedAt: new Date(FIRST_RECORDED_MS + index).toISOString(),
    actor: PEOPLE.accountant,
    requestHash: hashOf(data),
    previousHash: undefined,
    type: 'panhuo.registry.asset-registered.v1',
    data,
  });
  return toCloudEvent(item, REGION_CODE, 'registry');
}

/** A trail that holds so many events. */
export async function livedAudit(events: number): Promise<Iterable<object>> {
  const store = new MemoryStore();
  const world = auditWorld(store, 'seed');
  for (let index = 1; index <= events; index += 1) await world.receive(registeredEvent(index));
  return store.items.values();
}

export async function auditLife(world: World, steps: Steps): Promise<void> {
  await steps.record('first event of a day', () => world.receive(registeredEvent(-1)));
  await steps.record('append to the trail', () => world.receive(registeredEvent(-2)));
}
