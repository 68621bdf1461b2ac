import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Another process works in the data directory. The message is meant for people. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
}

/**
 * Marks a data directory as ours, so that no two processes write to it. Returns what gives it back.
 * Throws DirectoryInUseError while the process that marked it lives.
 */
export function claimDirectory(directory: string): () => void {
  const path = join(directory, 'process-id');
  const holder = existsSync(path) ? Number(readFileSync(path, 'utf8')) : undefined;
  if (holder !== undefined && holder !== process.pid && isAlive(holder)) {
    throw new DirectoryInUseError(`${directory} is in use by process ${holder}; end it, or choose another with --data`);
  }
  writeFileSync(path, String(process.pid));
  return () => rmSync(path, { force: true });
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
