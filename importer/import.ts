/**
 * `npm run import -- --file F --profile P --url U [--token T] [--dry-run] [--accept-good-rows]`
 * Exit code 0: the region holds every row. 1: bad or refused rows. 2: the call, the profile, the file or the region is wrong.
 */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { BrokenCsvError } from './csv-rows.ts';
import { UnreadableFileError } from './decoding.ts';
import { EvidenceFileError, readEvidence } from './evidence-files.ts';
import { UploadError } from './file-document.ts';
import { HeaderError } from './header.ts';
import { loadProfile, ProfileError } from './profile.ts';
import { RefusedError, RegionClient, UnreachableError } from './region-client.ts';
import { runImport } from './run-import.ts';
import { summaryLines } from './summary.ts';
import { TARGETS } from './targets.ts';
import { UnitMismatchError } from './unit-plan.ts';

const USAGE = `用法 / usage: npm run import -- --file FILE.csv --profile PROFILE.yaml --url http://… --token TOKEN
  --token TOKEN        或环境变量 PANHUO_TOKEN / or the variable PANHUO_TOKEN, which other users of the machine do not see
  --unit PATH          导入到该单位之下（默认：令牌中的单位）/ unit the rows stand below (default: the token's own)
  --evidence KIND=FILE 证明材料，可多次给出，每行都引用 / a document behind every row; may be given several times
  --dry-run            只检查，不写入 / check only, write nothing
  --accept-good-rows   有问题行时仍导入其余行 / import the good rows although others are bad
  --json               以 JSON 给出结果 / the outcome as JSON
  --issues PATH        问题清单（默认 FILE.issues.csv）/ where bad rows are listed
  --in-flight N        同时发送的请求数 / requests under way at once
  --batch-rows N       每批行数 / rows of a request`;

class UsageError extends Error {
  override readonly name = 'UsageError';
}

const FORESEEN = [
  UsageError,
  ProfileError,
  EvidenceFileError,
  UploadError,
  UnreadableFileError,
  HeaderError,
  BrokenCsvError,
  UnitMismatchError,
  RefusedError,
  UnreachableError,
];

/** The unit a token speaks for. Only read, not checked: the region checks it. */
function unitOfToken(token: string): string | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
      unit?: unknown;
    };
    return typeof claims.unit === 'string' ? claims.unit : undefined;
  } catch {
    return undefined;
  }
}

function wholeNumber(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new UsageError(`${option} ${text}: 须为正整数 / must be a whole number`);
  return Number(text);
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        file: { type: 'string' },
        profile: { type: 'string' },
        url: { type: 'string' },
        token: { type: 'string' },
        unit: { type: 'string' },
        evidence: { type: 'string', multiple: true, default: [] },
        issues: { type: 'string' },
        'in-flight': { type: 'string' },
        'batch-rows': { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        'accept-good-rows': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

async function main(args: readonly string[]): Promise<number> {
  const given = readArguments(args);
  if (given.help) {
    console.log(USAGE);
    return 0;
  }
  const { file, profile: profilePath, url } = given;
  const token = given.token ?? process.env.PANHUO_TOKEN;
  const dryRun = given['dry-run'];
  if (file === undefined || profilePath === undefined || (!dryRun && (url === undefined || token === undefined))) {
    throw new UsageError(USAGE);
  }
  const unitPath = given.unit ?? (token === undefined ? undefined : unitOfToken(token));
  if (unitPath === undefined) throw new UsageError(`请给出 --unit / give --unit\n${USAGE}`);
  const profile = loadProfile(profilePath);
  if (given.evidence.length > 0 && !TARGETS[profile.target].takesEvidence)
    throw new UsageError(`--evidence: 该配置不引用证明材料 / rows of this profile name no documents\n${USAGE}`);
  const summary = await runImport({
    file,
    profile,
    evidence: given.evidence.map(readEvidence),
    client: url === undefined || token === undefined ? undefined : new RegionClient({ url, token }),
    unitPath,
    issuesPath: given.issues ?? `${basename(file)}.issues.csv`,
    dryRun,
    acceptGoodRows: given['accept-good-rows'],
    inFlight: wholeNumber(given['in-flight'], '--in-flight'),
    batchRows: wholeNumber(given['batch-rows'], '--batch-rows'),
    onProgress: given.json ? undefined : (done, total) => process.stderr.write(`\r${done} / ${total} `),
  });
  if (given.json) {
    console.log(JSON.stringify(summary));
  } else {
    process.stderr.write('\n');
    for (const line of summaryLines(summary, dryRun)) console.log(line);
  }
  return summary.complete ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!FORESEEN.some((kind) => error instanceof kind)) throw error;
  console.error((error as Error).message);
  process.exitCode = 2;
}
