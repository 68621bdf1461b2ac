/** Running one of the project's own commands, as a person would in a terminal. */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

export interface CommandResult {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

/** Path of a file of the project. */
export const projectFile = (...parts: readonly string[]): string => join(ROOT, ...parts);

/** As the scripts of package.json have it: a small young generation keeps a streaming tool’s memory low. */
const NODE_OPTIONS = ['--max-semi-space-size=4', '--max-old-space-size=128'];

/** Runs a script of the project with the Node this process runs on. A token goes through the environment, where `ps` does not show it. */
export function runScript(script: string, args: readonly string[], token?: string): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...(token === undefined ? {} : { PANHUO_TOKEN: token }) };
    const child = spawn(process.execPath, [...NODE_OPTIONS, projectFile(script), ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [output, errors]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (piece: Buffer) => output.push(piece));
    child.stderr.on('data', (piece: Buffer) => errors.push(piece));
    child.once('error', reject);
    child.once('close', (code) => {
      const text = (pieces: Buffer[]): string => Buffer.concat(pieces).toString('utf8');
      resolve({ exitCode: code ?? -1, output: text(output), errors: text(errors) });
    });
  });
}
