import { describe, expect, test } from 'vitest';
import { type CalendarDate, calendarDate } from '../../../platform/calendar.ts';
import { loadPack } from '../../../policy/load.ts';
import type { EvidenceFiled, FindingKind } from './finding.ts';
import { actor, OTHER_VILLAGE, Story, VILLAGE } from './sample-assets.ts';

const policy = loadPack('maoxian');
const holder = actor('wang', 'village-accountant', VILLAGE);
const reviewer = actor('wu', 'industry-department', '653127/');
const filed = (kinds: readonly string[], unitPath = VILLAGE): EvidenceFiled => ({
  kind: 'verified',
  documents: kinds.map((kind) => ({ kind, evidenceId: `doc-${kind}`, sha256: 'ab'.repeat(32), unitPath })),
});
const IDLE_DOCUMENTS = ['stop-use-statement', 'meeting-minutes'];
const declare = (finding: FindingKind = 'idle', since: string | null = '2025-01-01', hasDefinitePlan = false) =>
  ({
    type: 'declare-idle',
    finding,
    outOfUseSince: since === null ? undefined : calendarDate(since),
    hasDefinitePlan,
  }) as const;
const declares = (
  story: Story,
  command: ReturnType<typeof declare> = declare(),
  evidence: EvidenceFiled | undefined = filed(IDLE_DOCUMENTS),
) => story.codeOf(holder, command, { evidence });
const review = (verdict: 'confirmed' | 'rejected', reason?: string) =>
  ({ type: 'review-finding', verdict, reason }) as const;
const declared = (): Story => {
  const story = new Story(policy).registered();
  story.do(holder, declare(), { evidence: filed(IDLE_DOCUMENTS) });
  return story;
};
const confirmed = (): Story => {
  const story = declared();
  story.do(reviewer, review('confirmed'));
  return story;
};

describe('declaring', () => {
  test.each<[string, CalendarDate, string]>([
    ['2025-11-05', calendarDate('2026-05-06'), 'accepted'],
    ['2025-11-06', calendarDate('2026-05-06'), 'not-idle-long-enough'],
    ['2025-11-07', calendarDate('2026-05-06'), 'not-idle-long-enough'],
    // The day six months on does not exist: the last of that month counts, and the day after is more than six months.
    ['2025-08-31', calendarDate('2026-02-28'), 'not-idle-long-enough'],
    ['2025-08-31', calendarDate('2026-03-01'), 'accepted'],
    ['2025-08-29', calendarDate('2026-02-28'), 'not-idle-long-enough'],
    ['2023-08-29', calendarDate('2024-02-28'), 'not-idle-long-enough'],
    ['2023-08-29', calendarDate('2024-02-29'), 'not-idle-long-enough'],
    ['2023-08-29', calendarDate('2024-03-01'), 'accepted'],
    ['2023-08-31', calendarDate('2024-02-29'), 'not-idle-long-enough'],
    ['2024-02-29', calendarDate('2024-08-29'), 'not-idle-long-enough'],
    ['2024-02-29', calendarDate('2024-08-30'), 'accepted'],
    ['2027-01-01', calendarDate('2026-05-06'), 'not-idle-long-enough'],
  ])('MX-02 idle means out of use for more than six months: since %s, on %s: %s', (since, today, code) => {
    const story = new Story(policy).registered();
    story.today = today;
    expect(declares(story, declare('idle', since))).toBe(code);
  });

  test('MX-02 idle needs the first day out of use, no definite plan, a stop-use statement and meeting minutes', () => {
    const story = new Story(policy).registered();
    expect(declares(story, declare('idle', null))).toBe('not-idle-long-enough');
    expect(declares(story, declare('idle', '2025-01-01', true))).toBe('plan-exists');
    expect(story.codeOf(holder, declare())).toBe('evidence-missing');
    for (const kind of IDLE_DOCUMENTS) expect(declares(story, declare(), filed([kind]))).toBe('evidence-missing');
    expect(declares(story)).toBe('accepted');
  });

  test('MX-03 low efficiency is declared with its check record, whether or not the asset is in use', () => {
    const story = new Story(policy).registered();
    expect(declares(story, declare('low-efficiency', null, true), filed(['check-record']))).toBe('accepted');
    expect(declares(story, declare('low-efficiency', null), filed(IDLE_DOCUMENTS))).toBe('evidence-missing');
  });

  test('MX-04 over standard is declared with a comparison to the allocation standard', () => {
    const story = new Story(policy).registered();
    expect(declares(story, declare('over-standard', null), filed(['allocation-standard-comparison']))).toBe('accepted');
    expect(declares(story, declare('over-standard', null), filed([]))).toBe('evidence-missing');
  });

  test('takes no document that is not verified, nor one of another unit, with the same answer', () => {
    const story = new Story(policy).registered();
    const unverified = story.decide(holder, declare(), {
      evidence: { kind: 'unverified', evidenceId: 'doc-stop-use-statement' },
    });
    const foreign = story.decide(holder, declare(), { evidence: filed(IDLE_DOCUMENTS, OTHER_VILLAGE) });
    expect(unverified).toMatchObject({ refusal: { code: 'evidence-not-verified' } });
    expect(foreign).toEqual(unverified);
    expect(declares(story, declare(), filed(IDLE_DOCUMENTS, '653127/653127100/'))).toBe('evidence-not-verified');
  });

  test.each([
    ['653127/653127100/', '653127/653127100/', 'accepted'],
    ['653127/653127100/', '653127/', 'accepted'],
    ['653127/', '653127/653127100/', 'evidence-not-verified'],
    ['653127/653127101/', '653127/', 'evidence-not-verified'],
  ])('a document filed for %s speaks for a village’s asset when declared for %s: %s', (filedFor, actsFor, code) => {
    const story = new Story(policy).registered();
    const officer = actor('qian', 'township-officer', actsFor);
    expect(story.codeOf(officer, declare(), { evidence: filed(IDLE_DOCUMENTS, filedFor) })).toBe(code);
  });

  test('records the documents by their content, and nothing of whose they are', () => {
    const [, event] = declared().events;
    expect(event).toMatchObject({
      declaredOn: '2026-05-06',
      declaredBy: 'wang',
      evidence: IDLE_DOCUMENTS.map((kind) => ({ kind, evidenceId: `doc-${kind}`, sha256: 'ab'.repeat(32) })),
    });
    expect(JSON.stringify((event as { evidence: unknown }).evidence)).not.toContain('unitPath');
  });

  test('who declared it is kept only until it is reviewed', () => {
    expect(declared().state?.finding).toMatchObject({ declaredBy: 'wang' });
    expect(confirmed().state?.finding).not.toHaveProperty('declaredBy');
  });

  test('what the pack does not know is not in policy', () => {
    const { idle: _idle, ...kinds } = policy.idleFindings.kinds;
    const story = new Story({ ...policy, idleFindings: { ...policy.idleFindings, kinds } }).registered();
    expect(declares(story)).toBe('not-in-policy');
  });

  test('is refused while one is open or confirmed, and possible again after a rejection', () => {
    expect(declares(declared())).toBe('wrong-state');
    expect(declares(confirmed())).toBe('wrong-state');
    const story = declared();
    story.do(reviewer, review('rejected', '仍在使用'));
    expect(declares(story)).toBe('accepted');
  });
});

describe('reviewing', () => {
  test('MX-02 the industry department confirms: the asset is idle and on its way to the list', () => {
    const story = confirmed();
    expect(story.state).toMatchObject({ use: 'idle', finding: { status: 'confirmed' } });
    expect(story.events.at(-1)).toMatchObject({
      type: 'idle-confirmed',
      unitPath: VILLAGE,
      originalFen: 12_345_600,
      confirmedOn: '2026-05-06',
    });
  });

  test('MX-02 or rejects, with a reason: the asset stays as it was', () => {
    const story = declared();
    expect(story.codeOf(reviewer, review('rejected'))).toBe('reason-required');
    story.do(reviewer, review('rejected', '仍在使用'));
    expect(story.state).toMatchObject({ use: 'in-use', finding: { status: 'rejected', reason: '仍在使用' } });
  });

  test.each(['low-efficiency', 'over-standard'] as const)(
    'MX-03, MX-04 an asset of %s goes on the list and stays in use',
    (finding) => {
      const story = new Story(policy).registered();
      const required = policy.idleFindings.kinds[finding]?.requiredEvidence ?? [];
      story.do(holder, declare(finding, null), { evidence: filed(required) });
      story.do(reviewer, review('confirmed'));
      expect(story.state).toMatchObject({ use: 'in-use', finding: { status: 'confirmed', finding } });
    },
  );

  test('is for the role the pack names, and not for whoever declared', () => {
    const story = declared();
    expect(story.codeOf(actor('li', 'township-officer', '653127/653127100/'), review('confirmed'))).toBe(
      'not-your-step',
    );
    expect(story.codeOf(actor('wang', 'industry-department', '653127/'), review('confirmed'))).toBe('own-proposal');
  });

  test('needs something to review', () => {
    expect(new Story(policy).registered().codeOf(reviewer, review('confirmed'))).toBe('wrong-state');
    expect(confirmed().codeOf(reviewer, review('confirmed'))).toBe('wrong-state');
  });

  test('has its guard in the database write, under a name that a handover does not use', () => {
    expect(declared().decide(reviewer, review('confirmed'))).toMatchObject({
      guard: { actorMustNotBeListed: 'finding:wu', code: 'own-proposal' },
    });
  });
});

describe('what became of the revitalization item', () => {
  const system = actor('/653127/revitalization', 'upstream-system', '');
  const writeOff = (itemVersion: number) =>
    ({ type: 'record-write-off', itemId: 'i', itemVersion, measure: 'lease', writtenOffOn: '2026-06-01' }) as const;
  const reopen = (itemVersion: number) =>
    ({ type: 'record-reopening', itemId: 'i', itemVersion, reason: '复查', reopenedOn: '2026-07-01' }) as const;

  test('MX-08 written off after it was disposed of, as its measure was, closes the finding; the asset stays disposed of', () => {
    const story = confirmed();
    const disposal = { status: 'executed', assetId: 'a', mode: 'auction', executedOn: '2026-05-05' };
    story.do(system, { type: 'record-disposal', assetId: 'a', disposalId: 'd' }, { disposal });
    story.do(system, writeOff(5));
    expect(story.state).toMatchObject({ use: 'disposed', itemVersion: 5, finding: { status: 'written-off' } });
  });

  test('written off puts the asset in use; reopened makes it idle again under the same finding', () => {
    const story = confirmed();
    story.do(system, writeOff(5));
    expect(story.state).toMatchObject({ use: 'in-use', finding: { status: 'written-off' } });
    story.do(system, reopen(6));
    expect(story.state).toMatchObject({ use: 'idle', finding: { status: 'confirmed', finding: 'idle' } });
  });

  test('in whatever order it is heard, the latest stands', () => {
    const news = [writeOff(5), reopen(6), writeOff(9), reopen(11)];
    const orders = [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [1, 0, 3, 2],
      [2, 0, 3, 1],
      [3, 0, 1, 2],
      [1, 3, 0, 2],
    ];
    for (const count of [1, 2, 3, 4]) {
      const inOrder = confirmed();
      for (const command of news.slice(0, count)) inOrder.do(system, command);
      for (const order of orders) {
        const story = confirmed();
        for (const place of order.filter((at) => at < count)) {
          const command = news[place];
          if (command && story.codeOf(system, command) === 'accepted') story.do(system, command);
        }
        expect(story.state).toEqual(inOrder.state);
      }
    }
  });

  test('old news is stale, and of an asset that was never on the list it is refused', () => {
    const story = confirmed();
    story.do(system, writeOff(5));
    expect(story.codeOf(system, writeOff(5))).toBe('stale-version');
    expect(story.codeOf(system, reopen(4))).toBe('stale-version');
    expect(new Story(policy).registered().codeOf(system, writeOff(5))).toBe('wrong-state');
  });

  test('does not end a finding declared since', () => {
    const story = confirmed();
    story.do(system, writeOff(5));
    story.do(holder, declare('low-efficiency', null), { evidence: filed(['check-record']) });
    story.do(system, reopen(6));
    expect(story.state).toMatchObject({ finding: { status: 'declared' }, itemVersion: 6 });
  });
});
