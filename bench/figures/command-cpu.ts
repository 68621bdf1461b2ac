/**
 * Processor time of an accepted command, in the bundle that is deployed and from the event that wakes it, over the two bare SDK calls it
 * comes down to: a read of two items and a transaction with two puts of the same items.
 */
import { marshall } from '@aws-sdk/util-dynamodb';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { ordinaryCard, registerCard, registerUnits, registryWorld } from '../drive/registry-life.ts';
import { callEvent } from '../drive/requests.ts';
import { functionEnvironment, withDeployedFunctions } from '../engine/bundles.ts';
import { withCpuProcess } from '../engine/cpu-process.ts';
import { type Issuer, withIssuer } from '../engine/sign-in.ts';
import { withTable } from '../engine/table.ts';
import { type Figure, median } from '../measurement.ts';
import { PEOPLE, TOWNSHIP, VILLAGE } from '../region.ts';

const TIMES_BARE_MAX = 1.5;
const BLOCK = 60;
const WARM_UP_BLOCKS = 4;
const BLOCKS = 9;
const TABLE = 'registry';

/** A table with the county's units, and the two items a registration puts. */
async function seed(): Promise<{ readonly items: readonly object[]; readonly registration: readonly object[] }> {
  const store = new MemoryStore();
  const world = registryWorld(store, 'seed');
  await registerUnits(world);
  const items = [...store.items.values()];
  await registerCard(world, 1);
  return { items, registration: [...store.items.values()].slice(items.length) };
}

type EventMaker = (count: number) => unknown;

/** The same read and the same two puts, their conditions included. */
function bareEvents(registration: readonly object[]): EventMaker {
  const items = registration.map((item) => marshall(item, { removeUndefinedValues: true }));
  return (count) => {
    const puts = items.map((item) => ({ ...item, pk: { S: `${item.pk?.S}-bare-${count}` } }));
    const Keys = ['ASSET', 'UNIT'].map((kind) => ({ pk: { S: `${kind}#653127100201` }, sk: { S: 'STATE' } }));
    const TransactItems = puts.map((Item) => ({
      Put: { TableName: TABLE, Item, ConditionExpression: 'attribute_not_exists(pk)' },
    }));
    return { read: { RequestItems: { [TABLE]: { Keys, ConsistentRead: true } } }, write: { TransactItems } };
  };
}

const requestEvents =
  (token: string): EventMaker =>
  (count) =>
    callEvent(
      'POST /registry/assets',
      { body: { unitPath: VILLAGE, ...ordinaryCard(count) } },
      { authorization: `Bearer ${token}`, key: `cpu-${String(count).padStart(8, '0')}` },
    );

const queueEvents: EventMaker = (count) => ({
  Records: [
    {
      messageId: `message-${count}`,
      attributes: { MessageGroupId: `project/${count}` },
      body: JSON.stringify({
        specversion: '1.0',
        id: `cpu-${count}`,
        source: '/upstream/project-library',
        type: 'panhuo.upstream.project-accepted.v1',
        subject: `project/P-${count}`,
        time: '2026-03-02T02:00:00.000Z',
        data: { unitPath: TOWNSHIP, ...ordinaryCard(count) },
      }),
    },
  ],
});

export const commandCpu: Figure = {
  name: 'command-cpu',
  about: 'processor time of an accepted command in its bundle, over the bare SDK calls of the same shape',
  measure: () =>
    withDeployedFunctions((functions) =>
      withIssuer(async (issuer) => {
        const { items, registration } = await seed();
        return withTable(TABLE, items, async ({ endpoint }) => {
          const directoryOf = (lambda: string): string => functions.directories.get(`registry/${lambda}`) ?? '';
          const subjects = [
            { name: 'bare', directory: functions.bare, make: bareEvents(registration) },
            {
              name: 'registry: register asset, from request to answer',
              directory: directoryOf('http'),
              make: requestEvents(issuer.tokenOf(PEOPLE.accountant)),
            },
            { name: 'registry: register asset, from message', directory: directoryOf('consume'), make: queueEvents },
          ];
          const environment = processEnvironment(directoryOf('http'), issuer, endpoint);
          const times = await blockTimesMs(environment, subjects);
          const perCommandMs = (name: string): number => median(times.get(name) ?? []) / BLOCK;
          return subjects.slice(1).map(({ name }) => ({
            subject: name,
            value: perCommandMs(name),
            unit: 'ms',
            baseline: perCommandMs('bare'),
            target: { atMost: TIMES_BARE_MAX, compares: 'times-baseline' as const },
          }));
        });
      }),
    ),
};

function processEnvironment(directory: string, issuer: Issuer, endpoint: string): Record<string, string> {
  return {
    ...functionEnvironment('registry', directory),
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    OIDC_ISSUER: issuer.issuer,
    OIDC_AUDIENCE: issuer.audience,
    OIDC_JWKS_URI: issuer.jwksUri,
  };
}

/** Processor time of every measured block by subject. Subjects take turns in one process. */
async function blockTimesMs(
  environment: Readonly<Record<string, string>>,
  subjects: readonly { readonly name: string; readonly directory: string; readonly make: EventMaker }[],
): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>(subjects.map(({ name }) => [name, []]));
  let count = 0;
  await withCpuProcess(environment, async (child) => {
    for (let block = 0; block < WARM_UP_BLOCKS + BLOCKS; block += 1) {
      for (const { name, directory, make } of subjects) {
        const first = count;
        const events = Array.from({ length: BLOCK }, (_, index) => make(first + index));
        count += BLOCK;
        const { cpuMs } = await child.run({ directory, events });
        if (block >= WARM_UP_BLOCKS) times.get(name)?.push(cpuMs);
      }
    }
  });
  return times;
}
