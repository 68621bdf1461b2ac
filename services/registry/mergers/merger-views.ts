/** Read models and views of mergers, claims and debts, and the net worth of a unit. */
import { openStep } from '../../../platform/approval.ts';
import { type Contribution, generationOf, type Projection, totalKey } from '../../../platform/projection.ts';
import type { Row, StateItem, Store } from '../../../platform/store/store.ts';
import { lineage } from '../../../platform/unit-path.ts';
import type { Merger } from '../domain/mergers/merger.ts';
import { compareTallies } from '../domain/mergers/merger-figures.ts';
import type { Obligation } from '../domain/mergers/obligation.ts';
import type { Duties } from '../domain/units/duties.ts';
import type { Unit } from '../domain/units/unit.ts';
import { ALL_CLASSES, heldForRow, ledgerProjection } from '../views.ts';

/** Outstanding claims and debts per unit and everything above it, and per old collective that keeps its own inside its successor. */
export const obligationProjection: Projection<Obligation> = {
  name: 'obligations',
  aggregate: 'obligation',
  contributions({ unitPath, side, outstandingFen, heldFor }): readonly Contribution[] {
    if (outstandingFen === 0) return [];
    const rows = [...lineage(unitPath), ...(heldFor === undefined ? [] : [heldForRow(heldFor)])];
    return rows.map((row) => ({ row, breakdown: side, add: { count: 1, amountFen: outstandingFen } }));
  },
};

export interface Worth {
  readonly assets: { readonly count: number; readonly amountFen: number };
  readonly claims: { readonly count: number; readonly amountFen: number };
  readonly debts: { readonly count: number; readonly amountFen: number };
  readonly netFen: number;
}

/** What the read models hold under each row: a unit path, or {@link heldForRow} of an old collective. Three gets a row. */
export async function worthOf(store: Store, rows: readonly string[]): Promise<Worth[]> {
  const [assets, obligations] = await Promise.all([
    generationOf(store, ledgerProjection.name),
    generationOf(store, obligationProjection.name),
  ]);
  const keys = rows.flatMap((row) => [
    totalKey(ledgerProjection.name, assets, row, ALL_CLASSES),
    totalKey(obligationProjection.name, obligations, row, 'claim'),
    totalKey(obligationProjection.name, obligations, row, 'debt'),
  ]);
  const totals = await store.read(keys);
  return rows.map((_, index) => {
    const [held, claim, debt] = totals.slice(index * 3, index * 3 + 3);
    const part = (row: Row | undefined, attribute: string) => ({
      count: Number(row?.count ?? 0),
      amountFen: Number(row?.[attribute] ?? 0),
    });
    const [a, c, d] = [part(held, 'originalFen'), part(claim, 'amountFen'), part(debt, 'amountFen')];
    return { assets: a, claims: c, debts: d, netFen: a.amountFen + c.amountFen - d.amountFen };
  });
}

export function mergerView({ aggregate, state, version }: StateItem<Merger>) {
  const { successor, units, mode, gapFen, thresholdFen, decision, status, approval, leftBehind } = state;
  return {
    id: aggregate.slice('merger/'.length),
    successor,
    units,
    mode,
    ...(gapFen === undefined ? {} : { gapFen }),
    ...(thresholdFen === undefined ? {} : { thresholdFen }),
    decision,
    status,
    ...(status === 'proposed' ? { nextStep: openStep(approval)?.id } : {}),
    proposedBy: approval.proposedBy,
    tallies: compareTallies(state.expected, state.moved),
    leftBehind,
    version,
  };
}

export const obligationView = ({ aggregate, state, version }: StateItem<Obligation>) => ({
  id: aggregate.slice('obligation/'.length),
  ...state,
  version,
});

export function dutiesView(unit: Unit, item: StateItem<Duties> | undefined) {
  const { holders = [], openTasks = [], succession } = item?.state ?? {};
  return {
    unitCode: unit.code,
    unitPath: unit.path,
    holders,
    openTasks,
    ...(succession ? { succession } : {}),
    ...(item ? { version: item.version } : {}),
  };
}
