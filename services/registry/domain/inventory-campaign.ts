/** A campaign: the inventory of a unit and everything below it as of a day (ZC-01, MG-18). Each unit's own part is a count. */
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import { balances, type Movements } from './inventory-figures.ts';
import type { Unit } from './unit.ts';

export interface Campaign {
  readonly unitPath: string;
  readonly unitCode: string;
  readonly kind: 'yearly' | 'special';
  readonly asOf: string;
  readonly reportDueDate?: string | undefined;
  readonly status: 'open' | 'closed';
  /** The closing report. */
  readonly report?: (Movements & { readonly units: number; readonly closedOn: string }) | undefined;
}

export type CampaignCommand =
  | { readonly type: 'open'; readonly unitPath: string; readonly kind: Campaign['kind']; readonly asOf: string }
  | { readonly type: 'close' };

export type CampaignEvent =
  | {
      readonly type: 'campaign-opened';
      readonly unitPath: string;
      readonly unitCode: string;
      readonly kind: Campaign['kind'];
      readonly asOf: string;
      readonly reportDueDate?: string | undefined;
    }
  | ({
      readonly type: 'campaign-closed';
      readonly unitPath: string;
      readonly units: number;
      readonly closedOn: string;
    } & Movements);

export type CampaignRefusal =
  | 'already-exists'
  | 'not-found'
  | 'unknown-unit'
  | 'unit-closed'
  | 'date-in-future'
  | 'not-in-policy'
  | 'wrong-state'
  | 'counts-unfinished';

/** The counts of a campaign taken together. */
export interface CampaignSums extends Movements {
  readonly opened: number;
  readonly closed: number;
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
  if (state.status === 'closed') return refuse('wrong-state');
  // A count opens the counts of the units below before its own can be closed, so equal numbers mean that none is to come.
  if (!sums || sums.opened === 0 || sums.opened !== sums.closed || !balances(sums)) return refuse('counts-unfinished');
  const { opening, increases, decreases, closing, closed } = sums;
  const movements = { opening, increases, decreases, closing };
  return accept({
    type: 'campaign-closed',
    unitPath: state.unitPath,
    units: closed,
    ...movements,
    closedOn: context.today,
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
  const opened = { type: 'campaign-opened', unitPath, unitCode: unit.code, kind, asOf } as const;
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
  const { type: _type, unitPath: _unit, ...report } = event;
  return { ...state, status: 'closed', report };
}
