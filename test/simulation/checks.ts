/** What must hold once a world has come to rest, whatever happened before: the invariants that all services have in common. */
import type { ServiceName } from '../../contracts/services.ts';
import { subscribersOf } from '../../contracts/subscriptions.ts';
import { rebuild, replay } from '../../platform/projection.ts';
import type { EventItem, Row, StateItem } from '../../platform/store/store.ts';
import type { ServiceNode } from './service-node.ts';
import type { World } from './world.ts';

export interface Recorded {
  readonly service: ServiceName;
  /** Aggregate → its events in the order of their versions. */
  readonly lives: ReadonlyMap<string, readonly EventItem[]>;
  readonly events: readonly EventItem[];
}

/** Every event of a service, by aggregate. */
export function recordedBy(node: ServiceNode): Recorded {
  const events: EventItem[] = [];
  for (const row of node.table.items.values()) if (row.sk === 'EVT') events.push(row as unknown as EventItem);
  const lives = new Map<string, EventItem[]>();
  for (const event of events) {
    const life = lives.get(event.aggregate);
    if (life) life.push(event);
    else lives.set(event.aggregate, [event]);
  }
  for (const life of lives.values()) life.sort((a, b) => a.version - b.version);
  return { service: node.part.name, lives, events };
}

/** Invariants 2 and 5: one event per accepted command, unbroken lives, states that follow from their events. */
export function checkLives(world: World, node: ServiceNode, { service, lives, events }: Recorded): void {
  const complain = (what: string): void => world.judge.complain('one event per decision', `${service}: ${what}`);
  if (new Set(events.map((event) => event.id)).size < events.length) complain('two event items of one cause');
  for (const [aggregate, life] of lives) {
    let previousHash: string | undefined;
    for (const [place, event] of life.entries()) {
      if (event.version !== place + 1) {
        complain(`${aggregate} has no event of version ${place + 1}`);
        return;
      }
      if (event.previousHash !== previousHash)
        complain(`${aggregate} v${event.version} does not follow from the event before`);
      previousHash = event.hash;
    }
  }
  const kinds = new Map(node.part.kinds.map((kind) => [kind.name, kind]));
  for (const row of node.table.items.values()) {
    if (row.sk !== 'STATE') continue;
    const item = row as unknown as StateItem;
    const life = lives.get(item.aggregate);
    if (!life) {
      // What every run begins with has no events.
      if (!/^(unit|pool|evidence)\//.test(item.aggregate)) complain(`${item.aggregate} has a state and no events`);
      continue;
    }
    const last = life.at(-1);
    if (last?.version !== item.version || last.hash !== item.lastHash)
      complain(`${item.aggregate} v${item.version} is not what its last event made`);
    const kind = kinds.get(item.aggregate.split('/')[0] ?? '');
    const replayed = kind && replay(kind, life);
    if (canonical(replayed?.state) !== canonical(item.state)) complain(`${item.aggregate} is not what its events give`);
  }
}

/** JSON with keys in order and without absent fields. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'absent';
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const parts = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{${parts
    .map(([key, part]) => `${key}:${canonical(part)}`)
    .sort()
    .join()}}`;
}

/** Invariant 2 again, from outside: what was answered is what happened. */
export function checkPromises(world: World, all: readonly Recorded[]): void {
  const byKey = new Map(
    all.flatMap(({ service, events }) => events.map((event) => [`${service} ${event.pk}`, event] as const)),
  );
  for (const promised of world.judge.promises.values()) {
    const event = byKey.get(`${promised.service} EVT#${promised.cause.origin}#${promised.cause.key}`);
    const name = `${promised.service} ${promised.cause.key}`;
    if (promised.eventId !== undefined && (event?.id !== promised.eventId || event.version !== promised.version))
      world.judge.complain('kept promise', `${name} was accepted, and its event is not there`);
    if (promised.eventId === undefined && promised.unknown === 0 && event)
      world.judge.complain('kept promise', `${name} was refused, and has an event`);
  }
}

/** Invariant 3: every event reached everyone who listens, and nobody put one of ours in quarantine. */
export function checkDelivery(world: World, all: readonly Recorded[]): void {
  for (const { service, events } of all) {
    for (const event of events) {
      for (const subscriber of subscribersOf(event.type)) {
        if (world.nodes.has(subscriber) && !world.judge.deliveries.get(subscriber)?.has(event.id))
          world.judge.complain(
            'delivery',
            `${event.type} of ${event.aggregate} in ${service} never reached ${subscriber}`,
          );
      }
    }
  }
  for (const [service, node] of world.nodes) {
    for (const row of node.table.items.values()) {
      if (row.pk.startsWith('QUARANTINE#'))
        world.judge.complain(
          'delivery',
          `${service} quarantined: ${String(row.reason)} ${String(row.detail)} ${String(row.body).slice(0, 200)}`,
        );
    }
  }
}

/** Invariant 7, as far as the trail goes: it holds every event of every service once, and nothing that contradicts it. */
export function checkTrail(world: World, all: readonly Recorded[]): void {
  const node = world.nodes.get('audit');
  if (!node) return;
  const held = new Map<string, number>();
  for (const row of node.table.items.values()) {
    if (!row.pk.startsWith('EVT#trail#')) continue;
    const { leafhash } = row.event as { leafhash: string };
    held.set(leafhash, (held.get(leafhash) ?? 0) + 1);
    if (!row.sk.startsWith('V#')) world.judge.complain('trail', `a contradiction was kept: ${row.sk}`);
  }
  const events = all.flatMap((recorded) => recorded.events);
  for (const event of events)
    if (held.get(event.hash) !== 1)
      world.judge.complain(
        'trail',
        `${event.type} v${event.version} of ${event.aggregate} lies ${held.get(event.hash) ?? 0} times in the trail`,
      );
  if (held.size > events.length) world.judge.complain('trail', 'the trail holds what nobody recorded');
}

/** Invariant 5: read models hold what replaying the events gives. */
export async function checkReadModels(world: World, node: ServiceNode, { lives }: Recorded): Promise<void> {
  for (const projection of node.part.projections) {
    const live = totalsIn(node, projection.name, 1);
    const kind = node.part.kinds.find(({ name }) => name === projection.aggregate);
    if (!kind) continue;
    async function* every() {
      for (const aggregate of lives.keys()) if (aggregate.startsWith(`${projection.aggregate}/`)) yield aggregate;
    }
    const { generation } = await rebuild(node.table, projection, kind, every, world.clock.now());
    if (canonical(totalsIn(node, projection.name, generation)) !== canonical(live))
      world.judge.complain('read models', `${projection.name} is not what replaying its events gives`);
  }
}

/** Totals of a generation that are not zero: row and breakdown → numbers. */
export function totalsIn(
  node: ServiceNode,
  projection: string,
  generation: number,
): Record<string, Record<string, number>> {
  const prefix = `VIEW#TOTAL#${projection}#${generation}#`;
  const totals: Record<string, Record<string, number>> = {};
  for (const row of node.table.items.values()) {
    if (!row.pk.startsWith(prefix)) continue;
    const numbers = Object.entries(row as Row).filter(([name, value]) => name !== 'pk' && name !== 'sk' && value !== 0);
    if (numbers.length > 0)
      totals[`${row.pk.slice(prefix.length)} ${row.sk}`] = Object.fromEntries(numbers) as Record<string, number>;
  }
  return totals;
}
