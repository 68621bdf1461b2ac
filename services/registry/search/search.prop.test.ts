import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProjectedState } from '../../../platform/projection.ts';
import { projectRows } from '../../../platform/row-projection.ts';
import { isWithin } from '../../../platform/unit-path.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import type { Asset } from '../domain/asset.ts';
import { normalised } from '../domain/duplicate.ts';
import {
  COUNTY,
  FAR_TOWNSHIP,
  FAR_VILLAGE,
  NEIGHBOUR,
  PEOPLE,
  type Person,
  SampleRegistry,
  TOWNSHIP,
  VILLAGE,
} from '../sample-registry.ts';
import { assetIndexProjection } from './asset-index.ts';

const policy = loadPack('maoxian');
const holidays = loadHolidays();
const SEARCH = 'GET /registry/asset-search';

interface Found {
  readonly id: string;
  readonly unitPath: string;
}

/** Every page of a search. */
async function searchAll(
  registry: SampleRegistry,
  who: Person,
  unitPath: string,
  text: string,
  limit = 3,
): Promise<Found[]> {
  const found: Found[] = [];
  let cursor: string | undefined;
  do {
    const query = { unitPath, text, limit: String(limit), ...(cursor === undefined ? {} : { cursor }) };
    const answer = await registry.request(who, SEARCH, { query });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    const rows = answer.body.rows as Found[];
    expect(rows.length).toBeLessThanOrEqual(limit);
    found.push(...rows);
    cursor = answer.body.nextCursor as string | undefined;
  } while (cursor !== undefined);
  return found;
}

/** Words of few letters, so that fragments meet in several assets and several times in one; 𠮷 lies beyond the basic plane. */
const text = fc
  .string({
    unit: fc.constantFrom('水', '井', '路', '库', '𠮷', 'A', 'b', '1', '２', '-', ' '),
    minLength: 2,
    maxLength: 9,
  })
  .map((written) => `${written.trim()}水`);
const long = fc.string({ unit: fc.constantFrom('水', '井', '路', '库'), minLength: 30, maxLength: 60 });
const cardState = fc.record({
  name: fc.oneof({ weight: 5, arbitrary: text }, { weight: 1, arbitrary: long }),
  place: fc.option(text, { nil: undefined }),
  externalCode: fc.option(fc.stringMatching(/^[0-9A-Z]{2,8}$/), { nil: undefined }),
  unitPath: fc.constantFrom(VILLAGE, NEIGHBOUR, FAR_VILLAGE, TOWNSHIP),
  use: fc.constantFrom('in-use', 'in-use', 'in-use', 'disposed'),
});
type CardState = typeof cardState extends fc.Arbitrary<infer T> ? T : never;

const stateOf = (id: number, version: number, card: CardState): ProjectedState => ({
  aggregate: `asset/A${id}`,
  version,
  changedAt: '2026-05-01T00:00:00.000Z',
  state: { class: 'buildings', originalFen: 1, code: `BD-7K3M-Q9X${id}-2FHTC`, ...card } as unknown as Asset,
});

const fragmentsOf = (whole: string, pick: () => number): string[] => {
  const letters = [...whole];
  const from = pick() % Math.max(1, letters.length - 1);
  const length = 2 + (pick() % letters.length);
  return [letters.slice(from, from + length).join(''), letters.slice(0, 2).join(''), letters.slice(-2).join(''), whole];
};

/** Whether the fragment stands in the text from the beginning of a word on; a Han letter is a word. */
function hasFromAWordOn(whole: string, fragment: string): boolean {
  const folded = whole.normalize('NFKC').toLowerCase();
  return [...folded].some((letter, place, letters) => {
    const latin = /[a-z0-9]/;
    const inside = latin.test(letter) && place > 0 && latin.test(letters[place - 1] ?? '');
    return (
      !inside &&
      /[\p{L}\p{N}]/u.test(letter) &&
      normalised(letters.slice(place).join('')).startsWith(normalised(fragment))
    );
  });
}

describe('search', () => {
  test('every fragment from the beginning of a word finds its asset, once, and nothing of another unit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: 5 }), cardState), { minLength: 1, maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        async (moves, picks) => {
          const registry = new SampleRegistry(policy, holidays);
          await registry.registerUnits();
          const versions = new Map<number, number>();
          const latest = new Map<number, CardState>();
          for (const [id, card] of moves) {
            versions.set(id, (versions.get(id) ?? 0) + 1);
            latest.set(id, card);
            await projectRows(registry.table, assetIndexProjection, [stateOf(id, versions.get(id) ?? 0, card)]);
          }
          for (const [id, card] of latest) {
            const texts = [card.name, card.place, card.externalCode, `BD-7K3M-Q9X${id}-2FHTC`];
            const fragments = texts
              .flatMap((whole) => (whole === undefined ? [] : fragmentsOf(whole, () => picks.next().value as number)))
              .filter((fragment) => normalised(fragment) !== '');
            for (const fragment of fragments) {
              for (const [who, unit] of [
                [PEOPLE.finance, COUNTY],
                [PEOPLE.officer, TOWNSHIP],
                [PEOPLE.accountant, VILLAGE],
                [PEOPLE.finance, FAR_TOWNSHIP],
              ] as const) {
                const expected = [...latest]
                  .filter(([, other]) => other.use !== 'disposed' && isWithin(other.unitPath, unit))
                  .filter(([otherId, other]) =>
                    [other.name, other.place, other.externalCode, `BD-7K3M-Q9X${otherId}-2FHTC`].some(
                      (whole) => whole !== undefined && hasFromAWordOn(whole, fragment),
                    ),
                  )
                  .map(([otherId]) => `A${otherId}`);
                const found = await searchAll(registry, who, unit, fragment);
                expect(found.map((row) => row.id).toSorted()).toEqual(expected.toSorted());
              }
            }
          }
        },
      ),
      { numRuns: 15 },
    );
  }, 60_000);
});

describe('the search route', () => {
  const registered = async () => {
    const registry = new SampleRegistry(policy, holidays);
    await registry.registerUnits();
    const asset = {
      unitPath: VILLAGE,
      class: 'buildings',
      name: '村委会旧楼',
      originalFen: 100,
      valueProvisional: false,
      title: 'unclear',
      use: 'in-use',
    };
    const id = await registry.registerAsset(asset);
    await registry.project();
    return { registry, id };
  };

  test('a registered asset is found by its code, with and without its dashes', async () => {
    const { registry, id } = await registered();
    const card = await registry.request(PEOPLE.accountant, 'GET /registry/assets/{assetId}', {
      params: { assetId: id },
    });
    const code = String(card.body.code);
    for (const typed of [code, code.toLowerCase(), code.replaceAll('-', ''), code.slice(3, 9)])
      expect((await searchAll(registry, PEOPLE.accountant, VILLAGE, typed)).map((row) => row.id)).toEqual([id]);
  });

  test('a renamed asset is found by its new name and no longer by the old one', async () => {
    const { registry, id } = await registered();
    const card = {
      class: 'buildings',
      name: '文化活动室',
      originalFen: 100,
      valueProvisional: false,
      title: 'unclear',
      use: 'in-use',
    };
    const params = { assetId: id };
    const body = { ...card, reason: '更名' };
    await registry.request(PEOPLE.accountant, 'POST /registry/assets/{assetId}/corrections', {
      params,
      version: 1,
      body,
    });
    await registry.project();
    expect(await searchAll(registry, PEOPLE.accountant, VILLAGE, '旧楼')).toEqual([]);
    expect((await searchAll(registry, PEOPLE.accountant, VILLAGE, '活动')).map((row) => row.id)).toEqual([id]);
  });

  test('refuses another unit, an empty fragment, and a cursor of another search', async () => {
    const { registry } = await registered();
    const ask = (query: Record<string, string>) => registry.request(PEOPLE.accountant, SEARCH, { query });
    expect((await ask({ unitPath: NEIGHBOUR, text: '旧楼' })).status).toBe(403);
    expect((await ask({ unitPath: VILLAGE, text: '--' })).status).toBe(400);
    for (let n = 0; n < 3; n += 1) {
      const asset = {
        unitPath: VILLAGE,
        class: 'buildings',
        name: `旧楼${n}`,
        originalFen: 100,
        valueProvisional: false,
        title: 'unclear',
        use: 'in-use',
      };
      await registry.registerAsset(asset);
    }
    await registry.project();
    const first = await ask({ unitPath: VILLAGE, text: '旧楼', limit: '2' });
    const cursor = String(first.body.nextCursor);
    expect((await ask({ unitPath: VILLAGE, text: '旧楼', limit: '2', cursor })).status).toBe(200);
    expect((await ask({ unitPath: VILLAGE, text: '楼', limit: '2', cursor })).status).toBe(400);
  });
});
