/** The plan of an item: what it says, what is kept of it, and who answers for it. */
import type { Approval } from '../../../platform/approval.ts';

export interface MeasureReason {
  readonly measure: string;
  readonly reason: string;
}
export interface ConditionRecord {
  readonly condition: string;
  readonly record: string;
}
/** 责任主体: a unit and the person in it who answers for the item. */
export interface Responsible {
  readonly unitPath: string;
  readonly person: string;
}

export interface PlanTerms {
  readonly menu: string;
  readonly measure: string;
  /** Why each earlier way of an ordered menu does not fit (ZC-08, MX-08). */
  readonly earlierMeasures: readonly MeasureReason[];
  /** What is on record for each condition of the measure. */
  readonly conditions: readonly ConditionRecord[];
  readonly responsible: Responsible;
  readonly difficulty: string;
  /** Calendar days from approval to the due date, by difficulty (ZC-07). */
  readonly deadlineDays: number;
  /** A due date earlier than the difficulty would give. */
  readonly dueDate?: string | undefined;
}

/** What rules and lists need of a plan; the rest of its terms stays in its event. */
export interface Plan extends Pick<PlanTerms, 'menu' | 'measure'> {
  readonly responsible: {
    /** Absent where it is the holder itself, as it mostly is; see {@link responsibleUnitOf}. */
    readonly unitPath?: string | undefined;
    /** Absent from the day the asset went to another holder until one is named. */
    readonly person?: string | undefined;
  };
  /** What the due date will follow from, and how far its approval is; absent once it has been approved. */
  readonly proposal?: Proposal | undefined;
}
interface Proposal extends Pick<PlanTerms, 'deadlineDays' | 'dueDate'> {
  readonly approval: Approval;
}

/** The body that answers for an item of this holder. */
export const responsibleUnitOf = ({ responsible }: Plan, holder: string): string => responsible.unitPath ?? holder;

/** Kept without the unit where that is the holder itself. */
export const ofHolder = ({ unitPath, person }: Plan['responsible'], holder: string): Plan['responsible'] =>
  unitPath === holder ? { person } : { unitPath, person };
