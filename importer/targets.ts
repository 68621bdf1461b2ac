/** The kinds of rows there are. */
import type * as z from 'zod/mini';
import { receiveIncome } from '../contracts/distribution/receipts.ts';
import { BATCH_ROWS_MAX, type batchAnswer, registerAsset } from '../contracts/registry/assets.ts';
import { idleDeclarations } from './idle-declarations.ts';
import type { Profile } from './profile.ts';
import { RefusedError, type RegionClient } from './region-client.ts';
import type { PreparedRow, RowOutcome, Target } from './target.ts';

/** Below the registry's limit of one megabyte, with room for what stands around the rows. */
const BATCH_BYTES_MAX = 1_000_000;

type BatchAnswer = z.infer<typeof batchAnswer>;

const assets: Target = {
  schema: registerAsset,
  rowsAre: 'things',
  rowsMax: BATCH_ROWS_MAX,
  bytesMax: BATCH_BYTES_MAX,
  async send({ client, profile }, rows) {
    const body = { rows: rows.map(({ key, body: asset }) => ({ rowKey: key, asset })) };
    // One key for every batch of a profile: a row is known by its own key, however the rows are cut into batches.
    const { body: answer } = await client.post<BatchAnswer>('/registry/asset-batches', body, {
      key: `import:${profile.profile}`,
    });
    return answer.rows.map(({ result, problem, detail }, place) => ({
      row: rows[place]?.row ?? 0,
      result,
      ...(result === 'refused' ? { reason: reasonOf(problem, detail) } : {}),
    }));
  },
};

/** A pool opens when the distribution service has heard of its unit. */
const POOL_TIMEOUT_MS = 60_000;
const POOL_PAUSE_MS = 200;
/** Receipts are commands of their own; this many are under way within one batch. */
const RECEIPTS_AT_ONCE = 4;
/** An idempotency key has at most 64 characters, of which a row’s own key may take 40. */
const PROFILE_IN_KEY_MAX = 23;

const receipts: Target = {
  schema: receiveIncome,
  rowsAre: 'things',
  rowsMax: 100,
  bytesMax: BATCH_BYTES_MAX,
  async waitForUnits(client, codes) {
    const deadlineMs = Date.now() + POOL_TIMEOUT_MS;
    for (const code of codes) await poolOpened(client, code, deadlineMs);
  },
  async send({ client, profile }, rows) {
    const outcomes: RowOutcome[] = [];
    const queue = rows.values();
    const worker = async (): Promise<void> => {
      for (const row of queue) outcomes.push(await sendReceipt(client, profile, row));
    };
    await Promise.all(Array.from({ length: RECEIPTS_AT_ONCE }, worker));
    return outcomes;
  },
};

async function poolOpened(client: RegionClient, code: string, deadlineMs: number): Promise<void> {
  for (;;) {
    try {
      await client.get(`/distribution/pools/${code}`);
      return;
    } catch (error) {
      if (!(error instanceof RefusedError) || error.code !== 'not-found' || Date.now() > deadlineMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, POOL_PAUSE_MS));
    }
  }
}

async function sendReceipt(
  client: RegionClient,
  profile: Profile,
  { row, key, body }: PreparedRow,
): Promise<RowOutcome> {
  try {
    const { replayed } = await client.post('/distribution/receipts', body, {
      key: `${profile.profile.slice(0, PROFILE_IN_KEY_MAX)}:${key}`,
    });
    return { row, result: replayed ? 'exists' : 'created' };
  } catch (error) {
    if (!(error instanceof RefusedError) || error.status >= 500) throw error;
    return { row, result: 'refused', reason: reasonOf(error.code, error.detail) };
  }
}

const CHANGED = '该行此前已登记，内容不同，请更正卡片 / registered before with other content; correct the card instead';

function reasonOf(problem: string | undefined, detail: string | undefined): string {
  const code = (problem ?? '').replace('urn:panhuo:problem:', '');
  return code === 'idempotency-key-reused' ? CHANGED : [code, detail].filter(Boolean).join(': ');
}

export const TARGETS: Readonly<Record<Profile['target'], Target>> = {
  assets,
  receipts,
  'idle-declarations': idleDeclarations,
};
