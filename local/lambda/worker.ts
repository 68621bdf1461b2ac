/**
 * The thread one function runs in: its own environment, one invocation at a time, as in Lambda.
 * Started by lambda/pool.ts, never imported.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { FunctionFailure, InvokeMessage, WorkerMessage, WorkerSetup } from './protocol.ts';

type Handler = (event: unknown, context: object) => unknown;

const setup = workerData as WorkerSetup;
const port = parentPort;
if (port === null) throw new Error('lambda/worker.ts runs as a worker thread only');
const tell = (message: WorkerMessage): void => port.postMessage(message);

function describe(error: unknown): FunctionFailure {
  if (!(error instanceof Error)) return { errorType: 'Error', errorMessage: String(error) };
  const trace = error.stack?.split('\n') ?? [];
  return { errorType: error.name, errorMessage: error.message, trace };
}

async function loadHandler(): Promise<Handler> {
  const module = (await import(setup.moduleUrl)) as Record<string, unknown>;
  const handler = module[setup.exportName];
  if (typeof handler !== 'function') throw new TypeError(`${setup.moduleUrl} exports no function ${setup.exportName}`);
  return handler as Handler;
}

function makeContext(message: InvokeMessage): object {
  return {
    functionName: setup.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: setup.functionArn,
    memoryLimitInMB: String(setup.memoryMb),
    awsRequestId: message.requestId,
    logGroupName: `/aws/lambda/${setup.functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, message.deadlineMs - Date.now()),
  };
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  const { requestId } = message;
  // Read by the services' own clock at each call; everything technical (token expiry, signatures) keeps the real time.
  process.env.PANHUO_CLOCK_OFFSET_MS = String(message.clockOffsetMs);
  try {
    const result = await handler(JSON.parse(message.eventJson), makeContext(message));
    tell({ kind: 'result', requestId, resultJson: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    tell({ kind: 'failure', requestId, failure: describe(error) });
  }
}

try {
  const handler = await loadHandler();
  port.on('message', (message: InvokeMessage) => void invoke(handler, message));
  tell({ kind: 'ready' });
} catch (error) {
  tell({ kind: 'init-failed', failure: describe(error) });
}
