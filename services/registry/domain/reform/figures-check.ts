/**
 * FC-08 as one pure rule: a balance sheet agrees with itself and with its itemised tables, and a figure that is used in publicity, filing,
 * articles and share quantification is the same in all of them. Every disagreement is named with both figures, to the fen.
 */

export type Section = 'assets' | 'liabilities' | 'equity';

/** A line of the balance sheet (资产负债表): 行次, 项目, 期末余额, 年初余额. */
export interface SheetLine {
  readonly line: number;
  readonly item: string;
  readonly closingFen: number;
  readonly openingFen: number;
  /** The lines whose sum it is; absent for a line of its own. */
  readonly sumOf?: readonly number[] | undefined;
}

/** An itemised table (明细表) and the line it stands behind: 明细表名称, 明细表数量, 合计. */
export interface ItemisedTable {
  readonly line: number;
  readonly table: string;
  readonly count: number;
  readonly amountFen: number;
}

export const PLACES = ['publicity', 'filing', 'articles', 'quantification'] as const;
export type Place = (typeof PLACES)[number];

/** One figure as it stands in the four places. */
export interface PublishedFigure extends Readonly<Record<Place, number>> {
  readonly figure: string;
  /** The line of the balance sheet it is taken from, where it is. */
  readonly line?: number | undefined;
}

export interface Statement {
  readonly lines: readonly SheetLine[];
  /** The lines of total assets, total liabilities and total equity. */
  readonly totals: Readonly<Record<Section, number>>;
  readonly tables: readonly ItemisedTable[];
  readonly published: readonly PublishedFigure[];
}

export type MismatchKind = 'subtotal' | 'balance' | 'itemised' | 'published';

export interface Mismatch {
  readonly kind: MismatchKind;
  /** The item of the line, or the name of the figure. */
  readonly at: string;
  readonly left: { readonly name: string; readonly fen: number };
  readonly right: { readonly name: string; readonly fen: number };
  /** left − right. */
  readonly differenceFen: number;
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

const compared = (kind: MismatchKind, at: string, left: Mismatch['left'], right: Mismatch['right']): Mismatch[] =>
  left.fen === right.fen ? [] : [{ kind, at, left, right, differenceFen: left.fen - right.fen }];

/** Lines that are named and are not there, or are there twice; a statement with any cannot be checked. */
export function unknownLines({ lines, totals, tables, published }: Statement): number[] {
  const numbers = lines.map(({ line }) => line);
  const twice = numbers.filter((line, index) => numbers.indexOf(line) < index);
  const named = [
    ...Object.values(totals),
    ...lines.flatMap(({ sumOf = [] }) => sumOf),
    ...tables.map(({ line }) => line),
    ...published.flatMap(({ line }) => (line === undefined ? [] : [line])),
  ];
  const selfSums = lines.filter(({ line, sumOf = [] }) => sumOf.includes(line)).map(({ line }) => line);
  return [...new Set([...twice, ...selfSums, ...named.filter((line) => !numbers.includes(line))])];
}

/** Every disagreement of a statement whose lines are all known; empty when everything agrees. */
export function mismatchesOf(statement: Statement): Mismatch[] {
  const byLine = new Map(statement.lines.map((line) => [line.line, line]));
  const at = (line: number): SheetLine => {
    const found = byLine.get(line);
    if (!found) throw new Error(`no line ${line}`);
    return found;
  };
  return [
    ...statement.lines.flatMap((line) => subtotal(line, at)),
    ...balance(statement.totals, at),
    ...itemised(statement.tables, at),
    ...statement.published.flatMap((figure) => published(figure, at)),
  ];
}

const BALANCES = [
  ['closingFen', '期末余额'],
  ['openingFen', '年初余额'],
] as const;

function subtotal({ item, sumOf, ...line }: SheetLine, at: (line: number) => SheetLine): Mismatch[] {
  if (!sumOf) return [];
  return BALANCES.flatMap(([column, name]) =>
    compared(
      'subtotal',
      item,
      { name, fen: line[column] },
      { name: `第 ${sumOf.join('、')} 行${name}合计`, fen: sum(sumOf.map((part) => at(part)[column])) },
    ),
  );
}

/** Assets = liabilities + equity. */
function balance({ assets, liabilities, equity }: Statement['totals'], at: (line: number) => SheetLine): Mismatch[] {
  const [all, owed, own] = [at(assets), at(liabilities), at(equity)];
  return BALANCES.flatMap(([column, name]) =>
    compared(
      'balance',
      all.item,
      { name: `${all.item}${name}`, fen: all[column] },
      { name: `${owed.item} + ${own.item}`, fen: owed[column] + own[column] },
    ),
  );
}

/** All tables behind one line together make its closing balance. */
function itemised(tables: readonly ItemisedTable[], at: (line: number) => SheetLine): Mismatch[] {
  return [...Map.groupBy(tables, ({ line }) => line)].flatMap(([line, behind]) => {
    const { item, closingFen } = at(line);
    const names = behind.map(({ table }) => table).join('、');
    const fen = sum(behind.map(({ amountFen }) => amountFen));
    return compared('itemised', item, { name: '期末余额', fen: closingFen }, { name: names, fen });
  });
}

const PLACE_NAMES: Readonly<Record<Place, string>> = {
  publicity: '公开公示',
  filing: '上报镇（街）',
  articles: '合作社章程',
  quantification: '股权设置及量化资产',
};

/** Each later place against the publicity, and the publicity against the balance sheet. */
function published({ figure, line, ...amounts }: PublishedFigure, at: (line: number) => SheetLine): Mismatch[] {
  const [first, ...others] = PLACES;
  const open = { name: PLACE_NAMES[first], fen: amounts[first] };
  const places = others.flatMap((place) =>
    compared('published', figure, open, { name: PLACE_NAMES[place], fen: amounts[place] }),
  );
  if (line === undefined) return places;
  const { item, closingFen } = at(line);
  return [...compared('published', figure, { name: `资产负债表 ${item}`, fen: closingFen }, open), ...places];
}
