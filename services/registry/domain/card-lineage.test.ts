import { describe, expect, test } from 'vitest';
import { calendarDate } from '../../../platform/calendar.ts';
import { loadPack } from '../../../policy/load.ts';
import { type Asset, decideAsset, evolveAsset } from './asset.ts';
import type { Card } from './card.ts';
import type { DerivationCommand, PartAsked } from './card-lineage.ts';
import { actor, Story, unitOf, VILLAGE } from './sample-assets.ts';
import { valueAt } from './value/asset-value.ts';

const policy = loadPack('maoxian');
const clerk = actor('wang', 'village-accountant', VILLAGE);
const today = calendarDate('2026-05-06');
const story = (more: Partial<Card> = {}) => new Story(policy).registered(more);
const state = (at: Story): Asset => {
  if (!at.state) throw new Error('not registered');
  return at.state;
};

function derive(command: DerivationCommand, others: readonly (Asset | undefined)[]): Asset | string {
  const context = { now: `${today}T02:00:00.000Z`, today, eventId: 'E', actor: clerk, policy, holidays: { years: {} } };
  const decision = decideAsset(undefined, command, { others }, context);
  return decision.kind === 'refused' ? decision.refusal.code : evolveAsset(undefined, decision.event);
}
const card = (made: Asset | string): Asset => {
  if (typeof made === 'string') throw new Error(made);
  return made;
};
const partsOf = (parent: Asset, parts: readonly PartAsked[]): Asset[] =>
  parts.map((_part, index) =>
    card(derive({ type: 'register-part', splitFrom: 'P', parts, number: index + 1 }, [parent])),
  );
const sum = (amounts: readonly (number | undefined)[]): number =>
  amounts.reduce<number>((total, amount) => total + (amount ?? 0), 0);

describe('splitting a card', () => {
  const parts = [
    { name: '东屋', originalFen: 3_333_333, areaDm2: 100 },
    { name: '西屋', originalFen: 3_333_333, areaDm2: 100 },
    { name: '院子', originalFen: 3_333_334, areaDm2: 101 },
  ];
  const depreciated = {
    originalFen: 10_000_000,
    areaDm2: 301,
    depreciationKind: 'brick-building',
    acceptedOn: '2020-03-10',
  };

  test('the parts have the value, the depreciation, the area and the money of the whole, to the fen', () => {
    const funding = [
      { source: 'a', amountFen: 6_666_667 },
      { source: 'b', amountFen: 3_333_333 },
    ];
    const parent = { ...state(story(depreciated)), funding, disbursedFen: 9_999_999 };
    const made = partsOf(parent, parts);
    const whole = valueAt(parent, '2026-05');
    for (const month of ['2026-05', '2050-02', '2050-03']) {
      const values = made.map((part) => valueAt(part, month));
      expect(sum(values.map(({ originalFen }) => originalFen))).toBe(whole.originalFen);
      for (const value of values) expect(value.netFen + value.accumulatedFen).toBe(value.originalFen);
    }
    expect(sum(made.map((part) => valueAt(part, '2026-05').accumulatedFen))).toBe(whole.accumulatedFen);
    expect(sum(made.map((part) => valueAt(part, '2026-05').netFen))).toBe(whole.netFen);
    expect(sum(made.map((part) => valueAt(part, '2050-03').netFen))).toBe(0);
    expect(sum(made.map((part) => part.areaDm2))).toBe(301);
    expect(sum(made.map((part) => part.disbursedFen))).toBe(9_999_999);
    for (const source of ['a', 'b']) {
      const lines = made.flatMap((part) => part.funding ?? []).filter((line) => line.source === source);
      expect(sum(lines.map((line) => line.amountFen))).toBe(
        sum(funding.filter((line) => line.source === source).map((line) => line.amountFen)),
      );
    }
    for (const part of made) expect(sum((part.funding ?? []).map((line) => line.amountFen))).toBe(part.originalFen);
  });

  test('the card leaves the ledger and names its parts, and they name it and have no title yet', () => {
    const at = story({ ...depreciated, title: 'unclear', place: '村东' });
    const [part] = partsOf(state(at), parts);
    const event = at.do(clerk, { type: 'split', parts, reason: '分户' });
    expect(event).toMatchObject({
      type: 'asset-split',
      originalFen: 10_000_000,
      parts: [{ assetId: 'E-1' }, { assetId: 'E-2' }, { assetId: 'E-3' }],
    });
    expect(at.state).toMatchObject({ use: 'disposed', splitInto: ['E-1', 'E-2', 'E-3'] });
    expect(part).toMatchObject({ name: '东屋', place: '村东', splitFrom: 'P', title: 'unclear', unitPath: VILLAGE });
    expect(at.codeOf(clerk, { type: 'split', parts, reason: '分户' })).toBe('wrong-state');
  });

  test('parts that do not add up in value or area, too few and too many are refused', () => {
    const at = story(depreciated);
    const code = (asked: readonly PartAsked[]) => at.codeOf(clerk, { type: 'split', parts: asked, reason: '分户' });
    expect(code(parts)).toBe('accepted');
    expect(code(parts.slice(0, 2))).toBe('parts-do-not-add-up');
    expect(code([{ name: '全', originalFen: 10_000_000, areaDm2: 301 }])).toBe('parts-do-not-add-up');
    expect(code(parts.map(({ name, originalFen }) => ({ name, originalFen })))).toBe('parts-do-not-add-up');
    expect(code(parts.map((part) => ({ ...part, areaDm2: 100 })))).toBe('parts-do-not-add-up');
    expect(code([...parts, ...Array.from({ length: 18 }, () => ({ name: '零', originalFen: 0, areaDm2: 0 }))])).toBe(
      'parts-do-not-add-up',
    );
  });

  test('open business and a provisional value come first', () => {
    const provisional = story({ ...depreciated, valueProvisional: true });
    expect(provisional.codeOf(clerk, { type: 'split', parts, reason: '分户' })).toBe('open-business');
    expect(story({ ...depreciated, use: 'leased' }).codeOf(clerk, { type: 'split', parts, reason: '分户' })).toBe(
      'open-business',
    );
    const moving = story(depreciated);
    const receiver = unitOf('653127/653127100/653127100202/');
    moving.do(clerk, { type: 'propose-handover', toUnitPath: receiver.path, reason: '移交' }, { unit: receiver });
    expect(moving.codeOf(clerk, { type: 'split', parts, reason: '分户' })).toBe('open-business');
  });
});

describe('merging cards', () => {
  const merge = (sources: readonly (Asset | undefined)[], ids = sources.map((_source, index) => `S${index}`)) =>
    derive({ type: 'register-merged', mergedFrom: ids, name: '大院' }, sources);

  test('the new card has the sums, and the longest of the lives that remain', () => {
    const old = state(
      story({ originalFen: 1_000_003, areaDm2: 5, depreciationKind: 'vehicle', acceptedOn: '2020-01-01' }),
    );
    const young = state(
      story({ originalFen: 2_000_001, areaDm2: 7, depreciationKind: 'brick-building', acceptedOn: '2026-01-01' }),
    );
    const whole = card(merge([old, young]));
    const [a, b] = [old, young].map((source) => valueAt(source, '2026-05'));
    expect(valueAt(whole, '2026-05')).toEqual({
      month: '2026-05',
      originalFen: 3_000_004,
      accumulatedFen: sum([a?.accumulatedFen, b?.accumulatedFen]),
      netFen: sum([a?.netFen, b?.netFen]),
    });
    expect(whole).toMatchObject({
      areaDm2: 12,
      mergedFrom: ['S0', 'S1'],
      depreciation: { firstMonth: '2026-06', residualFen: 0 },
    });
    expect(valueAt(whole, '2056-01').netFen).toBe(0);
    expect(valueAt(whole, '2055-12').netFen).toBeGreaterThan(0);
  });

  test('what is written off no further stays in the rest of the new card', () => {
    const land = state(story({ originalFen: 500 }));
    const car = state(story({ originalFen: 960_000, depreciationKind: 'vehicle', acceptedOn: '2025-01-01' }));
    const whole = card(merge([land, car]));
    expect(valueAt(whole, '2060-01').netFen).toBe(500);
  });

  test('cards of different units, classes or ways of being valued, one card twice and one that has left are refused', () => {
    const one = state(story());
    expect(merge([one, one], ['S', 'S'])).toBe('not-mergeable');
    expect(merge([one])).toBe('not-mergeable');
    expect(merge([one, undefined])).toBe('not-found');
    expect(merge([one, { ...one, unitPath: '653127/' }])).toBe('not-mergeable');
    expect(merge([one, { ...one, class: 'land' }])).toBe('not-mergeable');
    expect(merge([one, { ...one, heldFor: '653127100202' }])).toBe('not-mergeable');
    expect(merge([one, { ...one, householdCode: 'H1' }])).toBe('not-mergeable');
    expect(merge([one, { ...one, buyBackUntil: '2030-01-01' }])).toBe('not-mergeable');
    expect(merge([one, { ...one, funding: [{ source: 'a', amountFen: one.originalFen }] }])).toBe('not-mergeable');
    expect(merge([one, { ...one, use: 'disposed' }])).toBe('wrong-state');
    expect(merge([one, { ...one, dispute: { status: 'appraising', openedOn: '2026-05-01', disputedBy: 'x' } }])).toBe(
      'value-disputed',
    );
  });
});
