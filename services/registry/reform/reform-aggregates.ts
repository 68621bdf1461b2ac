/** Disposals, reform checklists and village figures as they lie in the registry's table. */
import { handsIn } from '../../../platform/approval.ts';
import type { AggregateKind } from '../../../platform/command.ts';
import type { SideWrite } from '../../../platform/store/store.ts';
import type { Policy } from '../../../policy/policy.ts';
import { decideDisposal, evolveDisposal } from '../domain/disposal/disposal.ts';
import {
  type Disposal,
  type DisposalCommand,
  type DisposalEvent,
  type DisposalRefs,
  type DisposalRefusal,
  leftFen,
} from '../domain/disposal/disposal-case.ts';
import {
  type Checklist,
  type ChecklistCommand,
  type ChecklistEvent,
  type ChecklistRefs,
  type ChecklistRefusal,
  decideChecklist,
  evolveChecklist,
} from '../domain/reform/checklist.ts';
import {
  decideFigures,
  evolveFigures,
  type Figures,
  type FiguresCommand,
  type FiguresEvent,
  type FiguresRefusal,
} from '../domain/reform/figures.ts';
import type { Unit } from '../domain/units/unit.ts';
import {
  checklistIndex,
  checklistKey,
  disposalIndex,
  disposalKey,
  disposingKey,
  figuresIndex,
  figuresKey,
  fundedKey,
  statementKey,
} from '../keys.ts';
import { checklistWords, disposalWords, figuresWords } from '../mapper.ts';

export type DisposalPhase = 'running' | 'proceeds' | 'closed';

/** Under way; executed with money left to spend; or over. */
export function phaseOf(disposal: Disposal): DisposalPhase {
  if (disposal.status === 'executed') return leftFen(disposal) > 0 ? 'proceeds' : 'closed';
  return disposal.status === 'refused' || disposal.status === 'withdrawn' ? 'closed' : 'running';
}

export const disposalKind: AggregateKind<
  Disposal,
  DisposalCommand,
  DisposalEvent,
  DisposalRefs,
  Policy,
  DisposalRefusal
> = {
  name: 'disposal',
  key: disposalKey,
  indexes: (disposal, id) => disposalIndex(phaseOf(disposal), disposal.unitPath, id),
  actors: ({ status, approval, proposers }) =>
    status === 'proposed' ? [...new Set([...proposers, ...handsIn(approval)])] : [],
  decide: decideDisposal,
  evolve: evolveDisposal,
  side: disposalClaims,
  ...disposalWords,
};

/** The asset is taken by one case, whatever two people do at the same moment; a case that comes to nothing gives it back. */
function disposalClaims(event: DisposalEvent, state: Disposal, id: string): readonly SideWrite[] {
  const claim = { key: disposingKey(state.assetId), owner: id, refusal: 'disposal-running' };
  switch (event.type) {
    case 'disposal-proposed':
      return [{ kind: 'claim', ...claim }];
    case 'disposal-withdrawn':
      return [{ kind: 'release', ...claim }];
    case 'disposal-step-taken':
      return state.status === 'refused' ? [{ kind: 'release', ...claim }] : [];
    case 'disposal-proceeds-spent':
      return event.assetId === undefined
        ? []
        : [{ kind: 'add', key: fundedKey(event.assetId), add: { fen: event.amountFen }, refusal: 'not-a-new-asset' }];
    default:
      return [];
  }
}

export const checklistKind: AggregateKind<
  Checklist,
  ChecklistCommand,
  ChecklistEvent,
  ChecklistRefs,
  Policy,
  ChecklistRefusal
> = {
  name: 'checklist',
  key: checklistKey,
  indexes: ({ checklist, unitPath }) => checklistIndex(checklist, unitPath),
  decide: decideChecklist,
  evolve: evolveChecklist,
  ...checklistWords,
};

export const figuresKind: AggregateKind<
  Figures,
  FiguresCommand,
  FiguresEvent,
  Unit | undefined,
  Policy,
  FiguresRefusal
> = {
  name: 'figures',
  key: figuresKey,
  indexes: ({ year, unitPath }) => figuresIndex(year, unitPath),
  decide: decideFigures,
  evolve: evolveFigures,
  /** The statement is a row of its own: the state keeps what was found in it. */
  side: ({ statement }, { submissions }, id) => [
    { kind: 'create', key: statementKey(id, submissions), item: { statement }, refusal: 'already-exists' },
  ],
  ...figuresWords,
};
