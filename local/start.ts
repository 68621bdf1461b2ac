/** `npm start`: one region on this machine until Ctrl-C. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ClockError } from './clock.ts';
import { DirectoryInUseError } from './data-directory.ts';
import { TableShapeError } from './engines/dynamodb.ts';
import { EngineMissingError } from './engines/dynamodb-process.ts';
import { PortTakenError } from './engines/ports.ts';
import type { LocalRegion } from './local-region.ts';
import { unitOf } from './people.ts';
import { startLocal } from './region.ts';
import { fillWithSample, rememberSample, wantsSample } from './sample.ts';
import { SynthesisError } from './synthesis.ts';
import { TemplateError } from './template/json.ts';

const DEFAULT_REGION = '653127';
const DEFAULT_PORT = 8787;
const USAGE = `npm start -- [--region ${DEFAULT_REGION}] [--data .local/${DEFAULT_REGION}] [--port ${DEFAULT_PORT}] [--clock 2026-01-31] [--empty]`;
/** A stop that takes longer than this is not clean, and says so by its exit code. */
const STOP_TIMEOUT_MS = 15_000;

/** Errors whose message says it all; of any other the stack matters too. */
const ERRORS_FOR_PEOPLE = [
  ClockError,
  DirectoryInUseError,
  EngineMissingError,
  PortTakenError,
  SynthesisError,
  TableShapeError,
  TemplateError,
];

class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface Arguments {
  readonly region: string;
  readonly dataDirectory: string;
  readonly port: number;
  readonly today: string | undefined;
  readonly empty: boolean;
}

function readArguments(): Arguments {
  try {
    const { values } = parseArgs({
      options: {
        region: { type: 'string', default: DEFAULT_REGION },
        data: { type: 'string' },
        port: { type: 'string', default: String(DEFAULT_PORT) },
        clock: { type: 'string' },
        empty: { type: 'boolean', default: false },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port ${values.port} is not a port`);
    if (!/^\d{6}$/.test(values.region)) throw new Error(`--region ${values.region} is not a six-digit county code`);
    const dataDirectory = values.data ?? join('.local', values.region);
    return { region: values.region, dataDirectory, port, today: values.clock, empty: values.empty };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

async function main(): Promise<void> {
  const startedMs = Date.now();
  // Functions run in UTC in the cloud; the zone of this machine must not leak into them.
  process.env.TZ = 'UTC';
  const args = readArguments();
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  const region = await startLocal({
    region: args.region,
    dataDirectory: args.dataDirectory,
    port: args.port,
    ...(args.today === undefined ? {} : { clock: { today: args.today } }),
  });
  const stopped = new Promise<void>((resolve) => {
    if (stopping.signal.aborted) resolve();
    stopping.signal.addEventListener('abort', () => resolve());
  });
  announce(region, Date.now() - startedMs);
  if (args.empty) rememberSample(region.dataDirectory);
  else if (wantsSample(region.dataDirectory)) await Promise.race([loadSample(region), stopped]);
  await stopped;
  console.log('stopping …');
  setTimeout(() => {
    console.error(`did not stop within ${STOP_TIMEOUT_MS / 1000} s; ending now`);
    process.exit(1);
  }, STOP_TIMEOUT_MS).unref();
  await region.stop();
}

async function loadSample(region: LocalRegion): Promise<void> {
  const startedMs = Date.now();
  console.log('loading the sample region …');
  try {
    await fillWithSample(region.dataDirectory, region.url, (person) => region.token(person));
    console.log(`sample region loaded in ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
  } catch (error) {
    console.error('the sample region was not loaded; the next start tries again:', error);
  }
}

function announce(region: LocalRegion, elapsedMs: number): void {
  const { endpoints, signIn } = region;
  const { today } = region.clock();
  const width = Math.max(...signIn.people.map(({ id }) => id.length));
  const people = signIn.people.map(
    (person) => `  ${person.id.padEnd(width)}  ${unitOf(region.code, person).padEnd(36)} ${person.title}`,
  );
  console.log(`
Panhuo ${region.code} is ready after ${(elapsedMs / 1000).toFixed(1)} s. Business day ${today}.

  API          ${region.url}
  overview     ${region.url}/_local
  sign-in      ${signIn.url}/.well-known/openid-configuration
  DynamoDB     ${endpoints.dynamodb}
  SQS          ${endpoints.sqs}
  S3           ${endpoints.s3}
  data, logs   ${region.dataDirectory}

Sign in as one of these people:
  curl -s ${region.url}/_local/token -d '{"person":"village-accountant"}'

${people.join('\n')}

Another day: curl -s ${region.url}/_local/clock -d '{"today":"${today}"}'
Stop with Ctrl-C.
`);
}

try {
  await main();
  process.exitCode = 0;
} catch (error) {
  const isForPeople = error instanceof UsageError || ERRORS_FOR_PEOPLE.some((known) => error instanceof known);
  console.error(isForPeople && error instanceof Error ? `cannot start: ${error.message}` : error);
  process.exitCode = 1;
}
