/** A region reduced to what an import sees of it, for tests: units by code, rows by key, refusals on demand. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RegionClient } from './region-client.ts';

interface Row {
  readonly rowKey: string;
  readonly asset: { readonly unitPath: string; readonly name: string; readonly class: string };
}

export interface TestingRegion {
  readonly client: RegionClient;
  readonly units: Map<string, string>;
  readonly assets: Map<string, Row['asset']>;
  /** Rows of each batch, in the order of arrival. */
  readonly batchSizes: number[];
  /** Answers 503 to so many requests from now on. */
  failNext: number;
  stop(): Promise<void>;
}

/** Starts with the county's unit alone; classes outside `classes` are refused. */
export async function startTestingRegion(classes: readonly string[]): Promise<TestingRegion> {
  const units = new Map([['653127', '653127/']]);
  const assets = new Map<string, Row['asset']>();
  const batchSizes: number[] = [];
  const answer = (method: string, path: string, body: unknown): [number, unknown] => {
    if (method === 'GET') {
      const found = units.get(path.split('/').at(-1) ?? '');
      return found === undefined ? [404, problem('not-found')] : [200, { path: found }];
    }
    if (path === '/registry/units') return registerUnit(units, body as { code: string; parentCode: string });
    const { rows } = body as { rows: readonly Row[] };
    batchSizes.push(rows.length);
    return [200, { rows: rows.map((row) => registerRow(assets, classes, row)) }];
  };
  const region: { failNext: number } = { failNext: 0 };
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const fails = region.failNext > 0;
      if (fails) region.failNext -= 1;
      const [status, body] = fails
        ? [503, problem('busy')]
        : answer(request.method ?? '', request.url ?? '', text === '' ? undefined : JSON.parse(text));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(region, {
    client: new RegionClient({ url, token: 'test' }),
    units,
    assets,
    batchSizes,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}

const problem = (code: string) => ({ type: `urn:panhuo:problem:${code}`, title: code });

function registerUnit(units: Map<string, string>, unit: { code: string; parentCode: string }): [number, unknown] {
  const parent = units.get(unit.parentCode);
  if (units.has(unit.code)) return [409, problem('already-exists')];
  if (parent === undefined) return [422, problem('unknown-unit')];
  units.set(unit.code, `${parent}${unit.code}/`);
  return [201, { id: unit.code }];
}

function registerRow(assets: Map<string, Row['asset']>, classes: readonly string[], { rowKey, asset }: Row) {
  const known = assets.get(rowKey);
  if (known && JSON.stringify(known) !== JSON.stringify(asset)) {
    return { rowKey, result: 'refused', problem: 'urn:panhuo:problem:idempotency-key-reused' };
  }
  if (known) return { rowKey, result: 'exists' };
  if (!classes.includes(asset.class)) return { rowKey, result: 'refused', problem: 'urn:panhuo:problem:unknown-class' };
  assets.set(rowKey, asset);
  return { rowKey, result: 'created' };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}
