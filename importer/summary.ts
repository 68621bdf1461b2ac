/** The outcome of an import as people read it. */
import type { ImportSummary } from './run-import.ts';

const BYTES_PER_MB = 1_000_000;
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** The summary table, followed by the first issues. */
export function summaryLines(summary: ImportSummary, dryRun: boolean): string[] {
  const rows: [string, string | number][] = [
    ['编码 encoding', summary.encoding],
    ['行 rows', summary.rows],
    ['问题行 bad rows', summary.badRows],
    ['提示 notes', summary.notes],
    ['单位 units', summary.units],
  ];
  if (summary.leftOut > 0) rows.push(['按配置不取 left out', summary.leftOut]);
  if (summary.unknownHeaders.length > 0) rows.push(['未用列 unused columns', summary.unknownHeaders.join(', ')]);
  if (!dryRun) {
    rows.push(
      ['新建单位 units registered', summary.unitsCreated],
      ['新写入 written', summary.created],
      ['已存在 there already', summary.exists],
      ['被拒绝 refused', summary.refused],
    );
  }
  rows.push(['检查用时 checked in', seconds(summary.checkMs)]);
  if (!dryRun) rows.push(['写入用时 sent in', seconds(summary.sendMs)]);
  rows.push(['内存峰值 peak memory', `${Math.round(summary.peakMemoryBytes / BYTES_PER_MB)} MB`]);
  const lines = rows.map(([label, value]) => `${label.padEnd(28)} ${value}`);
  for (const { row, field, value, reason } of summary.issues) lines.push(`  ${row}: ${field} "${value}" — ${reason}`);
  if (summary.issuesPath !== undefined) lines.push(`问题清单 issues: ${summary.issuesPath}`);
  if (!dryRun && summary.badRows > 0 && summary.created + summary.exists === 0) {
    lines.push('有问题行，未写入任何内容 / there are bad rows; nothing was written');
  }
  return lines;
}
