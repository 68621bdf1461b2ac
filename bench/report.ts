/** How results are shown: a table for people, one JSON object for programs. */
import { judge, type Measured, type Target, type Verdict } from './measurement.ts';

export interface FigureResult {
  readonly name: string;
  readonly about: string;
  readonly seconds: number;
  readonly measured: readonly Measured[];
  /** Why the measurement failed; then `measured` is empty. */
  readonly failure?: string;
}

const COLUMNS = ['figure', 'measured', 'target', 'baseline', 'verdict'] as const;
const VERDICTS: Readonly<Record<Verdict, string>> = { reached: 'reached', missed: 'MISSED', shown: '–' };
const THOUSANDS = /\B(?=(\d{3})+$)/g;

/** Three significant digits below a thousand, whole numbers with separators above. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return String(Math.round(value)).replace(THOUSANDS, ',');
  return String(Number(value.toPrecision(3)));
}

function targetText({ atMost, compares }: Target, unit: string): string {
  if (compares === 'over-baseline') return `≤ +${formatNumber(atMost)} ${unit}`;
  return compares === 'times-baseline' ? `≤ ${formatNumber(atMost)} × baseline` : `≤ ${formatNumber(atMost)} ${unit}`;
}

function baselineText({ value, unit, baseline, baselineIs, target }: Measured): string {
  if (baseline === undefined) return '';
  const difference =
    target?.compares === 'over-baseline'
      ? `; ${value >= baseline ? '+' : '−'}${formatNumber(Math.abs(value - baseline))}`
      : `; ${formatNumber(value / baseline)} ×`;
  return `${formatNumber(baseline)} ${unit}${baselineIs === undefined ? '' : ` ${baselineIs}`}${difference}`;
}

/** The table of all figures, with notes below each. */
export function tableText(results: readonly FigureResult[]): string {
  const blocks = results.map((result) => ({ result, rows: result.measured.map(rowOf) }));
  const widths = COLUMNS.map((column, place) =>
    Math.max(column.length, ...blocks.flatMap(({ rows }) => rows.map((row) => row[place]?.length ?? 0))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, place) => cell.padEnd(widths[place] ?? 0))
      .join('  ')
      .trimEnd();
  const lines = [line(COLUMNS), line(widths.map((width) => '─'.repeat(width)))];
  for (const { result, rows } of blocks) {
    lines.push('', `${result.name} — ${result.about} (${result.seconds.toFixed(1)} s)`);
    if (result.failure !== undefined) lines.push(`  NOT MEASURED: ${result.failure.split('\n')[0]}`);
    lines.push(...rows.map(line));
    for (const note of new Set(result.measured.flatMap((row) => row.note ?? []))) lines.push(`  ${note}`);
  }
  return [...lines, '', summary(results)].join('\n');
}

const rowOf = (row: Measured): string[] => [
  row.subject,
  `${formatNumber(row.value)} ${row.unit}`,
  row.target ? targetText(row.target, row.unit) : '',
  baselineText(row),
  VERDICTS[judge(row)],
];

function summary(results: readonly FigureResult[]): string {
  const verdicts = results.flatMap((result) => result.measured.map(judge));
  const count = (verdict: Verdict): number => verdicts.filter((one) => one === verdict).length;
  const failed = results.filter((result) => result.failure !== undefined).length;
  return `${count('reached')} reached, ${count('missed')} missed, ${count('shown')} without a target, ${failed} figures not measured`;
}

/** The same as one JSON value. */
export function jsonReport(results: readonly FigureResult[], machine: Readonly<Record<string, unknown>>) {
  return {
    machine,
    figures: results.map(({ measured, ...result }) => ({
      ...result,
      measured: measured.map((row) => ({ ...row, verdict: judge(row) })),
    })),
  };
}
