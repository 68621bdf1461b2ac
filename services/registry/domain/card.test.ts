import { describe, expect, test } from 'vitest';
import { calendarDate } from '../../../platform/calendar.ts';
import { loadPack } from '../../../policy/load.ts';
import { actor, card, Story, unitOf, VILLAGE } from './sample-assets.ts';

const maoxian = loadPack('maoxian');
const makit = loadPack('makit');
const shanxi = loadPack('shanxi-poverty-assets');
const clerk = actor('wang', 'village-accountant', VILLAGE);
const registers = (policy: typeof maoxian, more: Parameters<typeof card>[0], unit = unitOf(VILLAGE)) =>
  new Story(policy).codeOf(clerk, { type: 'register', unitPath: VILLAGE, card: card(more) }, { unit });

describe('registering', () => {
  test('MX-01 a card carries one of the eight classes of the plan, with a sub-type of that class', () => {
    const classes = maoxian.assetClasses.map((known) => known.id);
    expect(classes).toHaveLength(8);
    for (const { id, subTypes } of maoxian.assetClasses) {
      expect(registers(maoxian, { class: id })).toBe('accepted');
      for (const subType of subTypes) expect(registers(maoxian, { class: id, subType: subType.id })).toBe('accepted');
    }
    expect(registers(maoxian, { class: 'ships' })).toBe('unknown-class');
    expect(registers(maoxian, { class: 'land', subType: 'school-building' })).toBe('unknown-class');
  });

  test('SX-02 a card carries one of the four types of the plan', () => {
    expect(shanxi.assetClasses).toHaveLength(4);
    for (const { id } of shanxi.assetClasses) expect(registers(shanxi, { class: id })).toBe('accepted');
    expect(registers(shanxi, { class: 'buildings' })).toBe('unknown-class');
  });

  test('MG-02 a card carries one of the three classes of the plan', () => {
    expect(makit.assetClasses.map((known) => known.id)).toEqual(['operating', 'public-welfare', 'household']);
    for (const { id } of makit.assetClasses) expect(registers(makit, { class: id })).toBe('accepted');
    expect(registers(makit, { class: 'buildings' })).toBe('unknown-class');
  });

  test('MG-01 covers what was formed since 2013, of the listed funds', () => {
    const project = { code: 'MG-2014-001', name: '良繁中心', year: 2014 };
    const formed = (acquiredOn: string, source: string) =>
      registers(makit, { class: 'operating', acquiredOn, funding: [{ source, amountFen: 12_345_600, project }] });
    const [listed = ''] = makit.scope.fundingSources;
    expect(formed('2013-01-01', listed)).toBe('accepted');
    expect(formed('2012-12-31', listed)).toBe('out-of-scope');
    expect(formed('2014-01-01', 'lottery')).toBe('unknown-funding-source');
    const narrower = { ...makit, scope: { ...makit.scope, fundingSources: makit.scope.fundingSources.slice(1) } };
    expect(registers(narrower, { class: 'operating', funding: [{ source: listed, amountFen: 12_345_600 }] })).toBe(
      'out-of-scope',
    );
    const both = [listed, narrower.scope.fundingSources[0] ?? ''].map((source) => ({
      source,
      amountFen: 6_172_800,
      project,
    }));
    expect(registers(narrower, { class: 'operating', funding: both })).toBe('accepted');
  });

  test('SX-01 covers what was formed from the start of the plan, of the seven kinds of funds', () => {
    expect(shanxi.scope.fundingSources).toHaveLength(7);
    const { startDate = '' } = shanxi.scope;
    expect(registers(shanxi, { class: 'industry', acquiredOn: startDate })).toBe('accepted');
    expect(registers(shanxi, { class: 'industry', acquiredOn: '2015-12-31' })).toBe('out-of-scope');
  });

  test('is refused for a day to come', () => {
    expect(registers(maoxian, { acquiredOn: '2026-05-06' })).toBe('accepted');
    expect(registers(maoxian, { acquiredOn: '2026-05-07' })).toBe('out-of-scope');
  });

  test.each([
    ['a unit that is not there', undefined, 'unknown-unit'],
    ['a unit that is elsewhere', unitOf('653127/653127100201/'), 'unknown-unit'],
    ['a unit that was merged away', unitOf(VILLAGE, 'village', 'closed'), 'unit-closed'],
  ])('is refused for %s', (_what, unit, code) => {
    const decision = new Story(maoxian).codeOf(clerk, { type: 'register', unitPath: VILLAGE, card: card() }, { unit });
    expect(decision).toBe(code);
  });

  test('is refused twice', () => {
    const story = new Story(maoxian).registered();
    expect(story.codeOf(clerk, { type: 'register', unitPath: VILLAGE, card: card() }, { unit: unitOf(VILLAGE) })).toBe(
      'already-exists',
    );
  });
});

describe('correcting', () => {
  const reason = '实地核对';

  test('replaces the whole card: what it leaves out is gone', () => {
    const story = new Story(maoxian).registered({ place: '村口', areaDm2: 12_000, subType: 'old-property' });
    story.do(clerk, { type: 'correct', card: card({ name: '新名', originalFen: 1 }), reason });
    expect(story.state).toMatchObject({ name: '新名', originalFen: 1, unitPath: VILLAGE, holderKind: 'village' });
    expect(story.state?.place).toBeUndefined();
    expect(story.state?.areaDm2).toBeUndefined();
    expect(story.state?.subType).toBeUndefined();
  });

  test('is held to the same policy as registering', () => {
    const story = new Story(maoxian).registered();
    expect(story.codeOf(clerk, { type: 'correct', card: card({ class: 'ships' }), reason })).toBe('unknown-class');
  });

  test('does not type away that an asset was found idle, nor a running declaration or handover', () => {
    const story = new Story(maoxian).registered();
    const finance = actor('zheng', 'finance-bureau', '653127/');
    story.do(
      finance,
      { type: 'propose-handover', toUnitPath: '653127/653127101/', reason },
      { unit: unitOf('653127/653127101/', 'township') },
    );
    const documents = ['stop-use-statement', 'meeting-minutes'].map((kind) => ({
      kind,
      evidenceId: kind,
      sha256: 'ab',
      unitPath: VILLAGE,
    }));
    story.do(
      clerk,
      { type: 'declare-idle', finding: 'idle', outOfUseSince: calendarDate('2025-01-01'), hasDefinitePlan: false },
      { evidence: { kind: 'verified', documents } },
    );
    story.do(clerk, { type: 'correct', card: card({ use: 'leased' }), reason });
    expect(story.state).toMatchObject({
      use: 'leased',
      finding: { status: 'declared' },
      handover: { toUnitPath: '653127/653127101/' },
    });
    story.do(actor('wu', 'industry-department', '653127/'), { type: 'review-finding', verdict: 'confirmed' });
    story.do(clerk, { type: 'correct', card: card({ use: 'in-use' }), reason });
    expect(story.state).toMatchObject({ use: 'idle', finding: { status: 'confirmed' } });
  });

  test('of a card that is not there is refused', () => {
    expect(new Story(maoxian).codeOf(clerk, { type: 'correct', card: card(), reason })).toBe('not-found');
  });
});
