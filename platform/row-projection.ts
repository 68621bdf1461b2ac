/**
 * Read models made of rows: each aggregate contributes rows (an index entry per word, a fingerprint); when its state changes, the rows it no
 * longer contributes are taken out and new ones put in. What its rows are made of lies in one contribution row, conditional on the step it replaces,
 * so a state seen twice, late or out of order changes nothing, and a state that leaves its basis alone costs one read and one write.
 * Rows that do not fit one transaction are written in several; the contribution row names what may lie about until the last is through.
 */
import type { AggregateKind } from './command.ts';
import { invariant } from './decider.ts';
import { canonicalJson } from './ids.ts';
import { inParallel } from './in-parallel.ts';
import {
  contributionKey,
  generationOf,
  latestOf,
  type ProjectedState,
  type Rebuilt,
  rebuildGeneration,
  recordProgress,
} from './projection.ts';
import {
  BusyError,
  type Key,
  READ_KEYS_MAX,
  type Row,
  type RowWrite,
  type Store,
  VIEW_PREFIX,
  WRITES_MAX,
} from './store/store.ts';

/** A row as its projection sees it; where it really lies is {@link rowKey}. */
export type ContributedRow = Key & Readonly<Record<string, unknown>>;

export interface RowProjection<State, Basis> {
  /** Change it together with `rows`: rows made by another rule are another read model. */
  readonly name: string;
  /** Aggregate name whose states are projected. */
  readonly aggregate: string;
  /** All that the rows are made of: small and plain JSON. Undefined when the state contributes nothing (any more). */
  basis(state: State): Basis | undefined;
  /** The rows of a basis, each key once. */
  rows(basis: Basis, id: string): readonly ContributedRow[];
  /** Looks at rows of several aggregates, after every state, changed or not; harmless when repeated. */
  settle?(store: Store, generation: number, change: Settled<Basis>): Promise<void>;
}

/** What an aggregate contributed before, where it is known to have changed, and what it contributes now. */
export interface Settled<Basis> {
  readonly before: Basis | undefined;
  readonly after: Basis | undefined;
}

interface Contribution<Basis> {
  readonly version: number;
  /** Goes up with every write of the contribution row, so that of two writers one gives way. */
  readonly step: number;
  readonly basis?: Basis;
  /** Bases whose rows may still lie about, while a change takes several transactions. */
  readonly unfinished?: readonly Basis[];
}

const ATTEMPTS_MAX = 8;
/** Writes of one transaction beside the contribution row. */
const ROWS_PER_WRITE = WRITES_MAX - 1;

/** The partition in which a row of the read model lies. */
export const rowPartition = (projection: string, generation: number, pk: string): string =>
  `${VIEW_PREFIX}ROWS#${projection}#${generation}#${pk}`;

/** Transactions and settlements under way at once. */
const CONCURRENCY = 8;

/** Takes a batch of states into the present generation. Harmless when repeated. @throws BusyError when writers keep colliding */
export async function projectRows<State, Basis>(
  store: Store,
  projection: RowProjection<State, Basis>,
  states: readonly ProjectedState[],
): Promise<void> {
  const mine = states.filter((item) => item.aggregate.startsWith(`${projection.aggregate}/`));
  if (mine.length === 0) return;
  await takeIn(store, projection, await generationOf(store, projection.name), latestOf(mine));
  await recordProgress(store, projection.name, mine);
}

/** Makes all rows anew from event items in a new generation; see {@link rebuildGeneration}. */
export function rebuildRows<
  State,
  Basis,
  Command,
  Event extends { readonly type: string },
  Refs,
  Policy,
  Code extends string,
>(
  store: Store,
  projection: RowProjection<State, Basis>,
  kind: AggregateKind<State, Command, Event, Refs, Policy, Code>,
  aggregates: (since: string | undefined) => AsyncIterable<string>,
  now: string,
): Promise<Rebuilt> {
  return rebuildGeneration(store, projection.name, kind, aggregates, now, (generation, states) =>
    takeIn(store, projection, generation, states),
  );
}

async function takeIn<State, Basis>(
  store: Store,
  projection: RowProjection<State, Basis>,
  generation: number,
  states: readonly ProjectedState[],
): Promise<void> {
  const writer = new Writer(store, projection, generation);
  const keys = states.map((item) => contributionKey(projection.name, generation, item.aggregate));
  const known: (Row | undefined)[] = [];
  for (let from = 0; from < keys.length; from += READ_KEYS_MAX)
    known.push(...(await store.read(keys.slice(from, from + READ_KEYS_MAX))));
  const plans = states.map((item, index) => writer.plan(item, known[index]));
  // Small changes share transactions; a large one, and one that a broken-off writer left behind, goes its own way.
  const alone = plans.filter((plan) => plan.writes.length > ROWS_PER_WRITE || plan.resumes);
  const together = plans.filter((plan) => plan.changes && !alone.includes(plan));
  // Each aggregate has rows of its own, so what is under way at once never meets.
  await inParallel(groupsOf(together), CONCURRENCY, async (group) => {
    if (!(await store.write(group.flatMap((plan) => [plan.contribution(true), ...plan.writes])))) alone.push(...group);
  });
  await inParallel(alone, CONCURRENCY, ({ item }) => writer.alone(item));
  await inParallel(plans, CONCURRENCY, async ({ before, after, overtaken }) => {
    if (!overtaken) await projection.settle?.(store, generation, { before, after });
  });
}

interface Plan<Basis> {
  readonly item: ProjectedState;
  readonly before: Basis | undefined;
  readonly after: Basis | undefined;
  /** A later state has been taken in already. */
  readonly overtaken: boolean;
  readonly changes: boolean;
  readonly resumes: boolean;
  readonly writes: readonly RowWrite[];
  /** The write of the contribution row; `complete` when no rows are left to be written after it. */
  contribution(complete: boolean, step?: number): RowWrite;
}

class Writer<State, Basis> {
  private readonly store: Store;
  private readonly projection: RowProjection<State, Basis>;
  private readonly generation: number;

  constructor(store: Store, projection: RowProjection<State, Basis>, generation: number) {
    this.store = store;
    this.projection = projection;
    this.generation = generation;
  }

  private rowsOf(basis: Basis, id: string): ContributedRow[] {
    const { name } = this.projection;
    return this.projection.rows(basis, id).map((row) => ({ ...row, pk: rowPartition(name, this.generation, row.pk) }));
  }

  /** What is to be written for a state over the contribution known. */
  plan(item: ProjectedState, row: Row | undefined): Plan<Basis> {
    const known = row as (Row & Contribution<Basis>) | undefined;
    const id = item.aggregate.slice(this.projection.aggregate.length + 1);
    const resumes = known?.unfinished !== undefined && known.version <= item.version;
    const later = known !== undefined && (known.version > item.version || (known.version === item.version && !resumes));
    const before = known?.basis;
    const after = later ? before : this.projection.basis(item.state as State);
    // Noted even where the rows stay as they are: an earlier state that comes later must not bring its own back.
    const changes = !later;
    const lying = [...(known?.unfinished ?? []), ...(before === undefined ? [] : [before])];
    const key = contributionKey(this.projection.name, this.generation, item.aggregate);
    return {
      item,
      before: resumes ? (known?.unfinished?.[0] ?? before) : before,
      after,
      overtaken: known !== undefined && known.version > item.version,
      changes,
      resumes: changes && resumes,
      writes: changes && !sameBasis(lying, after, resumes) ? this.difference(lying, after, id, resumes) : [],
      contribution: (complete, step = known?.step ?? 0) => ({
        kind: 'put',
        row: {
          ...key,
          version: item.version,
          step: step + 1,
          ...(after === undefined ? {} : { basis: after }),
          ...(complete ? {} : { unfinished: lying }),
        },
        onlyIf: step === 0 ? { absent: true } : { attribute: 'step', equals: step },
      }),
    };
  }

  /** Rows to put that are new or say something new, and rows to take out. After a break-off nothing that lies there is trusted. */
  private difference(lying: readonly Basis[], after: Basis | undefined, id: string, doubtful: boolean): RowWrite[] {
    const wanted = new Map((after === undefined ? [] : this.rowsOf(after, id)).map((row) => [at(row), row]));
    const there = new Map(lying.flatMap((basis) => this.rowsOf(basis, id)).map((row) => [at(row), row]));
    const puts = [...wanted].filter(
      ([place, row]) => doubtful || canonicalJson(there.get(place) ?? null) !== canonicalJson(row),
    );
    const gone = [...there].filter(([place]) => !wanted.has(place));
    return [
      ...puts.map(([, row]): RowWrite => ({ kind: 'put', row })),
      ...gone.map(([, { pk, sk }]): RowWrite => ({ kind: 'delete', key: { pk, sk } })),
    ];
  }

  /** One state by itself, in as many transactions as it takes; each is conditional on the one before. */
  async alone(item: ProjectedState): Promise<void> {
    const key = contributionKey(this.projection.name, this.generation, item.aggregate);
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      const [row] = await this.store.read([key]);
      const plan = this.plan(item, row);
      if (!plan.changes || (await this.inSteps(plan, Number(row?.step ?? 0)))) return;
    }
    throw new BusyError(`projection ${this.projection.name} kept colliding over ${item.aggregate}`);
  }

  private async inSteps(plan: Plan<Basis>, from: number): Promise<boolean> {
    const parts = Math.max(1, Math.ceil(plan.writes.length / ROWS_PER_WRITE));
    for (let part = 0; part < parts; part += 1) {
      const rows = plan.writes.slice(part * ROWS_PER_WRITE, (part + 1) * ROWS_PER_WRITE);
      if (!(await this.store.write([plan.contribution(part + 1 === parts, from + part), ...rows]))) return false;
    }
    return true;
  }
}

const sameBasis = (lying: readonly unknown[], after: unknown, resumes: boolean): boolean =>
  !resumes && canonicalJson(lying[0] ?? null) === canonicalJson(after ?? null);
const at = (key: Key): string => `${key.pk}\n${key.sk}`;

/** As many plans to a transaction as it holds, each with its contribution row. */
function groupsOf<P extends { readonly writes: readonly RowWrite[] }>(plans: readonly P[]): P[][] {
  const groups: P[][] = [];
  let held = WRITES_MAX;
  for (const plan of plans) {
    const more = plan.writes.length + 1;
    invariant(more <= WRITES_MAX, 'a plan that shares a transaction fits into one');
    if (held + more > WRITES_MAX) {
      groups.push([]);
      held = 0;
    }
    groups.at(-1)?.push(plan);
    held += more;
  }
  return groups;
}
