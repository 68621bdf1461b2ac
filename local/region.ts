import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BusinessClock } from './clock.ts';
import { answerControl } from './control.ts';
import { claimDirectory } from './data-directory.ts';
import { createTables, type DynamoDbEngine, startDynamoDb } from './engines/dynamodb.ts';
import { type SqsEngine, startSqs } from './engines/sqs.ts';
import { Checkpoints } from './event-sources/checkpoints.ts';
import { QueueReader } from './event-sources/queue-reader.ts';
import { StreamReader } from './event-sources/stream-reader.ts';
import { HttpFront } from './http/front.ts';
import { LocalFunctions } from './lambda/functions.ts';
import type { LocalRegion, StartOptions } from './local-region.ts';
import { findBucketName, findQueue, findTable, UnknownNameError } from './names.ts';
import { readBacklog, waitUntilQuiet } from './quiet.ts';
import { startS3 } from './s3/server.ts';
import { Scheduler } from './schedules/scheduler.ts';
import { startSignIn } from './sign-in.ts';
import { ensureSynthesized } from './synthesis.ts';
import { readStack } from './template/assembly.ts';
import { TemplateError } from './template/json.ts';
import type { RegionModel } from './template/model.ts';
import { DEFAULT_AWS_REGION, readModel } from './template/read-model.ts';

const DEFAULT_IDLE_TIMEOUT_MS = 30_000;

/** Undoes what was started, last first, also when the start itself fails half way. */
class Shutdown {
  readonly #steps: (() => Promise<unknown> | unknown)[] = [];
  #done: Promise<void> | undefined;

  add(step: () => Promise<unknown> | unknown): void {
    this.#steps.unshift(step);
  }

  run(): Promise<void> {
    this.#done ??= (async () => {
      const errors: unknown[] = [];
      for (const step of this.#steps) {
        try {
          await step();
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw new AggregateError(errors, 'the region did not stop cleanly');
    })();
    return this.#done;
  }
}

/**
 * Starts a region from its synthesized template: engines, functions, pollers, schedules, sign-in and the HTTP front.
 * Throws TemplateError for a template that cannot be run faithfully, PortTakenError, DirectoryInUseError,
 * EngineMissingError, TableShapeError, SynthesisError; whatever was started by then is stopped.
 */
export async function startLocal(options: StartOptions): Promise<LocalRegion> {
  const shutdown = new Shutdown();
  try {
    return await start(options, shutdown);
  } catch (error) {
    await shutdown.run().catch(() => undefined);
    throw error;
  }
}

async function start(options: StartOptions, shutdown: Shutdown): Promise<LocalRegion> {
  const { region: code } = options;
  const onError = options.onError ?? printError;
  const temporary = options.dataDirectory === 'temporary';
  const directory = temporary ? mkdtempSync(join(tmpdir(), `panhuo-${code}-`)) : resolve(options.dataDirectory);
  mkdirSync(directory, { recursive: true });
  if (temporary) shutdown.add(() => rmSync(directory, { recursive: true, force: true }));

  if (!temporary) shutdown.add(claimDirectory(directory));

  // The port first: whoever has started the same region already should hear so before anything else is touched.
  const front = new HttpFront();
  await front.listen(options.port);
  shutdown.add(() => front.stop());
  const clock = new BusinessClock(temporary ? undefined : join(directory, 'clock.json'));

  const assembly = options.assemblyDirectory ?? (await ensureSynthesized(code));
  const stack = readStack(assembly, code);
  const awsRegion = stack.awsRegion ?? DEFAULT_AWS_REGION;
  const starting = {
    dynamodb: startDynamoDb(join(directory, 'dynamodb.sqlite'), awsRegion),
    sqs: startSqs(temporary ? undefined : join(directory, 'sqs'), awsRegion),
    s3: startS3(join(directory, 's3')),
    signIn: startSignIn({ regionCode: code, keyPath: temporary ? undefined : join(directory, 'sign-in-key.json') }),
  };
  for (const engine of Object.values(starting)) {
    // Waited for one by one below; each must be stopped even when another of them failed.
    engine.then((started) => shutdown.add(() => started.stop())).catch(() => undefined);
  }
  await Promise.allSettled(Object.values(starting));
  const dynamodb = await starting.dynamodb;
  const sqs = await starting.sqs;
  const s3 = await starting.s3;
  const signIn = await starting.signIn;

  const model = readModel(stack, { sqs: sqs.endpoint, api: front.url });
  acceptTokens(signIn, model);
  await Promise.all([createTables(dynamodb, model.tables), sqs.createQueues(model.queues)]);
  await sqs.releaseInFlight(model.queues);
  s3.createBuckets(model.buckets);
  const endpoints = { dynamodb: dynamodb.endpoint, sqs: sqs.endpoint, s3: s3.endpoint };

  const streams: StreamReader[] = [];
  const functions = new LocalFunctions({
    functions: model.functions,
    awsRegion: model.awsRegion,
    logDirectory: join(directory, 'logs'),
    endpoints,
    jwksUri: signIn.jwksUri,
    clockOffsetMs: () => clock.offsetMs,
    onSettled: ({ environment }) => {
      const known = new Set(Object.values(environment));
      for (const reader of streams) if (known.has(reader.source.table.name)) reader.nudge();
    },
  });
  shutdown.add(() => functions.stop());
  await startReaders({ model, dynamodb, sqs, functions, streams, directory, onError }, shutdown);

  const scheduler = new Scheduler({ ...model, clock, functions, sqs, onError });
  const setting = options.clock;
  if (setting !== undefined) clock.set(setting);
  scheduler.start();
  shutdown.add(() => scheduler.stop());

  const quiet = { model, sqs, streams, functions };
  const region: LocalRegion = {
    code,
    url: front.url,
    model,
    signIn,
    dataDirectory: directory,
    endpoints,
    token: (person, choices) => signIn.token(person, choices),
    clock: () => ({ today: clock.today(), now: new Date(clock.nowMs()).toISOString(), offsetMs: clock.offsetMs }),
    moveClock: (target) => scheduler.moveClock(target),
    schedules: () => scheduler.list(),
    runSchedule: (name) => scheduler.run(name),
    waitUntilIdle: (timeoutMs = DEFAULT_IDLE_TIMEOUT_MS) => waitUntilQuiet(quiet, timeoutMs),
    backlog: () => readBacklog(quiet),
    redrive: (name) => redrive(model, sqs, name),
    queueUrl: (name) => findQueue(model, name).url,
    tableName: (name) => findTable(model, name).name,
    bucketName: (name = '') => findBucketName(model, name),
    stop: () => shutdown.run(),
  };
  front.open({
    api: model.api,
    functions,
    jwksUri: signIn.jwksUri,
    control: (request, body) => answerControl(region, request, body),
  });
  // The first stop is last in the list: no new requests before anything behind the front goes away.
  shutdown.add(() => front.stop());
  functions.warm(new Set(model.api?.routes.map((route) => route.function) ?? []));
  return region;
}

function acceptTokens(signIn: Awaited<ReturnType<typeof startSignIn>>, model: RegionModel): void {
  const authorizers = (model.api?.routes ?? []).flatMap(({ authorizer }) => authorizer ?? []);
  const [first] = authorizers;
  if (first === undefined) return;
  const other = authorizers.find(
    ({ issuer, audiences }) => issuer !== first.issuer || String(audiences) !== String(first.audiences),
  );
  if (other !== undefined)
    throw new TemplateError(`Resources.${other.logicalId}`, 'a second issuer or audience is not supported');
  signIn.accept(first);
}

interface ReaderParts {
  readonly model: RegionModel;
  readonly dynamodb: DynamoDbEngine;
  readonly sqs: SqsEngine;
  readonly functions: LocalFunctions;
  readonly streams: StreamReader[];
  readonly directory: string;
  readonly onError: (error: unknown) => void;
}

async function startReaders(parts: ReaderParts, shutdown: Shutdown): Promise<void> {
  const { model, streams } = parts;
  const common = { ...parts, awsRegion: model.awsRegion };
  const checkpoints = new Checkpoints(join(parts.directory, 'stream-checkpoints.json'));
  shutdown.add(() => checkpoints.flush());
  for (const source of model.streamSources) streams.push(new StreamReader({ ...common, source, checkpoints }));
  const queues = model.queueSources.map((source) => new QueueReader({ ...common, source }));
  shutdown.add(() => Promise.all([...streams, ...queues].map((reader) => reader.stop())));
  await Promise.all(streams.map((reader) => reader.start()));
  for (const reader of queues) reader.start();
}

async function redrive(model: RegionModel, sqs: SqsEngine, name: string) {
  const named = findQueue(model, name);
  const source =
    named.redrive === undefined ? model.queues.find(({ redrive }) => redrive?.deadLetterArn === named.arn) : named;
  const deadLetters = model.queues.find(({ arn }) => arn === source?.redrive?.deadLetterArn);
  if (source === undefined || deadLetters === undefined) {
    throw new UnknownNameError(`${named.name} is neither a queue with dead letters nor the dead letters of a queue`);
  }
  return { from: deadLetters.name, to: source.name, moved: await sqs.redrive(deadLetters, source) };
}

function printError(error: unknown): void {
  process.stderr.write(`local: ${error instanceof Error ? error.message : String(error)}\n`);
}
