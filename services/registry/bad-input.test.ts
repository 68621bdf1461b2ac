/** Bad input: each kind gets a problem type of its own and changes nothing. */
import { beforeEach, describe, expect, test } from 'vitest';
import { PROBLEMS, problemType } from '../../contracts/problems.ts';
import { encodeCursor } from '../../platform/http/cursor.ts';
import { BusyError } from '../../platform/store/store.ts';
import { loadHolidays, loadPack } from '../../policy/load.ts';
import {
  FAR_VILLAGE,
  NEIGHBOUR,
  PEOPLE,
  type Person,
  SampleRegistry,
  type Sent,
  TOWNSHIP,
  VILLAGE,
} from './sample-registry.ts';

const policy = loadPack('maoxian');
const holidays = loadHolidays();
let registry: SampleRegistry;
let assetId: string;
const asset = {
  unitPath: VILLAGE,
  name: '村委会旧楼',
  class: 'buildings',
  originalFen: 12_345_600,
  valueProvisional: false,
  title: 'unclear',
  use: 'in-use',
};
const { unitPath: _unitPath, ...card } = asset;
const text = (fields: string): string =>
  `{"unitPath":"${VILLAGE}","name":"楼","class":"buildings","valueProvisional":false,"title":"unclear","use":"in-use",${fields}}`;

beforeEach(async () => {
  registry = new SampleRegistry(policy, holidays);
  await registry.registerUnits();
  assetId = await registry.registerAsset(asset);
});

/** Sends what is wrong and holds: this problem, of its status, as problem+json, with titles in two languages and the table as before. */
async function refused(
  code: keyof typeof PROBLEMS,
  who: Person,
  route: string,
  sent: Sent,
): Promise<Record<string, unknown>> {
  const before = new Map(registry.table.items);
  const answer = await registry.request(who, route, sent);
  expect(answer.body).toMatchObject({
    type: problemType(code),
    status: PROBLEMS[code].status,
    title: PROBLEMS[code].zh,
    titleEn: PROBLEMS[code].en,
  });
  expect(answer.status).toBe(PROBLEMS[code].status);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
  });
  expect(answer.body.instance).toBe(`urn:panhuo:request:${answer.headers['x-request-id']}`);
  expect(new Map(registry.table.items)).toEqual(before);
  return answer.body;
}
const register = (sent: Sent, code: keyof typeof PROBLEMS, who: Person = PEOPLE.accountant) =>
  refused(code, who, 'POST /registry/assets', sent);
const correct = (sent: Sent, code: keyof typeof PROBLEMS, who: Person = PEOPLE.accountant) =>
  refused(code, who, 'POST /registry/assets/{assetId}/corrections', {
    params: { assetId },
    version: 1,
    body: { ...card, reason: '笔误' },
    ...sent,
  });

describe('money', () => {
  test.each(['12.5', '12.0', '1e3', '-0', '9007199254740992'])('%s is refused as money', async (digits) => {
    await register({ text: text(`"originalFen":${digits}`) }, 'invalid-money');
  });
  test.each(['"12"', '"１２"', 'null', 'true', '-1', '[]', '{}'])(
    '%s is refused as money, with its place',
    async (value) => {
      const body = await register({ text: text(`"originalFen":${value}`) }, 'invalid-money');
      expect(body.errors).toMatchObject([{ pointer: '/originalFen' }]);
    },
  );
  test('full-width digits are no JSON', () => register({ text: text('"originalFen":１２') }, 'invalid-json'));
  test('missing money is refused as money', () =>
    register({ body: { ...asset, originalFen: undefined } }, 'invalid-money'));
  test('funding lines that do not add up are refused', async () => {
    const makit = new SampleRegistry(loadPack('makit'), holidays);
    await makit.registerUnits();
    const project = { code: 'MG-2024-01', name: '项目', year: 2024 };
    const funding = [{ source: 'aid-xinjiang', amountFen: 100, project }];
    const body = { ...asset, class: 'operating', funding };
    const answer = await makit.request(PEOPLE.accountant, 'POST /registry/assets', { body });
    expect(answer.body.type).toBe(problemType('invalid-money'));
    expect(
      (await makit.request(PEOPLE.accountant, 'POST /registry/assets', { body: { ...body, originalFen: 100 } })).status,
    ).toBe(201);
  });
});

describe('the body', () => {
  test('that is no JSON', () => register({ text: '{"a":' }, 'invalid-json'));
  test('that is empty', () => register({ text: '' }, 'invalid-json'));
  test('that is no UTF-8', () =>
    register({ text: Buffer.from([0x7b, 0xff, 0x7d]).toString('base64'), base64: true }, 'invalid-json'));
  test('with a byte order mark', () =>
    register({ text: Buffer.from('\ufeff{}').toString('base64'), base64: true }, 'invalid-json'));
  test('with a key twice', () => register({ text: text('"originalFen":1,"originalFen":2') }, 'invalid-money'));
  test('of another media type', () =>
    register({ body: asset, headers: { 'content-type': 'text/plain' } }, 'unsupported-media-type'));
  test('of no media type', () =>
    register({ body: asset, headers: { 'content-type': undefined } }, 'unsupported-media-type'));
  test('over the limit', () => register({ body: { ...asset, name: 'x'.repeat(64 * 1024) } }, 'body-too-large'));
  test('over the limit in bytes, not in characters', () =>
    register({ body: { ...asset, name: '村'.repeat(22 * 1024) } }, 'body-too-large'));
  test('over the limit of a batch', () =>
    refused('body-too-large', PEOPLE.accountant, 'POST /registry/asset-batches', {
      text: ' '.repeat(1024 * 1024 + 1),
    }));
  test('with an unknown field, which is named', async () => {
    const body = await register({ body: { ...asset, 'a/b~': 1 } }, 'unknown-field');
    expect(body.errors).toEqual([{ pointer: '/a~1b~0', reason: 'unknown field' }]);
  });
  test('with an unknown field deep inside', () =>
    register({ body: { ...asset, funding: [{ source: 'x', amountFen: 1, more: 1 }] } }, 'unknown-field'));
  test('with __proto__', () => register({ text: text('"originalFen":1,"__proto__":{}') }, 'invalid-json'));
  test.each([
    ['an empty name', { name: '' }],
    ['a name with a space at its end', { name: '楼 ' }],
    ['a name that turns its text around', { name: 'abc\u202edef' }],
    ['a name with a zero-width character', { name: '村\u200b委会' }],
    ['a name with a control character', { name: 'a\u0000' }],
    ['a name that is not in form C', { name: 'e\u0301' }],
    ['half of a character', { name: '\ud842' }],
    ['a day that does not exist', { acquiredOn: '2025-02-29' }],
    ['a date in other digits', { acquiredOn: '２０２５-01-01' }],
    ['a use that only a review decides', { use: 'idle' }],
    ['a path without its slash', { unitPath: VILLAGE.slice(0, -1) }],
  ])('with %s', async (_what, wrong) => {
    await register({ body: { ...asset, ...wrong } }, 'invalid-request');
  });
  test('with rare Han characters is taken', async () => {
    const answer = await registry.request(PEOPLE.accountant, 'POST /registry/assets', {
      body: { ...asset, name: '𠮷野村委会' },
    });
    expect(answer.status).toBe(201);
  });
});

describe('the unit', () => {
  test('that does not exist', () => register({ body: { ...asset, unitPath: `${VILLAGE}99/` } }, 'unknown-unit'));
  test('that exists elsewhere in the tree', () =>
    register({ body: { ...asset, unitPath: '653127/653127100/653127101201/' } }, 'unknown-unit', PEOPLE.officer));
  test('of somebody else', () => register({ body: { ...asset, unitPath: NEIGHBOUR } }, 'outside-your-unit'));
  test('of somebody else whose code begins alike', () =>
    register({ body: { ...asset, unitPath: '653127/653127100/6531271002/' } }, 'outside-your-unit'));
  test('of somebody else in one row of a batch: nothing of the batch', () =>
    refused('outside-your-unit', PEOPLE.accountant, 'POST /registry/asset-batches', {
      body: {
        rows: [
          { rowKey: 'r1', asset },
          { rowKey: 'r2', asset: { ...asset, unitPath: FAR_VILLAGE } },
        ],
      },
    }));
  test('of a person who stands nowhere', () =>
    register({ body: asset }, 'outside-your-unit', { ...PEOPLE.accountant, unit: '' }));
  test('above a new unit in another county', () =>
    refused('unknown-unit', { ...PEOPLE.finance, unit: '513223/' }, 'POST /registry/units', {
      body: { code: '653127109', name: '乡', kind: 'township', parentCode: '653127' },
    }));
  test('of another county as a whole', () =>
    refused('outside-your-unit', PEOPLE.finance, 'POST /registry/units', {
      body: { code: '513223', name: '县', kind: 'county' },
    }));
});

describe('someone else’s card', () => {
  const strangers: [string, Person][] = [
    ['a neighbour', PEOPLE.neighbour],
    ['another township', PEOPLE.farOfficer],
    ['somebody who stands nowhere', { ...PEOPLE.accountant, unit: '' }],
  ];
  test.each(strangers)('answers %s exactly like a card that is not there', async (_what, who) => {
    const ask = async (id: string) => {
      const { body, status } = await registry.request(who, 'GET /registry/assets/{assetId}', {
        params: { assetId: id },
      });
      return { ...body, instance: '', status };
    };
    expect(await ask(assetId)).toEqual(await ask('NOSUCHCARD'));
    await correct({}, 'not-found', who);
    await correct({ version: 7 }, 'not-found', who);
    await refused('not-found', who, 'GET /registry/assets/{assetId}/history', { params: { assetId } });
  });

  test('stays someone else’s while it is on its way to you: seen, confirmed and posted, and nothing else', async () => {
    const propose = { params: { assetId }, version: 1, body: { toUnitPath: FAR_VILLAGE, reason: '合并' } };
    expect(
      (await registry.request(PEOPLE.accountant, 'POST /registry/assets/{assetId}/handovers', propose)).status,
    ).toBe(201);
    expect(
      (await registry.request(PEOPLE.farAccountant, 'GET /registry/assets/{assetId}', { params: { assetId } })).status,
    ).toBe(200);
    await correct({ version: 2 }, 'not-found', PEOPLE.farAccountant);
    await refused('not-found', PEOPLE.farAccountant, 'POST /registry/assets/{assetId}/handovers', {
      ...propose,
      version: 2,
    });
    await refused('not-found', PEOPLE.farAccountant, 'POST /registry/assets/{assetId}/idle-declarations', {
      params: { assetId },
      version: 2,
      body: { finding: 'idle', hasDefinitePlan: false, evidence: [] },
    });
    const step = { params: { assetId }, version: 2, body: { verdict: 'refused', reason: '不同意' } };
    expect(
      (await registry.request(PEOPLE.finance, 'POST /registry/assets/{assetId}/handover-steps', step)).status,
    ).toBe(200);
    await refused('not-found', PEOPLE.farAccountant, 'GET /registry/assets/{assetId}', { params: { assetId } });
  });
});

describe('versions and keys', () => {
  test('a stale ETag', () => correct({ version: 2 }, 'stale-version'));
  test('no ETag', () => correct({ headers: { 'if-match': undefined } }, 'precondition-required'));
  test.each(['*', 'W/"1"', '1', '"0"', '"01"', '"1', '"1","2"', '"99999999999"'])(
    'an ETag of another form: %s',
    async (etag) => {
      await correct({ headers: { 'if-match': etag } }, 'precondition-required');
    },
  );
  test('no Idempotency-Key', () =>
    register({ body: asset, headers: { 'idempotency-key': undefined } }, 'idempotency-key-required'));
  test.each(['short', 'has space here', '12345678#', 'x'.repeat(65), '12345678/1'])(
    'an Idempotency-Key of another form: %s',
    async (key) => {
      await register({ body: asset, key }, 'idempotency-key-required');
    },
  );
  test('a key used for another body', async () => {
    const post = (body: unknown) => ({ body, key: 'the-same-key' });
    expect((await registry.request(PEOPLE.accountant, 'POST /registry/assets', post(asset))).status).toBe(201);
    await register(post({ ...asset, name: '另一栋楼' }), 'idempotency-key-reused');
  });
  test('a key used for another step of the same card', async () => {
    const key = 'the-same-key';
    const declare = {
      finding: 'over-standard',
      hasDefinitePlan: false,
      evidence: [
        {
          kind: 'allocation-standard-comparison',
          evidenceId: await registry.fileDocument('allocation-standard-comparison'),
        },
      ],
    };
    const sent = { params: { assetId }, version: 1, key };
    expect(
      (
        await registry.request(PEOPLE.accountant, 'POST /registry/assets/{assetId}/idle-declarations', {
          ...sent,
          body: declare,
        })
      ).status,
    ).toBe(201);
    await correct({ key }, 'idempotency-key-reused');
  });
  test('the same post again is answered as before, and says so', async () => {
    const post = { body: asset, key: 'the-same-key' };
    const first = await registry.request(PEOPLE.accountant, 'POST /registry/assets', post);
    const again = await registry.request(PEOPLE.accountant, 'POST /registry/assets', post);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
  });
  test('eight posts of one key at once make one card', async () => {
    const before = registry.table.items.size;
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        registry.request(PEOPLE.accountant, 'POST /registry/assets', { body: asset, key: 'the-same-key' }),
      ),
    );
    expect(new Set(answers.map((answer) => JSON.stringify([answer.status, answer.body]))).size).toBe(1);
    expect(registry.table.items.size).toBe(before + 2);
  });
  test('two edits of one version at once: one takes effect, the other is stale', async () => {
    const edit = (name: string) =>
      registry.request(PEOPLE.accountant, 'POST /registry/assets/{assetId}/corrections', {
        params: { assetId },
        version: 1,
        body: { ...card, name, reason: '笔误' },
      });
    const statuses = (await Promise.all([edit('甲'), edit('乙')])).map((answer) => answer.status);
    expect(statuses.toSorted()).toEqual([200, 412]);
  });
});

describe('lists and paths', () => {
  const list = (query: Record<string, string>, code: keyof typeof PROBLEMS) =>
    refused(code, PEOPLE.accountant, 'GET /registry/assets', { query: { unitPath: VILLAGE, ...query } });
  test('an unknown query field', () => list({ colour: 'red' }, 'unknown-field'));
  test('a query where none is asked', () =>
    refused('unknown-field', PEOPLE.accountant, 'GET /registry/assets/{assetId}', {
      params: { assetId },
      query: { a: '1' },
    }));
  test.each(['0', '-1', '201', '1.5', 'many', ''])('a page size of %j', async (limit) => {
    await list({ limit }, 'invalid-request');
  });
  test('a list of somebody else', () => list({ unitPath: NEIGHBOUR }, 'outside-your-unit'));
  test('a list of somebody above', () => list({ unitPath: TOWNSHIP }, 'outside-your-unit'));
  test.each([
    ['cut short', 'WyJsZWRnZXI6'],
    ['of another list', encodeCursor('ledger:other', { pk: 'x', sk: 'STATE' })],
    [
      'that points into another partition',
      encodeCursor(`ledger:${VILLAGE}`, {
        pk: 'ASSET#x',
        sk: 'STATE',
        unitKey: `assets#653127/653127101/`,
        unitSort: `${FAR_VILLAGE}#x`,
      }),
    ],
    [
      'that points beside the list',
      encodeCursor(`ledger:${VILLAGE}`, {
        pk: 'ASSET#x',
        sk: 'STATE',
        unitKey: `assets#${TOWNSHIP}`,
        unitSort: `${NEIGHBOUR}#x`,
      }),
    ],
    ['with attributes of its own', encodeCursor(`ledger:${VILLAGE}`, { secret: 'x' })],
  ])('a cursor %s', async (_what, cursor) => {
    await list({ cursor }, 'invalid-cursor');
  });
  test('a path that cannot name anything', () =>
    refused('not-found', PEOPLE.accountant, 'GET /registry/assets/{assetId}', { params: { assetId: '../etc' } }));
  test('a route that does not exist', () => refused('not-found', PEOPLE.accountant, 'GET /registry/nothing', {}));
  test('pages through a list to its end', async () => {
    for (let n = 0; n < 4; n += 1) await registry.registerAsset({ ...asset, name: `房 ${n}` });
    const names: unknown[] = [];
    let cursor: unknown;
    do {
      const query: Record<string, string> = {
        unitPath: VILLAGE,
        limit: '2',
        ...(cursor === undefined ? {} : { cursor: String(cursor) }),
      };
      const { body } = await registry.request(PEOPLE.accountant, 'GET /registry/assets', { query });
      names.push(...(body.rows as { name: string }[]).map((row) => row.name));
      cursor = body.nextCursor;
    } while (cursor !== undefined);
    expect(names.toSorted()).toEqual(['房 0', '房 1', '房 2', '房 3', '村委会旧楼']);
  });
});

describe('roles', () => {
  test('that may not do this at all', () => register({ body: asset }, 'forbidden', PEOPLE.auditor));
  test('none', () => register({ body: asset }, 'forbidden', { ...PEOPLE.accountant, roles: [] }));
});

describe('trouble inside', () => {
  test('a busy table answers 503 and can be tried again', async () => {
    registry.table.commit = () => Promise.reject(new BusyError('busy'));
    await register({ body: asset }, 'busy');
  });

  test('anything else answers 500 without a word of what it was, and is logged', async () => {
    const logged: string[] = [];
    registry.log = { info: () => undefined, warn: () => undefined, error: (code) => logged.push(code) };
    registry.table.commit = () => Promise.reject(new Error('password=hunter2'));
    const body = await register({ body: asset }, 'internal');
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(logged).toEqual(['request.failed']);
  });

  test('an answer that does not fit its schema never leaves', async () => {
    const row = registry.table.items.get(`ASSET#${assetId}\nSTATE`);
    await registry.table.write([
      { kind: 'put', row: { ...row, state: { ...(row?.state as object), secret: 1 } } as never },
    ]);
    const answer = await registry.request(PEOPLE.accountant, 'GET /registry/assets/{assetId}', { params: { assetId } });
    expect(answer.body.type).toBe(problemType('internal'));
    expect(JSON.stringify(answer.body)).not.toContain('secret');
  });
});
