import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isMap, isNode, LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';

/** Retention periods CloudWatch Logs accepts, in days; any other number fails at deployment. */
const LOG_RETENTION_DAYS = [30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/** An object lock cannot be shortened afterwards, so a slip of the pen (three centuries) must not pass. */
const EVIDENCE_RETENTION_MIN_DAYS = 365;
const EVIDENCE_RETENTION_MAX_DAYS = 36_500;

const httpsUrl = z.url({ protocol: /^https$/, error: 'must be an https:// address' });
const logRetentionDays = z
  .number()
  .refine((days) => LOG_RETENTION_DAYS.includes(days), { error: `must be one of ${LOG_RETENTION_DAYS.join(', ')}` });

const regionFileSchema = z.strictObject({
  code: z.string().regex(/^\d{6}$/, { error: 'must be the six-digit county code of GB/T 2260, in quotes' }),
  name: z.string().min(1),
  pack: z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'must be the name of a policy pack, e.g. makit' }),
  oidc: z.strictObject({
    issuer: httpsUrl,
    audience: z.string().min(1),
    /** Address of the signing keys; the issuer's `/.well-known/jwks.json` when left out. */
    jwksUri: z.optional(httpsUrl),
  }),
  alarmTarget: z.union([z.strictObject({ email: z.email() }), z.strictObject({ https: httpsUrl })], {
    error: 'must hold either email: or https:',
  }),
  retentionDays: z.strictObject({
    logs: logRetentionDays,
    accessLogs: logRetentionDays,
    evidence: z.int().min(EVIDENCE_RETENTION_MIN_DAYS).max(EVIDENCE_RETENTION_MAX_DAYS),
  }),
  /** Where the stack is deployed; the CLI's own region when left out. */
  awsRegion: z.optional(
    z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: 'must be an AWS region, e.g. cn-north-1' }),
  ),
  /** Origins whose pages may call the API and upload evidence, e.g. the county's console. */
  consoleOrigins: z.optional(z.array(httpsUrl)),
});

/** What one county decides about its own stack. Read from `infra/regions/<code>.yaml`. */
export type RegionFile = z.infer<typeof regionFileSchema>;

/** A region file that cannot be deployed. The message names file, line and reason. */
export class RegionFileError extends Error {
  override readonly name = 'RegionFileError';
  readonly file: string;
  readonly line: number | undefined;
  readonly path: string;
  readonly reason: string;

  constructor(at: { file: string; line: number | undefined; path: string }, reason: string) {
    super(`${at.file}${at.line === undefined ? '' : `:${at.line}`}: ${at.path === '' ? '' : `${at.path}: `}${reason}`);
    this.file = at.file;
    this.line = at.line;
    this.path = at.path;
    this.reason = reason;
  }
}

/**
 * Reads one region file's text.
 * @throws RegionFileError with the first fault's line and reason, also when the code differs from the file's name.
 */
export function parseRegionFile(text: string, file: string): RegionFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const fault = document.errors[0];
  if (fault !== undefined) {
    throw new RegionFileError(
      { file, line: lines.linePos(fault.pos[0]).line, path: '' },
      fault.message.split('\n')[0] ?? '',
    );
  }
  const lineOf = (path: readonly PropertyKey[]): number | undefined => {
    // An absent key has no line of its own: the nearest node around it is what the reader must look at.
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range != null) return lines.linePos(node.range[0]).line;
    }
    return undefined;
  };
  const parsed = regionFileSchema.safeParse(isMap(document.contents) ? document.toJS() : document.contents);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const unknownKey = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const path = [...(issue?.path ?? []), ...(unknownKey === undefined ? [] : [unknownKey])];
    const reason = unknownKey === undefined ? (issue?.message ?? 'invalid') : 'is not a known setting';
    throw new RegionFileError({ file, line: lineOf(path), path: path.join('.') }, reason);
  }
  const expectedCode = basename(file).replace(/\.ya?ml$/, '');
  if (parsed.data.code !== expectedCode) {
    throw new RegionFileError(
      { file, line: lineOf(['code']), path: 'code' },
      `is ${parsed.data.code}, but the file is named ${basename(file)}`,
    );
  }
  return parsed.data;
}

/**
 * Reads the region files of a folder in the order of their codes, or only the one asked for.
 * @throws RegionFileError for a broken file, or when the region asked for has no file.
 */
export function loadRegionFiles(folder: string, onlyCode?: string): readonly RegionFile[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  const wanted = onlyCode === undefined ? names : names.filter((name) => name === `${onlyCode}.yaml`);
  if (wanted.length === 0) {
    const known = names.map((name) => name.replace('.yaml', '')).join(', ') || 'none';
    throw new RegionFileError(
      { file: join(folder, `${onlyCode ?? '<code>'}.yaml`), line: undefined, path: '' },
      `there is no such region file; known regions: ${known}`,
    );
  }
  return wanted.map((name) => parseRegionFile(readFileSync(join(folder, name), 'utf8'), join(folder, name)));
}
