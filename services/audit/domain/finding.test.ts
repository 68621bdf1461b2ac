import { describe, expect, test } from 'vitest';
import { calendarDate } from '../../../platform/calendar.ts';
import type { DecisionContext } from '../../../platform/decider.ts';
import { evolveFinding, type Finding, type FindingCommand, handsInFinding } from './finding.ts';
import { decideFinding, type FiledDocument } from './finding-rules.ts';

const county = '653127/';
const village = '653127/653127100/653127100201/';
const found = {
  kind: 'income-parked',
  clauses: ['MG-16', 'MG-22'],
  unitPath: village,
  cause: { source: '/653127/distribution', eventId: 'E', eventType: 't', subject: 'receipt/R', leafHash: 'h' },
} as const;
const assignment = { type: 'assign', unitPath: village, dueDate: '2026-04-01' } as const;
const text = { type: 'rectify', text: '已全部分配到户' } as const;
const document: FiledDocument = {
  kind: 'payment-record',
  evidenceId: 'D',
  sha256: 'a'.repeat(64),
  unitPath: village,
  verified: true,
};

const by = (sub: string, unit = county): DecisionContext<unknown> => ({
  now: '2026-03-03T02:00:00.000Z',
  today: calendarDate('2026-03-03'),
  eventId: 'EVENT',
  actor: { sub, roles: [], unit },
  policy: undefined,
  holidays: { years: {} },
});

type Step = readonly [FindingCommand, string, string?];

/** Runs accepted commands one after the other. */
function stateAfter(...steps: readonly Step[]): Finding {
  let state: Finding | undefined;
  for (const [command, sub, unit] of [[{ type: 'open', ...found }, 'audit'] as const, ...steps]) {
    const decision = decideFinding(state, command, [], by(sub, unit));
    if (decision.kind === 'refused') throw new Error(`${command.type} was refused: ${decision.refusal.code}`);
    state = evolveFinding(state, decision.event);
  }
  return state as Finding;
}

const assigned: Step = [assignment, 'auditor'];
const rectified: Step = [text, 'accountant', village];
const verified: Step = [{ type: 'verify', verdict: 'verified' }, 'auditor'];
const code = (state: Finding, command: FindingCommand, sub: string, unit = county, documents: FiledDocument[] = []) => {
  const decision = decideFinding(state, command, documents, by(sub, unit));
  return decision.kind === 'refused' ? decision.refusal.code : decision.event.type;
};

test('MG-22 a finding runs: opened, assigned, rectified, verified, closed', () => {
  expect(stateAfter().status).toBe('opened');
  expect(stateAfter(assigned).status).toBe('assigned');
  expect(stateAfter(assigned, rectified).status).toBe('rectified');
  expect(stateAfter(assigned, rectified, verified).status).toBe('verified');
  expect(stateAfter(assigned, rectified, verified, [{ type: 'close' }, 'inspector']).status).toBe('closed');
});

test('a rectification sent back is put forward again, and every return is counted', () => {
  const returned: Step = [{ type: 'verify', verdict: 'returned', reason: '凭证不全' }, 'auditor'];
  const state = stateAfter(assigned, rectified, returned, rectified, returned, [text, 'head', village]);
  expect(state).toMatchObject({ status: 'rectified', returns: 2, rectifiedBy: ['accountant', 'head'] });
  expect(code(stateAfter(assigned, rectified), { type: 'verify', verdict: 'returned' }, 'auditor')).toBe(
    'reason-required',
  );
});

describe('nobody judges their own work', () => {
  test('nobody verifies their own rectification, not even one put forward in an earlier round', () => {
    const returned: Step = [{ type: 'verify', verdict: 'returned', reason: '凭证不全' }, 'auditor'];
    const state = stateAfter(assigned, rectified, returned, [text, 'head', village]);
    const verify = { type: 'verify', verdict: 'verified' } as const;
    expect(code(state, verify, 'head')).toBe('own-proposal');
    expect(code(state, verify, 'accountant')).toBe('own-proposal');
    expect(code(state, verify, 'auditor')).toBe('finding-verified');
  });

  test('whoever verified or rectified does not close', () => {
    const state = stateAfter(assigned, rectified, verified);
    expect(code(state, { type: 'close' }, 'auditor')).toBe('second-step');
    expect(code(state, { type: 'close' }, 'accountant')).toBe('own-proposal');
    expect(code(state, { type: 'close' }, 'inspector')).toBe('finding-closed');
  });

  test('the database is told who may not, so that two racing processes cannot get around it', () => {
    const rectifiedState = stateAfter(assigned, rectified);
    const verifiedState = stateAfter(assigned, rectified, verified);
    expect(handsInFinding(rectifiedState)).toEqual(['accountant']);
    expect(handsInFinding(verifiedState)).toEqual(['accountant', 'auditor']);
    const verify = decideFinding(rectifiedState, { type: 'verify', verdict: 'verified' }, [], by('inspector'));
    const close = decideFinding(verifiedState, { type: 'close' }, [], by('inspector'));
    expect([verify, close]).toMatchObject([
      { guard: { actorMustNotBeListed: 'inspector', code: 'own-proposal' } },
      { guard: { actorMustNotBeListed: 'inspector', code: 'second-step' } },
    ]);
  });
});

describe('assigning', () => {
  test('goes to a unit of the county, with a day that is still to come', () => {
    const state = stateAfter();
    expect(code(state, { ...assignment, unitPath: '513223/' }, 'auditor')).toBe('outside-your-unit');
    expect(code(state, { ...assignment, dueDate: '2026-03-02' }, 'auditor')).toBe('invalid-request');
    expect(code(state, { ...assignment, dueDate: '2026-03-03' }, 'auditor')).toBe('finding-assigned');
  });

  test('may be changed until the unit has answered', () => {
    const other = { ...assignment, unitPath: '653127/653127100/' };
    expect(stateAfter(assigned, [other, 'auditor']).assignment?.unitPath).toBe('653127/653127100/');
    expect(code(stateAfter(assigned, rectified), other, 'auditor')).toBe('wrong-state');
  });
});

describe('rectifying', () => {
  const state = stateAfter(assigned);
  test('is for the responsible unit and those above it', () => {
    expect(code(state, text, 'neighbour', '653127/653127100/653127100202/')).toBe('outside-your-unit');
    expect(code(state, text, 'officer', '653127/653127100/')).toBe('finding-rectified');
  });

  test('needs words or documents', () => {
    expect(code(state, { type: 'rectify' }, 'accountant', village)).toBe('evidence-missing');
    expect(code(state, { type: 'rectify' }, 'accountant', village, [document])).toBe('finding-rectified');
  });

  test.each([
    ['not verified', { verified: false }],
    ['of another unit', { unitPath: '653127/653127100/653127100202/' }],
  ])('takes no document that is %s', (_what, change) => {
    expect(code(state, text, 'accountant', village, [{ ...document, ...change }])).toBe('evidence-not-verified');
  });

  test('takes no document that was never filed', () => {
    const decision = decideFinding(state, text, [undefined], by('accountant', village));
    expect(decision).toMatchObject({ kind: 'refused', refusal: { code: 'evidence-not-verified' } });
  });
});

test('MG-22 a referral carries what the case file begins with', () => {
  const rectification = decideFinding(stateAfter(assigned), { type: 'rectify' }, [document], by('accountant', village));
  if (rectification.kind === 'refused') throw new Error('refused');
  const state = evolveFinding(stateAfter(assigned), rectification.event);
  const referral = decideFinding(state, { type: 'refer', reason: '涉嫌截留收益' }, [], by('auditor'));
  expect(referral).toMatchObject({
    kind: 'accepted',
    event: {
      type: 'finding-referred',
      reason: '涉嫌截留收益',
      ...found,
      evidence: [{ kind: 'payment-record', evidenceId: 'D', sha256: 'a'.repeat(64) }],
      by: 'auditor',
    },
  });
});

/** Every command in every state: what is not listed is refused as the wrong state. */
describe('what may be done in which state', () => {
  const closed: Step = [{ type: 'close' }, 'inspector'];
  const referred: Step = [{ type: 'refer', reason: '移送' }, 'auditor'];
  const states: readonly [string, Finding, readonly string[]][] = [
    ['opened', stateAfter(), ['assign', 'refer']],
    ['assigned', stateAfter(assigned), ['assign', 'rectify', 'refer']],
    ['rectified', stateAfter(assigned, rectified), ['verify', 'refer']],
    ['verified', stateAfter(assigned, rectified, verified), ['close', 'refer']],
    ['closed', stateAfter(assigned, rectified, verified, closed), []],
    ['referred', stateAfter(referred), []],
  ];
  const commands: readonly FindingCommand[] = [
    assignment,
    text,
    { type: 'verify', verdict: 'verified' },
    { type: 'close' },
    { type: 'refer', reason: '移送' },
  ];
  test.each(states)('%s', (_name, state, allowed) => {
    const possible = commands.filter((command) => {
      const decision = decideFinding(state, command, [], by('somebody', command.type === 'rectify' ? village : county));
      if (decision.kind === 'refused') expect(decision.refusal.code).toBe('wrong-state');
      return decision.kind === 'accepted';
    });
    expect(possible.map((command) => command.type)).toEqual(allowed);
  });

  test('a finding is opened once, and nothing happens to one that is not there', () => {
    expect(code(stateAfter(), { type: 'open', ...found }, 'audit')).toBe('already-exists');
    for (const command of commands) {
      expect(decideFinding(undefined, command, [], by('auditor'))).toMatchObject({ refusal: { code: 'not-found' } });
    }
    expect(() => evolveFinding(undefined, { type: 'finding-closed', on: '2026-03-03', by: 'x' })).toThrow(
      'before finding-opened',
    );
  });
});
