import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findFreePort, LOOPBACK, waitForPort } from './ports.ts';
import { indexStreamRecords } from './stream-index.ts';

const START_TIMEOUT_MS = 10_000;
const STOP_TIMEOUT_MS = 3_000;

/**
 * Runs the engine and ends it when standard input closes. The pipe's other end is this process, so the engine is ended
 * however this process dies: by a clean stop, a crash or SIGKILL. ($0 and $@ are the engine and its arguments.)
 */
const GUARDIAN_SCRIPT = `
exec 3<&0
"$0" "$@" </dev/null 3<&- &
engine=$!
( cat <&3 >/dev/null; kill "$engine" 2>/dev/null ) >/dev/null 2>&1 &
exec 3<&-
wait "$engine"
`;

/** A DynamoDB engine that listens. */
export interface DynamoDbProcess {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** The engine cannot run on this machine. The message is meant for people. */
export class EngineMissingError extends Error {
  override readonly name = 'EngineMissingError';
}

/** Where the engine's program lies. Throws EngineMissingError with what to do instead. */
export function findDynamoDbProgram(): string {
  const hint =
    'set AWS_ENDPOINT_URL_DYNAMODB to a running DynamoDB (for example DynamoDB Local) to use that one, ' +
    'or run `npm ci` on Linux x64, where the engine comes as the package @dynoxide/linux-x64';
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new EngineMissingError(`there is no DynamoDB engine for ${process.platform} ${process.arch}: ${hint}`);
  }
  try {
    const require = createRequire(import.meta.url);
    const program = join(dirname(require.resolve('@dynoxide/linux-x64/package.json')), 'dynoxide');
    accessSync(program, constants.X_OK);
    return program;
  } catch {
    throw new EngineMissingError(`the DynamoDB engine @dynoxide/linux-x64 is not installed: ${hint}`);
  }
}

/**
 * Starts the engine on a database file. Throws EngineMissingError when there is no program for this platform, Error when it
 * ends or does not listen within ten seconds.
 */
export async function startDynamoDbProcess(databasePath: string): Promise<DynamoDbProcess> {
  const program = findDynamoDbProgram();
  const port = await findFreePort();
  const args = ['serve', '--host', LOOPBACK, '--port', String(port), '--db-path', databasePath];
  // Detached: Ctrl-C in a terminal goes to the whole process group, and the engine must outlive the pollers' last batch.
  const child = spawn('/bin/sh', ['-c', GUARDIAN_SCRIPT, program, ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  let errorText = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errorText = (errorText + chunk.toString('utf8')).slice(-2000);
  });
  child.stdin?.on('error', () => undefined);
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  child.once('exit', (code) => {
    failure = new Error(`the DynamoDB engine ended with code ${code}: ${errorText.trim()}`);
    child.stdin?.destroy();
  });
  try {
    await waitForPort(port, START_TIMEOUT_MS, () => failure);
    indexStreamRecords(databasePath);
  } catch (error) {
    await end(child);
    throw error;
  }
  child.unref();
  return { endpoint: `http://${LOOPBACK}:${port}`, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  const timer = setTimeout(() => killGroup(child), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}
