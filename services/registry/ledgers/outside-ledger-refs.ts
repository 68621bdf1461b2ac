/** The total of an outside ledger, for a count that is held against it. */
import type { Row, StateItem } from '../../../platform/store/store.ts';
import type { OutsideLedger } from '../domain/outside-ledger.ts';
import { outsideKey } from '../keys.ts';

/** Only a sealed ledger has a total; an open one answers like one that is not there. */
export const outsideTotal = (id: string) => ({
  key: outsideKey(id),
  read(row: Row | undefined) {
    const ledger = (row as StateItem<OutsideLedger> | undefined)?.state;
    return ledger && ledger.status !== 'open' ? { unitPath: ledger.unitPath, total: ledger.theirs } : undefined;
  },
});
