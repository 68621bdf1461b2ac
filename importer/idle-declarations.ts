/** Idle declarations: a row names an asset by its number and says what was found; all rows share the documents given beside the file. */
import * as z from 'zod/mini';
import {
  declarationRow,
  type declareIdleAnswer,
  IDLE_BATCH_BYTES_MAX,
  IDLE_BATCH_ROWS_MAX,
} from '../contracts/registry/idle-batches.ts';
import { plainText, unitPath } from '../contracts/vocabulary.ts';
import { derivedId } from '../platform/ids.ts';
import { AssetNumbers } from './asset-numbers.ts';
import type { Resolve, Target } from './target.ts';

const NUMBER_LENGTH_MAX = 40;
/** Room for the documents around the rows. */
const FRAME_BYTES = 64 * 1024;
/** An idempotency key has at most 64 characters, of which `import:`, a profile's name and two colons may take 49. */
const EVIDENCE_IN_KEY = 15;

const { rowKey: _rowKey, assetId: _assetId, version: _version, ...declaration } = declarationRow.shape;

export const idleDeclarations: Target = {
  /** `asset` is the number in the file; the asset's id takes its place. */
  schema: z.strictObject({ unitPath, asset: plainText(NUMBER_LENGTH_MAX), ...declaration }),
  rowsAre: 'acts',
  takesEvidence: true,
  rowsMax: IDLE_BATCH_ROWS_MAX,
  // The documents and the numbers are checked by then, and every row has a result of its own: one upload.
  batchRows: IDLE_BATCH_ROWS_MAX,
  firstBatchRows: IDLE_BATCH_ROWS_MAX,
  bytesMax: IDLE_BATCH_BYTES_MAX - FRAME_BYTES,
  resolver: (client, base) => byNumber(new AssetNumbers(client, base)),
  async send({ client, profile, evidence }, rows) {
    const body = { evidence, rows: rows.map(({ key, body: said }) => ({ rowKey: key, ...said })) };
    // Other documents make another declaration.
    const documents = derivedId(...evidence.map(({ kind, evidenceId }) => `${kind}=${evidenceId}`));
    const key = `import:${profile.profile}:${documents.slice(0, EVIDENCE_IN_KEY)}`;
    const answer = await client.post<z.infer<typeof declareIdleAnswer>>('/registry/idle-declaration-batches', body, {
      key,
    });
    return answer.body.rows.map(({ result, problem }, place) => {
      const row = rows[place]?.row ?? 0;
      if (result === 'refused') return { row, result, reason: reasonOf(problem) };
      return { row, result: result === 'declared' ? 'created' : 'exists' };
    });
  },
};

const byNumber =
  (numbers: AssetNumbers): Resolve =>
  async ({ unitPath: path, asset, ...said }, problem) => {
    const number = String(asset);
    const ids = await numbers.idsOf(number, String(path));
    const [assetId] = ids;
    if (assetId !== undefined && ids.length === 1) return { assetId, ...said };
    const reason =
      assetId === undefined
        ? '台账中没有此编号的资产 / the ledger has no asset with this number'
        : `有 ${ids.length} 项资产使用此编号，请改用资产编码 / ${ids.length} assets have this number; use their own codes`;
    problem({ field: 'asset', value: number, reason });
    return undefined;
  };

type Problem = NonNullable<z.infer<typeof declareIdleAnswer>['rows'][number]['problem']>;

function reasonOf(problem: Problem | undefined): string {
  if (!problem) return '';
  const { type, title, titleEn, detail, errors } = problem;
  const places = errors?.map(({ pointer, reason }) => `${pointer} ${reason}`);
  const words = [`${title} / ${titleEn}`, detail, ...(places ?? [])].filter(Boolean);
  return `${type.replace('urn:panhuo:problem:', '')}: ${words.join(' — ')}`;
}
