import { describe, expect, test } from 'vitest';
import {
  type Approval,
  type ChainStep,
  handsIn,
  isLastStep,
  openApproval,
  openStep,
  refusalToStep,
  stepsFor,
  stepsLeft,
  takeStep,
} from './approval.ts';
import { holderKindOf } from './holder-kind.ts';

const TOWNSHIP_STEP: ChainStep = { id: 'township-examination', role: 'township-officer', level: 'township' };
const DEPARTMENT_STEP: ChainStep = { id: 'department-approval', role: 'industry-department', level: 'department' };
const COUNTY_STEP: ChainStep = { id: 'county-filing', role: 'finance-bureau', level: 'county' };
const VILLAGE_PATH = '653127/653127100/653127100201/';
const officer = (sub: string, role: string, unit: string) => ({ sub, roles: [role], unit });
const township = officer('t', 'township-officer', '653127/653127100/');
const open = (...steps: ChainStep[]): Approval => openApproval(steps, 'proposer');

describe('steps of a chain', () => {
  const chain = {
    steps: [{ ...TOWNSHIP_STEP, effect: 'examine' }, DEPARTMENT_STEP],
    variants: [{ holderKinds: ['county-body', 'state-owned-company'], steps: [DEPARTMENT_STEP] }],
  };

  test('are the variant’s for its kinds of holders and the chain’s own for all others', () => {
    expect(stepsFor(chain, holderKindOf('department'))).toEqual([DEPARTMENT_STEP]);
    expect(stepsFor(chain, holderKindOf('county'))).toEqual([DEPARTMENT_STEP]);
    expect(stepsFor(chain, holderKindOf('company'))).toEqual([DEPARTMENT_STEP]);
    for (const kind of ['township', 'village', 'village-collective', 'household-group'] as const) {
      expect(stepsFor(chain, holderKindOf(kind))).toEqual([TOWNSHIP_STEP, DEPARTMENT_STEP]);
    }
    expect(stepsFor({ steps: chain.steps }, 'county-body')).toHaveLength(2);
  });
});

describe('who may take the open step', () => {
  test.each([
    ['the township above', township, undefined],
    ['another township', officer('t', 'township-officer', '653127/653127101/'), 'not-your-step'],
    ['a township whose code begins alike', officer('t', 'township-officer', '653127/65312710/'), 'not-your-step'],
    ['the village itself in that role', officer('t', 'township-officer', VILLAGE_PATH), 'not-your-step'],
    ['somebody of the county in that role', officer('t', 'township-officer', '653127/'), 'not-your-step'],
    ['another role of the township', officer('t', 'village-head', '653127/653127100/'), 'not-your-step'],
    ['whoever proposed it', officer('proposer', 'township-officer', '653127/653127100/'), 'own-proposal'],
  ] as const)('at the township: %s', (_who, actor, refusal) => {
    expect(refusalToStep(open(TOWNSHIP_STEP), actor, VILLAGE_PATH)).toBe(refusal);
  });

  test.each([
    ['the county’s own office', '653127/', undefined],
    ['a department of the county', '653127/AGRI/', undefined],
    ['a department of another county', '653128/AGRI/', 'not-your-step'],
    ['a village', VILLAGE_PATH, 'not-your-step'],
  ] as const)('at a department: %s', (_who, unit, refusal) => {
    expect(refusalToStep(open(DEPARTMENT_STEP), officer('d', 'industry-department', unit), VILLAGE_PATH)).toBe(refusal);
  });

  test('at the county: only the county itself', () => {
    const at = (unit: string) => refusalToStep(open(COUNTY_STEP), officer('f', 'finance-bureau', unit), VILLAGE_PATH);
    expect([at('653127/'), at('653127/FIN/'), at('653128/')]).toEqual([undefined, 'not-your-step', 'not-your-step']);
  });
});

describe('walking', () => {
  test('nobody takes two steps of one chain, and everybody with a hand in it is named', () => {
    const walked = takeStep(open(TOWNSHIP_STEP, DEPARTMENT_STEP), 'approved', 't');
    expect(openStep(walked)).toEqual(DEPARTMENT_STEP);
    expect(refusalToStep(walked, officer('t', 'industry-department', '653127/'), VILLAGE_PATH)).toBe('second-step');
    expect(handsIn(walked)).toEqual(['proposer', 't']);
  });

  test('the last approval ends it; so does a return or a refusal at any step', () => {
    const first = takeStep(open(TOWNSHIP_STEP, DEPARTMENT_STEP), 'approved', 't');
    expect(takeStep(first, 'approved', 'd').status).toBe('approved');
    for (const verdict of ['returned', 'refused'] as const) {
      const ended = takeStep(first, verdict, 'd');
      expect([ended.status, openStep(ended)]).toEqual([verdict, undefined]);
      expect(refusalToStep(ended, officer('x', 'industry-department', '653127/'), VILLAGE_PATH)).toBe('wrong-state');
      expect(() => takeStep(ended, 'approved', 'x')).toThrow('no step is open');
    }
  });

  test('a chain without steps approves at once', () => {
    expect(open()).toEqual({ status: 'approved', proposedBy: 'proposer' });
  });

  test('keeps what the steps to come need: those steps, and who may take none of them', () => {
    const proposed = open(TOWNSHIP_STEP, DEPARTMENT_STEP);
    expect([stepsLeft(proposed), isLastStep(proposed)]).toEqual([[TOWNSHIP_STEP, DEPARTMENT_STEP], false]);
    const walked = takeStep(proposed, 'approved', 't');
    expect(walked).toEqual({ status: 'open', proposedBy: 'proposer', steps: [DEPARTMENT_STEP], takenBy: ['t'] });
    expect(isLastStep(walked)).toBe(true);
  });

  test('once it has ended it says how, and nothing of its steps', () => {
    const ended = takeStep(takeStep(open(TOWNSHIP_STEP, DEPARTMENT_STEP), 'approved', 't'), 'approved', 'd');
    expect(ended).toEqual({ status: 'approved', proposedBy: 'proposer' });
    expect([stepsLeft(ended), isLastStep(ended)]).toEqual([[], false]);
  });
});
