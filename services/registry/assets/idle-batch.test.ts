import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { problemType } from '../../../contracts/problems.ts';
import { IDLE_BATCH_BYTES_MAX, IDLE_BATCH_ROWS_MAX } from '../../../contracts/registry/idle-batches.ts';
import type { Key } from '../../../platform/store/store.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import {
  COUNTY,
  FAR_VILLAGE,
  NEIGHBOUR,
  PEOPLE,
  type Person,
  SampleRegistry,
  TOWNSHIP,
  VILLAGE,
} from '../sample-registry.ts';

const policy = loadPack('maoxian');
const holidays = loadHolidays();
const DECLARE = 'POST /registry/idle-declaration-batches';
const REVIEW = 'POST /registry/idle-review-batches';
const OPEN = 'GET /registry/idle-declarations';
const KINDS = ['stop-use-statement', 'meeting-minutes'];
const IDLE = { finding: 'idle', outOfUseSince: '2025-01-01', hasDefinitePlan: false } as const;

interface Told {
  readonly rowKey: string;
  readonly result: string;
  readonly version?: number;
  readonly problem?: { readonly type: string; readonly errors?: readonly { readonly pointer: string }[] };
}
type Reference = { readonly kind: string; readonly evidenceId: string };

let registry: SampleRegistry;
let evidence: readonly Reference[];

const registered = (unitPath: string, who: Person, n = 1): Promise<string> =>
  registry.registerAsset(
    {
      unitPath,
      name: `村委会旧楼 ${n}`,
      class: 'buildings',
      originalFen: 12_345_600,
      valueProvisional: false,
      title: 'unclear',
      use: 'in-use',
    },
    who,
  );
const filed = (who: Person = PEOPLE.accountant, unitPath = who.unit): Promise<Reference[]> =>
  Promise.all(KINDS.map(async (kind) => ({ kind, evidenceId: await registry.fileDocument(kind, who, unitPath) })));

async function send(
  route: string,
  rows: readonly object[],
  { who = PEOPLE.accountant, key = 'the-upload', documents = evidence } = {},
): Promise<readonly Told[]> {
  const body = route === DECLARE ? { evidence: documents, rows } : { rows };
  const answer = await registry.request(who, route, { body, key });
  expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
  return answer.body.rows as Told[];
}
const resultsOf = (rows: readonly Told[]): string[] =>
  rows.map(({ result, problem }) => problem?.type.replace('urn:panhuo:problem:', '') ?? result);
const read = async (assetId: string) =>
  (await registry.request(PEOPLE.auditor, 'GET /registry/assets/{assetId}', { params: { assetId } })).body;

/** What the single declaration answers to the same, without the name of its request. */
async function single(who: Person, assetId: string, declaration: object) {
  const sent = { params: { assetId }, version: 1, body: { ...declaration, evidence } };
  const { body } = await registry.request(who, 'POST /registry/assets/{assetId}/idle-declarations', sent);
  const { instance: _instance, ...problem } = body;
  return problem;
}

beforeEach(async () => {
  registry = new SampleRegistry(policy, holidays);
  await registry.registerUnits();
  evidence = await filed();
});

describe('declaring', () => {
  test('MX-02 every row is answered in its place as its single declaration would be, and a bad row hinders no other', async () => {
    const mine = [];
    for (const n of [1, 2, 3, 4]) mine.push(await registered(VILLAGE, PEOPLE.accountant, n));
    const theirs = await registered(NEIGHBOUR, PEOPLE.neighbour);
    const [first, second, young, planned] = mine;
    const tooYoung = { ...IDLE, outOfUseSince: '2026-04-01' };
    const withPlan = { ...IDLE, hasDefinitePlan: true };
    const rows = [
      { rowKey: 'r1', assetId: first, ...IDLE },
      { rowKey: 'r2', assetId: young, ...tooYoung },
      { rowKey: 'r3', assetId: theirs, ...IDLE },
      { rowKey: 'r4', assetId: 'nobody-has-it', ...IDLE },
      { rowKey: 'r5', assetId: planned, ...withPlan },
      { rowKey: 'r6', assetId: planned, ...IDLE, outOfUseSince: '2025-02-30' },
      { rowKey: 'r7', assetId: planned, ...IDLE, since: '2025-01-01' },
      { rowKey: 'r8', assetId: first, ...IDLE },
      { rowKey: 'r9', assetId: second, ...IDLE },
    ];
    const told = await send(DECLARE, rows);
    expect(told.map(({ rowKey }) => rowKey)).toEqual(rows.map(({ rowKey }) => rowKey));
    expect(resultsOf(told)).toEqual([
      'declared',
      'not-idle-long-enough',
      'not-found',
      'not-found',
      'plan-exists',
      'invalid-request',
      'unknown-field',
      'wrong-state',
      'declared',
    ]);
    expect(told[1]?.problem).toEqual(await single(PEOPLE.accountant, String(young), tooYoung));
    expect(told[4]?.problem).toEqual(await single(PEOPLE.accountant, String(planned), withPlan));
    // Another village's asset answers exactly as one that does not exist.
    expect(told[2]?.problem).toEqual(told[3]?.problem);
    expect(told[2]?.problem).toEqual(await single(PEOPLE.accountant, theirs, IDLE));
    expect(told[5]?.problem?.errors?.map(({ pointer }) => pointer)).toEqual(['/rows/5/outOfUseSince']);
    expect(told[6]?.problem?.errors?.map(({ pointer }) => pointer)).toEqual(['/rows/6/since']);
    expect(told[8]).toEqual({ rowKey: 'r9', result: 'declared', version: 2 });
    expect((await read(String(second))).finding).toMatchObject({ finding: 'idle', status: 'declared' });
    expect(await read(String(young))).not.toHaveProperty('finding');
    expect(await read(theirs)).not.toHaveProperty('finding');
  });

  test('the same upload again doubles nothing and says so; a row whose content has changed is refused', async () => {
    const [first, second] = [
      await registered(VILLAGE, PEOPLE.accountant),
      await registered(VILLAGE, PEOPLE.accountant, 2),
    ];
    const rows = [
      { rowKey: 'r1', assetId: first, ...IDLE },
      { rowKey: 'r2', assetId: 'nobody-has-it', ...IDLE },
      { rowKey: 'r3', assetId: second, version: 1, ...IDLE },
    ];
    expect(resultsOf(await send(DECLARE, rows))).toEqual(['declared', 'not-found', 'declared']);
    const after = new Map(registry.table.items);
    const again = await send(DECLARE, rows);
    expect(resultsOf(again)).toEqual(['already-declared', 'not-found', 'already-declared']);
    expect(again.map(({ version }) => version)).toEqual([2, undefined, 2]);
    expect(new Map(registry.table.items)).toEqual(after);
    const changed = [{ ...rows[0], outOfUseSince: '2024-12-01' }];
    expect(resultsOf(await send(DECLARE, changed))).toEqual(['idempotency-key-reused']);
    // Under another key it is another declaration, and the asset has one already.
    expect(resultsOf(await send(DECLARE, rows.slice(0, 1), { key: 'another-upload' }))).toEqual(['wrong-state']);
    expect(new Map(registry.table.items)).toEqual(after);
  });

  test('one row key twice in an upload is one declaration', async () => {
    const [first, second] = [
      await registered(VILLAGE, PEOPLE.accountant),
      await registered(VILLAGE, PEOPLE.accountant, 2),
    ];
    const told = await send(DECLARE, [
      { rowKey: 'r1', assetId: first, ...IDLE },
      { rowKey: 'r1', assetId: first, ...IDLE },
      { rowKey: 'r1', assetId: second, ...IDLE },
    ]);
    expect(resultsOf(told)).toEqual(['declared', 'already-declared', 'idempotency-key-reused']);
    expect(await read(second)).not.toHaveProperty('finding');
  });

  test('a version is not needed; where one is given, another is stale', async () => {
    const assetId = await registered(VILLAGE, PEOPLE.accountant);
    expect(resultsOf(await send(DECLARE, [{ rowKey: 'r1', assetId, version: 2, ...IDLE }]))).toEqual(['stale-version']);
    expect(resultsOf(await send(DECLARE, [{ rowKey: 'r1', assetId, ...IDLE }]))).toEqual(['declared']);
  });

  test('a township’s documents stand behind the assets of its villages for the township, and for nobody else', async () => {
    const [near, next] = [await registered(VILLAGE, PEOPLE.accountant), await registered(NEIGHBOUR, PEOPLE.neighbour)];
    const far = await registered(FAR_VILLAGE, PEOPLE.farAccountant);
    const documents = await filed(PEOPLE.officer, TOWNSHIP);
    const rows = [near, next, far].map((assetId, place) => ({ rowKey: `r${place}`, assetId, ...IDLE }));
    // The village's accountant does not act for the township.
    expect(resultsOf(await send(DECLARE, rows, { documents }))).toEqual([
      'evidence-not-verified',
      'not-found',
      'not-found',
    ]);
    expect(resultsOf(await send(DECLARE, rows, { who: PEOPLE.officer, documents }))).toEqual([
      'declared',
      'declared',
      'not-found',
    ]);
    // The county's bureau acts for both townships, and one of them has filed nothing for the other.
    expect(resultsOf(await send(DECLARE, rows.slice(2), { who: PEOPLE.finance, documents }))).toEqual([
      'evidence-not-verified',
    ]);
  });

  test('a thousand rows are one upload of twenty transactions, and each document is read once', async () => {
    const rows = [];
    for (let n = 0; n < IDLE_BATCH_ROWS_MAX; n += 1)
      rows.push({ rowKey: `row-${n}`, assetId: await registered(VILLAGE, PEOPLE.accountant, n), ...IDLE });
    const { table } = registry;
    const [readKeys, commitTogether, commit] = [
      table.read.bind(table),
      table.commitTogether.bind(table),
      table.commit.bind(table),
    ];
    const used = { documents: 0, reads: 0, shared: 0, single: 0 };
    table.read = (keys: readonly Key[]) => {
      used.reads += 1;
      used.documents += keys.filter(({ pk }) => pk.startsWith('EVIDENCE#')).length;
      return readKeys(keys);
    };
    table.commitTogether = (commits) => {
      used.shared += 1;
      return commitTogether(commits);
    };
    table.commit = (one) => {
      used.single += 1;
      return commit(one);
    };
    const told = await send(DECLARE, rows);
    expect(resultsOf(told)).toEqual(rows.map(() => 'declared'));
    expect(used).toEqual({ documents: KINDS.length, reads: 11, shared: 20, single: 0 });
    const reviews = rows.map(({ rowKey, assetId }) => ({ rowKey, assetId, version: 2, verdict: 'confirmed' }));
    const reviewed = await send(REVIEW, reviews, { who: PEOPLE.industry });
    expect(resultsOf(reviewed)).toEqual(rows.map(() => 'reviewed'));
    expect(used).toEqual({ documents: KINDS.length, reads: 21, shared: 40, single: 0 });
  });

  test('the limits hold a thousand rows in Chinese with everything a row may say, and not one row more', async () => {
    const words = '用'.repeat(200);
    const row = (n: number) => ({
      rowKey: `${n}`.padStart(40, '0'),
      assetId: `${n}`.padStart(26, 'A'),
      version: 999_999_999,
      ...IDLE,
      finding: 'low-efficiency',
      criteria: { standard: words, observed: words },
    });
    const full = Array.from({ length: IDLE_BATCH_ROWS_MAX }, (_, n) => row(n));
    expect(Buffer.byteLength(JSON.stringify({ evidence, rows: full }))).toBeLessThan(IDLE_BATCH_BYTES_MAX);
    expect(resultsOf(await send(DECLARE, full))).toEqual(full.map(() => 'not-found'));
    const more = await registry.request(PEOPLE.accountant, DECLARE, { body: { evidence, rows: [...full, row(9999)] } });
    expect(more.body.type).toBe(problemType('invalid-request'));
    const large = await registry.request(PEOPLE.accountant, DECLARE, { text: ' '.repeat(IDLE_BATCH_BYTES_MAX + 1) });
    expect(large.body.type).toBe(problemType('body-too-large'));
  });

  test('only holders declare, only the industry department reviews', async () => {
    const rows = [{ rowKey: 'r1', assetId: 'any', ...IDLE }];
    const declared = await registry.request(PEOPLE.auditor, DECLARE, { body: { evidence, rows } });
    const reviewed = await registry.request(PEOPLE.accountant, REVIEW, {
      body: { rows: [{ rowKey: 'r1', assetId: 'any', version: 2, verdict: 'confirmed' }] },
    });
    expect([declared.body.type, reviewed.body.type]).toEqual([problemType('forbidden'), problemType('forbidden')]);
  });
});

describe('reviewing', () => {
  test('MX-02 each row is confirmed or rejected for itself, and nobody reviews what he declared', async () => {
    const ids = [];
    for (const n of [1, 2, 3, 4]) ids.push(await registered(VILLAGE, PEOPLE.accountant, n));
    const [good, bad, silent, own] = ids.map(String);
    await send(
      DECLARE,
      [good, bad, silent].map((assetId) => ({ rowKey: `d-${assetId}`, assetId, ...IDLE })),
    );
    await send(DECLARE, [{ rowKey: 'd-own', assetId: own, ...IDLE }], { who: PEOPLE.industry });
    const rows = [
      { rowKey: 'r1', assetId: good, version: 2, verdict: 'confirmed' },
      { rowKey: 'r2', assetId: bad, version: 2, verdict: 'rejected', reason: '现场核查仍在使用' },
      { rowKey: 'r3', assetId: silent, version: 2, verdict: 'rejected' },
      { rowKey: 'r4', assetId: own, version: 2, verdict: 'confirmed' },
      { rowKey: 'r5', assetId: silent, version: 1, verdict: 'confirmed' },
      { rowKey: 'r6', assetId: silent, verdict: 'confirmed' },
      { rowKey: 'r7', assetId: 'nobody-has-it', version: 2, verdict: 'confirmed' },
    ];
    const told = await send(REVIEW, rows, { who: PEOPLE.industry, key: 'the-review' });
    const expected = [
      'reviewed',
      'reviewed',
      'reason-required',
      'own-proposal',
      'stale-version',
      'invalid-request',
      'not-found',
    ];
    expect(resultsOf(told)).toEqual(expected);
    expect(await read(String(good))).toMatchObject({ use: 'idle', finding: { status: 'confirmed' } });
    expect((await read(String(bad))).finding).toMatchObject({ status: 'rejected', reason: '现场核查仍在使用' });
    expect((await read(String(silent))).finding).toMatchObject({ status: 'declared' });
    expect((await read(String(own))).finding).toMatchObject({ status: 'declared' });
    const after = new Map(registry.table.items);
    const again = await send(REVIEW, rows, { who: PEOPLE.industry, key: 'the-review' });
    expect(resultsOf(again)).toEqual(['already-reviewed', 'already-reviewed', ...expected.slice(2)]);
    expect(new Map(registry.table.items)).toEqual(after);
  });

  test('what waits for review is listed over all townships, with the version to review, for those in whose scope it lies', async () => {
    const [near, far] = [
      await registered(VILLAGE, PEOPLE.accountant),
      await registered(FAR_VILLAGE, PEOPLE.farAccountant),
    ];
    await registered(VILLAGE, PEOPLE.accountant, 2);
    await send(DECLARE, [{ rowKey: 'r1', assetId: near, ...IDLE }]);
    const theirs = await filed(PEOPLE.farAccountant);
    await send(DECLARE, [{ rowKey: 'r1', assetId: far, ...IDLE }], { who: PEOPLE.farAccountant, documents: theirs });
    const open = (who: Person, unitPath: string) => registry.request(who, OPEN, { query: { unitPath } });
    const list = (await open(PEOPLE.industry, COUNTY)).body.rows as { id: string; version: number }[];
    expect(list).toMatchObject([
      {
        id: near,
        unitPath: VILLAGE,
        finding: 'idle',
        outOfUseSince: '2025-01-01',
        declaredOn: '2026-05-06',
        version: 2,
      },
      { id: far, unitPath: FAR_VILLAGE },
    ]);
    expect((await open(PEOPLE.accountant, VILLAGE)).body.rows).toHaveLength(1);
    expect((await open(PEOPLE.accountant, COUNTY)).body.type).toBe(problemType('outside-your-unit'));
    const rows = list.map(({ id, version }) => ({ rowKey: id, assetId: id, version, verdict: 'confirmed' }));
    expect(resultsOf(await send(REVIEW, rows, { who: PEOPLE.industry }))).toEqual(['reviewed', 'reviewed']);
    expect((await open(PEOPLE.industry, COUNTY)).body.rows).toEqual([]);
  });
});

test('a batch leaves every card as its declarations one by one would', async () => {
  const asset = fc.integer({ min: 0, max: 3 });
  const row = fc.record({
    asset,
    finding: fc.constantFrom('idle', 'low-efficiency', 'over-standard'),
    outOfUseSince: fc.constantFrom('2024-03-01', '2025-11-05', '2025-11-06', '2026-05-06'),
    hasDefinitePlan: fc.boolean(),
  });
  const property = fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (drawn) => {
    const outcomes = [];
    for (const together of [true, false]) {
      registry = new SampleRegistry(policy, holidays);
      await registry.registerUnits();
      evidence = await filed();
      const ids: string[] = [];
      for (const n of [0, 1, 2, 3]) ids.push(await registered(VILLAGE, PEOPLE.accountant, n));
      const rows = drawn.map(({ asset: place, ...said }, n) => ({ rowKey: `r${n}`, assetId: ids[place], ...said }));
      const told = [];
      if (together) told.push(...resultsOf(await send(DECLARE, rows)));
      else for (const one of rows) told.push(...resultsOf(await send(DECLARE, [one], { key: `upload-${one.rowKey}` })));
      outcomes.push({ told, cards: await Promise.all(ids.map(read)) });
    }
    expect(outcomes[0]).toEqual(outcomes[1]);
  });
  await fc.assert(property, { numRuns: 25 });
});
