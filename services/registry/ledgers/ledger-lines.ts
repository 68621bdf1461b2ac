/**
 * The ledgers below a unit, down to the households (一总四分: MG-05): every unit is followed by its households and by the units below it. What holds nothing is
 * passed over with everything below it, so the cost follows the lines.
 */
import type { LedgerLevel } from '../../../contracts/registry/four-ledgers.ts';
import { totalKey } from '../../../platform/projection.ts';
import type { Page, Row, StateItem, Store } from '../../../platform/store/store.ts';
import { isWithin, lineage, unitCodeOf } from '../../../platform/unit-path.ts';
import type { Policy } from '../../../policy/policy.ts';
import { addSums, NOTHING, type Sum, sameSum } from '../domain/inventory/inventory-figures.ts';
import { mayHaveUnitsBelow, type Unit, type UnitKind } from '../domain/units/unit.ts';
import { unitKey, unitListKey } from '../keys.ts';
import { householdsRow, ledgerProjection } from '../views.ts';
import { type LevelShare, levelShares, PARTS } from './ledger-parts.ts';

export type ByLevel = Readonly<Record<LedgerLevel, Sum>>;

const LEVEL_OF: Readonly<Record<UnitKind, LedgerLevel>> = {
  county: 'departments',
  department: 'departments',
  company: 'departments',
  township: 'townships',
  village: 'villages',
  'village-collective': 'villages',
  'household-group': 'villages',
};

const sumOf = (shares: readonly LevelShare[]): Sum => addSums(...shares.map(({ count, fen }) => ({ count, fen })));

/** The four ledgers that a total consists of, and what households own without their cards saying which. */
export function levelsOf(
  policy: Pick<Policy, 'assetClasses'>,
  row: Row | undefined,
): { byLevel: ByLevel; unnamed: Sum } {
  const households = new Set(policy.assetClasses.filter(({ nature }) => nature === 'household').map(({ id }) => id));
  const levelOf = ({ holder, class: ofClass = '' }: LevelShare): LedgerLevel =>
    holder === 'household' || households.has(ofClass) ? 'households' : LEVEL_OF[holder];
  const shares = levelShares(row);
  const at = (level: LedgerLevel) => shares.filter((share) => levelOf(share) === level);
  return {
    byLevel: {
      departments: sumOf(at('departments')),
      townships: sumOf(at('townships')),
      villages: sumOf(at('villages')),
      households: sumOf(at('households')),
    },
    unnamed: sumOf(at('households').filter((share) => share.class !== undefined)),
  };
}

export type LedgerLine = Sum & {
  readonly unitPath: string;
  readonly kind: UnitKind | 'household';
  readonly householdCode?: string;
  readonly byLevel?: ByLevel;
};

/** Where a page goes on: behind the line of a unit, or of a household of it. */
export interface LinePosition {
  readonly unitPath: string;
  readonly householdCode?: string | undefined;
}

const ROWS_PER_READ = 50;

export class LedgerLines {
  private readonly store: Store;
  private readonly policy: Pick<Policy, 'assetClasses'>;
  private readonly generation: number;

  /** @param generation of the ledger's read model */
  constructor(store: Store, policy: Pick<Policy, 'assetClasses'>, generation: number) {
    this.store = store;
    this.policy = policy;
    this.generation = generation;
  }

  /** The lines below a unit in their order, those behind a position only. */
  async *below(root: string, after?: LinePosition): AsyncGenerator<LedgerLine> {
    // The units on the way from the root down to the one that the last page ended in.
    const way = after && isWithin(after.unitPath, root) ? lineage(after.unitPath).slice(lineage(root).length) : [];
    yield* this.inside(root, way, after?.householdCode);
  }

  private async *inside(
    path: string,
    way: readonly string[],
    household: string | undefined,
  ): AsyncGenerator<LedgerLine> {
    if (way.length === 0) yield* this.households(path, household);
    yield* this.unitsUnder(path, way, household);
  }

  private async *households(unitPath: string, behind: string | undefined): AsyncGenerator<LedgerLine> {
    const { pk } = totalKey(ledgerProjection.name, this.generation, householdsRow(unitPath), '');
    let after: Page<Row>['next'] = behind === undefined ? undefined : { pk, sk: behind };
    do {
      const page = await this.store.queryPartition(pk, '', { limit: ROWS_PER_READ, after });
      for (const { sk, count, originalFen } of page.rows) {
        if (count !== 0)
          yield { unitPath, kind: 'household', householdCode: sk, count: Number(count), fen: Number(originalFen) };
      }
      after = page.next;
    } while (after);
  }

  private async *unitsUnder(
    parent: string,
    [first, ...way]: readonly string[],
    household: string | undefined,
  ): AsyncGenerator<LedgerLine> {
    const list = unitListKey(parent);
    let after: Page<Row>['next'];
    if (first !== undefined) {
      yield* this.inside(first, way, household);
      const code = unitCodeOf(first);
      after = { ...unitKey(code), unitKey: list, unitSort: code };
    }
    do {
      const page = await this.store.queryByUnit(list, '', { limit: ROWS_PER_READ, after });
      const units = page.rows.map((row) => (row as unknown as StateItem<Unit>).state);
      const keys = units.map(({ path }) => totalKey(ledgerProjection.name, this.generation, path, PARTS));
      const totals = keys.length === 0 ? [] : await this.store.read(keys);
      for (const [index, { path, kind }] of units.entries()) {
        const { byLevel, unnamed } = levelsOf(this.policy, totals[index]);
        const total = sumOfLevels(byLevel);
        if (sameSum(total, NOTHING)) continue;
        yield { unitPath: path, kind, ...total, byLevel };
        if (byLevel.households.count > unnamed.count) yield* this.households(path, undefined);
        if (mayHaveUnitsBelow(kind)) yield* this.unitsUnder(path, [], undefined);
      }
      after = page.next;
    } while (after);
  }
}

/** The four ledgers added up again. */
export const sumOfLevels = (byLevel: ByLevel): Sum =>
  addSums(byLevel.departments, byLevel.townships, byLevel.villages, byLevel.households);
