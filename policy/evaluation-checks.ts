/** The arithmetic of the evaluation tables: a table whose points do not add up scores nobody fairly. Pure. */
import { type PackIssue, type Path, unique } from './pack-issue.ts';
import type { EvaluationItem, EvaluationTable } from './policy.ts';

/** Every place where a table's points do not agree. */
export function checkEvaluation(tables: readonly EvaluationTable[]): PackIssue[] {
  return tables.flatMap((table, index) => {
    const path = ['evaluation', index];
    return [
      ...unique([...path, 'items'], table.items),
      ...checkTotals(path, table),
      ...table.items.flatMap((item, place) => checkItem([...path, 'items', place], item)),
    ];
  });
}

function checkTotals(path: Path, table: EvaluationTable): PackIssue[] {
  const issues: PackIssue[] = [];
  const parties = new Set(table.partyPoints.map(({ party }) => party));
  if (parties.size < table.partyPoints.length) {
    issues.push({ path: [...path, 'partyPoints'], reason: 'a party is named twice' });
  }
  for (const [index, { party, points }] of table.partyPoints.entries()) {
    const sum = table.items.reduce((total, item) => total + (item.party === party ? item.points : 0), 0);
    if (sum !== points) {
      issues.push({
        path: [...path, 'partyPoints', index, 'points'],
        reason: `the items of ${party} add up to ${sum}, not ${points}`,
      });
    }
  }
  const strangers = table.items.findIndex(({ party }) => !parties.has(party));
  if (strangers >= 0) {
    issues.push({ path: [...path, 'items', strangers, 'party'], reason: 'this party has no points in partyPoints' });
  }
  const total = table.partyPoints.reduce((sum, { points }) => sum + points, 0);
  if (total !== table.totalPoints) {
    issues.push({
      path: [...path, 'totalPoints'],
      reason: `the parties add up to ${total}, not ${table.totalPoints}`,
    });
  }
  return issues;
}

function checkItem(path: Path, item: EvaluationItem): PackIssue[] {
  if (item.kind === 'counted' || item.kind === 'capped') {
    const most = item.parts.reduce((sum, part) => sum + part.pointsEach * (part.atMost ?? Number.POSITIVE_INFINITY), 0);
    const issues = unique([...path, 'parts'], item.parts);
    if (item.kind === 'counted' && most !== item.points) {
      issues.push({ path: [...path, 'points'], reason: `the parts give ${most} at most, not ${item.points}` });
    }
    if (item.kind === 'capped' && most < item.points) {
      issues.push({ path: [...path, 'points'], reason: `the parts can never reach ${item.points}` });
    }
    return issues;
  }
  if (item.kind === 'tiered') {
    const best = Math.max(...item.tiers.map(({ points }) => points));
    return [
      ...unique([...path, 'tiers'], item.tiers),
      ...(best === item.points ? [] : [{ path: [...path, 'points'], reason: `the best tier gives ${best}` }]),
      ...item.tiers.flatMap(({ points, pointsFrom = 0 }, index) =>
        pointsFrom <= points
          ? []
          : [{ path: [...path, 'tiers', index, 'pointsFrom'], reason: 'a range of points goes up' }],
      ),
    ];
  }
  return [];
}
