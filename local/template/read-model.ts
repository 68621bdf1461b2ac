import type { SynthesizedStack } from './assembly.ts';
import type { RegionModel } from './model.ts';
import { readEventSources, readFunctions, readSchedules } from './read-compute.ts';
import { readBuckets, readQueues, readTables } from './read-data.ts';
import { readApi } from './read-http.ts';
import { type LocalAddresses, TemplateResources } from './resources.ts';

/** The AWS region that a stack synthesized for any region gets here: Ningxia, where a Chinese county would run it. */
export const DEFAULT_AWS_REGION = 'cn-northwest-1';

/**
 * The whole of what a synthesized stack says, with the addresses of this machine put in.
 * Throws TemplateError for a resource type, property, attribute or function that cannot be run faithfully here.
 */
export function readModel(stack: SynthesizedStack, addresses: LocalAddresses): RegionModel {
  const awsRegion = stack.awsRegion ?? DEFAULT_AWS_REGION;
  const resources = new TemplateResources(stack.name, awsRegion, stack.template, addresses);
  const tables = readTables(resources);
  const queues = readQueues(resources);
  const functions = readFunctions(resources, stack.assetPaths);
  return {
    stackName: stack.name,
    awsRegion,
    tables,
    queues,
    buckets: readBuckets(resources),
    functions,
    ...readEventSources(resources, functions, queues, tables),
    schedules: readSchedules(resources, functions),
    api: readApi(resources, functions),
  };
}
