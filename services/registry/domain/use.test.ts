import { describe, expect, test } from 'vitest';
import { calendarDate } from '../../../platform/calendar.ts';
import { loadPack } from '../../../policy/load.ts';
import type { UseState } from './card.ts';
import { actor, card, filedDocuments, Story, VILLAGE } from './sample-assets.ts';
import type { UseCommand } from './use.ts';

const maoxian = loadPack('maoxian');
const clerk = actor('wang', 'village-accountant', VILLAGE);
const reviewer = actor('wu', 'industry-department', '653127/');
const evidence = filedDocuments(['record']);
const idleDocuments = filedDocuments(['stop-use-statement', 'meeting-minutes']);
const story = () => new Story(maoxian).registered({ areaDm2: 10_000 });
const lease = { lessee: '某合作社', until: '2026-12-31' };
const inUse = (since = '2026-05-06') => ({ type: 'change-use', use: 'in-use', since }) as const;
const leased = (more: object = { lease }, since = '2026-05-06') =>
  ({ type: 'change-use', use: 'leased', since, ...more }) as const;
const loss = { type: 'report-loss', lostOn: '2026-05-01', foundBy: 'report', reason: '被盗' } as const;
const recovery = { type: 'record-recovery', recoveredOn: '2026-05-06' } as const;
const partly = (idleAreaDm2: number) => ({ type: 'record-partial-idleness', idleAreaDm2 }) as const;
const idle = (since: string) =>
  ({ type: 'declare-idle', finding: 'idle', outOfUseSince: calendarDate(since), hasDefinitePlan: false }) as const;
const put = (told: Story, use: UseState): Story => {
  told.state = told.state && { ...told.state, use };
  return told;
};

describe('use', () => {
  test('changes between use and lease, a lease with lessee and term', () => {
    const told = story();
    told.do(clerk, leased());
    expect(told.state).toMatchObject({ use: 'leased', lease, lastUsedOn: '2026-05-06' });
    told.do(clerk, inUse());
    expect(told.state).toMatchObject({ use: 'in-use', lease: undefined });
    expect(told.codeOf(clerk, leased({}))).toBe('lease-incomplete');
    expect(told.codeOf(clerk, leased({ lease: { ...lease, until: '2026-05-05' } }))).toBe('lease-incomplete');
    expect(told.codeOf(clerk, { ...inUse(), lease })).toBe('lease-incomplete');
    expect(told.codeOf(clerk, inUse('2026-05-07'))).toBe('date-in-future');
  });

  test('only the legal transitions are taken', () => {
    const commands: Record<string, UseCommand> = { use: inUse(), part: partly(1), loss, recovery };
    const legal: Record<UseState, string[]> = {
      'in-use': ['use', 'part', 'loss'],
      leased: ['use', 'part', 'loss'],
      idle: ['loss'],
      damaged: ['loss'],
      lost: ['recovery'],
      disposed: [],
    };
    for (const [use, allowed] of Object.entries(legal)) {
      for (const [name, command] of Object.entries(commands)) {
        const code = put(story(), use as UseState).codeOf(clerk, command, { evidence });
        expect([use, name, code]).toEqual([use, name, allowed.includes(name) ? 'accepted' : 'wrong-state']);
      }
    }
  });

  test.each(['idle', 'damaged', 'lost'] as const)('a correction does not change %s', (use) => {
    const told = put(story(), use);
    told.do(clerk, { type: 'correct', card: card({ areaDm2: 10_000, use: 'leased' }), reason: '核对' });
    expect(told.state?.use).toBe(use);
  });

  test('partial idleness is an area of the card, never more', () => {
    const told = story();
    expect(told.codeOf(clerk, partly(10_001))).toBe('idle-area-too-large');
    told.do(clerk, partly(10_000));
    expect(told.state?.idleAreaDm2).toBe(10_000);
    const smaller = { type: 'correct', card: card({ areaDm2: 9_999 }), reason: '核对' } as const;
    expect(told.codeOf(clerk, smaller)).toBe('idle-area-too-large');
    told.do(clerk, partly(0));
    expect(told.state?.idleAreaDm2).toBeUndefined();
    expect(told.codeOf(clerk, smaller)).toBe('accepted');
    expect(new Story(maoxian).registered().codeOf(clerk, partly(1))).toBe('idle-area-too-large');
  });
});

describe('loss', () => {
  test('is reported on evidence, and what is found again is what it was', () => {
    const told = story();
    expect(told.codeOf(clerk, loss)).toBe('evidence-missing');
    expect(told.codeOf(clerk, { ...loss, lostOn: '2026-05-07' }, { evidence })).toBe('date-in-future');
    told.do(clerk, leased());
    told.do(clerk, loss, { evidence });
    expect(told.state).toMatchObject({ use: 'lost', useBefore: 'leased' });
    expect(told.codeOf(clerk, idle('2025-01-01'), { evidence: idleDocuments })).toBe('wrong-state');
    expect(told.codeOf(clerk, recovery)).toBe('evidence-missing');
    expect(told.codeOf(clerk, { ...recovery, recoveredOn: '2026-05-07' }, { evidence })).toBe('date-in-future');
    told.do(clerk, recovery, { evidence });
    expect(told.state).toMatchObject({ use: 'leased', useBefore: undefined, lease });
  });

  test('leaves an earlier damage to be repaired', () => {
    const told = story();
    told.do(clerk, { type: 'report-damage', description: '塌陷' });
    told.do(clerk, loss, { evidence });
    told.do(clerk, recovery, { evidence });
    expect(told.state).toMatchObject({ use: 'damaged', useBefore: 'in-use' });
    told.do(clerk, { type: 'record-repair', repairedOn: '2026-05-06', costFen: 0 }, { evidence });
    expect(told.state?.use).toBe('in-use');
  });
});

describe('MX-02 the months are without a break', () => {
  const declares = (told: Story, since: string) => told.codeOf(clerk, idle(since), { evidence: idleDocuments });

  test.each([
    ['2025-06-30', 'not-idle-long-enough'],
    ['2025-07-01', 'not-idle-long-enough'],
    ['2025-07-02', 'accepted'],
  ])('a use on 2025-07-01 breaks a run that began on or before it: since %s: %s', (since, code) => {
    const told = story();
    told.do(clerk, inUse('2025-07-01'));
    // News of an earlier use changes nothing.
    told.do(clerk, inUse('2025-01-01'));
    expect(declares(told, since)).toBe(code);
  });

  test('a lease that still ran breaks it too', () => {
    const told = story();
    told.do(clerk, leased({ lease: { ...lease, until: '2025-09-30' } }, '2024-01-01'));
    expect(declares(told, '2025-09-30')).toBe('not-idle-long-enough');
    expect(declares(told, '2025-10-01')).toBe('accepted');
  });

  test('a use recorded between declaration and review keeps it from being confirmed', () => {
    const told = story();
    told.do(clerk, idle('2025-01-01'), { evidence: idleDocuments });
    told.do(clerk, inUse('2025-08-01'));
    expect(told.codeOf(reviewer, { type: 'review-finding', verdict: 'confirmed' })).toBe('not-idle-long-enough');
    expect(told.codeOf(reviewer, { type: 'review-finding', verdict: 'rejected', reason: '曾使用' })).toBe('accepted');
  });

  test('what was revived is in use from that day', () => {
    const told = story();
    told.do(clerk, idle('2025-01-01'), { evidence: idleDocuments });
    told.do(reviewer, { type: 'review-finding', verdict: 'confirmed' });
    told.do(clerk, {
      type: 'record-write-off',
      itemId: 'I',
      itemVersion: 2,
      measure: 'lease',
      writtenOffOn: '2026-05-06',
    });
    told.today = calendarDate('2027-01-01');
    expect(declares(told, '2026-05-06')).toBe('not-idle-long-enough');
    expect(declares(told, '2026-05-07')).toBe('accepted');
  });
});

test.each([
  ['MX-03 low-efficiency', 'low-efficiency', 'check-record'],
  ['MX-04 over-standard', 'over-standard', 'allocation-standard-comparison'],
] as const)('%s keeps the standard and what was found, with the record', (_clause, finding, kind) => {
  const told = story();
  const criteria = { standard: '人均办公用房 9 平方米', observed: '实际 31 平方米' };
  const required = maoxian.idleFindings.kinds[finding]?.requiredEvidence ?? [];
  expect(required).toContain(kind);
  const event = told.do(
    clerk,
    { type: 'declare-idle', finding, hasDefinitePlan: true, criteria },
    { evidence: filedDocuments(required) },
  );
  expect(event).toMatchObject({ criteria, evidence: required.map((filed) => ({ kind: filed })) });
  expect(told.state?.finding).toMatchObject({ criteria });
});
