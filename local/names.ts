import type { QueueModel, RegionModel, TableModel } from './template/model.ts';

/** Nothing in the region, or more than one thing, goes by this name. The message lists what there is. */
export class UnknownNameError extends Error {
  override readonly name = 'UnknownNameError';
}

/**
 * Finds a thing by its full name, by its logical id, or by how its name ends: `registry` is `panhuo-653127-registry.fifo`
 * and not `panhuo-653127-registry-dead-letters.fifo`. Throws UnknownNameError.
 */
function findByName<T extends { readonly name: string; readonly logicalId: string }>(
  kind: string,
  things: readonly T[],
  name: string,
): T {
  const exact = things.filter((thing) => thing.name === name || thing.logicalId === name);
  const ending = things.filter((thing) => {
    const bare = thing.name.replace(/\.fifo$/, '');
    return bare === name.replace(/\.fifo$/, '') || bare.endsWith(`-${name.replace(/\.fifo$/, '')}`);
  });
  const [found, another] = exact.length > 0 ? exact : ending;
  if (found === undefined || another !== undefined) {
    const names = things.map((thing) => thing.name).join(', ');
    throw new UnknownNameError(
      `${found === undefined ? 'no' : 'more than one'} ${kind} fits "${name}"; there are: ${names}`,
    );
  }
  return found;
}

export const findQueue = (model: RegionModel, name: string): QueueModel => findByName('queue', model.queues, name);

export const findTable = (model: RegionModel, name: string): TableModel => findByName('table', model.tables, name);

export const findBucketName = (model: RegionModel, name: string): string => {
  const { buckets } = model;
  const [only] = buckets;
  return only !== undefined && buckets.length === 1 ? only.name : findByName('bucket', buckets, name).name;
};

/** Queues from which nothing is read here: dead letters, and what a stream reader gave up. */
export function isSetAside(model: RegionModel, queue: QueueModel): boolean {
  return !model.queueSources.some((source) => source.queue.arn === queue.arn);
}
