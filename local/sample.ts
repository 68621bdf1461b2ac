import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * What `examples/sample/load.ts` exports as `loadSample`: fills an empty region through its own doors.
 * @param address of the region's API.
 * @param tokens gives the token of a person of the sign-in list.
 */
export type LoadSample = (address: string, tokens: (person: string) => Promise<string>) => Promise<void>;

const LOADER = join(dirname(dirname(fileURLToPath(import.meta.url))), 'examples', 'sample', 'load.ts');
const MARK = 'sample-loaded';

/** True when the data directory has not got the sample and there is a loader for it. */
export const wantsSample = (dataDirectory: string): boolean =>
  !existsSync(join(dataDirectory, MARK)) && existsSync(LOADER);

/** Loads the sample and remembers that it was; a load that failed is tried again at the next start. */
export async function fillWithSample(
  dataDirectory: string,
  address: string,
  tokens: (person: string) => Promise<string>,
): Promise<void> {
  const { loadSample } = (await import(pathToFileURL(LOADER).href)) as { loadSample: LoadSample };
  await loadSample(address, tokens);
  rememberSample(dataDirectory);
}

/** Marks the data directory so that no sample is loaded: after a load, or when somebody wants none. */
export const rememberSample = (dataDirectory: string): void =>
  writeFileSync(join(dataDirectory, MARK), new Date().toISOString());
