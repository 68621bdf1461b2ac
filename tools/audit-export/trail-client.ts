/** Reading a region's trail through its API, page by page. */
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod/mini';
import { type TrailEntry, trailDays, trailPage } from '../../contracts/audit/trail.ts';

const ATTEMPTS_MAX = 5;
const BACKOFF_BASE_MS = 200;
const REQUEST_TIMEOUT_MS = 30_000;

export interface TrailSource {
  readonly region: string;
  /** Days that have entries, oldest first. */
  readonly days: readonly string[];
  /** Entries of one day in the order of recording. */
  entries(day: string): AsyncIterable<TrailEntry>;
}

export interface ApiAccess {
  /** Address of the region's API, without a path. */
  readonly url: string;
  /** Access token of an auditor or of discipline inspection. */
  readonly token: string;
}

/**
 * Opens the trail of a region.
 * @throws Error when the API refuses or stays unreachable
 */
export async function openTrail(access: ApiAccess): Promise<TrailSource> {
  let region = '';
  const days: string[] = [];
  for await (const page of pages(access, '/audit/trail/days', {}, trailDays)) {
    region = page.region;
    for (const { day } of page.rows) days.push(day);
  }
  return {
    region,
    days,
    async *entries(day) {
      for await (const page of pages(access, '/audit/trail', { day }, trailPage)) yield* page.rows;
    },
  };
}

type PageSchema = z.ZodMiniType<{ readonly nextCursor?: string | undefined }>;

async function* pages<S extends PageSchema>(
  access: ApiAccess,
  path: string,
  query: Readonly<Record<string, string>>,
  schema: S,
): AsyncGenerator<z.output<S>> {
  let cursor: string | undefined;
  do {
    const address = new URL(path, access.url);
    const parameters = { ...query, ...(cursor === undefined ? {} : { cursor }) };
    for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
    const page: z.output<S> = z.parse(schema, await getJson(address, access.token));
    yield page;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

/** Asks again when the API is busy or the connection broke; a refusal is final. */
async function getJson(address: URL, token: string): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await fetch(address, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    }).catch((error: unknown) => {
      if (attempt === ATTEMPTS_MAX) throw new Error(`${address.href} cannot be reached`, { cause: error });
      return undefined;
    });
    if (answer?.ok) return answer.json();
    const passing = answer === undefined || answer.status === 429 || answer.status >= 500;
    if (!passing || attempt === ATTEMPTS_MAX)
      throw new Error(`${address.pathname} answered ${answer?.status}: ${await answer?.text()}`);
    await pause(BACKOFF_BASE_MS * 2 ** attempt);
  }
}
