/** When the lines of a plan are paid, and what one comes to. */
import type { CalendarDate } from '../../../platform/calendar.ts';
import { type Decision, refuse } from '../../../platform/decider.ts';
import { lineAmountFen, objectionsTo, type Plan } from './plan.ts';
import type { PlanLine } from './plan-lines.ts';

export type NotPayable = 'wrong-state' | 'publicity-not-over' | 'objection-unanswered';

/** Why nothing of this plan is paid now, or undefined when it is: published, its time to object over, and nobody right in objecting. */
export function notPayable(plan: Plan, today: CalendarDate): Decision<never, NotPayable> | undefined {
  const { status, publicity } = plan;
  const { unanswered, upheld } = objectionsTo(plan);
  if (status !== 'published' || !publicity) return refuse('wrong-state');
  if (today <= publicity.until)
    return refuse('publicity-not-over', `公示至 ${publicity.until}`, `it is public until ${publicity.until}`);
  if (unanswered.length > 0) return refuse('objection-unanswered');
  if (upheld) return refuse('wrong-state', '异议成立，方案须撤回', 'an objection was upheld: withdraw the plan');
  return undefined;
}

/** What a line of a published plan comes to. */
export function owedFen(plan: Plan, line: PlanLine): number {
  const amountFen = lineAmountFen(plan, line);
  if (amountFen === undefined) throw new Error('a published plan has a line without an amount');
  return amountFen;
}
