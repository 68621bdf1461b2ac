/** A store whose calls can be made to fail: before they take effect, or after, when only the answer is lost. */
import type { Store } from '../../platform/store/store.ts';

/** The process is gone at this point. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

export type When = 'before' | 'after';

/** Wraps a store; `fail` is asked at every call, in order, and says whether and when that call crashes. */
export function crashingStore(store: Store, fail: (call: number, name: keyof Store) => When | undefined): Store {
  let calls = 0;
  const through = <Name extends keyof Store>(name: Name): Store[Name] => {
    const original = store[name].bind(store) as (...parts: unknown[]) => Promise<unknown>;
    return (async (...parts: unknown[]) => {
      const when = fail(calls, name);
      calls += 1;
      if (when === 'before') throw new Crash(`before ${name}`);
      const answer = await original(...parts);
      if (when === 'after') throw new Crash(`after ${name}`);
      return answer;
    }) as unknown as Store[Name];
  };
  return {
    read: through('read'),
    commit: through('commit'),
    commitTogether: through('commitTogether'),
    write: through('write'),
    queryPartition: through('queryPartition'),
    queryByUnit: through('queryByUnit'),
    queryByDue: through('queryByDue'),
    queryByHour: through('queryByHour'),
    queryByAggregate: through('queryByAggregate'),
  };
}

/** Counts the calls of one undisturbed run, then names every crash point: each call, before and after. */
export async function crashPoints(
  run: (store: Store) => Promise<unknown>,
  fresh: () => Store,
): Promise<(readonly [number, When])[]> {
  let calls = 0;
  const counting = crashingStore(fresh(), () => {
    calls += 1;
    return undefined;
  });
  await run(counting);
  return Array.from({ length: calls }, (_, call) => call).flatMap((call) => [
    [call, 'before'] as const,
    [call, 'after'] as const,
  ]);
}
