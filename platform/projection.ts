/**
 * Read models that count: each aggregate contributes numbers to totals; when its state changes, the totals change by the
 * difference between its new and its last contribution. The contribution row is conditional on the version it replaces, so a state seen
 * twice, late or out of order counts once. Rebuilding replays event items into a new generation and must give the same rows.
 */
import type { AggregateKind } from './command.ts';
import { invariant } from './decider.ts';
import { canonicalJson } from './ids.ts';
import { inParallel } from './in-parallel.ts';
import type { EventItem, Key, Row, RowWrite, StateItem, Store } from './store/store.ts';
import { BusyError, VIEW_PREFIX } from './store/store.ts';

/** Totals one aggregate adds to: a row name (`653127/…/` and a breakdown) and whole numbers. */
export interface Contribution {
  readonly row: string;
  readonly breakdown: string;
  readonly add: Readonly<Record<string, number>>;
}

export interface Projection<State> {
  readonly name: string;
  /** Aggregate name whose states are projected. */
  readonly aggregate: string;
  /** What this state adds to which totals; nothing when it does not count (any more). */
  contributions(state: State): readonly Contribution[];
}

/** A state as the stream shows it. */
export type ProjectedState = Pick<StateItem, 'aggregate' | 'version' | 'changedAt' | 'state'>;

const TRANSACTION_WRITES_MAX = 100;
const ATTEMPTS_MAX = 8;
export const FIRST_GENERATION = 1;

const pointerKey = (projection: string): Key => ({ pk: `${VIEW_PREFIX}PROJECTION#${projection}`, sk: 'POINTER' });
const lagKey = (projection: string): Key => ({ pk: `${VIEW_PREFIX}PROJECTION#${projection}`, sk: 'LAG' });
/** Where lies what one aggregate has contributed. */
export const contributionKey = (projection: string, generation: number, aggregate: string): Key => ({
  pk: `${VIEW_PREFIX}CONTRIBUTION#${projection}#${generation}#${aggregate}`,
  sk: 'ROW',
});
/**
 * Contributions as they are kept. An aggregate mostly adds the same to several totals (its village, township and county): each row is
 * named once and each addition said once, which keeps the item within a write unit or two.
 */
interface PackedContributions {
  readonly rows: readonly string[];
  readonly parts: readonly {
    readonly breakdown: string;
    readonly add: Readonly<Record<string, number>>;
    /** Positions in `rows`; left out where the addition goes to all of them. */
    readonly at?: readonly number[];
  }[];
}

function pack(contributions: readonly Contribution[]): PackedContributions {
  const rows = [...new Set(contributions.map(({ row }) => row))];
  const same = Map.groupBy(contributions, ({ breakdown, add }) => canonicalJson([breakdown, add]));
  const parts = [...same.values()].flatMap((group) => {
    const at = group.map(({ row }) => rows.indexOf(row));
    const everywhere = at.length === rows.length && at.every((place, index) => place === index);
    return group.slice(0, 1).map(({ breakdown, add }) => ({ breakdown, add, ...(everywhere ? {} : { at }) }));
  });
  return { rows, parts };
}

/** What an aggregate has contributed, from the row at {@link contributionKey}; nothing when there is no row. */
export function contributionsOf(row: Row | undefined): readonly Contribution[] {
  if (row?.contributions === undefined) return [];
  const { rows, parts } = row.contributions as PackedContributions;
  return parts.flatMap(({ breakdown, add, at }) => {
    const names = at === undefined ? rows : at.map((place) => rows[place] as string);
    return names.map((name) => ({ row: name, breakdown, add }));
  });
}

/** Where a total lies; reading one is a single get. */
export const totalKey = (projection: string, generation: number, row: string, breakdown: string): Key => ({
  pk: `${VIEW_PREFIX}TOTAL#${projection}#${generation}#${row}`,
  sk: breakdown,
});

/** The generation now read and written. */
export async function generationOf(store: Store, projection: string): Promise<number> {
  return (await generations(store, projection)).present;
}

/** The generation in use, and the latest one that a rebuild has ever begun. */
async function generations(store: Store, projection: string): Promise<{ present: number; latest: number }> {
  const [pointer] = await store.read([pointerKey(projection)]);
  const present = typeof pointer?.generation === 'number' ? pointer.generation : FIRST_GENERATION;
  return { present, latest: typeof pointer?.latest === 'number' ? pointer.latest : present };
}

/** How far the projection has come: the instant of the latest state it has counted, or undefined before the first. */
export async function projectedUpTo(store: Store, projection: string): Promise<string | undefined> {
  const [row] = await store.read([lagKey(projection)]);
  return typeof row?.upTo === 'string' ? row.upTo : undefined;
}

/** Counts a batch of states into the present generation. Harmless when repeated. */
export async function project<State>(
  store: Store,
  projection: Projection<State>,
  states: readonly ProjectedState[],
): Promise<void> {
  const mine = states.filter((item) => item.aggregate.startsWith(`${projection.aggregate}/`));
  if (mine.length === 0) return;
  await projectInto(store, projection, await generationOf(store, projection.name), mine);
  await recordProgress(store, projection.name, mine);
}

/** Notes how far a projection has come, once it has taken these states in. */
export async function recordProgress(
  store: Store,
  projection: string,
  states: readonly Pick<ProjectedState, 'changedAt'>[],
): Promise<void> {
  const upTo = states.map((item) => item.changedAt).reduce((latest, at) => (at > latest ? at : latest), '');
  // Batches of several shards and redeliveries arrive in any order; what is counted stays counted.
  if (upTo <= ((await projectedUpTo(store, projection)) ?? '')) return;
  await store.write([{ kind: 'put', row: { ...lagKey(projection), upTo } }]);
}

async function projectInto<State>(
  store: Store,
  projection: Projection<State>,
  generation: number,
  states: readonly ProjectedState[],
): Promise<void> {
  let waiting = latestOf(states);
  for (let attempt = 0; waiting.length > 0; attempt += 1) {
    if (attempt === ATTEMPTS_MAX) throw new BusyError(`projection ${projection.name} kept colliding`);
    waiting = await projectOnce(store, projection, generation, waiting);
  }
}

/** The latest state of each aggregate. */
export function latestOf(states: readonly ProjectedState[]): ProjectedState[] {
  const latest = new Map<string, ProjectedState>();
  for (const item of states) {
    if ((latest.get(item.aggregate)?.version ?? 0) < item.version) latest.set(item.aggregate, item);
  }
  return [...latest.values()];
}

/** Counts what fits in transactions of a hundred writes; gives back what has to be read again. */
async function projectOnce<State>(
  store: Store,
  projection: Projection<State>,
  generation: number,
  states: readonly ProjectedState[],
): Promise<ProjectedState[]> {
  const again: ProjectedState[] = [];
  let rest = [...states];
  while (rest.length > 0) {
    const chunk = rest.slice(0, TRANSACTION_WRITES_MAX);
    const known = await store.read(chunk.map((item) => contributionKey(projection.name, generation, item.aggregate)));
    const plan = planWrites(projection, generation, chunk, known);
    invariant(plan.taken > 0, `one ${projection.aggregate} adds to fewer totals than a transaction holds`);
    rest = rest.slice(plan.taken);
    if (plan.writes.length === 0) continue;
    if (!(await store.write(plan.writes))) again.push(...chunk.slice(0, plan.taken));
  }
  return again;
}

/** As many states as fit into one transaction, with the sum of their differences per total. */
function planWrites<State>(
  projection: Projection<State>,
  generation: number,
  states: readonly ProjectedState[],
  known: readonly (Row | undefined)[],
): { readonly writes: RowWrite[]; readonly taken: number } {
  const puts: RowWrite[] = [];
  const totals = new Map<string, { key: Key; add: Record<string, number> }>();
  let taken = 0;
  for (const [index, item] of states.entries()) {
    const row = known[index];
    const before = contributionsOf(row);
    const fresh = typeof row?.version === 'number' && row.version >= item.version;
    if (!fresh) {
      const after = projection.contributions(item.state as State);
      const grown = new Map([...totals].map(([at, total]) => [at, { key: total.key, add: { ...total.add } }]));
      for (const [sign, list] of [
        [-1, before],
        [1, after],
      ] as const) {
        for (const part of list)
          addTo(grown, totalKey(projection.name, generation, part.row, part.breakdown), part.add, sign);
      }
      if (puts.length + 1 + grown.size > TRANSACTION_WRITES_MAX || (taken > 0 && isTooWide(grown))) break;
      puts.push({
        kind: 'put',
        row: {
          ...contributionKey(projection.name, generation, item.aggregate),
          version: item.version,
          contributions: pack(after),
        },
        onlyIf: row === undefined ? { absent: true } : { attribute: 'version', equals: Number(row.version) },
      });
      totals.clear();
      for (const [at, total] of grown) totals.set(at, total);
    }
    taken += 1;
  }
  const changed = [...totals.values()].filter((total) => Object.values(total.add).some((amount) => amount !== 0));
  return { writes: [...puts, ...changed.map((total) => ({ kind: 'add' as const, ...total }))], taken };
}

/** Counters added to one row in one write: an update expression holds no more (4 KB, 300 operators). */
const COUNTERS_PER_ROW_MAX = 140;

const isTooWide = (totals: ReadonlyMap<string, { readonly add: Readonly<Record<string, number>> }>): boolean =>
  [...totals.values()].some((total) => Object.keys(total.add).length > COUNTERS_PER_ROW_MAX);

function addTo(
  totals: Map<string, { key: Key; add: Record<string, number> }>,
  key: Key,
  add: Readonly<Record<string, number>>,
  sign: 1 | -1,
): void {
  const at = `${key.pk}\n${key.sk}`;
  const total = totals.get(at) ?? { key, add: {} };
  for (const [attribute, amount] of Object.entries(add))
    total.add[attribute] = (total.add[attribute] ?? 0) + sign * amount;
  totals.set(at, total);
}

/** Folds the events of one aggregate into the states they made: what a rebuild counts. */
export function replay<State, Command, Event extends { readonly type: string }, Refs, Policy, Code extends string>(
  kind: AggregateKind<State, Command, Event, Refs, Policy, Code>,
  events: readonly EventItem[],
): ProjectedState | undefined {
  let state: State | undefined;
  for (const item of events.toSorted((a, b) => a.version - b.version)) {
    state = kind.evolve(state, kind.fromContract(item.type, item.data));
  }
  const last = events.reduce<EventItem | undefined>((a, b) => (a && a.version > b.version ? a : b), undefined);
  return last && state !== undefined
    ? { aggregate: last.aggregate, version: last.version, changedAt: last.recordedAt, state }
    : undefined;
}

/**
 * Rebuilds a projection from event items alone into a new generation, then points readers at it. What was recorded while it ran is
 * counted by the live projection after the switch and by the second pass here; both are harmless twice.
 * @param aggregates gives the aggregates (`asset/…`) that changed since an instant, or all of them when it is undefined
 */
export async function rebuild<
  State,
  Command,
  Event extends { readonly type: string },
  Refs,
  Policy,
  Code extends string,
>(
  store: Store,
  projection: Projection<State>,
  kind: AggregateKind<State, Command, Event, Refs, Policy, Code>,
  aggregates: (since: string | undefined) => AsyncIterable<string>,
  now: string,
): Promise<Rebuilt> {
  return rebuildGeneration(store, projection.name, kind, aggregates, now, (generation, states) =>
    projectInto(store, projection, generation, states),
  );
}

export interface Rebuilt {
  readonly generation: number;
  readonly aggregates: number;
}

/** The course of every rebuild: replay all into a new generation with `take`, switch the readers, replay what was recorded meanwhile. */
export async function rebuildGeneration<
  State,
  Command,
  Event extends { readonly type: string },
  Refs,
  Policy,
  Code extends string,
>(
  store: Store,
  projection: string,
  kind: AggregateKind<State, Command, Event, Refs, Policy, Code>,
  aggregates: (since: string | undefined) => AsyncIterable<string>,
  now: string,
  take: (generation: number, states: readonly ProjectedState[]) => Promise<void>,
): Promise<Rebuilt> {
  const { present, latest } = await generations(store, projection);
  // A generation is begun once: what an earlier rebuild left half done was perhaps counted by other rules.
  const generation = latest + 1;
  await store.write([{ kind: 'put', row: { ...pointerKey(projection), generation: present, latest: generation } }]);
  const count = async (since: string | undefined): Promise<number> => {
    let counted = 0;
    for await (const batch of batchesOf(aggregates(since))) {
      const states: ProjectedState[] = [];
      await inParallel(batch, REPLAYS_AT_ONCE, async (aggregate) => {
        const state = replay(kind, await eventsOf(store, aggregate));
        if (state) states.push(state);
      });
      await take(generation, states);
      counted += batch.length;
    }
    return counted;
  };
  const counted = await count(undefined);
  await store.write([
    { kind: 'put', row: { ...pointerKey(projection), generation, latest: generation, switchedAt: now } },
  ]);
  await count(now);
  return { generation, aggregates: counted };
}

const EVENTS_PAGE = 200;
const REPLAYS_AT_ONCE = 8;

/** Aggregates that share the transactions of a rebuild. */
async function* batchesOf(aggregates: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let batch: string[] = [];
  for await (const aggregate of aggregates) {
    batch.push(aggregate);
    if (batch.length < TRANSACTION_WRITES_MAX) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Every event of an aggregate, oldest first. */
export async function eventsOf(store: Store, aggregate: string): Promise<EventItem[]> {
  const events: EventItem[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await store.queryByAggregate(aggregate, { limit: EVENTS_PAGE, after });
    events.push(...(page.rows as unknown as EventItem[]));
    after = page.next;
  } while (after);
  return events;
}
