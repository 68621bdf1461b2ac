/** Finding a unit, and where a merged one leads: its successor, the successor of that, and so on. */
import { ProblemError } from '../../../platform/http/problem.ts';
import type { StateItem } from '../../../platform/store/store.ts';
import { unitCodeOf } from '../../../platform/unit-path.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { Unit } from '../domain/units/unit.ts';
import { unitKey } from '../keys.ts';

/** Mergers one after the other that a look-up follows. */
const SUCCESSORS_MAX = 20;

type Runtime = Pick<RegistryRuntime, 'store'>;

async function unitItem({ store }: Runtime, code: string): Promise<StateItem<Unit> | undefined> {
  const [row] = await store.read([unitKey(code)]);
  return row as StateItem<Unit> | undefined;
}

/** The unit that stands for this one now, and the codes of those that were merged away on the way to it. */
export async function presentUnit(
  runtime: Runtime,
  item: StateItem<Unit>,
): Promise<{ readonly present: StateItem<Unit>; readonly via: readonly string[] }> {
  let present = item;
  const via: string[] = [];
  while (present.state.successor !== undefined && via.length < SUCCESSORS_MAX) {
    const next = await unitItem(runtime, present.state.successor);
    if (!next) break;
    via.push(present.state.code);
    present = next;
  }
  return { present, via };
}

/**
 * A unit that the reader may know of: their own, or one that was merged into their own.
 * @throws ProblemError `not-found`
 */
export async function knownUnit(runtime: Runtime, code: string, inScope: (unitPath: string) => boolean) {
  const item = await unitItem(runtime, code);
  if (!item) throw new ProblemError('not-found');
  const { present, via } = await presentUnit(runtime, item);
  if (!inScope(item.state.path) && !inScope(present.state.path)) throw new ProblemError('not-found');
  return { item, present, via };
}

/** Whether this was the path of a unit merged into one that the reader acts for: its history is theirs (ZC-03). */
export async function mergedInto(
  runtime: Runtime,
  unitPath: string,
  inScope: (unitPath: string) => boolean,
): Promise<boolean> {
  const item = await unitItem(runtime, unitCodeOf(unitPath));
  if (item?.state.status !== 'closed' || item.state.path !== unitPath) return false;
  return inScope((await presentUnit(runtime, item)).present.state.path);
}
