/** What a KiB begun costs is paid in the table and in each index, so an ordinary card stays below one. */
import { expect, test } from 'vitest';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import type { Commit } from '../../platform/store/store.ts';
import { nothingUsed } from '../engine/meter.ts';
import { plainHandover, registerUnits, registryLife, registryWorld } from './registry-life.ts';
import { Steps } from './steps.ts';

const KIB = 1_024;
const LIFE = [
  'register asset',
  'register asset (event)',
  'correct asset',
  'declare idle',
  'review finding',
  'record write-off (event)',
];
/** Before that the card carries the chain it goes through. */
const ONCE_APPROVED = [
  'last step of a chain',
  'confirm handover',
  'confirm handover (second)',
  'post handover',
  'hand over',
];

/** The sizes of what each command of a story puts. */
async function sizesIn(story: typeof registryLife) {
  const store = new MemoryStore();
  const commits: Commit[] = [];
  const commit = store.commit.bind(store);
  store.commit = (one) => {
    commits.push(one);
    return commit(one);
  };
  const putsOf = () => commits.splice(0).flatMap(({ event, state }) => [{ ...event }, { ...state }]);
  const steps = new Steps({ take: () => ({ ...nothingUsed(), puts: putsOf() }) });
  const world = registryWorld(store, 'life');
  await registerUnits(world);
  await story(world, steps);
  return steps.all;
}

test.each([
  ['from its registration to its write-off', registryLife, LIFE],
  ['on its way to another holder, once that is approved', plainHandover, ONCE_APPROVED],
])('an ordinary card stays below a KiB %s, and every event does', async (_way, story, states) => {
  const steps = await sizesIn(story);
  const long = steps.filter(({ eventBytes = 0 }) => eventBytes > KIB);
  expect(long.map(({ name }) => name)).toEqual([]);
  const fitting = steps.filter(({ stateBytes = 0 }) => stateBytes > 0 && stateBytes <= KIB).map(({ name }) => name);
  expect(fitting).toEqual(expect.arrayContaining(states));
});
