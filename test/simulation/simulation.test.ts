import { describe, expect, test } from 'vitest';
import { PLANTED_BUGS } from './planted-bugs.ts';
import { simulate } from './simulation.ts';

/** Runs of every test run; `npm run simulate` runs as many as one likes. */
const SEEDS = 40;
/** Within so many seeds a planted bug must show. */
const SEEDS_PER_BUG = 1_000;
/** What moves fen or cards; runs that never meet it prove nothing about it. */
const WEIGHTY = [
  ...['asset-split', 'asset-merged', 'asset-handed-over', 'asset-revalued', 'final-account-recorded'],
  ...['disposal-executed', 'disposal-proceeds-spent', 'asset-disposed', 'merger-completed', 'asset-moved-by-merger'],
].map((name) => `registry.${name}`);
const MINUTES_MS = 120_000;

/**
 * Seeds that fail without what they have taught us, kept until the story changes, which makes other runs of old seeds. 62: a card sold, and split before it
 * had heard of it. 4: an event recorded while the clock was set back, which the sweeper never saw.
 */
const KEPT_SEEDS: readonly number[] = [62, 4];

describe('whatever goes wrong on the way', () => {
  test('every invariant is kept, in runs in which everything weighty happens', async () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { complaints, types } = await simulate(seed);
      expect(complaints, `seed ${seed}`).toEqual([]);
      for (const type of types) seen.add(type);
    }
    expect([...seen]).toEqual(expect.arrayContaining(WEIGHTY));
  });

  test.each(KEPT_SEEDS)('seed %i, kept for what it has found, keeps every invariant', async (seed) => {
    expect((await simulate(seed)).complaints).toEqual([]);
  });

  test('the same seed is the same run', async () => {
    expect(await simulate(7)).toEqual(await simulate(7));
  });

  test('runs side by side do not disturb one another', async () => {
    const [first, ...others] = await Promise.all([4, 5, 6].map((seed) => simulate(seed)));
    expect(others).toHaveLength(2);
    expect(await simulate(4)).toEqual(first);
  });
});

describe('the simulator', () => {
  test.each(Object.entries(PLANTED_BUGS))(
    'finds the planted bug: %s',
    async (_name, bug) => {
      for (let seed = 1; seed <= SEEDS_PER_BUG; seed += 1) {
        if ((await simulate(seed, undefined, bug)).complaints.length > 0) return;
      }
      expect.unreachable(`not found within ${SEEDS_PER_BUG} seeds`);
    },
    MINUTES_MS,
  );
});
