/**
 * Fills an empty region with a small county, so that whoever starts Panhuo for the first time finds something to work on: departments,
 * townships, villages, forty assets, declarations in every state, items, receipts and a plan that waits for its vote. Everything goes through
 * the API, each step as the person whose step it is. A second call changes nothing and completes what a first one left undone.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import type { CommandAnswer } from '../../contracts/vocabulary.ts';
import { loadProfile } from '../../importer/profile.ts';
import { RegionClient } from '../../importer/region-client.ts';
import { runImport } from '../../importer/run-import.ts';
import { type SignedIn, tellStories } from './stories.ts';

/** The county whose names, codes and policy pack the sample follows. Other regions stay empty. */
const COUNTY = { code: '653127', name: '麦盖提县' } as const;

const DEPARTMENTS = [
  ['CZJ', '财政局'],
  ['NYNCJ', '农业农村局'],
  ['SLJ', '水利局'],
  ['JTJ', '交通运输局'],
  ['SGJ', '商工局'],
  ['JYJ', '教育局'],
  ['MZJ', '民政局'],
  ['SJJ', '审计局'],
] as const;

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * Loads the sample.
 * @param address of the region's API
 * @param tokens gives the token of one of the region's people by id: `finance-bureau`, `village-accountant`…
 * @throws RefusedError, UnreachableError
 */
export async function loadSample(address: string, tokens: (person: string) => Promise<string>): Promise<void> {
  if (!(await speaksForCounty(tokens))) return;
  const clients = new Map<string, RegionClient>();
  const as: SignedIn = async (person) => {
    const client = clients.get(person) ?? new RegionClient({ url: address, token: await tokens(person) });
    clients.set(person, client);
    return client;
  };
  const firstDay = await registerUnits(await as('county-government'));
  await importAssets(await as('finance-bureau'));
  await tellStories(as, `${COUNTY.code}/`, firstDay);
}

/** Whether this is the sample's county: the people's tokens say for which they are. */
async function speaksForCounty(tokens: (person: string) => Promise<string>): Promise<boolean> {
  const payload = (await tokens('county-government')).split('.')[1] ?? '';
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { unit?: unknown };
  return claims.unit === `${COUNTY.code}/`;
}

/**
 * County, departments and townships, with their official codes.
 * @returns the instant at which the county was first registered, also on a later call: the dates of the sample are counted from it
 */
async function registerUnits(client: RegionClient): Promise<string> {
  const post = (code: string, unit: object) =>
    client.post<CommandAnswer>('/registry/units', { code, ...unit }, { key: `sample-unit-${code}` });
  const { body } = await post(COUNTY.code, { name: COUNTY.name, kind: 'county' });
  const below = (name: string, kind: string) => ({ name, kind, parentCode: COUNTY.code });
  await Promise.all([
    ...DEPARTMENTS.map(([code, name]) => post(`${COUNTY.code}-${code}`, below(name, 'department'))),
    ...townships().map(({ code, name }) => post(code, below(name, 'township'))),
  ]);
  return body.recordedAt;
}

function townships(): { code: string; name: string }[] {
  const rows = parse(readFileSync(here('../township-codes/townships.csv')), { columns: true }) as Record<
    string,
    string
  >[];
  return rows
    .filter((row) => row.county_code === COUNTY.code)
    .map((row) => ({ code: row.town_code9 ?? '', name: row.town_name ?? '' }));
}

/** The county's list, through the same import tool that a county uses. */
async function importAssets(client: RegionClient): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'panhuo-sample-'));
  try {
    const { complete, issues } = await runImport({
      file: here('assets.csv'),
      profile: loadProfile(here('profile.yaml')),
      client,
      unitPath: `${COUNTY.code}/`,
      issuesPath: join(directory, 'issues.csv'),
      dryRun: false,
      acceptGoodRows: false,
    });
    if (!complete) throw new Error(`the sample’s assets were not all registered: ${JSON.stringify(issues)}`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
