/** Verifying an export of the audit trail offline: leaves, chains and line checks of every entry. */
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TrailEvent } from '../../contracts/audit/trail.ts';
import { ExportWriter } from '../../tools/audit-export/writer.ts';
import { registeredEvent } from '../drive/audit-life.ts';
import { runMeasured } from '../engine/measured-process.ts';
import type { BenchOptions, Figure } from '../measurement.ts';
import { REGION_CODE } from '../region.ts';

const LEAVES = 100_000;
const DEEP_LEAVES = 1_000_000;
const MILLION = 1_000_000;
const SECONDS_PER_MILLION_MAX = 60;
const PEAK_MIB_MAX = 512;
const TIMEOUT_MS = 300_000;
const LINES_PER_WRITE = 2_000;
const DAY = '2026-03-02';
const EXPORTED_AT = '2026-03-03T00:00:00.000Z';

async function writeExport(file: string, leaves: number): Promise<void> {
  const writer = new ExportWriter();
  const handle = await open(file, 'w');
  try {
    let text = writer.header({ region: REGION_CODE, exportedAt: EXPORTED_AT, from: DAY, to: DAY });
    for (let index = 1; index <= leaves; index += 1) {
      text += writer.entry({ event: registeredEvent(index) as TrailEvent, receivedAt: EXPORTED_AT });
      if (index % LINES_PER_WRITE > 0) continue;
      await handle.appendFile(text);
      text = '';
    }
    await handle.appendFile(text + writer.manifest().text);
  } finally {
    await handle.close();
  }
}

/** The least anybody must do who trusts nothing: read every line, parse it, hash it. */
async function bareSeconds(file: string): Promise<number> {
  const startedMs = performance.now();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    JSON.parse(line);
    createHash('sha256').update(line).digest();
  }
  return (performance.now() - startedMs) / 1000;
}

export const auditVerification: Figure = {
  name: 'audit-verification',
  about: 'npm run verify-audit on an export (10⁶ leaves with --deep), per million leaves',
  async measure({ deep, progress }: BenchOptions) {
    const leaves = deep ? DEEP_LEAVES : LEAVES;
    const folder = mkdtempSync(join(tmpdir(), 'panhuo-bench-'));
    try {
      const file = join(folder, 'trail.ndjson');
      progress(`an export of ${leaves} leaves`);
      await writeExport(file, leaves);
      const { seconds, peakMib } = await runMeasured([join('tools', 'verify-audit.ts'), file], TIMEOUT_MS);
      const perMillion = MILLION / leaves;
      return [
        {
          subject: `verify ${leaves} leaves`,
          value: seconds * perMillion,
          unit: 's a million',
          baseline: (await bareSeconds(file)) * perMillion,
          baselineIs: 'parse and hash each line',
          target: { atMost: SECONDS_PER_MILLION_MAX, compares: 'value' },
        },
        {
          subject: `peak memory, ${leaves} leaves`,
          value: peakMib,
          unit: 'MiB',
          target: { atMost: PEAK_MIB_MAX, compares: 'value' },
        },
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
