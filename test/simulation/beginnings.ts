/**
 * Where runs begin: counties in the middle of their work, made once by the real code in calm weather and taken over by every run that begins there, so that
 * a run of few steps meets disposals under approval and plans under publicity without living through their beginnings.
 */
import type { Sent } from './actions.ts';
import { foundDocuments } from './documents.ts';
import { PARTS } from './parts.ts';
import { NO_BUG } from './planted-bugs.ts';
import { prehistory } from './prehistory.ts';
import { Random } from './random.ts';
import { World } from './world.ts';

/** So many different beginnings; each takes the memory of its rows. */
const BEGINNINGS = 256;

interface Beginning {
  readonly world: World;
  /** The commands that led there, since they may be sent again. */
  readonly sent: readonly Sent[];
}
const known = new Map<number, Beginning>();

/** Lets a world begin somewhere. */
export async function begin(world: World): Promise<Sent[]> {
  const number = world.random.below(BEGINNINGS);
  const beginning = known.get(number) ?? (await made(number));
  known.set(number, beginning);
  world.takeOver(beginning.world);
  return [...beginning.sent];
}

async function made(number: number): Promise<Beginning> {
  const world = new World(new Random(-1 - number), PARTS, NO_BUG);
  await foundDocuments(world);
  return { world, sent: await prehistory(world) };
}
