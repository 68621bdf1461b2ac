import { describe, expect, test } from 'vitest';
import { calendarDate } from '../../../platform/calendar.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import type { Card } from './card.ts';
import { openDuties, owedByRemoval, type RegistrationPart, reopened, systemsFor } from './outside-registration.ts';
import { actor, card, filedDocuments, OTHER_VILLAGE, Story, unitOf, VILLAGE } from './sample-assets.ts';

const makit = loadPack('makit');
const COUNTY = '653127/';
const TOWNSHIP = '653127/653127100/';
const clerk = actor('wang', 'village-accountant', VILLAGE);
const officer = actor('qian', 'township-officer', TOWNSHIP);
const titled: Partial<Card> = {
  class: 'operating',
  title: 'titled',
  titleCertificate: { number: '第7号', issuedOn: '2020-06-30' },
};
const registered = (more: Partial<Card> = titled, unit = unitOf(VILLAGE)): Story =>
  new Story(makit, loadHolidays()).registered(more, unit);
const record = (system: string, reference = `NO-${system}`) =>
  ({ type: 'record-registration', system, reference, registeredOn: '2026-05-06' }) as const;
const fail = (system: string) => ({ type: 'record-registration-failure', system, reason: '系统维护' }) as const;
const PLATFORM = 'rural-collective-platform';
const ANTI = 'anti-poverty-system';
const STATE = 'state-assets-system';
const open = (story: Story) => openDuties(story.state ?? {}).map(({ system, purpose }) => `${purpose} ${system}`);
const done = (): Story => {
  const story = registered();
  for (const system of [PLATFORM, ANTI]) story.do(clerk, record(system));
  return story;
};
/** Handed over to the township, every step of the chain taken. */
function handOver(story: Story): void {
  const people = [
    officer,
    actor('wu', 'industry-department', COUNTY),
    actor('zheng', 'finance-bureau', COUNTY),
    actor('feng', 'county-government', COUNTY),
    actor('jin', 'agriculture-bureau', COUNTY),
    actor('li', 'village-head', VILLAGE),
  ];
  story.do(
    clerk,
    { type: 'propose-handover', toUnitPath: TOWNSHIP, reason: '移交' },
    { unit: unitOf(TOWNSHIP, 'township') },
  );
  while (story.state?.handover?.approval.status === 'open') {
    const step = { type: 'step-handover', verdict: 'approved' } as const;
    const who = people.find((person) => story.codeOf(person, step) === 'accepted');
    if (!who) throw new Error('nobody can take the step');
    story.do(who, step);
  }
  story.do(clerk, { type: 'confirm-handover', side: 'giver' });
  story.do(officer, { type: 'confirm-handover', side: 'receiver' });
  story.do(clerk, { type: 'post-handover', side: 'giver', voucher: '记1' });
  story.do(officer, { type: 'post-handover', side: 'receiver', voucher: '记2' });
}

describe('duties to register outside', () => {
  test.each([
    ['county-body', [STATE, ANTI]],
    ['township', [STATE, ANTI]],
    ['village-collective', [PLATFORM, ANTI]],
    ['household', [ANTI]],
    ['state-owned-company', []],
  ] as const)('MG-08 follow from the owner’s level: %s', (owner, systems) => {
    expect(systemsFor(makit, owner)).toEqual(systems);
  });

  test('MG-08 arise with title, in the term of the pack', () => {
    const story = registered();
    expect(open(story)).toEqual([`register ${PLATFORM}`, `register ${ANTI}`]);
    expect(story.state?.registrations?.[0]?.dueDate).toBe('2026-06-05');
    expect(open(registered(titled, unitOf(TOWNSHIP, 'township')))).toEqual([`register ${STATE}`, `register ${ANTI}`]);
    expect(open(registered({ ...titled, class: 'household', subType: 'livestock' }))).toEqual([`register ${ANTI}`]);
  });

  test('MG-08 of an asset of unclear title arise when it is certified', () => {
    const story = registered({ class: 'operating', implementedBy: 'village', benefits: 'one-village' });
    expect(story.state?.registrations).toBeUndefined();
    story.do(clerk, { type: 'examine-title' });
    const certify = { type: 'certify-title', number: '第8号', issuedOn: '2026-05-06' } as const;
    story.do(actor('zheng', 'finance-bureau', COUNTY), certify, { evidence: filedDocuments() });
    expect(open(story)).toEqual([`register ${PLATFORM}`, `register ${ANTI}`]);
  });

  test('are none where the pack names no system', () => {
    const plain = new Story(loadPack('maoxian')).registered({
      title: 'titled',
      titleCertificate: { number: '1', issuedOn: '2020-01-01' },
    });
    expect(plain.events[0]).not.toHaveProperty('registrationsDue');
    expect(plain.state?.registrations).toBeUndefined();
    plain.do(clerk, { type: 'report-damage', description: '漏雨' });
    expect(plain.state?.registrations).toBeUndefined();
  });

  test('MG-08 are done with their reference and day, once', () => {
    const story = registered();
    expect(story.codeOf(clerk, { ...record(PLATFORM), registeredOn: '2026-05-07' })).toBe('date-in-future');
    story.do(clerk, record(PLATFORM, 'SZ-77'));
    expect(story.state?.registrations?.[0]).toEqual({
      system: PLATFORM,
      status: 'done',
      purpose: 'register',
      reference: 'SZ-77',
      registeredOn: '2026-05-06',
    });
    expect(story.codeOf(clerk, record(PLATFORM))).toBe('wrong-state');
    expect(story.codeOf(clerk, fail(PLATFORM))).toBe('wrong-state');
    expect(story.codeOf(clerk, record(STATE))).toBe('wrong-state');
  });

  test('failed, count their tries and say when to try again, and keep their term', () => {
    const story = registered();
    story.do(clerk, fail(ANTI));
    story.today = calendarDate('2026-05-13');
    story.do(clerk, fail(ANTI));
    expect(story.state?.registrations?.[1]).toMatchObject({
      status: 'failed',
      tries: 2,
      nextTryOn: '2026-05-20',
      dueDate: '2026-06-05',
    });
    story.do(clerk, record(ANTI));
    expect(story.state?.registrations?.[1]).not.toHaveProperty('tries');
  });
});

describe('MG-08 what happens to the asset opens them again', () => {
  test('transfer: entered where the new owner belongs, changed where both do, taken out where he does not', () => {
    const story = done();
    handOver(story);
    expect(open(story)).toEqual([`remove ${PLATFORM}`, `update ${ANTI}`, `register ${STATE}`]);
    expect(story.state?.registrations?.[1]?.reference).toBe(`NO-${ANTI}`);
    story.do(officer, record(PLATFORM, 'ZX-1'));
    expect(story.state?.registrations?.map(({ system }) => system)).toEqual([ANTI, STATE]);
  });

  test('transfer before anything was registered: only the new owner’s systems', () => {
    const story = registered();
    handOver(story);
    expect(open(story)).toEqual([`register ${ANTI}`, `register ${STATE}`]);
  });

  test('damage and loss: the change is entered where it is registered', () => {
    const story = done();
    story.today = calendarDate('2026-07-01');
    story.do(clerk, { type: 'report-damage', description: '屋顶塌陷' });
    expect(open(story)).toEqual([`update ${PLATFORM}`, `update ${ANTI}`]);
    expect(story.state?.registrations?.[0]?.dueDate).toBe('2026-07-31');
    story.do(clerk, record(PLATFORM));
    const loss = { type: 'report-loss', lostOn: '2026-07-01', foundBy: 'inventory', reason: '盘亏' } as const;
    story.do(clerk, loss, { evidence: filedDocuments() });
    expect(open(story)).toEqual([`update ${PLATFORM}`, `update ${ANTI}`]);
  });

  test('what is open is put off by nothing', () => {
    const story = registered();
    story.today = calendarDate('2026-05-20');
    story.do(clerk, { type: 'report-damage', description: '漏雨' });
    expect(story.state?.registrations?.map(({ dueDate }) => dueDate)).toEqual(['2026-06-05', '2026-06-05']);
  });

  test('sale and scrapping: it is taken out wherever it is registered', () => {
    const state = done().state ?? {};
    const due = owedByRemoval(state, makit, calendarDate('2026-08-01'));
    expect(openDuties(reopened(state, due)).map(({ purpose }) => purpose)).toEqual(['remove', 'remove']);
    const unregistered: RegistrationPart = registered().state ?? {};
    expect(
      reopened(unregistered, owedByRemoval(unregistered, makit, calendarDate('2026-08-01'))).registrations,
    ).toBeUndefined();
    expect(owedByRemoval({}, makit, calendarDate('2026-08-01'))).toBeUndefined();
  });

  test('a merger: the change of holder is entered where it is registered', () => {
    const story = done();
    const successor = unitOf(OTHER_VILLAGE);
    const move = {
      mergerId: 'M',
      mode: 'direct',
      fromCode: '653127100201',
      fromPath: VILLAGE,
      toPath: OTHER_VILLAGE,
    } as const;
    story.do(clerk, { type: 'move-by-merger', ...move }, { unit: successor });
    expect(open(story)).toEqual([`update ${PLATFORM}`, `update ${ANTI}`]);
  });

  test('a correction opens none', () => {
    const story = done();
    story.do(clerk, { type: 'correct', card: card(titled), reason: '核对' });
    expect(open(story)).toEqual([]);
  });
});
