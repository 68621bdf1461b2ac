import { describe, expect, test } from 'vitest';
import { calendarDate } from '../../../platform/calendar.ts';
import { loadPack } from '../../../policy/load.ts';
import { actor, card, filedDocuments, Story, VILLAGE } from './sample-assets.ts';

const makit = loadPack('makit');
const clerk = actor('wang', 'village-accountant', VILLAGE);
const evidence = filedDocuments(['repair-record']);
const story = () => new Story(makit).registered({ class: 'public-welfare' });
const keeper = { kind: 'village-keeper', person: '买买提' } as const;
const assign = { type: 'assign-custody', keeper, budgetFen: 500_000 } as const;
const damage = { type: 'report-damage', description: '桥面开裂' } as const;
const repair = { type: 'record-repair', repairedOn: '2026-05-06', costFen: 80_000 } as const;

describe('custody', () => {
  test('SX-07 lies with a department or a named keeper of the village', () => {
    const told = story();
    told.do(clerk, assign);
    expect(told.state?.custody).toEqual({ keeper, budgetFen: 500_000 });
    const department = (id: string) =>
      ({ ...assign, keeper: { kind: 'department', department: id, person: '王工' } }) as const;
    expect(told.codeOf(clerk, department('water'))).toBe('accepted');
    expect(told.codeOf(clerk, department('navy'))).toBe('not-in-policy');
  });

  test('MG-13 a post goes first to an eligible household, others only with a reason, each on record', () => {
    const told = story();
    const post = (eligible: boolean, reason?: string) =>
      ({ ...assign, post: { holder: '阿依', eligible, reason } }) as const;
    expect(told.codeOf(clerk, post(true))).toBe('evidence-missing');
    expect(told.codeOf(clerk, post(false), { evidence })).toBe('reason-required');
    expect(told.codeOf(clerk, post(false, '无符合条件人员'), { evidence })).toBe('accepted');
    expect(told.do(clerk, post(true), { evidence })).toMatchObject({ evidence: [{ kind: 'repair-record' }] });
    expect(told.state?.custody?.post).toMatchObject({ holder: '阿依', eligible: true });
    told.do(clerk, assign);
    expect(told.state?.custody).not.toHaveProperty('post');
  });
});

describe('damage', () => {
  test('SX-07 is repaired within the term of the pack, on evidence, and the asset is what it was', () => {
    const told = story();
    told.do(clerk, damage);
    expect(told.state).toMatchObject({ use: 'damaged', useBefore: 'in-use', damage: { repairDueDate: '2026-06-05' } });
    expect(told.codeOf(clerk, damage)).toBe('wrong-state');
    expect(told.codeOf(clerk, repair)).toBe('evidence-missing');
    expect(told.codeOf(clerk, { ...repair, repairedOn: '2026-05-07' }, { evidence })).toBe('date-in-future');
    told.do(clerk, repair, { evidence });
    expect(told.state).toMatchObject({ use: 'in-use', damage: undefined, useBefore: undefined });
    expect(told.codeOf(clerk, repair, { evidence })).toBe('wrong-state');
  });

  test('does not end by a correction', () => {
    const told = story();
    told.do(clerk, damage);
    told.do(clerk, { type: 'correct', card: card({ class: 'public-welfare', use: 'leased' }), reason: '核对' });
    expect(told.state?.use).toBe('damaged');
  });

  test('stands over what is found out about its use meanwhile', () => {
    const told = story();
    const filed = filedDocuments(['stop-use-statement', 'meeting-minutes']);
    told.do(clerk, damage);
    const idle = {
      type: 'declare-idle',
      finding: 'idle',
      outOfUseSince: calendarDate('2025-01-01'),
      hasDefinitePlan: false,
    } as const;
    told.do(clerk, idle, { evidence: filed });
    told.do(actor('wu', 'industry-department', '653127/'), { type: 'review-finding', verdict: 'confirmed' });
    expect(told.state).toMatchObject({ use: 'damaged', useBefore: 'idle' });
    told.do(clerk, repair, { evidence });
    expect(told.state?.use).toBe('idle');
    told.do(clerk, damage);
    const item = { itemId: 'I', itemVersion: 3, measure: 'lease', writtenOffOn: '2026-05-06' };
    told.do(clerk, { type: 'record-write-off', ...item });
    expect(told.state).toMatchObject({ use: 'damaged', useBefore: 'in-use' });
  });

  test.each(['lost', 'disposed'] as const)('is not reported of what is %s', (use) => {
    const told = story();
    told.state = told.state && { ...told.state, use };
    for (const command of [assign, damage, repair])
      expect(told.codeOf(clerk, command, { evidence })).toBe('wrong-state');
  });
});
