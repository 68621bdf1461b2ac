/** A village's statement in which everything agrees, for tests. */
import type { Statement } from './figures-check.ts';

export const STATEMENT: Statement = {
  lines: [
    { line: 1, item: '货币资金', closingFen: 100_01, openingFen: 90_00 },
    { line: 2, item: '固定资产', closingFen: 900_99, openingFen: 910_00 },
    { line: 3, item: '资产总计', closingFen: 1_001_00, openingFen: 1_000_00, sumOf: [1, 2] },
    { line: 4, item: '负债合计', closingFen: 201_00, openingFen: 300_00 },
    { line: 5, item: '所有者权益合计', closingFen: 800_00, openingFen: 700_00 },
  ],
  totals: { assets: 3, liabilities: 4, equity: 5 },
  tables: [
    { line: 1, table: '货币资金清查明细表', count: 2, amountFen: 100_01 },
    { line: 2, table: '房屋建筑类清查明细表', count: 3, amountFen: 600_99 },
    { line: 2, table: '大型机器设备清查明细表', count: 1, amountFen: 300_00 },
  ],
  published: [
    { figure: '净资产', line: 5, publicity: 800_00, filing: 800_00, articles: 800_00, quantification: 800_00 },
    { figure: '量化经营性净资产', publicity: 500_00, filing: 500_00, articles: 500_00, quantification: 500_00 },
  ],
};
