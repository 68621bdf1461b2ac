/** Outside ledgers as they lie in the registry's table: the state, and a row per line, match, difference and settlement. */
import type { AggregateKind } from '../../../platform/command.ts';
import type { SideWrite } from '../../../platform/store/store.ts';
import type { Policy } from '../../../policy/policy.ts';
import {
  decideOutside,
  evolveOutside,
  type OutsideCommand,
  type OutsideEvent,
  type OutsideLedger,
  type OutsideRefs,
  type OutsideRefusal,
  type OutsideScope,
  outsideLineKey,
} from '../domain/outside-ledger.ts';
import { outsideKey, outsideRowsKey } from '../keys.ts';
import { outsideWords } from '../mapper.ts';

/** One per unit, source and period. */
export const outsideIdOf = ({ source, period }: OutsideScope, unitCode: string): string =>
  `${unitCode}-${source}-${period}`;

export const outsideKind: AggregateKind<
  OutsideLedger,
  OutsideCommand,
  OutsideEvent,
  OutsideRefs,
  Policy,
  OutsideRefusal
> = {
  name: 'outside-ledger',
  key: outsideKey,
  indexes: () => ({}),
  decide: decideOutside,
  evolve: evolveOutside,
  side: outsideRows,
  ...outsideWords,
};

function outsideRows(event: OutsideEvent, _state: OutsideLedger, id: string): readonly SideWrite[] {
  if (event.type === 'outside-lines-posted')
    return event.lines.map((line) => ({
      kind: 'create',
      key: { pk: outsideRowsKey('LINE', id), sk: outsideLineKey(line) },
      item: { ...line },
      refusal: 'already-exists',
    }));
  if (event.type !== 'outside-difference-settled') return [];
  const { by, why, entry, on, key } = event;
  return [
    {
      kind: 'create',
      key: { pk: outsideRowsKey('SETTLED', id), sk: key },
      item: { by, why, entry, on },
      refusal: 'wrong-state',
    },
  ];
}
