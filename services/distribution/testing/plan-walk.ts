/** Walks a plan through its procedure at a test desk. */
import { addDays, addWorkingDays, calendarDate } from '../../../platform/calendar.ts';
import type { NewLine } from '../domain/plan-lines.ts';
import { type Answer, type Desk, type PersonName, VILLAGE } from './desk.ts';

export const PLANS = '/distribution/plans';

/** Three households in need and one incentive, amounts apart: 100,000 fen. */
export const LINES: readonly NewLine[] = [
  { to: 'household', code: 'h-001', purpose: 'households-in-need', amountFen: 30_000 },
  { to: 'household', code: 'h-002', purpose: 'households-in-need', amountFen: 25_000 },
  { to: 'household', code: 'h-003', purpose: 'households-in-need', amountFen: 15_000 },
  { to: 'body', code: 'road-repair', purpose: 'village-works', amountFen: 30_000 },
];
export const TOTAL_FEN = 100_000;

function must(answer: Answer): Answer {
  if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
}

/** Drafts a plan with its lines, not proposed yet. */
export async function drafted(
  desk: Desk,
  lines: readonly NewLine[] = LINES,
  totalFen = TOTAL_FEN,
  reserves: readonly { reserve: string; amountFen: number }[] = [],
): Promise<{ planId: string; version: number }> {
  const draft = { unitPath: VILLAGE, title: '2026 年收益分配', totalFen, reserves };
  const { body } = must(await desk.send('accountant', 'POST', PLANS, draft));
  const planId: string = body.id;
  let version = 1;
  for (let start = 0; start < lines.length; start += 40) {
    const chunk = { lines: lines.slice(start, start + 40) };
    must(await desk.send('accountant', 'POST', `${PLANS}/${planId}/lines`, chunk, { at: version }));
    version += 1;
  }
  return { planId, version };
}

export const VOTE = { entitledCount: 30, presentCount: 25, favourCount: 20 };

/** Proposes, votes and approves up to the last step, which is left to the caller. */
export async function examined(desk: Desk, plan: { planId: string; version: number }): Promise<number> {
  const at = `${PLANS}/${plan.planId}`;
  let { version } = plan;
  must(await desk.send('accountant', 'POST', `${at}/proposal`, {}, { at: version++ }));
  const evidence = [await desk.document()];
  must(await desk.send('head', 'POST', `${at}/votes`, { heldOn: desk.today, ...VOTE, evidence }, { at: version++ }));
  must(await desk.send('township', 'POST', `${at}/steps`, { verdict: 'approved' }, { at: version++ }));
  return version;
}

/** The last step: the county department files, and the total is committed. */
export const filed = (desk: Desk, planId: string, version: number, who: PersonName = 'agriculture'): Promise<Answer> =>
  desk.send(who, 'POST', `${PLANS}/${planId}/steps`, { verdict: 'approved' }, { at: version });

/** A plan that may be paid: published, and its publicity over. */
export async function payable(desk: Desk, lines?: readonly NewLine[], totalFen?: number): Promise<string> {
  const plan = await drafted(desk, lines, totalFen);
  const version = await examined(desk, plan);
  must(await filed(desk, plan.planId, version));
  must(await desk.send('head', 'POST', `${PLANS}/${plan.planId}/publication`, undefined, { at: version + 1 }));
  const { days, unit } = desk.runtime.policy.distribution.publicity;
  const today = calendarDate(desk.today);
  const over = unit === 'working-day' ? addWorkingDays(today, days, desk.runtime.holidays) : addDays(today, days);
  desk.goTo(addDays(over, 1));
  return plan.planId;
}

export const pay = (desk: Desk, planId: string, number: number, key?: string): Promise<Answer> =>
  desk.send(
    'accountant',
    'POST',
    `${PLANS}/${planId}/lines/${number}/payments`,
    { voucher: `记-${number}` },
    key ? { key } : {},
  );
