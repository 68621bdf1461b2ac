/** One service as it runs: table, stream, relay, projection, queue consumer, sweeper and jobs — the real ones, over memory. */
import type { ServiceName } from '../../contracts/services.ts';
import { dateInShanghai } from '../../platform/calendar.ts';
import type { Clock } from '../../platform/clock.ts';
import type { AggregateKind } from '../../platform/command.ts';
import type { Reaction } from '../../platform/consume.ts';
import { consumeBatch } from '../../platform/lambda/consume.ts';
import type { Log } from '../../platform/log.ts';
import { type Projection, project } from '../../platform/projection.ts';
import type { Queues } from '../../platform/queue.ts';
import { type RelayRuntime, relayBatch } from '../../platform/relay.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import type { Commit, EventItem, StateItem, Store } from '../../platform/store/store.ts';
import { HOURS_PER_RUN_MAX, sweep } from '../../platform/sweep.ts';
import { weatheredStore } from './faults.ts';
import { type Delivered, FifoQueue } from './fifo-queue.ts';
import type { Surroundings } from './surroundings.ts';

/** What a process of any service is given. */
export interface NodeRuntime {
  readonly store: Store;
  readonly clock: Clock;
  readonly region: string;
}

/** An aggregate of any service, whatever its words. */
export type AnyKind = AggregateKind<never, never, { readonly type: string }, never, never, string>;

/** What a service brings into the simulation. */
export interface ServicePart {
  readonly name: ServiceName;
  readonly kinds: readonly AnyKind[];
  readonly projections: readonly Projection<never>[];
  /** Reactions and jobs over the runtime of a process. */
  readonly reactions: readonly Reaction<never>[];
  runtime(base: NodeRuntime): NodeRuntime;
  readonly jobs: readonly { readonly name: string; run(runtime: NodeRuntime): Promise<unknown> }[];
}

/** A record of the table's stream; records of different items lie in different shards and do not wait for one another. */
interface StreamRecord {
  readonly event?: EventItem;
  readonly state?: StateItem;
  readonly atMs: number;
}
interface Shard {
  readonly records: StreamRecord[];
  /** Where relay and projection stand, and how often they have failed there. */
  relayed: number;
  relayFailures: number;
  relaying: boolean;
  projected: number;
  projecting: boolean;
}

const FRESH = { relayed: 0, relayFailures: 0, relaying: false, projected: 0, projecting: false } as const;
const SHARDS = 2;
const DAY_MS = 86_400_000;
/** Tries before the stream gives a batch up. */
const STREAM_TRIES = 4;

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export class ServiceNode {
  readonly part: ServicePart;
  readonly table: MemoryStore;
  readonly queue = new FifoQueue();
  readonly shards: Shard[] = Array.from({ length: SHARDS }, () => ({ ...FRESH, records: [] }));
  /** Beginning of a key → the ids of the aggregates made under it, in their order. */
  readonly statesMade = new Map<string, string[]>();
  /** The table as its processes meet it. */
  readonly store: Store;
  private readonly world: Surroundings;
  private readonly runtimeOfProcesses: NodeRuntime;

  constructor(part: ServicePart, world: Surroundings) {
    this.part = part;
    this.world = world;
    this.table = world.bugs.table?.() ?? new MemoryStore();
    this.table.onCommit = (commit) => this.record(commit);
    this.store = weatheredStore(this.table, world.random, () => world.weather, world.turns);
    // The stack's schedules begin within a quarter of an hour; later they may be missed for weeks.
    this.sweeperKeptUp();
    // Now and then a job has never run at all.
    for (const { name } of part.jobs) if (!world.random.chance(0.05)) this.noteRun(name);
    this.runtimeOfProcesses = part.runtime({ store: this.store, clock: world.clock, region: world.region });
  }

  /** Goes on from where another node of the same service stands; nothing may be under way there. */
  takeOver(other: ServiceNode): void {
    this.table.takeOver(other.table);
    this.queue.takeOver(other.queue);
    for (const [place, shard] of other.shards.entries()) this.shards[place] = { ...shard, records: [...shard.records] };
    for (const [prefix, ids] of other.statesMade) this.statesMade.set(prefix, ids);
  }

  private record({ event, state }: Commit): void {
    if (state.version === 1) this.noteMade(state.pk);
    this.shardOf(event.id).records.push({ event, atMs: this.world.nowMs });
    this.shardOf(state.aggregate).records.push({ state, atMs: this.world.nowMs });
  }

  private noteMade(pk: string): void {
    const prefix = pk.slice(0, pk.indexOf('#') + 1);
    const made = this.statesMade.get(prefix) ?? [];
    const id = pk.slice(prefix.length);
    if (!made.includes(id)) this.statesMade.set(prefix, [...made, id]);
  }

  private shardOf(text: string): Shard {
    const shard = this.shards[(text.codePointAt(text.length - 1) ?? 0) % SHARDS];
    if (!shard) throw new Error('no shard');
    return shard;
  }

  /** The sweeper has run until now and found nothing to do. */
  sweeperKeptUp(): void {
    const row = { pk: 'SWEEP', sk: 'WATERMARK', hour: this.world.clock.now().slice(0, 13) };
    void this.table.write([{ kind: 'put', row }]);
  }

  private noteRun(job: string): void {
    const row = { pk: `JOB#${job}`, sk: 'WATERMARK', day: dateInShanghai(this.world.clock.now()) };
    void this.table.write([{ kind: 'put', row }]);
  }

  get runtime(): NodeRuntime {
    return this.runtimeOfProcesses;
  }

  private get relayRuntime(): RelayRuntime {
    const queues: Queues = { send: (service, messages) => this.world.send(service, messages) };
    return { region: this.world.region, service: this.part.name, store: this.store, queues };
  }

  /** Gives one stream batch to the relay. What fails too often or grows too old is given up: only the sweeper finds it then. */
  async relay(place: number, size: number): Promise<void> {
    const at = this.shards[place % SHARDS];
    // One batch of a shard at a time.
    if (!at || at.relaying) return;
    while (at.relayed < at.records.length && this.world.nowMs - (at.records[at.relayed]?.atMs ?? 0) > DAY_MS)
      at.relayed += 1;
    const batch = at.records.slice(at.relayed, at.relayed + size);
    const events = batch.flatMap((record) => record.event ?? []);
    at.relaying = true;
    let done = false;
    try {
      if (this.world.relayIsDown) throw new Error('the relay is down');
      await (this.world.bugs.relay ?? relayBatch)(this.relayRuntime, events, this.world.nowMs);
      done = true;
    } catch {
      at.relayFailures += 1;
    }
    if (done || at.relayFailures >= STREAM_TRIES) {
      at.relayed += batch.length;
      at.relayFailures = 0;
    }
    at.relaying = false;
  }

  /** Gives one stream batch to the projections. States are never given up: a projection that failed is redriven from its failure queue. */
  async project(place: number, size: number): Promise<void> {
    const at = this.shards[place % SHARDS];
    if (!at || at.projecting) return;
    const batch = at.records.slice(at.projected, at.projected + size);
    const states = batch.flatMap((record) => record.state ?? []);
    at.projecting = true;
    try {
      for (const projection of this.part.projections)
        await (this.world.bugs.project ?? project)(this.store, projection, states);
      at.projected += batch.length;
    } finally {
      at.projecting = false;
    }
  }

  /** Gives one batch of the queue to the consumer, with the partial failures it reports. */
  async consume(start: number, size: number): Promise<void> {
    const batch = this.queue.receive(start, size);
    if (batch.length === 0) return;
    const records = batch.map(({ message, place }) => ({
      messageId: String(place),
      body: message.body,
      attributes: { MessageGroupId: message.group } as never,
    }));
    const consume = this.world.bugs.consume ?? consumeBatch;
    const { batchItemFailures } = await consume(this.runtime as never, this.part.reactions as never, records, silent);
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    // Or the function was done and the queue never heard: everything comes again.
    const isHeard = !this.world.random.chance(this.world.weather.lostAnswer);
    for (const one of batch) if (isHeard && !failed.has(String(one.place))) this.acknowledge(one);
    this.queue.release(batch);
  }

  private acknowledge(one: Delivered): void {
    if (this.queue.isOvertaking(one))
      this.world.judge.complain(
        'order',
        `${one.message.id} overtook an earlier message of ${one.message.group} in ${this.part.name}`,
      );
    this.queue.remove(one);
    this.world.judge.heard(this.part.name, one.message);
  }

  /** Runs the sweeper; false when it has more hours to catch up. */
  async sweep(): Promise<boolean> {
    if (this.world.bugs.noSweeper) return true;
    const { hours } = await (this.world.bugs.sweep ?? sweep)(this.relayRuntime, this.world.nowMs);
    return hours < HOURS_PER_RUN_MAX;
  }

  async runJobs(): Promise<void> {
    for (const { name, run } of this.part.jobs) {
      if (this.world.bugs.jobsForget) this.noteRun(name);
      await run(this.runtime);
    }
  }

  /** Whether everything recorded has been looked at by relay and projection. */
  get isDrained(): boolean {
    return this.shards.every(
      (shard) => shard.relayed >= shard.records.length && shard.projected >= shard.records.length,
    );
  }
}
