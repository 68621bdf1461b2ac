/** One run: a seed, so many steps, and the verdict. */
import type { ServiceName } from '../../contracts/services.ts';
import type { EventItem } from '../../platform/store/store.ts';
import { type Sent, seal, send, type Wish } from './actions.ts';
import { begin } from './beginnings.ts';
import { checkDelivery, checkLives, checkPromises, checkReadModels, checkTrail, recordedBy } from './checks.ts';
import { distributionWish } from './distribution-actions.ts';
import { checkDistribution } from './distribution-model.ts';
import type { Complaint } from './judge.ts';
import { sendMalformed } from './malformed.ts';
import { PARTS } from './parts.ts';
import { NO_BUG, type PlantedBug } from './planted-bugs.ts';
import { Random } from './random.ts';
import { registryWish } from './registry-actions.ts';
import { matterWish } from './registry-matters.ts';
import { checkRegistry } from './registry-model.ts';
import { revitalizationWish } from './revitalization-actions.ts';
import { checkRevitalization } from './revitalization-model.ts';
import { World } from './world.ts';

export const DEFAULT_STEPS = 60;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export interface RunResult {
  readonly seed: number;
  readonly complaints: readonly Complaint[];
  readonly events: number;
  /** What kinds of events there were: `registry.asset-split`… */
  readonly types: readonly string[];
}

/** Runs one seed to its end and judges it. The same seed and steps always give the same run. */
export async function simulate(seed: number, steps = DEFAULT_STEPS, bugs: PlantedBug = NO_BUG): Promise<RunResult> {
  const world = new World(new Random(seed), PARTS, bugs);
  const story = new Story(world, await begin(world));
  for (let step = 0; step < steps; step += 1) await story.step();
  await world.comeToRest();
  const events = await judge(world);
  const types = [...new Set(events.map(({ type }) => type.split('.').slice(1, 3).join('.')))];
  return { seed, complaints: world.judge.complaints, events: events.length, types };
}

async function judge(world: World): Promise<readonly EventItem[]> {
  const all = [...world.nodes.values()].map((node) => ({ node, recorded: recordedBy(node) }));
  const recorded = all.map((one) => one.recorded);
  for (const one of all) checkLives(world, one.node, one.recorded);
  checkPromises(world, recorded);
  checkDelivery(world, recorded);
  checkTrail(world, recorded);
  // What follows speaks of whole lives; where they are broken, that has been said.
  if (world.judge.complaints.length === 0) {
    for (const one of all) {
      if (one.recorded.service === 'registry') checkRegistry(world, one.recorded);
      if (one.recorded.service === 'revitalization') checkRevitalization(world, one.recorded);
      if (one.recorded.service === 'distribution') checkDistribution(world, one.recorded);
      await checkReadModels(world, one.node, one.recorded);
    }
  }
  return recorded.flatMap(({ events }) => events);
}

type Task = () => Promise<unknown>;

/** Chooses what happens next. */
class Story {
  private readonly world: World;
  private readonly sent: Sent[];
  private readonly services: readonly ServiceName[];
  private serial = 0;

  constructor(world: World, sent: Sent[]) {
    this.world = world;
    this.sent = sent;
    this.services = [...world.nodes.keys()];
  }

  async step(): Promise<void> {
    const { random } = this.world;
    this.world.nowMs += random.below(MINUTE_MS);
    if (random.chance(0.12))
      await this.world.turns.run([this.task(), this.task(), ...(random.chance(0.4) ? [this.task()] : [])]);
    else await this.task()().catch(() => undefined);
  }

  private task(): Task {
    const { world } = this;
    const { random } = world;
    const node = world.node(random.pick(this.services));
    const [start, size, shard] = [random.below(8), 1 + random.below(10), random.below(2)];
    return random.weighted<Task>([
      [34, this.command()],
      [6, this.again()],
      [13, () => node.relay(shard, size)],
      [6, () => node.project(shard, size)],
      [18, () => node.consume(start, size)],
      [4, () => node.sweep()],
      [4, () => node.runJobs()],
      [12, async () => this.pass()],
      [
        2,
        async () => {
          world.relayIsDown = !world.relayIsDown;
        },
      ],
      [
        1,
        async () => {
          node.queue.redrive();
        },
      ],
      [
        2,
        async () => {
          this.serial += 1;
          sendMalformed(world, this.serial);
        },
      ],
    ]);
  }

  private command(): Task {
    const { world } = this;
    const wish = world.random.weighted<() => Wish>([
      [4, () => revitalizationWish(world) ?? registryWish(world)],
      [3, () => registryWish(world)],
      [5, () => matterWish(world) ?? registryWish(world)],
      [4, () => distributionWish(world)],
    ])();
    this.serial += 1;
    const sent = seal(wish, this.serial);
    this.sent.push(sent);
    return () => send(world, sent);
  }

  /** A command comes again: as it was, or with another body under the same key. */
  private again(): Task {
    const { world } = this;
    const { random } = world;
    if (this.sent.length === 0) return this.command();
    const recent = this.sent.slice(-6);
    const sent = random.pick(recent);
    const other = random.pick(recent);
    if (random.chance(0.85) || other.wish.service !== sent.wish.service) return () => send(world, sent);
    return () => send(world, { cause: sent.cause, wish: { ...other.wish, actor: sent.wish.actor } });
  }

  /** Time passes: minutes mostly, sometimes weeks in which nobody looked. */
  private pass(): void {
    const { random } = this.world;
    this.world.nowMs += random.weighted([
      // The clock is set back.
      [3, 0 - random.below(50) * MINUTE_MS],
      [48, random.below(60) * MINUTE_MS],
      [24, random.below(16) * 60 * MINUTE_MS],
      [6, random.below(5) * DAY_MS],
      [1, random.below(40) * DAY_MS],
    ]);
  }
}
