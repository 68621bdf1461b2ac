import { globSync } from 'node:fs';
import { resolve } from 'node:path';

export const repositoryRoot = resolve(import.meta.dirname, '..', '..');

/** Our own files below a room, as paths from the root of the repository; none when there is no such room. */
export function filesBelow(room: string, pattern = '**/*.ts'): string[] {
  return globSync(`${room}/${pattern}`, { cwd: repositoryRoot }).sort();
}
