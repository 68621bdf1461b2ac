/** One command on something that exists already: look at it, then say what is to be done to the version that was seen. */
import type { CommandAnswer } from '../../contracts/vocabulary.ts';
import type { RegionClient, Reply } from '../../importer/region-client.ts';

/**
 * Reads a resource and posts to a path below it with the version just read. With the same key it may be called again: the region gives
 * its first answer.
 * @throws RefusedError, UnreachableError
 */
export async function act(
  client: RegionClient,
  resource: string,
  action: string,
  body: unknown,
  key: string,
): Promise<Reply<CommandAnswer>> {
  const { version } = await client.get(resource);
  return client.post<CommandAnswer>(`${resource}/${action}`, body, { key, version });
}

const PAUSE_MS = 100;
const WAIT_MS = 60_000;

/** Asks again until there is an answer: what one service does reaches the others through their queues, a moment later. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>, waitMs = WAIT_MS): Promise<T> {
  const deadlineMs = Date.now() + waitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadlineMs) throw new Error(`${what} did not come about within ${waitMs / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
