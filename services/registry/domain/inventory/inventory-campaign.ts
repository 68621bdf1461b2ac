/**
 * A campaign: the inventory of a unit and everything below it as of a day (ZC-01, MG-18). Each unit's own part is a count. It ends with its report, or is
 * withdrawn with a reason; a report that is late is flagged once.
 */
import { addDays, type CalendarDate, calendarDate } from '../../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../../platform/decider.ts';
import type { Policy } from '../../../../policy/policy.ts';
import type { Unit } from '../units/unit.ts';
import { balances, type Movements } from './inventory-figures.ts';

export interface Campaign {
  readonly unitPath: string;
  readonly unitCode: string;
  readonly kind: 'yearly' | 'special';
  readonly asOf: string;
  readonly reportDueDate?: string | undefined;
  /** The day it was opened; a report may be late already by then. */
  readonly openedOn?: string | undefined;
  readonly reportOverdue?: true | undefined;
  readonly status: 'open' | 'closed' | 'withdrawn';
  /** The closing report. */
  readonly report?: (Movements & Units & { readonly closedOn: string }) | undefined;
  readonly withdrawal?: { readonly by: string; readonly reason: string; readonly on: string } | undefined;
}

/** Units whose count was approved, and those whose count was refused: these keep the balance of their last inventory. */
interface Units {
  readonly units: number;
  readonly refused?: number | undefined;
}

export type CampaignCommand =
  | { readonly type: 'open'; readonly unitPath: string; readonly kind: Campaign['kind']; readonly asOf: string }
  | { readonly type: 'close' }
  | { readonly type: 'withdraw'; readonly reason: string }
  /** The job of the morning found the report late. */
  | { readonly type: 'flag-report'; readonly dueDate: string };

export type CampaignEvent =
  | {
      readonly type: 'campaign-opened';
      readonly unitPath: string;
      readonly unitCode: string;
      readonly kind: Campaign['kind'];
      readonly asOf: string;
      readonly reportDueDate?: string | undefined;
      readonly openedOn?: string | undefined;
    }
  | ({ readonly type: 'campaign-closed'; readonly unitPath: string; readonly closedOn: string } & Units & Movements)
  | {
      readonly type: 'campaign-withdrawn';
      readonly unitPath: string;
      readonly by: string;
      readonly reason: string;
      readonly withdrawnOn: string;
    }
  | { readonly type: 'campaign-report-overdue'; readonly unitPath: string; readonly dueDate: string };

export type CampaignRefusal =
  | 'already-exists'
  | 'not-found'
  | 'unknown-unit'
  | 'unit-closed'
  | 'date-in-future'
  | 'not-in-policy'
  | 'wrong-state'
  | 'counts-unfinished'
  | 'inventory-running'
  | 'entries-being-made';

/** The counts of a campaign taken together. */
export interface CampaignSums extends Movements {
  readonly opened: number;
  readonly closed: number;
  readonly refused: number;
}

export interface CampaignRefs {
  readonly unit?: Unit | undefined;
  readonly sums?: CampaignSums | undefined;
}

type Context = DecisionContext<Policy>;
type Result = Decision<CampaignEvent, CampaignRefusal>;

export function decideCampaign(
  state: Campaign | undefined,
  command: CampaignCommand,
  { unit, sums }: CampaignRefs,
  context: Context,
): Result {
  if (command.type === 'open') return state ? refuse('already-exists') : open(command, unit, context);
  if (!state) return refuse('not-found');
  if (state.status !== 'open') return refuse('wrong-state');
  const { unitPath } = state;
  const { today, actor } = context;
  switch (command.type) {
    case 'close':
      return close(state, sums, today);
    case 'withdraw':
      return accept({
        type: 'campaign-withdrawn',
        unitPath,
        by: actor.sub,
        reason: command.reason,
        withdrawnOn: today,
      });
    case 'flag-report':
      if (reportDue(state) !== command.dueDate || command.dueDate >= today) return refuse('wrong-state');
      return accept({ type: 'campaign-report-overdue', unitPath, dueDate: command.dueDate });
  }
}

/** The day by which its report is still owed and has not been flagged. */
export const reportDue = ({ status, reportDueDate, reportOverdue }: Campaign): string | undefined =>
  status === 'open' && !reportOverdue ? reportDueDate : undefined;

/** The day on which the job looks at it: after the term, or when it was opened later than that. */
export function reportFlagOn(campaign: Campaign): CalendarDate | undefined {
  const due = reportDue(campaign);
  if (due === undefined) return undefined;
  const after = addDays(calendarDate(due), 1);
  const { openedOn = after } = campaign;
  return openedOn > after ? calendarDate(openedOn) : after;
}

/** A count opens the counts of the units below before its own can be closed, so equal numbers mean that none is to come. */
function close({ unitPath }: Campaign, sums: CampaignSums | undefined, today: string): Result {
  if (!sums || sums.closed === 0 || sums.opened !== sums.closed + sums.refused || !balances(sums))
    return refuse('counts-unfinished');
  const { opening, increases, decreases, closing, closed, refused } = sums;
  return accept({
    type: 'campaign-closed',
    unitPath,
    units: closed,
    ...(refused === 0 ? {} : { refused }),
    ...{ opening, increases, decreases, closing },
    closedOn: today,
  });
}

function open(
  { unitPath, kind, asOf }: Extract<CampaignCommand, { type: 'open' }>,
  unit: Unit | undefined,
  { policy, today }: Context,
): Result {
  if (!unit || unit.path !== unitPath) return refuse('unknown-unit');
  if (unit.status === 'closed') return refuse('unit-closed');
  if (asOf > today) return refuse('date-in-future');
  const opened = { type: 'campaign-opened', unitPath, unitCode: unit.code, kind, asOf, openedOn: today } as const;
  if (kind === 'special') return accept(opened);
  if (!asOf.endsWith(`-${policy.inventory.asOf}`))
    return refuse(
      'not-in-policy',
      `年度清查基准日为 ${policy.inventory.asOf}`,
      `a yearly inventory is as of ${policy.inventory.asOf}`,
    );
  return accept({ ...opened, reportDueDate: reportDay(asOf, policy) });
}

/** The first day of the pack's `reportBy` after the day counted as of. */
function reportDay(asOf: string, { inventory: { reportBy } }: Policy): string {
  const year = Number(asOf.slice(0, 4));
  return `${asOf.slice(5) < reportBy ? year : year + 1}-${reportBy}`;
}

export function evolveCampaign(state: Campaign | undefined, event: CampaignEvent): Campaign {
  if (event.type === 'campaign-opened') {
    const { type: _type, ...campaign } = event;
    return { ...campaign, status: 'open' };
  }
  if (!state) throw new Error(`${event.type} before campaign-opened`);
  switch (event.type) {
    case 'campaign-closed': {
      const { type: _type, unitPath: _unit, ...report } = event;
      return { ...state, status: 'closed', report };
    }
    case 'campaign-withdrawn': {
      const { by, reason, withdrawnOn } = event;
      return { ...state, status: 'withdrawn', withdrawal: { by, reason, on: withdrawnOn } };
    }
    case 'campaign-report-overdue':
      return { ...state, reportOverdue: true };
  }
}
