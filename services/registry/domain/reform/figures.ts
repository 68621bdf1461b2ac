/** The figures of one village and year (FC-08): handed in, checked at once, corrected with a reason and checked again. */
import { accept, type Decision, type DecisionContext, refuse } from '../../../../platform/decider.ts';
import type { Unit } from '../units/unit.ts';
import { type Mismatch, mismatchesOf, type Statement, unknownLines } from './figures-check.ts';

export interface Figures {
  readonly unitPath: string;
  readonly year: number;
  readonly checkedOn: string;
  readonly mismatches: readonly Mismatch[];
  /** Statements handed in so far; the latest is the one the result is of. */
  readonly submissions: number;
}

export type FiguresCommand =
  | { readonly type: 'submit'; readonly unitPath: string; readonly year: number; readonly statement: Statement }
  | { readonly type: 'correct'; readonly statement: Statement; readonly reason: string };

interface Checked {
  readonly unitPath: string;
  readonly year: number;
  readonly checkedOn: string;
  readonly statement: Statement;
  readonly reason?: string | undefined;
}

export type FiguresEvent =
  | ({ readonly type: 'figures-checked' } & Checked)
  | ({ readonly type: 'figures-mismatched'; readonly mismatches: readonly Mismatch[] } & Checked);

export type FiguresRefusal =
  | 'already-exists'
  | 'not-found'
  | 'unknown-unit'
  | 'unit-closed'
  | 'unknown-line'
  | 'date-in-future';

export const figuresId = (unitCode: string, year: number): string => `${unitCode}-${year}`;

export function decideFigures(
  state: Figures | undefined,
  command: FiguresCommand,
  unit: Unit | undefined,
  { today }: Pick<DecisionContext<unknown>, 'today'>,
): Decision<FiguresEvent, FiguresRefusal> {
  if (command.type === 'submit') {
    if (state) return refuse('already-exists');
    if (!unit || unit.path !== command.unitPath) return refuse('unknown-unit');
    if (unit.status === 'closed') return refuse('unit-closed');
    if (command.year > Number(today.slice(0, 4))) return refuse('date-in-future');
    return checked(command.unitPath, command.year, command.statement, today);
  }
  if (!state) return refuse('not-found');
  return checked(state.unitPath, state.year, command.statement, today, command.reason);
}

function checked(
  unitPath: string,
  year: number,
  statement: Statement,
  checkedOn: string,
  reason?: string,
): Decision<FiguresEvent, FiguresRefusal> {
  const [unknown] = unknownLines(statement);
  if (unknown !== undefined)
    return refuse(
      'unknown-line',
      `行次 ${unknown} 不存在或重复`,
      `line ${unknown} is missing, given twice or sums itself`,
    );
  const mismatches = mismatchesOf(statement);
  const facts = { unitPath, year, checkedOn, statement, reason };
  return mismatches.length === 0
    ? accept({ type: 'figures-checked', ...facts })
    : accept({ type: 'figures-mismatched', ...facts, mismatches });
}

export function evolveFigures(state: Figures | undefined, event: FiguresEvent): Figures {
  const { unitPath, year, checkedOn } = event;
  const mismatches = event.type === 'figures-mismatched' ? event.mismatches : [];
  return { unitPath, year, checkedOn, mismatches, submissions: (state?.submissions ?? 0) + 1 };
}
