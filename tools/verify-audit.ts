/**
 * Verifies an export of the audit trail, offline: `npm run verify-audit -- <file> [--leaf-digest <published digest>]`.
 * Exit code 0: everything holds. 1: the file is damaged, and the lines above say where. 2: it could not be read.
 */
import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeDamage } from './audit-export/damage.ts';
import { type Verdict, verifyExport } from './audit-export/verifier.ts';

const READ_BYTES = 1024 * 1024;
const USAGE = 'usage: npm run verify-audit -- <export file> [--leaf-digest <published digest>]';

function report(verdict: Verdict, file: string): void {
  for (const damage of verdict.damages) console.log(describeDamage(damage));
  const unnamed = verdict.damageCount - verdict.damages.length;
  if (unnamed > 0) console.log(`… and ${unnamed} more`);
  const { entries, heads, leafDigest, region } = verdict;
  console.log(`${file}: region ${region ?? 'unknown'}, ${entries} entries of ${heads} aggregates`);
  console.log(`leaf digest ${leafDigest}`);
  console.log(verdict.holds ? 'everything holds' : `DAMAGED: ${verdict.damageCount} findings`);
}

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { 'leaf-digest': { type: 'string' } },
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) {
    console.error(USAGE);
    return 2;
  }
  const stream = createReadStream(file, { highWaterMark: READ_BYTES });
  const verdict = await verifyExport(stream, { leafDigest: values['leaf-digest'] });
  report(verdict, file);
  return verdict.holds ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
