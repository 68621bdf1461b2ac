/** What goes wrong: calls that crash before or after they took effect, throttling, conflicts, and tasks that run through one another. */
import { BusyError, type Commit, type CommitOutcome, type Store } from '../../platform/store/store.ts';
import { Crash } from '../support/crashing-store.ts';
import type { Random } from './random.ts';

/** How rough a run is: probabilities per store call. */
export interface Weather {
  readonly crashBefore: number;
  readonly lostAnswer: number;
  readonly throttled: number;
  /** Somebody else's transaction got in between, though nothing changed. */
  readonly conflict: number;
}

export const CALM: Weather = { crashBefore: 0, lostAnswer: 0, throttled: 0, conflict: 0 };
export const ROUGH: Weather = { crashBefore: 0.02, lostAnswer: 0.03, throttled: 0.02, conflict: 0.03 };

/** Lets tasks wait at their store calls until it is their turn. */
export interface Turns {
  wait(): Promise<void> | undefined;
}

/** The store as a process meets it in this weather. */
export function weatheredStore(store: Store, random: Random, weather: () => Weather, turns: Turns): Store {
  const guarded = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = turns.wait();
    return turn || weather() !== CALM ? exposed(work, turn) : work();
  };
  const exposed = async <T>(work: () => Promise<T>, turn: Promise<void> | undefined): Promise<T> => {
    if (turn) await turn;
    const now = weather();
    if (now === CALM) return work();
    if (random.chance(now.crashBefore)) throw new Crash('before a call');
    if (random.chance(now.throttled)) throw new BusyError('throttled');
    const answer = await work();
    if (random.chance(now.lostAnswer)) throw new Crash('after a call');
    return answer;
  };
  return {
    read: (keys) => guarded(() => store.read(keys)),
    commit: (commit: Commit) =>
      guarded(
        async (): Promise<CommitOutcome> =>
          random.chance(weather().conflict) ? { kind: 'conflict' } : store.commit(commit),
      ),
    commitTogether: (commits) => guarded(() => store.commitTogether(commits)),
    write: (writes) => guarded(() => store.write(writes)),
    queryPartition: (pk, prefix, range) => guarded(() => store.queryPartition(pk, prefix, range)),
    queryByUnit: (unitKey, prefix, range) => guarded(() => store.queryByUnit(unitKey, prefix, range)),
    queryByDue: (dueKey, range) => guarded(() => store.queryByDue(dueKey, range)),
    queryByHour: (hourKey, range) => guarded(() => store.queryByHour(hourKey, range)),
    queryByAggregate: (aggregate, range) => guarded(() => store.queryByAggregate(aggregate, range)),
  };
}

/** Turns of the microtask queue that somebody who is not waiting gets to come to his next call. */
const TICKS = 24;
/** After so many without anybody waiting, a task hangs on something that is not ours. */
const TICKS_MAX = 100_000;

/**
 * Runs tasks through one another: each stops at every store call, and the generator says who goes on. Everything here happens in
 * microtasks, whose order is always the same, so that a seed is one run however long anybody is given to come to a call.
 */
export class Interleaving implements Turns {
  private readonly random: Random;
  private waiting: (() => void)[] | undefined;

  constructor(random: Random) {
    this.random = random;
  }

  wait(): Promise<void> | undefined {
    const { waiting } = this;
    return waiting && new Promise((resolve) => waiting.push(resolve));
  }

  async run(tasks: readonly (() => Promise<unknown>)[]): Promise<void> {
    const waiting: (() => void)[] = [];
    this.waiting = waiting;
    let left = tasks.length;
    for (const task of tasks) {
      void task()
        .catch(() => undefined)
        .finally(() => {
          left -= 1;
        });
    }
    while (left > 0) {
      for (let ticks = 0; left > 0 && (waiting.length === 0 || (waiting.length < left && ticks < TICKS)); ticks += 1) {
        if (ticks === TICKS_MAX) throw new Error('a task waits for something that is not in this world');
        await undefined;
      }
      if (waiting.length > 0) waiting.splice(this.random.below(waiting.length), 1)[0]?.();
    }
    this.waiting = undefined;
  }
}
