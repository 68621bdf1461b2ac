import { describe, expect, test } from 'vitest';
import { calendarDate } from '../../../../platform/calendar.ts';
import type { Actor } from '../../../../platform/decider.ts';
import { actor, unitOf, VILLAGE } from '../sample-assets.ts';
import {
  type Duties,
  type DutiesCommand,
  decideDuties,
  evolveDuties,
  OPEN_TASKS_MAX,
  type UnitDuty,
} from './duties.ts';

const TOWNSHIP = '653127/653127100/';
const WANG = actor('wang', 'village-accountant', VILLAGE);
const LIU = actor('liu', 'village-accountant', VILLAGE);
const QIAN = actor('qian', 'township-officer', TOWNSHIP);
const MA = actor('ma', 'township-officer', TOWNSHIP);
const COUNTY = actor('zheng', 'finance-bureau', '653127/');
const unit = unitOf(VILLAGE);

/** The persons in charge of one village over time. */
class Office {
  state: Duties | undefined;
  private events = 0;
  decide(who: Actor, command: DutiesCommand, at = unit) {
    const context = {
      actor: who,
      now: '2026-05-06T02:00:00.000Z',
      today: calendarDate('2026-05-06'),
      eventId: `T${this.events}`,
    };
    return decideDuties(this.state, command, { unit: at, inBooks: { assetCount: 3, originalFen: 700 } }, context);
  }
  do(who: Actor, command: DutiesCommand): this {
    const decision = this.decide(who, command);
    if (decision.kind === 'refused') throw new Error(`${command.type}: ${decision.refusal.code}`);
    this.state = evolveDuties(this.state, decision.event);
    this.events += 1;
    return this;
  }
  code(who: Actor, command: DutiesCommand): string {
    const decision = this.decide(who, command);
    return decision.kind === 'refused' ? decision.refusal.code : 'accepted';
  }
  holder(duty: UnitDuty): string | undefined {
    return this.state?.holders.find((holder) => holder.duty === duty)?.person.sub;
  }
}
const appoint = (duty: UnitDuty, sub = 'wang') =>
  ({ type: 'appoint', duty, person: { sub, name: '王' }, from: '2026-01-01', reason: '村务会决定' }) as const;
const openTask = (duty: UnitDuty, title = '年度清查') => ({ type: 'open-task', duty, title }) as const;
type Propose = Extract<DutiesCommand, { type: 'propose-succession' }>;
const propose = (more: Partial<Propose> = {}): Propose => ({
  type: 'propose-succession',
  duties: ['asset-keeper'],
  successor: { sub: 'liu', name: '刘' },
  from: '2026-05-10',
  openTasks: ['T2'],
  custody: [{ title: '仓库钥匙', count: 2 }],
  archives: [],
  ...more,
});
const SIGN = { type: 'countersign' } as const;
const WITNESS = { type: 'witness' } as const;
/** Wang keeps assets and archives, with a task open as asset keeper (T2). */
const office = () =>
  new Office().do(QIAN, appoint('asset-keeper')).do(QIAN, appoint('archivist')).do(QIAN, openTask('asset-keeper'));

describe('a person in charge', () => {
  test('is appointed to a vacant duty by somebody else, and not over the head of the present one', () => {
    expect(office().holder('archivist')).toBe('wang');
    expect(office().code(QIAN, appoint('archivist', 'liu'))).toBe('wrong-state');
    expect(new Office().code(QIAN, appoint('head', 'qian'))).toBe('same-person');
  });
  test('is not appointed for a unit that is closed or out of sight', () => {
    const closed = { ...unit, status: 'closed' as const };
    expect(new Office().decide(QIAN, appoint('head'), closed)).toMatchObject({ refusal: { code: 'unit-closed' } });
    const unseen = decideDuties(
      undefined,
      appoint('head'),
      {},
      { actor: QIAN, now: '', today: calendarDate('2026-05-06'), eventId: 'E' },
    );
    expect(unseen).toMatchObject({ refusal: { code: 'not-found' } });
  });
  test('finishes their own tasks; others do not, a supervisor may', () => {
    const finish = { type: 'finish-task', taskId: 'T2', result: '已完成' } as const;
    expect(office().code(LIU, finish)).toBe('not-in-charge');
    expect(office().code(QIAN, finish)).toBe('accepted');
    const done = office().do(WANG, finish);
    expect(done.state?.openTasks).toEqual([]);
    expect(done.code(WANG, finish)).toBe('wrong-state');
  });
  test('gets tasks only of a duty somebody has, and not without end', () => {
    expect(office().code(QIAN, openTask('head'))).toBe('not-in-charge');
    const busy = office();
    for (let count = 1; count < OPEN_TASKS_MAX; count += 1) busy.do(QIAN, openTask('archivist', `第${count}项`));
    expect(busy.code(QIAN, openTask('archivist'))).toBe('wrong-state');
  });
});

describe('a succession', () => {
  test('MG-23 is written, countersigned and witnessed; only then is the successor in charge, of every open task', () => {
    const there = office().do(WANG, propose());
    expect(there.state?.succession).toMatchObject({
      outgoing: { sub: 'wang' },
      inBooks: { assetCount: 3, originalFen: 700 },
    });
    expect(there.holder('asset-keeper')).toBe('wang');
    expect(there.code(QIAN, WITNESS)).toBe('wrong-state');
    there.do(LIU, SIGN);
    expect(there.holder('asset-keeper')).toBe('wang');
    const finish = { type: 'finish-task', taskId: 'T2', result: '办结' } as const;
    expect(there.code(LIU, finish)).toBe('not-in-charge');
    expect(there.decide(QIAN, WITNESS)).toMatchObject({
      event: { type: 'duties-taken-over', openTasks: [{ id: 'T2' }], successor: { sub: 'liu' }, witnessedBy: 'qian' },
    });
    there.do(QIAN, WITNESS);
    expect(there.holder('asset-keeper')).toBe('liu');
    expect(there.holder('archivist')).toBe('wang');
    expect(there.code(WANG, finish)).toBe('not-in-charge');
    expect(there.code(LIU, finish)).toBe('accepted');
  });

  test('MG-23 a task left out of the list, or one that is not open, is refused', () => {
    expect(office().code(WANG, propose({ openTasks: [] }))).toBe('duties-left-out');
    expect(office().code(WANG, propose({ openTasks: ['T2', 'T9'] }))).toBe('duties-left-out');
  });

  test('MG-23 a task given after it was written goes to the successor as well', () => {
    const there = office().do(WANG, propose()).do(QIAN, openTask('asset-keeper', '维修')).do(LIU, SIGN);
    expect(there.decide(QIAN, WITNESS)).toMatchObject({
      event: { openTasks: [{ title: '年度清查' }, { title: '维修' }] },
    });
  });

  test('SX-11 the archivist hands over a list of the archives', () => {
    const archivist = propose({ duties: ['archivist'], openTasks: [] });
    expect(office().code(WANG, archivist)).toBe('archives-missing');
    const listed = { ...archivist, archives: [{ title: '2013—2020 年扶贫资产档案', count: 120 }] };
    const done = office().do(WANG, listed).do(LIU, SIGN).do(COUNTY, WITNESS);
    expect(done.holder('archivist')).toBe('liu');
  });

  test('SX-11 the same person cannot sign both sides', () => {
    expect(office().code(WANG, propose({ successor: { sub: 'wang', name: '王' } }))).toBe('same-person');
    const there = office().do(WANG, propose());
    expect(there.code(WANG, SIGN)).toBe('same-person');
    expect(there.code(MA, SIGN)).toBe('not-your-step');
    there.do(LIU, SIGN);
    expect(there.code(LIU, SIGN)).toBe('wrong-state');
    for (const side of [WANG, LIU]) expect(there.code({ ...side, unit: TOWNSHIP }, WITNESS)).toBe('same-person');
  });

  test('is witnessed by somebody above the unit', () => {
    const there = office().do(WANG, propose()).do(LIU, SIGN);
    expect(there.code(actor('li', 'village-head', VILLAGE), WITNESS)).toBe('not-your-step');
    expect(there.code(actor('zhou', 'township-officer', '653127/653127101/'), WITNESS)).toBe('not-your-step');
    expect(there.code(COUNTY, WITNESS)).toBe('accepted');
  });

  test('of a person who cannot sign is written by a supervisor with the reason, and witnessed by another', () => {
    expect(office().code(LIU, propose({ inPlaceOf: '原任病故' }))).toBe('not-in-charge');
    expect(office().code(QIAN, propose())).toBe('reason-required');
    expect(office().code(QIAN, propose({ inPlaceOf: '原任病故', successor: { sub: 'qian', name: '钱' } }))).toBe(
      'same-person',
    );
    const there = office()
      .do(QIAN, propose({ inPlaceOf: '原任病故' }))
      .do(LIU, SIGN);
    expect(there.code(QIAN, WITNESS)).toBe('same-person');
    expect(there.do(MA, WITNESS).holder('asset-keeper')).toBe('liu');
  });

  test('covers several duties of one person, not of two', () => {
    const both = propose({ duties: ['asset-keeper', 'archivist'], archives: [{ title: '档案', count: 1 }] });
    const done = office().do(WANG, both).do(LIU, SIGN).do(QIAN, WITNESS);
    expect([done.holder('asset-keeper'), done.holder('archivist')]).toEqual(['liu', 'liu']);
    const two = office().do(QIAN, appoint('head', 'li'));
    expect(two.code(WANG, propose({ duties: ['asset-keeper', 'head'] }))).toBe('not-in-charge');
    expect(two.code(WANG, propose({ duties: ['accountant'] }))).toBe('not-in-charge');
  });

  test.each([
    ['withdrawn', WANG, [LIU, QIAN]],
    ['declined', LIU, [WANG, QIAN]],
    ['returned', QIAN, [WANG, LIU]],
  ] as const)('is %s by the one whose place it is, and may then be written anew', (how, by, others) => {
    const there = office().do(WANG, propose());
    expect(there.code(WANG, propose())).toBe('wrong-state');
    const ending = { type: 'end-succession', how, reason: '清单有误' } as const;
    for (const other of others) expect(there.code(other, ending)).toBe('not-your-step');
    there.do(by, ending);
    expect(there.holder('asset-keeper')).toBe('wang');
    expect(there.code(by, ending)).toBe('wrong-state');
    expect(there.code(LIU, SIGN)).toBe('wrong-state');
    expect(there.code(WANG, propose())).toBe('accepted');
  });

  test('is not declined any more once it is countersigned', () => {
    const there = office().do(WANG, propose()).do(LIU, SIGN);
    expect(there.code(LIU, { type: 'end-succession', how: 'declined', reason: '反悔' })).toBe('not-your-step');
  });
});
