/** Mergers, claims and debts, and persons in charge as they lie in the registry's table. */
import { handsIn } from '../../../platform/approval.ts';
import type { AggregateKind } from '../../../platform/command.ts';
import type { SideWrite } from '../../../platform/store/store.ts';
import type { Policy } from '../../../policy/policy.ts';
import {
  decideMerger,
  evolveMerger,
  type Merger,
  type MergerCommand,
  type MergerEvent,
  type MergerRefs,
  type MergerRefusal,
} from '../domain/mergers/merger.ts';
import {
  decideObligation,
  evolveObligation,
  type Obligation,
  type ObligationCommand,
  type ObligationEvent,
  type ObligationRefusal,
} from '../domain/mergers/obligation.ts';
import {
  type Duties,
  type DutiesCommand,
  type DutiesEvent,
  type DutiesRefs,
  type DutiesRefusal,
  decideDuties,
  evolveDuties,
} from '../domain/units/duties.ts';
import type { Unit } from '../domain/units/unit.ts';
import {
  dutiesKey,
  mergedAwayKey,
  mergerIndex,
  mergerKey,
  obligationIndex,
  obligationKey,
  predecessorKey,
  receivingKey,
} from '../keys.ts';
import { dutiesWords, mergerWords, obligationWords } from '../mapper.ts';

export const mergerKind: AggregateKind<Merger, MergerCommand, MergerEvent, MergerRefs, Policy, MergerRefusal> = {
  name: 'merger',
  key: mergerKey,
  indexes: (merger, id) => mergerIndex(merger.successor.path, id),
  actors: (merger) => (merger.status === 'proposed' ? handsIn(merger.approval) : []),
  decide: decideMerger,
  evolve: evolveMerger,
  side: mergerMarks,
  ...mergerWords,
};

/** A unit is merged away once, whatever two cases do at the same moment; and no unit is while another is being merged into it. */
function mergerMarks(event: MergerEvent, state: Merger, id: string): readonly SideWrite[] {
  const receiving = (running: number): SideWrite => ({
    kind: 'add',
    key: receivingKey(state.successor.code),
    add: { running },
    refusal: 'wrong-state',
  });
  if (event.type === 'merger-completed') return [receiving(-1)];
  if (event.type !== 'merger-executed') return [];
  const { executedOn } = event;
  const marks = event.closed.flatMap(({ code }) => {
    const create = { kind: 'create', refusal: 'unit-closed' } as const;
    return [
      { ...create, key: mergedAwayKey(code), item: { mergerId: id } },
      { ...create, key: predecessorKey(state.successor.code, code), item: { executedOn } },
    ];
  });
  return [receiving(1), ...marks];
}

export const obligationKind: AggregateKind<
  Obligation,
  ObligationCommand,
  ObligationEvent,
  Unit | undefined,
  Policy,
  ObligationRefusal
> = {
  name: 'obligation',
  key: obligationKey,
  indexes: (obligation, id) => obligationIndex(obligation.unitPath, id),
  decide: decideObligation,
  evolve: evolveObligation,
  ...obligationWords,
};

/** The persons in charge of a unit; its id is the unit's code. */
export const dutiesKind: AggregateKind<Duties, DutiesCommand, DutiesEvent, DutiesRefs, Policy, DutiesRefusal> = {
  name: 'duties',
  key: dutiesKey,
  indexes: () => ({}),
  decide: decideDuties,
  evolve: evolveDuties,
  ...dutiesWords,
};
