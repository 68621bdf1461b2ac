import { describe, expect, test } from 'vitest';
import { calendarDate } from '../../../../platform/calendar.ts';
import { loadHolidays, loadPack } from '../../../../policy/load.ts';
import type { EvidenceFiled } from '../finding.ts';
import { actor, Story, VILLAGE } from '../sample-assets.ts';
import { valueAt } from './asset-value.ts';
import { handsInDispute } from './valuation-dispute.ts';

const COUNTY = '653127/';
const holidays = loadHolidays();
const clerk = actor('wang', 'village-accountant', VILLAGE);
const officer = actor('qian', 'township-officer', '653127/653127100/');
const industry = actor('wu', 'industry-department', COUNTY);
const government = actor('feng', 'county-government', COUNTY);
const evidence: EvidenceFiled = {
  kind: 'verified',
  documents: [{ kind: 'asset-list', evidenceId: 'report', sha256: 'ab'.repeat(32), unitPath: VILLAGE }],
};
const dispute = { type: 'dispute-value', reason: '估价偏高' } as const;
const appraisal = { type: 'record-independent-appraisal', appraiser: '评估公司', amountFen: 10_000_000 } as const;
const approve = { type: 'step-valuation', verdict: 'approved' } as const;
const settle = { type: 'settle-valuation' } as const;

const registered = () => new Story(loadPack('makit'), holidays).registered({ class: 'public-welfare' });
const reviewing = () => {
  const at = registered();
  at.do(clerk, dispute);
  at.do(officer, appraisal, { evidence });
  return at;
};
const approved = () => {
  const at = reviewing();
  at.do(industry, approve);
  at.do(government, approve);
  return at;
};
const published = () => {
  const at = approved();
  at.do(government, { type: 'publish-valuation' });
  return at;
};
const status = (at: Story) => at.state?.dispute?.status;

describe('a disputed value', () => {
  test('MG-07 disputed → independent appraisal → reviewed by the county → published → final', () => {
    const at = published();
    expect(at.state?.dispute?.publicity).toEqual({
      publishedOn: '2026-05-06',
      until: '2026-05-16',
      objectionsUntil: '2026-05-16',
    });
    at.today = calendarDate('2026-05-16');
    expect(at.codeOf(government, settle)).toBe('publicity-not-over');
    expect(valueAt(at.state ?? never(), '2026-05').netFen).toBe(12_345_600);
    at.today = calendarDate('2026-05-17');
    expect(at.do(government, settle)).toMatchObject({ previousNetFen: 12_345_600, netFen: 10_000_000 });
    expect(valueAt(at.state ?? never(), '2026-05')).toMatchObject({ originalFen: 12_345_600, netFen: 10_000_000 });
    expect(valueAt(at.state ?? never(), '2026-04').netFen).toBe(12_345_600);
    expect(at.codeOf(clerk, dispute)).toBe('accepted');
  });

  test('MG-07 the appraisal needs its report, and a dispute to belong to', () => {
    const at = registered();
    expect(at.codeOf(officer, appraisal, { evidence })).toBe('wrong-state');
    at.do(clerk, dispute);
    expect(at.codeOf(officer, appraisal)).toBe('evidence-missing');
    expect(at.codeOf(clerk, dispute)).toBe('wrong-state');
    expect(at.codeOf(industry, approve)).toBe('wrong-state');
  });

  test('MG-07 while the dispute is open the value changes in no other way, and the rest of the card does', () => {
    for (const at of [reviewing(), approved(), published()]) {
      expect(at.codeOf(officer, { type: 'impair', netFen: 1, reason: '毁损' }, { evidence })).toBe('value-disputed');
      const { unitPath: _unit, holderKind: _holder, code: _code, dispute: _dispute, ...card } = at.state ?? never();
      const correct = (originalFen: number) =>
        ({ type: 'correct', card: { ...card, use: 'in-use', originalFen }, reason: '核对' }) as const;
      expect(at.codeOf(clerk, correct(1))).toBe('value-disputed');
      expect(at.codeOf(clerk, correct(12_345_600))).toBe('accepted');
      const parts = [
        { name: '甲', originalFen: 345_600 },
        { name: '乙', originalFen: 12_000_000 },
      ];
      expect(at.codeOf(clerk, { type: 'split', parts, reason: '分户' })).toBe('value-disputed');
    }
  });

  test('MG-07 nobody reviews what they disputed or filed the appraisal of, nor takes two steps', () => {
    const many = (sub: string) => ({
      sub,
      roles: ['industry-department', 'county-government', 'township-officer'],
      unit: COUNTY,
    });
    const at = registered();
    at.do(many('a'), dispute);
    at.do(many('b'), appraisal, { evidence });
    expect(at.codeOf(many('a'), approve)).toBe('own-proposal');
    expect(at.codeOf(many('b'), approve)).toBe('own-proposal');
    expect(at.codeOf(government, approve)).toBe('not-your-step');
    at.do(many('c'), approve);
    expect(at.codeOf(many('c'), approve)).toBe('second-step');
    expect(handsInDispute(at.state ?? never())).toEqual(['valuation:a', 'valuation:c', 'valuation:b']);
    // Another person of the same office takes over.
    at.do(many('d'), approve);
    expect(status(at)).toBe('approved');
  });

  test('MG-07 returned at any step it is appraised anew and goes through the whole review; refused, the value stands', () => {
    for (const steps of [[], [industry]]) {
      const at = reviewing();
      for (const who of steps) at.do(who, approve);
      const next = steps.length === 0 ? industry : government;
      expect(at.codeOf(next, { type: 'step-valuation', verdict: 'returned' })).toBe('reason-required');
      at.do(next, { type: 'step-valuation', verdict: 'returned', reason: '依据不足' });
      expect(status(at)).toBe('appraising');
      at.do(officer, { ...appraisal, amountFen: 11_000_000 }, { evidence });
      at.do(industry, approve);
      at.do(government, approve);
      expect(at.state?.dispute).toMatchObject({ status: 'approved', appraisedFen: 11_000_000 });
    }
    for (const steps of [[], [industry]]) {
      const at = reviewing();
      for (const who of steps) at.do(who, approve);
      at.do(steps.length === 0 ? industry : government, {
        type: 'step-valuation',
        verdict: 'refused',
        reason: '异议不成立',
      });
      expect(status(at)).toBe('refused');
      expect(at.codeOf(government, { type: 'publish-valuation' })).toBe('wrong-state');
      expect(valueAt(at.state ?? never(), '2026-05').netFen).toBe(12_345_600);
      expect(at.codeOf(officer, { type: 'impair', netFen: 1, reason: '毁损' }, { evidence })).toBe('accepted');
    }
  });

  test('MG-07 whoever raised a dispute may take it back until it is decided', () => {
    const withdraw = { type: 'withdraw-value-dispute', reason: '误会' } as const;
    const at = reviewing();
    expect(at.codeOf(officer, withdraw)).toBe('not-your-step');
    at.do(clerk, withdraw);
    expect(status(at)).toBe('withdrawn');
    expect(approved().codeOf(clerk, withdraw)).toBe('wrong-state');
  });

  test('MG-07 objections within the publicity are answered first; one that is upheld leads to a new appraisal', () => {
    const objection = { type: 'object-to-valuation', text: '面积有误' } as const;
    const answered = (verdict: 'upheld' | 'rejected', number = 1) =>
      ({ type: 'answer-valuation-objection', number, verdict, answer: '已核实' }) as const;
    const at = published();
    at.do(clerk, objection);
    at.today = calendarDate('2026-05-17');
    expect(at.codeOf(clerk, objection)).toBe('wrong-state');
    expect(at.codeOf(government, settle)).toBe('objection-unanswered');
    expect(at.codeOf(government, answered('rejected', 2))).toBe('not-found');
    at.do(government, answered('rejected'));
    expect(at.codeOf(government, answered('rejected'))).toBe('wrong-state');
    at.do(government, settle);
    expect(status(at)).toBe('settled');

    const other = published();
    other.do(clerk, objection);
    other.do(government, answered('upheld'));
    expect(status(other)).toBe('appraising');
    expect(other.codeOf(government, settle)).toBe('wrong-state');
  });

  test('every pack has a chain and a publicity for disputed values', () => {
    for (const name of ['township-reform', 'maoxian', 'shanxi-poverty-assets', 'fucheng', 'makit']) {
      const policy = loadPack(name);
      expect(policy.publicity.valuation).toBeDefined();
      expect(policy.chains['valuation-dispute'].steps.length).toBeGreaterThan(0);
    }
  });
});

function never(): never {
  throw new Error('not registered');
}
