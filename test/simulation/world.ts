/** Everything a run consists of, and how it comes to rest. */
import type { ServiceName } from '../../contracts/services.ts';
import type { Clock } from '../../platform/clock.ts';
import type { QueueMessage } from '../../platform/queue.ts';
import { CALM, Interleaving, ROUGH, type Weather } from './faults.ts';
import { Judge } from './judge.ts';
import type { PlantedBug } from './planted-bugs.ts';
import type { Random } from './random.ts';
import { ServiceNode, type ServicePart } from './service-node.ts';
import type { Surroundings } from './surroundings.ts';

export const REGION = '653127';
const START_MS = Date.parse('2026-01-05T01:00:00.000Z');
const HOUR_MS = 3_600_000;
/** Rounds in which a quiet world must come to rest; far more than any needs. */
const ROUNDS_MAX = 400;
const STREAM_BATCH = 100;
const QUEUE_BATCH = 10;

export class World implements Surroundings {
  readonly random: Random;
  readonly bugs: PlantedBug;
  readonly region = REGION;
  readonly turns: Interleaving;
  readonly judge = new Judge();
  readonly nodes = new Map<ServiceName, ServiceNode>();
  nowMs = START_MS;
  weather: Weather;
  relayIsDown = false;
  readonly clock: Clock = { now: () => this.instant() };
  private read = { ms: Number.NaN, text: '' };

  constructor(random: Random, parts: readonly ServicePart[], bugs: PlantedBug) {
    this.random = random;
    this.bugs = bugs;
    this.turns = new Interleaving(random);
    // One run in four has nothing but delays, doubles and reorders, so that rare faults do not hide what happens without them.
    this.weather = random.chance(0.25) ? CALM : ROUGH;
    for (const part of parts) this.nodes.set(part.name, new ServiceNode(part, this));
  }

  /** Goes on from where another world stands. */
  takeOver(other: World): void {
    this.nowMs = other.nowMs;
    this.judge.takeOver(other.judge);
    for (const [name, node] of other.nodes) this.node(name).takeOver(node);
  }

  node(name: ServiceName): ServiceNode {
    const node = this.nodes.get(name);
    if (!node) throw new Error(`${name} is not in this world`);
    return node;
  }

  /** The present as text, written once however often it is read. */
  private instant(): string {
    const ms = this.nowMs;
    if (this.read.ms !== ms) this.read = { ms, text: new Date(ms).toISOString() };
    return this.read.text;
  }

  /** Does something while nothing goes wrong. */
  async calmly(work: () => Promise<void>): Promise<void> {
    const { weather } = this;
    this.weather = CALM;
    await work();
    this.weather = weather;
  }

  /** A queue may refuse a whole call, take half of it, or take it and let the answer get lost. */
  async send(service: ServiceName, messages: readonly QueueMessage[]): Promise<void> {
    const turn = this.turns.wait();
    if (turn) await turn;
    const queue = this.nodes.get(service)?.queue;
    if (!queue) return;
    const rough = this.weather.lostAnswer;
    if (this.random.chance(rough)) throw new Error('the queue is out of reach');
    const taken = this.random.chance(rough) ? this.random.below(messages.length + 1) : messages.length;
    for (const message of messages.slice(0, taken)) queue.send(message, this.nowMs);
    if (taken < messages.length || this.random.chance(rough)) throw new Error('no answer from the queue');
  }

  /** The storm is over: whatever still lies anywhere is worked off, as operators and time would. */
  async comeToRest(): Promise<void> {
    this.weather = CALM;
    this.relayIsDown = false;
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      await this.drain();
      // Everything recorded is older than the sweeper's grace by then; if it or a job finds something, another round follows.
      this.nowMs += HOUR_MS;
      let caughtUp = true;
      for (const node of this.nodes.values()) {
        if (!(await node.sweep())) caughtUp = false;
        await node.runJobs();
      }
      if (!caughtUp) continue;
      if ([...this.nodes.values()].every((node) => node.isDrained && node.queue.isEmpty)) return;
    }
    this.judge.complain('rest', 'the world does not come to rest');
  }

  /** Streams to queues to effects, until nothing moves. */
  private async drain(): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      let moved = false;
      for (const node of this.nodes.values()) {
        for (const shard of node.shards.keys()) {
          await node.relay(shard, STREAM_BATCH);
          await node.project(shard, STREAM_BATCH);
        }
        if (!node.queue.isEmpty) {
          node.queue.redrive();
          await node.consume(0, QUEUE_BATCH);
          moved = true;
        }
        moved ||= !node.isDrained;
      }
      if (!moved) return;
    }
    this.judge.complain('rest', 'messages or records are never worked off');
  }
}
