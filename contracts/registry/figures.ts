/**
 * The figures of a village and year (FC-08). Lines follow the columns of 资产负债表 (行次, 项目, 期末余额, 年初余额), tables those of
 * 汇总表与明细表的勾稽关系表 (明细表名称, 明细表数量, 合计).
 */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { date, id, name, pageOf, reason, signedFen, unitPath, version } from '../vocabulary.ts';

const LINES_MAX = 120;
const TABLES_MAX = 60;
const FIGURES_MAX = 10;
export const YEAR_MIN = 2000;
export const YEAR_MAX = 2100;

export const figuresYear = z.int().check(z.minimum(YEAR_MIN), z.maximum(YEAR_MAX));
const line = z.int().check(z.minimum(1));

const sheetLine = z.strictObject({
  /** 行次 */
  line,
  /** 项目 */
  item: name,
  closingFen: signedFen,
  openingFen: signedFen,
  /** The lines whose sum it is. */
  sumOf: z.optional(z.array(line).check(z.minLength(1), z.maxLength(LINES_MAX))),
});
const itemisedTable = z.strictObject({ line, table: name, count: z.int().check(z.minimum(0)), amountFen: signedFen });
const publishedFigure = z.strictObject({
  figure: name,
  line: z.optional(line),
  publicity: signedFen,
  filing: signedFen,
  articles: signedFen,
  quantification: signedFen,
});

export const figuresStatement = z.strictObject({
  lines: z.array(sheetLine).check(z.minLength(1), z.maxLength(LINES_MAX)),
  totals: z.strictObject({ assets: line, liabilities: line, equity: line }),
  tables: z.array(itemisedTable).check(z.maxLength(TABLES_MAX)),
  published: z.array(publishedFigure).check(z.minLength(1), z.maxLength(FIGURES_MAX)),
});

export const submitFigures = z.strictObject({ unitPath, year: figuresYear, statement: figuresStatement });
export type SubmitFigures = z.infer<typeof submitFigures>;
export const correctFigures = z.strictObject({ statement: figuresStatement, reason });

const side = z.strictObject({ name: z.string(), fen: signedFen });
export const figuresMismatch = z.strictObject({
  kind: z.enum(['subtotal', 'balance', 'itemised', 'published']),
  at: z.string(),
  left: side,
  right: side,
  /** left − right */
  differenceFen: signedFen,
});

export const figuresView = z.strictObject({
  id,
  unitPath,
  year: figuresYear,
  checkedOn: date,
  consistent: z.boolean(),
  mismatches: z.array(figuresMismatch),
  submissions: z.int(),
  version,
});
export const figuresFile = z.strictObject({ ...figuresView.shape, statement: figuresStatement });
export const figuresPage = pageOf(figuresView);

const checked = {
  unitPath,
  year: figuresYear,
  checkedOn: date,
  statement: figuresStatement,
  reason: z.optional(reason),
} as const;

export const figuresChecked = cloudEvent('panhuo.registry.figures-checked.v1', z.strictObject(checked));
/** Opens a finding. */
export const figuresMismatched = cloudEvent(
  'panhuo.registry.figures-mismatched.v1',
  z.strictObject({ ...checked, mismatches: z.array(figuresMismatch) }),
);
