/** The way of a revitalization item: planned, approved, worked on, extended, verified and written off (ZC-07). */
import { fileDocument } from '../../importer/file-document.ts';
import type { RegionClient } from '../../importer/region-client.ts';
import { act } from './act.ts';
import { pdfPage } from './pdf.ts';

/** The hands an item goes through; three different people. */
export interface ItemHands {
  /** The holder: proposes the plan and does the work. */
  readonly holder: RegionClient;
  /** Examines and verifies for the township. */
  readonly township: RegionClient;
  /** Approves and writes off. */
  readonly department: RegionClient;
}

export interface ItemPlan {
  readonly measure: string;
  readonly difficulty: string;
  readonly responsible: { readonly unitPath: string; readonly person: string };
  readonly conditions?: readonly { readonly condition: string; readonly record: string }[];
}

const item = (id: string): string => `/revitalization/items/${id}`;
const APPROVED = { verdict: 'approved' } as const;

/** Proposes a plan; its deadline follows from the difficulty. */
export async function planItem(client: RegionClient, id: string, plan: ItemPlan, key: string): Promise<void> {
  const body = { earlierMeasures: [], conditions: [], ...plan };
  await act(client, item(id), 'plans', body, `${key}:plan`);
}

/** The township examines, the department approves: the deadline runs from here. */
export async function approvePlan({ township, department }: ItemHands, id: string, key: string): Promise<void> {
  await act(township, item(id), 'plan-steps', APPROVED, `${key}:plan-step-1`);
  await act(department, item(id), 'plan-steps', APPROVED, `${key}:plan-step-2`);
}

export async function startItem(client: RegionClient, id: string, key: string): Promise<void> {
  await act(client, item(id), 'starts', undefined, `${key}:start`);
}

/** The holder asks for more time, the department grants it. */
export async function extendItem(
  { holder, department }: ItemHands,
  id: string,
  extension: { readonly dueDate: string; readonly reason: string },
  key: string,
): Promise<void> {
  await act(holder, item(id), 'extensions', extension, `${key}:extend`);
  await act(department, item(id), 'extension-steps', APPROVED, `${key}:extend-step`);
}

/** The holder reports with a document; the township verifies, the department writes off. */
export async function completeItem(
  { holder, township, department }: ItemHands,
  { id, unitPath }: { readonly id: string; readonly unitPath: string },
  summary: string,
  key: string,
): Promise<void> {
  const document = { kind: 'check-record', fileName: 'check-record.pdf', bytes: pdfPage(['check record', id]) };
  const evidence = [await fileDocument(holder, 'revitalization', unitPath, document, `${key}:done`)];
  await act(holder, item(id), 'completion-reports', { summary, evidence }, `${key}:report`);
  await act(township, item(id), 'completion-steps', APPROVED, `${key}:verify`);
  await act(department, item(id), 'completion-steps', APPROVED, `${key}:write-off`);
}
