import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { LOCAL_CREDENTIALS } from '../engines/aws-json.ts';
import type { FunctionModel } from '../template/model.ts';
import { FunctionPool, type InvokeResult } from './pool.ts';

export interface FunctionsOptions {
  readonly functions: readonly FunctionModel[];
  readonly awsRegion: string;
  readonly logDirectory: string;
  readonly endpoints: { readonly dynamodb: string; readonly sqs: string; readonly s3: string };
  readonly jwksUri: string;
  readonly clockOffsetMs: () => number;
  /** Called when an invocation has ended: the streams of what it writes to may have something new. */
  readonly onSettled: (ended: FunctionModel) => void;
}

/** Waits between the tries of an asynchronous invocation. Lambda waits minutes; nobody at a desk does. */
const ASYNC_RETRY_DELAY_MS = 500;

/** All functions of a region, ready to be invoked by name. */
export class LocalFunctions {
  readonly #pools = new Map<string, FunctionPool>();
  readonly #logs: WriteStream[] = [];
  readonly #onSettled: FunctionsOptions['onSettled'];
  /** Grows with every invocation begun: who waits for quiet can see whether anything happened meanwhile. */
  invocationCount = 0;

  constructor(options: FunctionsOptions) {
    this.#onSettled = options.onSettled;
    mkdirSync(options.logDirectory, { recursive: true });
    for (const model of options.functions) {
      if (model.directory === undefined) continue;
      const log = createWriteStream(join(options.logDirectory, `${model.name}.log`), { flags: 'a' });
      // One pipe per thread and stream ends here.
      log.setMaxListeners(0);
      this.#logs.push(log);
      const environment = functionEnvironment(model, options);
      this.#pools.set(model.name, new FunctionPool({ model, environment, log, clockOffsetMs: options.clockOffsetMs }));
    }
  }

  /** Invocations under way or waiting, over all functions. */
  get busyCount(): number {
    return [...this.#pools.values()].reduce((sum, pool) => sum + pool.busyCount, 0);
  }

  /** Runs a function on an event that is JSON already, and waits for what it gives. */
  async invokeJson(model: FunctionModel, eventJson: string): Promise<InvokeResult> {
    this.invocationCount += 1;
    try {
      return await this.#pool(model).invokeJson(eventJson);
    } finally {
      this.#onSettled(model);
    }
  }

  /** Runs a function on an event and waits for what it gives. */
  invoke(model: FunctionModel, event: unknown): Promise<InvokeResult> {
    return this.invokeJson(model, JSON.stringify(event));
  }

  /** As an asynchronous invocation: tries again as often as the template says; gives the last result. */
  async invokeWithRetries(model: FunctionModel, eventJson: string): Promise<InvokeResult & { attempts: number }> {
    for (let attempts = 1; ; attempts += 1) {
      const result = await this.invokeJson(model, eventJson);
      if (result.ok || attempts > model.maximumRetryAttempts) return { ...result, attempts };
      await new Promise((resolve) => setTimeout(resolve, ASYNC_RETRY_DELAY_MS * attempts));
    }
  }

  /** Starts the first thread of these functions. */
  warm(models: Iterable<FunctionModel>): void {
    for (const model of models) this.#pool(model).warm();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.stop()));
    for (const log of this.#logs) log.end();
    await Promise.all(this.#logs.map((log) => finished(log)));
  }

  #pool(model: FunctionModel): FunctionPool {
    const pool = this.#pools.get(model.name);
    if (pool === undefined) throw new Error(`function ${model.name} is not part of this region`);
    return pool;
  }
}

/**
 * The environment of a function: what Lambda sets, the template's variables, and the few that differ on one machine:
 * endpoints, credentials, path-style S3 and where the sign-in's keys lie. The issuer itself stays the template's.
 */
export function functionEnvironment(
  model: FunctionModel,
  options: Pick<FunctionsOptions, 'awsRegion' | 'endpoints' | 'jwksUri'>,
): Record<string, string> {
  const { endpoints } = options;
  return {
    PATH: process.env.PATH ?? '',
    LANG: 'en_US.UTF-8',
    TZ: 'UTC',
    AWS_REGION: options.awsRegion,
    AWS_DEFAULT_REGION: options.awsRegion,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: model.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(model.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${model.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: model.directory ?? '',
    _HANDLER: `${model.module}.${model.exportName}`,
    ...model.environment,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_DYNAMODB_STREAMS: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    S3_FORCE_PATH_STYLE: 'true',
    ...(model.environment.OIDC_JWKS_URI === undefined ? {} : { OIDC_JWKS_URI: options.jwksUri }),
  };
}
