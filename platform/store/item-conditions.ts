/** The meaning of the store's conditions in one place, for the memory store; the DynamoDB store says the same in expressions. */
import { type Commit, NOBODY, type RowCondition, type SideWrite } from './store.ts';

type Item = Readonly<Record<string, unknown>> | undefined;

export function holds(condition: RowCondition | undefined, item: Item): boolean {
  if (!condition) return true;
  if ('absent' in condition) return item === undefined;
  return item !== undefined && item[condition.attribute] === condition.equals;
}

export function versionFits(commit: Commit, item: Item): boolean {
  return commit.expectedVersion === 0 ? item === undefined : item?.version === commit.expectedVersion;
}

export function guardAllows(commit: Commit, item: Item): boolean {
  if (!commit.guard) return true;
  const actors = item?.actors;
  return !(Array.isArray(actors) && actors.includes(commit.guard.actorMustNotBeListed));
}

export function sideAllows(side: SideWrite, item: Item): boolean {
  if (side.kind === 'create') return item === undefined;
  if (side.kind === 'claim') return item === undefined || item.owner === NOBODY || item.owner === side.owner;
  if (side.kind === 'release') return item?.owner === side.owner;
  if (!side.atLeast) return true;
  const held = item?.[side.atLeast.attribute];
  return typeof held === 'number' && held >= side.atLeast.value;
}
