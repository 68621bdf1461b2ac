/** A real DynamoDB engine for one test file: in memory, on a free port, ended by its own process id. Knows nothing of the platform. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

const LOOPBACK = '127.0.0.1';
const START_TIMEOUT_MS = 10_000;
/** However a test ends, its engine does not outlive this. */
const LIFETIME_MS = 120_000;

/** Keys and indexes of every table, as the stack makes them (infra/names.ts). */
const INDEXES = [
  ['by-aggregate', 'aggregate', 'versionKey', 'ALL'],
  ['by-hour', 'hourKey', 'recordedAt', 'KEYS_ONLY'],
  ['by-due', 'dueKey', 'dueSort', 'KEYS_ONLY'],
  ['by-unit', 'unitKey', 'unitSort', 'ALL'],
] as const;

export interface TestEngine {
  readonly client: DynamoDBDocumentClient;
  /** Makes the two tables of a service and gives their names. */
  createTables(): Promise<{ readonly books: string; readonly views: string }>;
  stop(): Promise<void>;
}

/** Starts the engine. @throws Error when it is not installed, ends, or does not listen within ten seconds */
export async function startDynoxide(): Promise<TestEngine> {
  const program = join(dirname(createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json')), 'dynoxide');
  const port = await freePort();
  const child = spawn(program, ['serve', '--host', LOOPBACK, '--port', String(port)], { stdio: 'ignore' });
  const lifetime = setTimeout(() => child.kill('SIGKILL'), LIFETIME_MS);
  lifetime.unref();
  const endWithUs = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', endWithUs);
  const stop = async (): Promise<void> => {
    clearTimeout(lifetime);
    process.removeListener('exit', endWithUs);
    await ended(child);
  };
  try {
    await listening(port, child);
  } catch (error) {
    await stop();
    throw error;
  }
  const client = new DynamoDBClient({
    endpoint: `http://${LOOPBACK}:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  let tables = 0;
  return {
    client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    async createTables() {
      tables += 1;
      const names = { books: `table-${tables}`, views: `table-${tables}-views` };
      await client.send(booksTable(names.books));
      await client.send(new CreateTableCommand({ TableName: names.views, ...KEYS }));
      return names;
    },
    async stop() {
      client.destroy();
      await stop();
    },
  };
}

const attributes = (...names: readonly string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));

const KEYS = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: attributes('pk', 'sk'),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
} satisfies Partial<CreateTableCommandInput>;

function booksTable(name: string): CreateTableCommand {
  return new CreateTableCommand({
    TableName: name,
    ...KEYS,
    AttributeDefinitions: attributes('pk', 'sk', ...INDEXES.flatMap(([, hash, sort]) => [hash, sort])),
    GlobalSecondaryIndexes: INDEXES.map(([index, hash, sort, projection]) => ({
      IndexName: index,
      KeySchema: [
        { AttributeName: hash, KeyType: 'HASH' },
        { AttributeName: sort, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: projection },
    })),
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, LOOPBACK, resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  while (Date.now() < deadline) {
    if (failure) throw failure;
    if (child.exitCode !== null) throw new Error(`the engine ended with code ${child.exitCode}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, LOOPBACK);
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (open) return;
    await delay(20);
  }
  throw new Error(`the engine does not listen after ${START_TIMEOUT_MS} ms`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exit;
}
