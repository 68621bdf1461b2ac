/** A handover whose receiver is merged away does not hang: it is led to the successor, or ends; and the giver may withdraw one. */
import { describe, expect, test } from 'vitest';
import type { Row, StateItem } from '../../../platform/store/store.ts';
import type { Asset } from '../domain/asset.ts';
import { MergerDesk, NEW_VILLAGE } from '../mergers/merger-desk.ts';
import { FAR_TOWNSHIP, FAR_VILLAGE, NEIGHBOUR, PEOPLE, type Person, TOWNSHIP, VILLAGE } from '../sample-registry.ts';
import { assetItem } from './asset-items.ts';

const HEIR: Person = { sub: 'heir', roles: ['village-accountant'], unit: NEW_VILLAGE };
const REASON = '划转';

class Handovers extends MergerDesk {
  item(assetId: string): StateItem<Asset> {
    return assetItem(this.registry.table.items.get(`ASSET#${assetId}\nSTATE`) as Row);
  }
  on(who: Person, assetId: string, what: string, body: object) {
    const { version } = this.item(assetId);
    return this.registry.request(who, `POST /registry/assets/{assetId}/${what}`, {
      params: { assetId },
      version,
      body,
    });
  }
  async must(who: Person, assetId: string, what: string, body: object): Promise<void> {
    const answer = await this.on(who, assetId, what, body);
    if (answer.status >= 300) throw new Error(`${what}: ${JSON.stringify(answer.body)}`);
  }
  /** An asset of the far village on its way to the village. */
  async proposed(toUnitPath = VILLAGE): Promise<string> {
    const assetId = await this.asset(FAR_VILLAGE, 77);
    await this.must(PEOPLE.farAccountant, assetId, 'handovers', { toUnitPath, reason: REASON });
    return assetId;
  }
  step(assetId: string, verdict = 'approved') {
    return this.must(PEOPLE.finance, assetId, 'handover-steps', { verdict, reason: REASON });
  }
  confirm(who: Person, assetId: string, side: 'giver' | 'receiver') {
    return this.must(who, assetId, 'handover-confirmations', { side });
  }
  book(who: Person, assetId: string, side: 'giver' | 'receiver') {
    return this.must(who, assetId, 'handover-postings', { side, voucher: '记字1号' });
  }
  /** Merges units into another, the units' news before or after the assets have moved. */
  async merge(paths: readonly string[], successorPath = NEW_VILLAGE, order: 'first' | 'last' = 'last'): Promise<void> {
    const units = paths.map((unitPath) => ({ unitPath, memberCount: 10 }));
    const mergerId = await this.approved({ units, successorPath });
    await this.execute(mergerId);
    if (order === 'first') {
      const begun = await this.nextMessage();
      if (begun) await this.deliver(begun);
      await this.unitNews(2);
    }
    await this.carryOut();
    await this.unitNews(2);
    expect((await this.merger(mergerId)).status).toBe('complete');
  }
  async types(assetId: string): Promise<string[]> {
    const events = (await this.registry.events()).filter(({ aggregate }) => aggregate === `asset/${assetId}`);
    return events.map(({ type }) => type.split('.')[2] ?? '');
  }
}
const desk = async () => (await new Handovers().open()) as Handovers;

describe('a receiver that is merged away', () => {
  test('ZC-04 ZC-05 its successor takes its place at whatever point, and the asset arrives there', async () => {
    for (const point of ['proposed', 'approved', 'confirmed', 'posted'] as const) {
      const made = await desk();
      const assetId = await made.proposed();
      const passed = (than: typeof point): boolean =>
        ['proposed', 'approved', 'confirmed', 'posted'].indexOf(point) >=
        ['proposed', 'approved', 'confirmed', 'posted'].indexOf(than);
      if (passed('approved')) await made.step(assetId);
      if (passed('confirmed')) {
        await made.confirm(PEOPLE.farAccountant, assetId, 'giver');
        await made.confirm(PEOPLE.accountant, assetId, 'receiver');
      }
      if (passed('posted')) await made.book(PEOPLE.farAccountant, assetId, 'giver');
      await made.merge([VILLAGE, NEIGHBOUR]);
      expect(made.item(assetId).state.handover, point).toMatchObject({ toUnitPath: NEW_VILLAGE, toKind: 'village' });
      expect((await made.types(assetId)).filter((type) => type === 'handover-redirected')).toHaveLength(1);
      if (!passed('approved')) await made.step(assetId);
      if (!passed('confirmed')) {
        await made.confirm(PEOPLE.farAccountant, assetId, 'giver');
        await made.confirm(HEIR, assetId, 'receiver');
      }
      if (!passed('posted')) await made.book(PEOPLE.farAccountant, assetId, 'giver');
      await made.book(HEIR, assetId, 'receiver');
      expect(made.item(assetId).state).toMatchObject({ unitPath: NEW_VILLAGE, holderKind: 'village' });
    }
  });

  test('ZC-04 a unit below a merged one is followed to its new place', async () => {
    const made = await desk();
    await made.unit('G1', 'household-group', '653127100201');
    const assetId = await made.proposed(`${VILLAGE}G1/`);
    await made.merge([VILLAGE, NEIGHBOUR]);
    expect(made.item(assetId).state.handover).toMatchObject({
      toUnitPath: `${NEW_VILLAGE}G1/`,
      toKind: 'household-group',
    });
  });

  test('ZC-04 two mergers one after the other are followed, also when the news come late', async () => {
    const made = await desk();
    const assetId = await made.proposed();
    const first = await made.approved({ units: [{ unitPath: VILLAGE, memberCount: 10 }] });
    await made.execute(first);
    await made.carryOut();
    await made.unit('653127100211', 'village', '653127100');
    const last = `${TOWNSHIP}653127100211/`;
    await made.merge([NEW_VILLAGE, NEIGHBOUR], last);
    expect(made.item(assetId).state.handover).toMatchObject({ toUnitPath: last });
  });

  test.each(['first', 'last'] as const)(
    'ZC-04 holder and receiver merged into one: there is nothing left to hand over, the units told %s',
    async (order) => {
      const made = await desk();
      const assetId = await made.asset(VILLAGE, 5);
      await made.must(PEOPLE.accountant, assetId, 'handovers', { toUnitPath: NEIGHBOUR, reason: REASON });
      await made.step(assetId);
      await made.merge([VILLAGE, NEIGHBOUR], NEW_VILLAGE, order);
      expect(made.item(assetId).state).toMatchObject({ unitPath: NEW_VILLAGE });
      expect(made.item(assetId).state.handover).toBeUndefined();
      await made.must(HEIR, assetId, 'handovers', { toUnitPath: FAR_VILLAGE, reason: REASON });
    },
  );

  test('ZC-04 merged into the holder, the handover ends with its reason', async () => {
    const made = await desk();
    const assetId = await made.asset(VILLAGE, 5);
    await made.must(PEOPLE.accountant, assetId, 'handovers', { toUnitPath: NEIGHBOUR, reason: REASON });
    await made.merge([VILLAGE, NEIGHBOUR], VILLAGE);
    expect(made.item(assetId).state.handover).toBeUndefined();
    expect((await made.types(assetId)).at(-1)).toBe('handover-withdrawn');
  });

  test('one that was refused or has arrived stays what it is', async () => {
    const made = await desk();
    const refused = await made.proposed();
    await made.step(refused, 'refused');
    const arrived = await made.proposed();
    await made.step(arrived);
    await made.confirm(PEOPLE.farAccountant, arrived, 'giver');
    await made.confirm(PEOPLE.accountant, arrived, 'receiver');
    await made.book(PEOPLE.farAccountant, arrived, 'giver');
    await made.book(PEOPLE.accountant, arrived, 'receiver');
    await made.merge([VILLAGE, NEIGHBOUR]);
    const waiting = (await made.registry.items()).filter(({ pk }) => pk === 'INCOMING#653127100201');
    expect(waiting.map(({ sk, open }) => [sk, open]).toSorted()).toEqual(
      [refused, arrived].toSorted().map((assetId) => [assetId, 0]),
    );
    for (const assetId of [refused, arrived]) expect(await made.types(assetId)).not.toContain('handover-redirected');
    expect(made.item(arrived).state.unitPath).toBe(NEW_VILLAGE);
  });
});

describe('a handover that is withdrawn', () => {
  const withdraw = (made: Handovers, who: Person, assetId: string, body: object = { reason: '不再移交' }) =>
    made.on(who, assetId, 'handover-withdrawals', body);

  test('ZC-04 by the giver, with a reason, before anything was posted; another may be proposed then', async () => {
    const made = await desk();
    const assetId = await made.proposed();
    expect((await withdraw(made, PEOPLE.farAccountant, assetId, {})).status).toBe(400);
    await made.step(assetId);
    await made.confirm(PEOPLE.farAccountant, assetId, 'giver');
    // The receiver, and the receiver's township, do nothing to a card that is not theirs yet.
    for (const who of [PEOPLE.accountant, PEOPLE.officer])
      expect((await withdraw(made, who, assetId)).status).toBe(404);
    expect((await withdraw(made, PEOPLE.farAccountant, assetId)).status).toBe(200);
    expect(made.item(assetId).state.handover).toBeUndefined();
    expect((await withdraw(made, PEOPLE.farAccountant, assetId)).body.type).toContain('wrong-state');
    await made.must(PEOPLE.farAccountant, assetId, 'handovers', { toUnitPath: FAR_TOWNSHIP, reason: REASON });
  });

  test('ZC-04 once a side has posted it is carried through', async () => {
    const made = await desk();
    const assetId = await made.proposed();
    await made.step(assetId);
    await made.confirm(PEOPLE.farAccountant, assetId, 'giver');
    await made.confirm(PEOPLE.accountant, assetId, 'receiver');
    await made.book(PEOPLE.farAccountant, assetId, 'giver');
    expect((await withdraw(made, PEOPLE.farAccountant, assetId)).body.type).toContain('wrong-state');
  });
});
