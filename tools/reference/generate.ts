/**
 * Writes docs/reference: OpenAPI, AsyncAPI, a JSON Schema per event, the problem and log catalogues. `npm run reference`; a test fails when what
 * is committed differs from what the code says.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { PROBLEMS, type ProblemCode } from '../../contracts/problems.ts';
import { services } from '../../infra/services.ts';
import { LOG_CODES } from '../../platform/log.ts';
import { asyncApi } from './asyncapi.ts';
import { eventContracts, jsonSchema } from './event-schemas.ts';
import { type DocumentedRoute, openApi } from './openapi.ts';
import { upstreamReceivers } from './upstream-receivers.ts';

export const REFERENCE_DIRECTORY = join(import.meta.dirname, '..', '..', 'docs', 'reference');
/** What this tool owns inside docs/reference; other tools keep their files there too. */
const EVENTS = 'events';

/** Every generated file, path below docs/reference → content. */
export async function referenceFiles(): Promise<Map<string, string>> {
  const events = await eventContracts();
  const routes = services.map(({ description, routes: table }) => ({
    name: description.name,
    routes: table as unknown as readonly DocumentedRoute[],
  }));
  const files = new Map<string, string>();
  files.set('openapi.yaml', yaml(openApi(routes)));
  files.set('asyncapi.yaml', yaml(asyncApi(events, upstreamReceivers)));
  for (const { type, schema } of events) {
    const body = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `urn:panhuo:event:${type}`,
      ...jsonSchema(schema),
    };
    files.set(`${EVENTS}/${type}.json`, `${JSON.stringify(body, null, 2)}\n`);
  }
  files.set('problems.md', problemsPage());
  files.set('log-codes.md', logPage());
  return files;
}

const yaml = (value: unknown): string => stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 });

function problemsPage(): string {
  const rows = (Object.keys(PROBLEMS) as ProblemCode[]).map((code) => {
    const { status, zh, en } = PROBLEMS[code];
    return `| \`${code}\` | ${status} | ${zh} | ${en} |`;
  });
  return `# Problems\n\nEvery problem the API answers, \`type\` = \`urn:panhuo:problem:<code>\` (RFC 9457). Generated from contracts/problems.ts.\n\n| code | status | 中文 | English |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

function logPage(): string {
  const rows = Object.entries(LOG_CODES).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  return `# Log codes\n\nEach log line of a function carries one of these as \`code\`. Generated from platform/log.ts.\n\n| code | meaning |\n|---|---|\n${rows.join('\n')}\n`;
}

if (import.meta.main) {
  const files = await referenceFiles();
  rmSync(join(REFERENCE_DIRECTORY, EVENTS), { recursive: true, force: true });
  for (const [path, content] of files) {
    const file = join(REFERENCE_DIRECTORY, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  process.stdout.write(
    `${files.size} files in docs/reference, ${readdirSync(join(REFERENCE_DIRECTORY, EVENTS)).length} events\n`,
  );
}
