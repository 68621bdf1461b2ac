import { describe, expect, test } from 'vitest';
import { unitOf, VILLAGE } from '../sample-assets.ts';
import { decideObligation, evolveObligation, type Obligation, type ObligationCommand } from './obligation.ts';

const today = { today: '2026-05-06' } as Parameters<typeof decideObligation>[3];
const register = {
  type: 'register',
  unitPath: VILLAGE,
  side: 'debt',
  counterparty: '信用社',
  amountFen: 1_000_00,
  basis: '借款合同',
} as const;
const decide = (state: Obligation | undefined, command: ObligationCommand, unit = unitOf(VILLAGE)) =>
  decideObligation(state, command, unit, today);
function next(state: Obligation | undefined, command: ObligationCommand): Obligation {
  const decision = decide(state, command);
  if (decision.kind === 'refused') throw new Error(decision.refusal.code);
  return evolveObligation(state, decision.event);
}
const debt = next(undefined, register);
const settle = (amountFen: number, settledOn = '2026-05-06') =>
  ({ type: 'settle', amountFen, settledOn, voucher: '记字1号' }) as const;

describe('a claim or debt', () => {
  test('is outstanding in full until it is settled, in one or several payments', () => {
    expect(debt.outstandingFen).toBe(1_000_00);
    const partly = next(debt, settle(400_00));
    expect(partly.outstandingFen).toBe(600_00);
    const done = next(partly, settle(600_00));
    expect(done.outstandingFen).toBe(0);
    expect(decide(done, settle(1))).toMatchObject({ refusal: { code: 'wrong-state' } });
  });

  test('is not settled beyond what is outstanding, nor tomorrow', () => {
    expect(decide(debt, settle(1_000_01))).toMatchObject({ refusal: { code: 'invalid-money' } });
    expect(decide(debt, settle(1, '2026-05-07'))).toMatchObject({ refusal: { code: 'wrong-state' } });
  });

  test('is corrected without losing what was settled', () => {
    const partly = next(debt, settle(400_00));
    const correct = (amountFen: number) =>
      ({ type: 'correct', counterparty: '信用社', amountFen, basis: '补充协议', reason: '录入有误' }) as const;
    expect(next(partly, correct(900_00))).toMatchObject({
      amountFen: 900_00,
      outstandingFen: 500_00,
      basis: '补充协议',
    });
    expect(decide(partly, correct(399_99))).toMatchObject({ refusal: { code: 'invalid-money' } });
  });

  test.each([
    ['twice', debt, unitOf(VILLAGE), 'already-exists'],
    ['for a unit that is merged away', undefined, unitOf(VILLAGE, 'village', 'closed'), 'unit-closed'],
    ['for a unit of another path', undefined, unitOf('653127/X/'), 'unknown-unit'],
  ] as const)('is not registered %s', (_what, state, unit, code) => {
    expect(decide(state, register, unit)).toMatchObject({ refusal: { code } });
  });

  test.each(['correct', 'settle', 'move-by-merger'] as const)('that is not there cannot be told to %s', (type) => {
    const command = { ...settle(1), type } as unknown as ObligationCommand;
    expect(decide(undefined, command)).toMatchObject({ refusal: { code: 'not-found' } });
  });
});
