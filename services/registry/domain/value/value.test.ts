import { describe, expect, test } from 'vitest';
import { calendarDate } from '../../../../platform/calendar.ts';
import { loadHolidays, loadPack } from '../../../../policy/load.ts';
import type { Card } from '../card.ts';
import { flagsDue, nextFlagOn } from '../due.ts';
import type { EvidenceFiled } from '../finding.ts';
import { actor, Story, VILLAGE } from '../sample-assets.ts';
import { scheduleOf, valueAt } from './asset-value.ts';
import { basisOf } from './value-basis.ts';

const holidays = loadHolidays();
const clerk = actor('wang', 'village-accountant', VILLAGE);
const finance = actor('zheng', 'finance-bureau', '653127/');

const filed = (kind = 'final-account', unitPath = VILLAGE): EvidenceFiled => ({
  kind: 'verified',
  documents: [{ kind, evidenceId: kind, sha256: 'ab'.repeat(32), unitPath }],
});

const story = (more: Partial<Card> = {}, pack = 'maoxian'): Story =>
  new Story(loadPack(pack), holidays).registered(more);
const due = {
  finalAccount: 'due',
  disbursedFen: 12_345_600,
  valueProvisional: true,
  acceptedOn: '2025-07-01',
} as const;

describe('by which figure an asset is valued', () => {
  const facts = { originalFen: 100, disbursedFen: 90, finalAccountFen: 95 } as const;

  test('MG-04 final account due and present: its amount', () => {
    expect(basisOf({ ...facts, finalAccount: 'done' }, '2026-05-06')).toEqual({
      basis: 'final-account',
      amountFen: 95,
      provisional: false,
    });
  });
  test('MG-04 final account due and not yet there: the amount disbursed, provisionally', () => {
    expect(basisOf({ ...facts, finalAccount: 'due' }, '2026-05-06')).toEqual({
      basis: 'disbursed',
      amountFen: 90,
      provisional: true,
    });
  });
  test('MG-04 no final account due: the amount disbursed', () => {
    expect(basisOf({ ...facts, finalAccount: 'not-due' }, '2026-05-06')).toEqual({
      basis: 'disbursed',
      amountFen: 90,
      provisional: false,
    });
  });
  test('MG-04 equity with a promise to buy back: the original value through the last day of the term', () => {
    const equity = { originalFen: 100, buyBackUntil: '2026-05-06' };
    expect(basisOf(equity, '2026-05-06')).toEqual({ basis: 'original', amountFen: 100, provisional: false });
    expect(basisOf(equity, '2026-05-07')).toEqual({ basis: 'appraisal', amountFen: undefined, provisional: true });
    expect(basisOf({ ...equity, appraisedFen: 80 }, '2026-05-07')).toEqual({
      basis: 'appraisal',
      amountFen: 80,
      provisional: false,
    });
  });
  test('a card that says nothing of it is valued as it says', () => {
    expect(basisOf({ originalFen: 100 }, '2026-05-06')).toBeUndefined();
  });
});

describe('final account', () => {
  test('MG-04 a card whose final account is due says what was disbursed, provisionally', () => {
    const at = new Story(loadPack('maoxian'), holidays);
    const code = (more: Partial<Card>): string => {
      try {
        at.state = undefined;
        at.registered(more);
        return 'accepted';
      } catch (error) {
        return String(error).split(' ').at(-1) ?? '';
      }
    };
    expect(code(due)).toBe('accepted');
    expect(code({ ...due, valueProvisional: false })).toBe('value-basis');
    expect(code({ ...due, disbursedFen: undefined })).toBe('value-basis');
    expect(code({ ...due, disbursedFen: 1 })).toBe('value-basis');
    expect(code({ finalAccount: 'not-due', disbursedFen: 1 })).toBe('value-basis');
    expect(code({ finalAccount: 'done', valueProvisional: true })).toBe('value-basis');
    expect(code({ depreciationKind: 'no-such-kind' })).toBe('not-in-policy');
  });

  test('MG-04 the provisional value is replaced by the final account, with its report; both figures stay in the history', () => {
    const at = story(due);
    const command = { type: 'record-final-account', amountFen: 12_000_000 } as const;
    expect(at.codeOf(clerk, command)).toBe('evidence-missing');
    expect(at.codeOf(clerk, command, { evidence: filed('invoice') })).toBe('evidence-missing');
    expect(at.codeOf(clerk, command, { evidence: filed('final-account', '653127/653127101/') })).toBe(
      'evidence-not-verified',
    );
    const event = at.do(clerk, command, { evidence: filed() });
    expect(event).toMatchObject({ previousFen: 12_345_600, originalFen: 12_000_000 });
    expect(at.state).toMatchObject({ originalFen: 12_000_000, valueProvisional: false, finalAccount: 'done' });
    expect(at.codeOf(clerk, command, { evidence: filed() })).toBe('wrong-state');
  });

  test('MG-04 what was depreciated by the provisional value stays; the difference is spread over the months that remain', () => {
    const at = story({ ...due, depreciationKind: 'brick-building' });
    const before = valueAt(at.state ?? never(), '2026-05');
    at.do(clerk, { type: 'record-final-account', amountFen: 12_000_000 }, { evidence: filed() });
    const after = valueAt(at.state ?? never(), '2026-05');
    expect(after.accumulatedFen).toBe(before.accumulatedFen);
    expect(after.netFen).toBe(before.netFen - 345_600);
    const last = scheduleOf(at.state ?? never()).at(-1);
    expect(last).toMatchObject({ netFen: 0, accumulatedFen: 12_000_000 });
  });

  test('MG-04 its money adds up to it', () => {
    const policy = loadPack('makit');
    const source = policy.scope.fundingSources[0] ?? policy.fundingSources[0]?.id ?? '';
    const project = { code: 'P1', name: '项目', year: 2025 };
    const funding = [{ source, amountFen: 12_345_600, project }];
    const at = new Story(policy, holidays).registered({ class: 'public-welfare', ...due, funding });
    const command = { type: 'record-final-account', amountFen: 12_000_000 } as const;
    expect(at.codeOf(clerk, command, { evidence: filed() })).toBe('invalid-money');
    at.do(clerk, { ...command, funding: [{ source, amountFen: 12_000_000, project }] }, { evidence: filed() });
    expect(at.state?.funding).toEqual([{ source, amountFen: 12_000_000, project }]);
  });

  test('MG-04 a final account cannot be typed into a card', () => {
    const at = story(due);
    const {
      unitPath: _unit,
      holderKind: _holder,
      code: _code,
      finalAccountDueDate: _due,
      ...card
    } = at.state ?? never();
    const done = { ...card, use: 'in-use', finalAccount: 'done', valueProvisional: false } as const;
    expect(at.codeOf(clerk, { type: 'correct', card: done, reason: '决算' })).toBe('value-basis');
  });

  test('MG-04 a final account not filed within a year of acceptance is overdue on the day after, once', () => {
    const at = story(due);
    expect(at.state?.finalAccountDueDate).toBe('2026-07-01');
    expect(nextFlagOn(at.state ?? never())).toBe('2026-07-02');
    expect(flagsDue(at.state ?? never(), calendarDate('2026-07-01'))).toEqual([]);
    at.today = calendarDate('2026-07-02');
    const job = actor('job:flag-due', '', '');
    const flag = { type: 'flag-due', reason: 'final-account', dueDate: '2026-07-01' } as const;
    expect(at.do(job, flag)).toEqual({ type: 'final-account-overdue', unitPath: VILLAGE, dueDate: '2026-07-01' });
    expect(at.codeOf(job, flag)).toBe('wrong-state');
    expect(nextFlagOn(at.state ?? never())).toBeUndefined();
    at.do(clerk, { type: 'record-final-account', amountFen: 12_000_000 }, { evidence: filed() });
    expect(at.state?.finalAccountOverdue).toBeUndefined();
  });

  test('MG-04 equity is appraised when its term is over, not before', () => {
    const at = story({ buyBackUntil: '2026-05-06' });
    const command = { type: 'record-appraisal', amountFen: 9_000_000, appraiser: '评估公司' } as const;
    expect(at.codeOf(clerk, command, { evidence: filed('invoice') })).toBe('value-basis');
    at.today = calendarDate('2026-05-07');
    at.do(clerk, command, { evidence: filed('invoice') });
    expect(valueAt(at.state ?? never(), '2026-05')).toMatchObject({ originalFen: 12_345_600, netFen: 9_000_000 });
    expect(valueAt(at.state ?? never(), '2026-04').netFen).toBe(12_345_600);
  });
});

describe('depreciation of a card', () => {
  test('MG-06 the plan follows from the pack and stands on the card', () => {
    const plan = (more: Partial<Card>) => story(more).state?.depreciation;
    expect(plan({ depreciationKind: 'brick-building', acceptedOn: '2025-07-01' })).toEqual({
      firstMonth: '2025-08',
      lifeMonths: 360,
      residualFen: 0,
    });
    expect(plan({ depreciationKind: 'brick-building', acquiredOn: '2025-12-31' })?.firstMonth).toBe('2026-01');
    expect(plan({ depreciationKind: 'brick-building' })).toBeUndefined();
    expect(plan({ acceptedOn: '2025-07-01' })).toBeUndefined();
    expect(plan({ class: 'land', depreciationKind: 'brick-building', acceptedOn: '2025-07-01' })).toBeUndefined();
    expect(
      plan({ depreciationKind: 'brick-building', acceptedOn: '2025-07-01', buyBackUntil: '2027-01-01' }),
    ).toBeUndefined();
  });

  test('MG-06 impairment and revaluation spread what is left, once a month, with a document and a reason', () => {
    const at = story({ depreciationKind: 'vehicle', acceptedOn: '2026-03-01', originalFen: 9_600_000 });
    const impair = { type: 'impair', netFen: 9_000_000, reason: '毁损' } as const;
    expect(at.codeOf(finance, impair)).toBe('evidence-missing');
    expect(at.codeOf(finance, { ...impair, netFen: 9_500_000 }, { evidence: filed('invoice') })).toBe('invalid-money');
    at.do(finance, impair, { evidence: filed('invoice') });
    expect(at.codeOf(finance, { type: 'revalue', netFen: 1, reason: '重估' }, { evidence: filed('invoice') })).toBe(
      'value-changed-this-month',
    );
    const rows = scheduleOf(at.state ?? never());
    expect(rows.map(({ month, netFen }) => [month, netFen]).slice(0, 3)).toEqual([
      ['2026-04', 9_500_000],
      ['2026-05', 9_000_000],
      ['2026-06', 8_904_256],
    ]);
    expect(rows.at(-1)).toMatchObject({ month: '2034-03', netFen: 0 });
    at.today = calendarDate('2026-06-01');
    at.do(finance, { type: 'revalue', netFen: 9_600_000, reason: '重估' }, { evidence: filed('invoice') });
    expect(valueAt(at.state ?? never(), '2026-06').netFen).toBe(9_600_000);
    expect(scheduleOf(at.state ?? never()).at(-1)?.netFen).toBe(0);
  });

  test('MG-06 before its first month nothing is impaired, and a card whose value was set anew is not corrected', () => {
    const at = story({ depreciationKind: 'vehicle', acceptedOn: '2026-05-01' });
    expect(at.codeOf(finance, { type: 'impair', netFen: 1, reason: '毁损' }, { evidence: filed('invoice') })).toBe(
      'wrong-state',
    );
    at.today = calendarDate('2026-06-01');
    at.do(finance, { type: 'impair', netFen: 1, reason: '毁损' }, { evidence: filed('invoice') });
    const {
      unitPath: _unit,
      holderKind: _holder,
      code: _code,
      depreciation,
      opening: _opening,
      valueChanges: _changes,
      ...card
    } = at.state ?? never();
    const correct = (more: Partial<Card>) =>
      ({ type: 'correct', card: { ...card, use: 'in-use', ...more }, reason: '核对' }) as const;
    expect(at.codeOf(clerk, correct({ originalFen: 5 }))).toBe('wrong-state');
    at.do(clerk, correct({ name: '新名', acceptedOn: '2020-01-01' }));
    expect(at.state?.depreciation).toEqual(depreciation);
  });
});

function never(): never {
  throw new Error('not registered');
}
