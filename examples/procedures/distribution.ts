/** The way of a distribution plan: drafted, proposed, voted, approved, filed, published, paid line by line (MG-16, SX-04). */
import type * as z from 'zod/mini';
import type { lineView, planView } from '../../contracts/distribution/plans.ts';
import type { poolView } from '../../contracts/distribution/receipts.ts';
import type { CommandAnswer } from '../../contracts/vocabulary.ts';
import { fileDocument } from '../../importer/file-document.ts';
import type { RegionClient } from '../../importer/region-client.ts';
import { act } from './act.ts';
import { pdfPage } from './pdf.ts';

export type PlanView = z.infer<typeof planView>;
export type LineView = z.infer<typeof lineView>;
export type PoolView = z.infer<typeof poolView>;

export interface PlanLine {
  readonly to: 'household' | 'body';
  readonly code: string;
  readonly purpose: string;
  readonly amountFen?: number;
  readonly weight?: number;
}

export interface PlanDraft {
  readonly unitPath: string;
  readonly title: string;
  readonly totalFen: number;
  readonly reserves: readonly { readonly reserve: string; readonly amountFen: number }[];
  readonly lines: readonly PlanLine[];
}

export interface Vote {
  readonly heldOn: string;
  readonly entitledCount: number;
  readonly presentCount: number;
  readonly favourCount: number;
}

const plan = (id: string): string => `/distribution/plans/${id}`;
const APPROVED = { verdict: 'approved' } as const;
/** Lines of one command, as the contract has it. */
const LINES_AT_ONCE = 40;
const PAGE = 200;

/** Drafts a plan with its lines; the id of the plan. Nothing is decided yet. */
export async function draftPlan(client: RegionClient, { lines, ...header }: PlanDraft, key: string): Promise<string> {
  const { body } = await client.post<CommandAnswer>('/distribution/plans', header, { key: `${key}:draft` });
  for (let start = 0; start < lines.length; start += LINES_AT_ONCE) {
    const part = { lines: lines.slice(start, start + LINES_AT_ONCE) };
    await act(client, plan(body.id), 'lines', part, `${key}:lines-${start}`);
  }
  return body.id;
}

/** Seals and proposes it. @throws RefusedError `flat-split`, `lines-do-not-add-up`, `insufficient-balance`, `reason-required` */
export async function proposePlan(client: RegionClient, id: string, key: string): Promise<void> {
  await act(client, plan(id), 'proposal', {}, `${key}:propose`);
}

/** Records the vote with the minutes of the meeting. */
export async function recordVote(
  client: RegionClient,
  { id, unitPath }: { readonly id: string; readonly unitPath: string },
  vote: Vote,
  key: string,
): Promise<void> {
  const { entitledCount, presentCount, favourCount } = vote;
  const counts = `entitled ${entitledCount}, present ${presentCount}, in favour ${favourCount}`;
  const bytes = pdfPage(['meeting minutes', id, counts]);
  const document = { kind: 'meeting-minutes', fileName: 'meeting-minutes.pdf', bytes };
  const evidence = [await fileDocument(client, 'distribution', unitPath, document, `${key}:minutes`)];
  await act(client, plan(id), 'votes', { ...vote, evidence }, `${key}:vote`);
}

export async function stepPlan(client: RegionClient, id: string, key: string): Promise<void> {
  await act(client, plan(id), 'steps', APPROVED, `${key}:step`);
}

export async function publishPlan(client: RegionClient, id: string, key: string): Promise<void> {
  await act(client, plan(id), 'publication', undefined, `${key}:publish`);
}

export const readPlan = async (client: RegionClient, id: string): Promise<PlanView> =>
  (await client.get<PlanView>(plan(id))).body;

export const readPool = async (client: RegionClient, code: string): Promise<PoolView> =>
  (await client.get<PoolView>(`/distribution/pools/${code}`)).body;

/** All lines of a plan, in order. */
export async function readLines(client: RegionClient, id: string): Promise<LineView[]> {
  const lines: LineView[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await client.get<{ rows: LineView[]; nextCursor?: string }>(`${plan(id)}/lines`, {
      limit: PAGE,
      cursor,
    });
    lines.push(...body.rows);
    cursor = body.nextCursor;
  } while (cursor !== undefined);
  return lines;
}

/** Pays one line. @throws RefusedError `publicity-not-over`, `line-already-paid` */
export async function payLine(client: RegionClient, id: string, number: number, key: string): Promise<void> {
  await client.post(
    `${plan(id)}/lines/${number}/payments`,
    { voucher: `记-${number}` },
    { key: `${key}:pay-${number}` },
  );
}
