/** The audit trail: exported, verified offline, and a copy with one byte flipped, of which the verifier names the place. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import type { findingTotals } from '../../contracts/audit/findings.ts';
import { runScript } from '../command-line.ts';
import { type Demo, DidNotHoldError, hold, holdSame, type Row } from '../demo.ts';

const QUIET_MS = 600_000;
const EXPORT = join('tools', 'export-audit.ts');
const VERIFY = join('tools', 'verify-audit.ts');

export async function audit(demo: Demo): Promise<readonly Row[]> {
  const startedMs = Date.now();
  // Every event of every service has reached the trail.
  await demo.region.waitUntilIdle(QUIET_MS);
  const waitedMs = Date.now() - startedMs;
  const { queues } = await demo.region.backlog();
  const lost = queues.filter(({ setAside, visible }) => setAside && visible > 0);
  holdSame(
    'messages set aside',
    lost.map(({ name }) => name),
    [],
  );

  const auditor = await demo.as('auditor', 'auditor', demo.county);
  const { body: findings } = await auditor.get<z.infer<typeof findingTotals>>('/audit/finding-totals', {
    unitPath: demo.county,
  });
  hold(
    'late items are findings',
    findings.byKind.some(({ kind, open }) => kind === 'item-overdue' && open > 0),
  );

  const token = await demo.region.token('auditor', { roles: ['auditor'], unit: demo.county });
  const file = join(demo.workDirectory, 'trail.ndjson');
  const exported = await runScript(EXPORT, ['--url', demo.region.url, '--out', file], token);
  if (exported.exitCode !== 0) throw new DidNotHoldError(`the export failed: ${exported.errors}`);
  const sound = await runScript(VERIFY, [file]);
  holdSame('the verifier’s exit code', [sound.exitCode, sound.output.includes('everything holds')], [0, true]);
  const entries = Number(/(\d+) entries/.exec(sound.output)?.[1]);
  hold('the trail has entries', entries > 0);

  const flipped = flipOneByte(file, join(demo.workDirectory, 'flipped.ndjson'));
  const damaged = await runScript(VERIFY, [flipped.path]);
  holdSame('the verifier’s exit code for the damaged copy', damaged.exitCode, 1);
  const [named = ''] = damaged.output.split('\n');
  const line = Number(/^line (\d+):/.exec(named)?.[1]);
  hold(`the verifier names line ${flipped.line}: ${named}`, line === flipped.line);
  return [
    { step: 'findings opened 问题线索', count: findings.open, note: 'overdue items, found by the audit service' },
    {
      step: 'trail exported 审计轨迹',
      count: entries,
      note: `entries, verified offline: everything holds; caught up in ${(waitedMs / 1_000).toFixed(1)} s`,
    },
    { step: 'one byte flipped 改动一字节', count: 1, note: `byte ${flipped.at}; ${named.slice(0, 100)}` },
  ];
}

/** A copy with one byte in its middle changed; where, and in which line. */
function flipOneByte(
  file: string,
  path: string,
): { readonly path: string; readonly at: number; readonly line: number } {
  const bytes = readFileSync(file);
  const at = Math.floor(bytes.length / 2);
  // The lowest bit turns one digit or letter into its neighbour, so that the line still looks like a line.
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  const line = bytes.subarray(0, at).filter((byte) => byte === LINE_FEED).length + 1;
  return { path, at, line };
}

const LINE_FEED = 0x0a;
