/** Inventories of units that have been merged: the balances verified before are carried into the units as they are now. */
import { describe, expect, test } from 'vitest';
import { balances, type Movements } from '../domain/inventory/inventory-figures.ts';
import { MergerDesk, NEW_VILLAGE } from '../mergers/merger-desk.ts';
import { NEIGHBOUR, PEOPLE, TOWNSHIP, VILLAGE } from '../sample-registry.ts';
import { type CountBody, InventoryDesk, OFFICER, SECOND_FINANCE } from './inventory-desk.ts';

const sum = (count: number, fen: number) => ({ count, fen });
const codeOf = (path: string): string => path.split('/').at(-2) ?? '';

class Years {
  readonly mergers: MergerDesk;
  readonly desk: InventoryDesk;
  private day = 1;

  constructor(mergers: MergerDesk) {
    this.mergers = mergers;
    this.desk = new InventoryDesk(mergers.registry);
  }
  static async open(): Promise<Years> {
    return new Years(await new MergerDesk().open());
  }
  /** The clock goes on: a count carries what was merged since the one before was opened. */
  private nextDay(): string {
    this.day += 1;
    const today = `2026-06-${String(this.day).padStart(2, '0')}`;
    this.mergers.registry.now = `${today}T02:00:00.000Z`;
    return today;
  }
  /** Opens a campaign of one unit, each message delivered twice, and gives its count. */
  async count(unitPath: string): Promise<CountBody> {
    const campaignId = await this.desk.campaign(unitPath, { asOf: this.nextDay() }, 2);
    return this.desk.count(campaignId, codeOf(unitPath));
  }
  /** Counts everything in the books as present, and closes; gives the closed count. */
  async closed(unitPath: string): Promise<CountBody> {
    const { id, campaignId } = await this.count(unitPath);
    const { rows } = await this.desk.get(PEOPLE.government, 'inventory-counts/{countId}/lines', { countId: id });
    const lines = (rows as { assetId: string }[]).map(({ assetId }) => ({ assetId, result: 'present' }));
    const clerk = { ...PEOPLE.accountant, unit: unitPath };
    if (lines.length > 0) await this.desk.record(id, lines, clerk);
    expect((await this.desk.on(id, 'submissions', clerk, { bookReasons: [] })).status).toBe(200);
    await this.desk.approve(id, [OFFICER, SECOND_FINANCE]);
    await this.desk.close(String(campaignId));
    return this.desk.count(String(campaignId), codeOf(unitPath));
  }
  async merge(paths: readonly string[], successorPath = NEW_VILLAGE): Promise<void> {
    this.nextDay();
    const units = paths.map((unitPath) => ({ unitPath, memberCount: 10 }));
    const mergerId = await this.mergers.approved({ units, successorPath });
    await this.mergers.execute(mergerId);
    await this.desk.deliver(2);
    expect((await this.mergers.merger(mergerId)).status).toBe('complete');
  }
}

describe('the first inventory after a merger', () => {
  test('ZC-03 opens with what the old units closed with, together; what came since is an increase and what went a decrease; the next one opens with its own balance', async () => {
    const years = await Years.open();
    await years.mergers.asset(VILLAGE, 100_01);
    const well = await years.mergers.asset(NEIGHBOUR, 20_02, '水井');
    const old = [await years.closed(VILLAGE), await years.closed(NEIGHBOUR)];
    // The card of the well goes, and those of its parts come.
    const parts = [10_00, 10_02].map((originalFen, index) => ({ name: `水井 ${index}`, originalFen }));
    const split = { params: { assetId: well }, version: 1, body: { parts, reason: '分户' } };
    await years.mergers.post(PEOPLE.neighbour, 'POST /registry/assets/{assetId}/splits', split);
    await years.merge([VILLAGE, NEIGHBOUR]);
    await years.mergers.asset(NEW_VILLAGE, 3_03, '新水塔');
    const first = await years.closed(NEW_VILLAGE);
    expect(first).toMatchObject({
      carriedFrom: old.map(({ id }) => id),
      opening: sum(2, 120_03),
      increases: sum(3, 23_05),
      decreases: sum(1, 20_02),
      closing: sum(4, 123_06),
    });
    expect(first).not.toHaveProperty('previousCountId');
    const next = await years.count(NEW_VILLAGE);
    expect(next).toMatchObject({ previousCountId: first.id, opening: sum(4, 123_06), increases: sum(0, 0) });
    expect(next).not.toHaveProperty('carriedFrom');
  });

  test('ZC-03 a successor that was one of them adds the others to its own; what has gone from any of them is a decrease', async () => {
    const years = await Years.open();
    await years.mergers.asset(VILLAGE, 100_01);
    const lost = await years.mergers.asset(NEIGHBOUR, 20_02, '水井');
    const [own, other] = [await years.closed(VILLAGE), await years.closed(NEIGHBOUR)];
    const documents = [
      {
        kind: 'stop-use-statement',
        evidenceId: await years.mergers.registry.fileDocument('stop-use-statement', PEOPLE.neighbour),
      },
    ];
    await years.mergers.post(PEOPLE.neighbour, 'POST /registry/assets/{assetId}/losses', {
      params: { assetId: lost },
      version: 1,
      body: { lostOn: '2026-06-03', foundBy: 'report', reason: '被盗', evidence: documents },
    });
    await years.merge([VILLAGE, NEIGHBOUR], VILLAGE);
    expect(await years.count(VILLAGE)).toMatchObject({
      previousCountId: own.id,
      carriedFrom: [other.id],
      opening: sum(2, 120_03),
      decreases: sum(1, 20_02),
      book: sum(1, 100_01),
    });
  });

  test('ZC-03 mergers one after the other carry the balance on, through a unit that was never counted', async () => {
    const years = await Years.open();
    await years.mergers.asset(VILLAGE, 100_01);
    const old = await years.closed(VILLAGE);
    await years.merge([VILLAGE]);
    await years.mergers.unit('653127100211', 'village', '653127100');
    const last = `${TOWNSHIP}653127100211/`;
    await years.merge([NEW_VILLAGE, NEIGHBOUR], last);
    expect(await years.count(last)).toMatchObject({
      carriedFrom: [old.id],
      opening: sum(1, 100_01),
      book: sum(1, 100_01),
    });
  });

  test('ZC-03 an asset that stands in both closing lists, handed over between them, is carried once and balances to the fen', async () => {
    const years = await Years.open();
    const { mergers } = years;
    const assetId = await mergers.asset(VILLAGE, 100_01);
    await years.closed(VILLAGE);
    const on = (
      who: typeof PEOPLE.finance | typeof PEOPLE.accountant | typeof PEOPLE.neighbour,
      what: string,
      version: number,
      body: object,
    ) => mergers.post(who, `POST /registry/assets/{assetId}/${what}`, { params: { assetId }, version, body });
    await on(PEOPLE.accountant, 'handovers', 1, { toUnitPath: NEIGHBOUR, reason: '划转' });
    await on(PEOPLE.finance, 'handover-steps', 2, { verdict: 'approved' });
    await on(PEOPLE.accountant, 'handover-confirmations', 3, { side: 'giver' });
    await on(PEOPLE.neighbour, 'handover-confirmations', 4, { side: 'receiver' });
    await on(PEOPLE.accountant, 'handover-postings', 5, { side: 'giver', voucher: '记1' });
    await on(PEOPLE.neighbour, 'handover-postings', 6, { side: 'receiver', voucher: '记2' });
    await years.closed(NEIGHBOUR);
    await years.merge([VILLAGE, NEIGHBOUR]);
    const count = await years.closed(NEW_VILLAGE);
    expect(count).toMatchObject({
      opening: sum(2, 200_02),
      decreases: sum(1, 100_01),
      increases: sum(0, 0),
      closing: sum(1, 100_01),
    });
    expect(balances(count as unknown as Movements)).toBe(true);
  });
});
