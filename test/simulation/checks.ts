/** What must hold once a world has come to rest, whatever happened before: the invariants that all services have in common. */
import type { ServiceName } from '../../contracts/services.ts';
import { subscribersOf } from '../../contracts/subscriptions.ts';
import { FIRST_GENERATION, rebuild, replay, totalKey } from '../../platform/projection.ts';
import type { EventItem, Row, StateItem } from '../../platform/store/store.ts';
import type { ServiceNode } from './service-node.ts';
import type { World } from './world.ts';

export interface Recorded {
  readonly service: ServiceName;
  /** Aggregate → its events in the order of their versions. */
  readonly lives: ReadonlyMap<string, readonly EventItem[]>;
  readonly events: readonly EventItem[];
  /** Rows of totals, of all read models. */
  readonly totals: readonly Row[];
  /** Aggregate → the state its events give, as far as somebody has asked. */
  readonly replayed: Map<string, unknown>;
}

/** What the keys of all totals begin with. */
const TOTALS = totalKey('', 0, '', '').pk.slice(0, 0 - '#0#'.length);

/** Every event of a service, by aggregate. */
export function recordedBy(node: ServiceNode): Recorded {
  const events: EventItem[] = [];
  const totals: Row[] = [];
  for (const row of node.table.items.values()) {
    if (row.sk === 'EVT') events.push(row as unknown as EventItem);
    else if (row.pk.startsWith(TOTALS)) totals.push(row);
  }
  const lives = new Map<string, EventItem[]>();
  for (const event of events) {
    const life = lives.get(event.aggregate);
    if (life) life.push(event);
    else lives.set(event.aggregate, [event]);
  }
  for (const life of lives.values()) life.sort((a, b) => a.version - b.version);
  return { service: node.part.name, lives, events, totals, replayed: new Map() };
}

/** Invariants 2 and 5: one event per accepted command, unbroken lives, states that follow from their events. */
export function checkLives(world: World, node: ServiceNode, { service, lives, events, replayed }: Recorded): void {
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
      // Papers are there from the beginning and have no events.
      if (!item.aggregate.startsWith('evidence/')) complain(`${item.aggregate} has a state and no events`);
      continue;
    }
    const last = life.at(-1);
    if (last?.version !== item.version || last.hash !== item.lastHash)
      complain(`${item.aggregate} v${item.version} is not what its last event made`);
    const kind = kinds.get(item.aggregate.split('/')[0] ?? '');
    const state = kind && replay(kind, life)?.state;
    replayed.set(item.aggregate, state);
    if (!same(state, item.state)) complain(`${item.aggregate} is not what its events give`);
  }
}

/** Whether two values are the same JSON, absent fields left out. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [one, other] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  for (const name of Object.keys(one)) if (!same(one[name], other[name])) return false;
  for (const name of Object.keys(other)) if (other[name] !== undefined && one[name] === undefined) return false;
  return true;
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
  checkQuarantine(world);
}

/** In quarantine lies what can never take effect, each message once and with its reason, and nothing of ours. */
function checkQuarantine(world: World): void {
  const expected = new Map(world.judge.malformed.map(({ service, body, reason }) => [`${service} ${body}`, reason]));
  for (const [service, node] of world.nodes) {
    for (const row of node.table.items.values()) {
      if (!row.pk.startsWith('QUARANTINE#')) continue;
      const message = `${service} ${String(row.body)}`;
      if (expected.get(message) !== row.reason)
        world.judge.complain(
          'quarantine',
          `${service} quarantined: ${String(row.reason)} ${String(row.detail)} ${String(row.body).slice(0, 200)}`,
        );
      expected.delete(message);
    }
  }
  for (const [message, reason] of expected)
    world.judge.complain('quarantine', `never quarantined as ${reason}: ${message.slice(0, 200)}`);
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

/** Of so many runs one has its read models rebuilt by the platform besides. */
const REBUILT_ONE_IN = 8;

/** Invariant 5: read models hold what replaying the events gives, added up here, and now and then what the platform's own rebuild gives. */
export async function checkReadModels(world: World, node: ServiceNode, recorded: Recorded): Promise<void> {
  const { lives, totals, replayed } = recorded;
  const isRebuilt = world.random.below(REBUILT_ONE_IN) === 0;
  for (const projection of node.part.projections) {
    const kind = node.part.kinds.find(({ name }) => name === projection.aggregate);
    if (!kind) continue;
    const mine = [...lives].filter(([aggregate]) => aggregate.startsWith(`${projection.aggregate}/`));
    const live = totalsIn(totals, projection.name);
    const sums: Record<string, Record<string, number>> = {};
    for (const [aggregate] of mine) {
      const state = replayed.get(aggregate);
      for (const { row, breakdown, add } of state === undefined ? [] : projection.contributions(state as never))
        addTo(sums, `${row} ${breakdown}`, add);
    }
    if (!same(withoutNothing(sums), live))
      world.judge.complain('read models', `${projection.name} is not the sum of what replayed events give`);
    if (!isRebuilt) continue;
    async function* every() {
      for (const [aggregate] of mine) yield aggregate;
    }
    const { generation } = await rebuild(node.table, projection, kind, every, world.clock.now());
    if (!same(totalsIn(recordedBy(node).totals, projection.name, generation), live))
      world.judge.complain('read models', `${projection.name} is not what rebuilding it gives`);
  }
}

/** Adds numbers to a row of sums. */
export function addTo(
  sums: Record<string, Record<string, number>>,
  row: string,
  numbers: Readonly<Record<string, number>>,
): void {
  const sum = sums[row] ?? {};
  sums[row] = sum;
  for (const [name, amount] of Object.entries(numbers)) sum[name] = (sum[name] ?? 0) + amount;
}

/** Without numbers that are zero, and rows that have no others. */
export const withoutNothing = (sums: Readonly<Record<string, Record<string, number>>>) =>
  Object.fromEntries(
    Object.entries(sums)
      .map(([row, numbers]) => [row, Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== 0))])
      .filter(([, numbers]) => Object.keys(numbers as object).length > 0),
  ) as Record<string, Record<string, number>>;

/** Totals of a generation that are not zero: row and breakdown → numbers. */
export function totalsIn(
  rows: readonly Row[],
  projection: string,
  generation = FIRST_GENERATION,
): Record<string, Record<string, number>> {
  const prefix = totalKey(projection, generation, '', '').pk;
  const totals: Record<string, Record<string, number>> = {};
  for (const row of rows) {
    if (!row.pk.startsWith(prefix)) continue;
    const { pk, sk, ...numbers } = row;
    totals[`${pk.slice(prefix.length)} ${sk}`] = numbers as Record<string, number>;
  }
  return withoutNothing(totals);
}
