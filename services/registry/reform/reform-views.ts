/** What routes answer about reform checklists and village figures, and the totals of a township's villages (FC-01). */
import type { Contribution, Projection } from '../../../platform/projection.ts';
import type { StateItem } from '../../../platform/store/store.ts';
import { lineage } from '../../../platform/unit-path.ts';
import type { Checklist } from '../domain/reform/checklist.ts';
import type { Figures } from '../domain/reform/figures.ts';

/** Counter of the villages that have done a step. */
export const stepCounter = (step: string): string => `step:${step}`;

const doneSteps = ({ steps, done }: Checklist): readonly string[] => steps.filter((step) => done[step] !== undefined);
const isComplete = (list: Checklist): boolean => doneSteps(list).length === list.steps.length;

/** Villages × steps done, per unit and everything above it. */
export const checklistProjection: Projection<Checklist> = {
  name: 'checklists',
  aggregate: 'checklist',
  contributions(list): readonly Contribution[] {
    const done = doneSteps(list);
    const add = {
      villages: 1,
      complete: isComplete(list) ? 1 : 0,
      stepsDone: done.length,
      ...Object.fromEntries(done.map((step) => [stepCounter(step), 1])),
    };
    return lineage(list.unitPath).map((row) => ({ row, breakdown: list.checklist, add }));
  },
};

const checklistIdOf = (aggregate: string): string => aggregate.slice('checklist/'.length);

export function checklistView({ aggregate, state, version }: StateItem<Checklist>) {
  const { unitPath, checklist, dueDate, steps, done } = state;
  return {
    id: checklistIdOf(aggregate),
    ...{ unitPath, checklist, dueDate },
    steps: steps.map((step) => ({ step, doneOn: done[step]?.doneOn, evidenceIds: done[step]?.evidenceIds ?? [] })),
    doneCount: doneSteps(state).length,
    complete: isComplete(state),
    version,
  };
}

export function checklistRow({ aggregate, state, version }: StateItem<Checklist>) {
  const { unitPath, steps, done } = state;
  return {
    id: checklistIdOf(aggregate),
    unitPath,
    doneCount: doneSteps(state).length,
    stepCount: steps.length,
    complete: isComplete(state),
    open: steps.filter((step) => done[step] === undefined),
    version,
  };
}

export function figuresView({ aggregate, state, version }: StateItem<Figures>) {
  const consistent = state.mismatches.length === 0;
  return { id: aggregate.slice('figures/'.length), ...state, consistent, version };
}
