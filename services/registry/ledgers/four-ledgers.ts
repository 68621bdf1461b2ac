/** 一总四分 (MG-05, SX-12): the total ledger of a unit and the four that it consists of, and the ledgers below it down to the households, page by page. */
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts';
import { generationOf, projectedUpTo, totalKey } from '../../../platform/projection.ts';
import type { Page, Row, Store } from '../../../platform/store/store.ts';
import type { Policy } from '../../../policy/policy.ts';
import { assetItem } from '../assets/asset-items.ts';
import { addSums, NOTHING, type Sum, sameSum, subtractSum } from '../domain/inventory/inventory-figures.ts';
import { assetListKey, assetPlace } from '../keys.ts';
import { ledgerContributions, ledgerProjection } from '../views.ts';
import { type LedgerLine, LedgerLines, levelsOf, sumOfLevels } from './ledger-lines.ts';
import { PARTS, partsView } from './ledger-parts.ts';
import { childrenOf, ledgerTotalsOf, sumIn } from './own-totals.ts';

type Classes = Pick<Policy, 'assetClasses'>;

/** One page; the first one begins with the total and its differences. @throws ProblemError invalid-cursor */
export async function fourLedgersPage(
  store: Store,
  policy: Classes,
  unit: string,
  { cursor, limit }: { cursor: string | undefined; limit: number },
) {
  const list = `four-ledgers:${unit}`;
  const position = decodeCursor(list, cursor);
  const generation = await generationOf(store, ledgerProjection.name);
  const after = position && {
    unitPath: String(position.unitPath),
    householdCode: position.householdCode === undefined ? undefined : String(position.householdCode),
  };
  const lines: LedgerLine[] = [];
  let nextCursor: string | undefined;
  for await (const line of new LedgerLines(store, policy, generation).below(unit, after)) {
    const last = lines.at(-1);
    if (lines.length === limit && last) {
      const { unitPath, householdCode } = last;
      nextCursor = encodeCursor(list, { unitPath, ...(householdCode === undefined ? {} : { householdCode }) });
      break;
    }
    lines.push(line);
  }
  const [head, upTo] = await Promise.all([
    cursor === undefined ? headOf(store, policy, unit, generation) : {},
    projectedUpTo(store, ledgerProjection.name),
  ]);
  const lag = upTo === undefined ? {} : { upTo };
  return { unitPath: unit, ...head, lines, ...lag, ...(nextCursor === undefined ? {} : { nextCursor }) };
}

async function headOf(store: Store, policy: Classes, unit: string, generation: number) {
  const children = await childrenOf(store, unit);
  const [[total = NOTHING, ...below], [parts]] = await Promise.all([
    ledgerTotalsOf(store, [unit, ...children.map((child) => child.path)]),
    store.read([totalKey(ledgerProjection.name, generation, unit, PARTS)]),
  ]);
  // A unit's own cards lie under its own path and under no unit below; the ledger shows them as the rest.
  const own = await ownCards(store, unit);
  const { byLevel, unnamed } = levelsOf(policy, parts);
  const shares = partsView(parts);
  const byUnit = children.flatMap(({ path, kind }, index) => {
    const sum = below[index] ?? NOTHING;
    return sameSum(sum, NOTHING) ? [] : [{ unitPath: path, kind, ...sum }];
  });
  const byDepartment = shares.byDepartment.map(({ originalFen, ...share }) => ({ ...share, fen: originalFen }));
  const byFunding = shares.byFunding.map(({ originalFen, ...share }) => ({ ...share, fen: originalFen }));
  const differences = {
    units: subtractSum(addSums(own, ...below), total),
    levels: subtractSum(sumOfLevels(byLevel), total),
    departments: subtractSum(addSums(...byDepartment.map(({ count, fen }) => ({ count, fen }))), total),
    fundingFen: byFunding.reduce((fen, share) => fen + share.fen, 0) - total.fen,
  };
  return { total, byLevel, unnamedHouseholds: unnamed, own, byUnit, byDepartment, byFunding, differences };
}

const OWN_PAGE = 200;

/** The unit's own cards, added up. */
async function ownCards(store: Store, unit: string): Promise<Sum> {
  let sum = NOTHING;
  let after: Page<Row>['next'];
  do {
    const page = await store.queryByUnit(assetListKey(unit), assetPlace(unit, ''), { limit: OWN_PAGE, after });
    const states = page.rows.map((row) => assetItem(row).state);
    sum = addSums(sum, ...states.map((asset) => sumIn(ledgerContributions(asset), unit)));
    after = page.next;
  } while (after);
  return sum;
}
