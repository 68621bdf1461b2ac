/**
 * Makes the read models of one service anew from its event items, beside the running service:
 * `npm run rebuild -- --region 653127 --service registry [--read-model ledger]…`.
 * Credentials and region are those of the AWS SDK; for a region on this machine set AWS_ENDPOINT_URL_DYNAMODB to the address it prints, and do not
 * work in it meanwhile if its clock is set back: what is recorded during a rebuild is found by the time of day.
 */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { SERVICE_NAMES, type ServiceName } from '../contracts/services.ts';
import { resourceName } from '../infra/names.ts';
import type { ReadModel } from '../platform/read-model.ts';
import { DynamoStore } from '../platform/store/dynamo-store.ts';
import { readModels as audit } from '../services/audit/read-models.ts';
import { readModels as distribution } from '../services/distribution/read-models.ts';
import { readModels as registry } from '../services/registry/read-models.ts';
import { readModels as revitalization } from '../services/revitalization/read-models.ts';
import { aggregatesOf, removeGenerationsBefore } from './read-models/service-tables.ts';

const USAGE = 'usage: npm run rebuild -- --region <code> --service <name> [--read-model <name>]…';
const READ_MODELS: Readonly<Record<ServiceName, readonly ReadModel[]>> = {
  audit,
  distribution,
  registry,
  revitalization,
};

class WrongArguments extends Error {}

/** The read models asked for. @throws WrongArguments naming what there is */
function chosen(service: string | undefined, names: readonly string[]): [ServiceName, readonly ReadModel[]] {
  const known = SERVICE_NAMES.find((name) => name === service);
  if (known === undefined) throw new WrongArguments(`--service is one of ${SERVICE_NAMES.join(', ')}`);
  const all = READ_MODELS[known];
  const strange = names.find((name) => !all.some((model) => model.name === name));
  if (strange !== undefined) {
    const there = all.map(({ name }) => name).join(', ');
    throw new WrongArguments(`${known} has no read model "${strange}"; it has ${there}`);
  }
  return [known, names.length === 0 ? all : all.filter(({ name }) => names.includes(name))];
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      region: { type: 'string' },
      service: { type: 'string' },
      'read-model': { type: 'string', multiple: true },
    },
  });
  if (values.region === undefined) throw new WrongArguments('--region is missing');
  const [service, models] = chosen(values.service, values['read-model'] ?? []);
  const tables = {
    books: resourceName(values.region, service),
    views: resourceName(values.region, service, 'views'),
  };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const store = new DynamoStore(client, tables);
  for (const model of models) {
    const startedMs = Date.now();
    const aggregates = aggregatesOf(client, tables, model.aggregate);
    const { generation, aggregates: replayed } = await model.rebuild(store, aggregates, new Date().toISOString());
    // The generation just left stays: a list that somebody is paging through goes on in it.
    const removed = await removeGenerationsBefore(client, tables, model.name, generation - 1);
    const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
    console.log(
      `${service}/${model.name}: ${replayed} aggregates, generation ${generation}, ${removed} old rows removed, ${seconds} s`,
    );
  }
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof WrongArguments || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS'))
    console.error(USAGE);
  process.exitCode = error instanceof WrongArguments ? 2 : 1;
}
