import { describe, expect, test } from 'vitest';
import { stepsLeft } from '../../../../platform/approval.ts';
import { calendarDate } from '../../../../platform/calendar.ts';
import type { Actor, DecisionContext } from '../../../../platform/decider.ts';
import { loadPack } from '../../../../policy/load.ts';
import type { Policy } from '../../../../policy/policy.ts';
import type { EvidenceFiled } from '../finding.ts';
import { actor, unitOf } from '../sample-assets.ts';
import type { Unit, UnitKind } from '../units/unit.ts';
import {
  decideMerger,
  evolveMerger,
  type Merger,
  type MergerCommand,
  type MergerRefs,
  type UnitWithFigures,
} from './merger.ts';
import { netWorthFen, perMemberGap } from './merger-figures.ts';

const TOWNSHIP = '653127/653127100/';
const A = `${TOWNSHIP}653127100201/`;
const B = `${TOWNSHIP}653127100202/`;
const NEW = `${TOWNSHIP}653127100210/`;
const reform = loadPack('township-reform');
const silent = loadPack('makit');

const PROPOSER = actor('qian', 'township-officer', TOWNSHIP);
const TOWNSHIP_OFFICER = actor('ma', 'township-officer', TOWNSHIP);
const AGRICULTURE = actor('he', 'agriculture-bureau', '653127/');
const SYSTEM = actor('/653127/registry', 'none', '');

const holding = (
  path: string,
  assetsFen = 0,
  { claimsFen = 0, debtsFen = 0, kind = 'village' as UnitKind, status = 'active' as Unit['status'] } = {},
): UnitWithFigures => ({ unit: unitOf(path, kind, status), assetsFen, claimsFen, debtsFen });

type Propose = Extract<MergerCommand, { type: 'propose' }>;
const proposal = (more: Partial<Propose> = {}): Propose => ({
  type: 'propose',
  successorPath: NEW,
  units: [
    { unitPath: A, memberCount: 100 },
    { unitPath: B, memberCount: 200 },
  ],
  decision: { number: '县政发〔2026〕3号', decidedOn: '2026-05-01' },
  ...more,
});
const refs = (a = 100_000_00, b = 200_000_00, more: Partial<MergerRefs> = {}): MergerRefs => ({
  successor: holding(NEW),
  units: [holding(A, a), holding(B, b)],
  ...more,
});

/** One case's story. */
class Case {
  state: Merger | undefined;
  private readonly policy: Policy;
  constructor(policy: Policy = reform) {
    this.policy = policy;
  }
  decide(who: Actor, command: MergerCommand, more: MergerRefs = { units: [] }) {
    const today = calendarDate('2026-05-06');
    const context = { now: '2026-05-06T02:00:00.000Z', today, eventId: 'E', actor: who, policy: this.policy };
    return decideMerger(this.state, command, more, context as DecisionContext<Policy>);
  }
  do(who: Actor, command: MergerCommand, more: MergerRefs = { units: [] }): this {
    const decision = this.decide(who, command, more);
    if (decision.kind === 'refused') throw new Error(`${command.type}: ${decision.refusal.code}`);
    this.state = evolveMerger(this.state, decision.event);
    return this;
  }
  code(who: Actor, command: MergerCommand, more?: MergerRefs): string {
    const decision = this.decide(who, command, more);
    return decision.kind === 'refused' ? decision.refusal.code : 'accepted';
  }
}
const approve = { type: 'step', verdict: 'approved' } as const;
const proposed = () => new Case().do(PROPOSER, proposal(), refs());
const approved = () => proposed().do(TOWNSHIP_OFFICER, approve).do(AGRICULTURE, approve);
const EXECUTE = { type: 'execute' } as const;

describe('ZC-05 the gap per member decides', () => {
  test('net worth is assets and claims less debts', () => {
    expect(netWorthFen({ assetsFen: 10, claimsFen: 5, debtsFen: 20 })).toBe(-5);
  });

  test('similar villages are transferred directly', () => {
    expect(proposed().state).toMatchObject({ mode: 'direct', gapFen: 0, thresholdFen: 50_000, status: 'proposed' });
  });

  test('exactly at the threshold is not over it; one fen of the total more is', () => {
    // 100 members at 500 yuan each above 200 members at nothing.
    expect(new Case().do(PROPOSER, proposal(), refs(50_000_00, 0)).state).toMatchObject({
      mode: 'direct',
      gapFen: 50_000,
    });
    expect(new Case().do(PROPOSER, proposal(), refs(50_000_01, 0)).state).toMatchObject({
      mode: 'distinct',
      gapFen: 50_000,
    });
  });

  test('over the threshold ownership stays distinct and a direct transfer is refused', () => {
    expect(new Case().do(PROPOSER, proposal(), refs(900_000_00, 0)).state?.mode).toBe('distinct');
    expect(new Case().code(PROPOSER, proposal({ mode: 'direct' }), refs(900_000_00, 0))).toBe('gap-too-wide');
  });

  test('debts count: equal assets with unequal debts are apart', () => {
    const units = [holding(A, 100_000_00, { debtsFen: 90_000_00 }), holding(B, 200_000_00)];
    expect(new Case().do(PROPOSER, proposal(), refs(0, 0, { units })).state?.mode).toBe('distinct');
  });

  test('similar villages may keep ownership distinct when their members want it', () => {
    expect(new Case().do(PROPOSER, proposal({ mode: 'distinct' }), refs()).state?.mode).toBe('distinct');
  });

  test('where the pack has no threshold the proposal must say how', () => {
    expect(new Case(silent).code(PROPOSER, proposal(), refs())).toBe('not-in-policy');
    expect(new Case(silent).do(PROPOSER, proposal({ mode: 'direct' }), refs(900_000_00, 0)).state?.mode).toBe('direct');
  });

  test('one unit alone has no gap', () => {
    expect(
      perMemberGap([{ code: 'A', path: A, name: '', memberCount: 3, assetsFen: 7, claimsFen: 0, debtsFen: 0 }], 1),
    ).toBeUndefined();
  });

  test('the gap is exact past what a float can hold', () => {
    const unit = (assetsFen: number, memberCount: number) => ({
      code: '',
      path: '',
      name: '',
      memberCount,
      assetsFen,
      claimsFen: 0,
      debtsFen: 0,
    });
    const most = Number.MAX_SAFE_INTEGER;
    expect(perMemberGap([unit(most, 1), unit(0, 1)], most)).toEqual({ gapFen: most, over: false });
    expect(perMemberGap([unit(most, 1), unit(0, 1)], most - 1)).toEqual({ gapFen: most, over: true });
  });
});

describe('proposing a merger', () => {
  const townships = ['653127/653127100/', '653127/653127101/', '653127/653127109/'] as const;
  const merging = { successorPath: townships[2], units: townships.slice(0, 2).map((unitPath) => ({ unitPath })) };
  const asTownships = {
    successor: holding(townships[2], 0, { kind: 'township' }),
    units: townships.slice(0, 2).map((path) => holding(path, 5, { kind: 'township' })),
  };

  test('ZC-03 townships merge without members’ shares, examined by the county alone', () => {
    const { state } = new Case().do(AGRICULTURE, proposal(merging), asTownships);
    expect(state).toMatchObject({ mode: 'direct' });
    expect(state && stepsLeft(state.approval).map((step) => step.role)).toEqual([
      'finance-bureau',
      'county-government',
    ]);
    expect(new Case().code(AGRICULTURE, proposal({ ...merging, mode: 'distinct' }), asTownships)).toBe('not-in-policy');
  });

  const closed = holding(B, 0, { status: 'closed' });
  test.each<[string, Propose, MergerRefs, string]>([
    ['a successor nobody knows', proposal(), refs(0, 0, { successor: undefined }), 'unknown-unit'],
    ['a unit nobody knows', proposal(), refs(0, 0, { units: [holding(A), undefined] }), 'unknown-unit'],
    ['a unit merged away before', proposal(), refs(0, 0, { units: [holding(A), closed] }), 'unit-closed'],
    [
      'units of different kinds',
      proposal(),
      refs(0, 0, { units: [holding(A), holding(B, 0, { kind: 'township' })] }),
      'wrong-state',
    ],
    [
      'a kind that does not merge',
      proposal({ units: [{ unitPath: A }] }),
      { successor: holding(NEW, 0, { kind: 'company' }), units: [holding(A, 0, { kind: 'company' })] },
      'wrong-state',
    ],
    [
      'nobody but the successor',
      proposal({ successorPath: A, units: [{ unitPath: A, memberCount: 1 }] }),
      { successor: holding(A), units: [holding(A)] },
      'same-holder',
    ],
    ['one unit twice', proposal(), refs(0, 0, { units: [holding(A), holding(A)] }), 'same-holder'],
    [
      'a successor whose own assets are not compared',
      proposal(),
      refs(0, 0, { successor: holding(NEW, 1) }),
      'merger-figures-missing',
    ],
    [
      'a collective without its members',
      proposal({ units: [{ unitPath: A, memberCount: 1 }, { unitPath: B }] }),
      refs(),
      'merger-figures-missing',
    ],
    ['a decision of tomorrow', proposal({ decision: { number: '1', decidedOn: '2026-05-07' } }), refs(), 'wrong-state'],
    ['a unit inside another', proposal(), refs(0, 0, { units: [holding(A), holding(`${A}X/`)] }), 'wrong-state'],
  ])('with %s is refused', (_what, command, more, code) => {
    expect(new Case().code(PROPOSER, command, more)).toBe(code);
  });

  test('keeps the documents of the units concerned and refuses those of others', () => {
    const filed = (unitPath: string): EvidenceFiled => ({
      kind: 'verified',
      documents: [{ kind: 'meeting-minutes', evidenceId: 'D1', sha256: 'ab'.repeat(32), unitPath }],
    });
    for (const near of [A, TOWNSHIP])
      expect(new Case().decide(PROPOSER, proposal(), refs(1, 2, { evidence: filed(near) }))).toMatchObject({
        event: { evidence: [{ evidenceId: 'D1' }] },
      });
    expect(new Case().code(PROPOSER, proposal(), refs(1, 2, { evidence: filed('653127/653127101/') }))).toBe(
      'evidence-not-verified',
    );
    expect(
      new Case().code(PROPOSER, proposal(), refs(1, 2, { evidence: { kind: 'unverified', evidenceId: 'D1' } })),
    ).toBe('evidence-not-verified');
  });
});

describe('the chain of a merger', () => {
  test('is walked step by step by different persons of the pack’s roles', () => {
    const merger = proposed();
    expect(merger.code(PROPOSER, approve)).toBe('own-proposal');
    expect(merger.code(AGRICULTURE, approve)).toBe('not-your-step');
    expect(merger.code(actor('x', 'township-officer', '653127/653127101/'), approve)).toBe('not-your-step');
    merger.do(TOWNSHIP_OFFICER, approve);
    expect(merger.code({ ...TOWNSHIP_OFFICER, roles: ['agriculture-bureau'], unit: '653127/' }, approve)).toBe(
      'second-step',
    );
    expect(merger.code(AGRICULTURE, EXECUTE)).toBe('wrong-state');
    expect(merger.do(AGRICULTURE, approve).state?.status).toBe('approved');
    expect(merger.code(actor('y', 'agriculture-bureau', '653127/'), approve)).toBe('wrong-state');
  });

  test('a person who is replaced: anybody else of the role at that place takes the step', () => {
    expect(proposed().code(actor('successor', 'township-officer', TOWNSHIP), approve)).toBe('accepted');
  });

  test.each(['returned', 'refused'] as const)('to be %s needs a reason', (verdict) => {
    expect(proposed().code(TOWNSHIP_OFFICER, { type: 'step', verdict })).toBe('reason-required');
  });

  test('returned at any step it is proposed again by the same person, from the beginning', () => {
    const merger = proposed()
      .do(TOWNSHIP_OFFICER, approve)
      .do(AGRICULTURE, { type: 'step', verdict: 'returned', reason: '人数有误' });
    expect(merger.state?.status).toBe('returned');
    expect(merger.code(AGRICULTURE, EXECUTE)).toBe('wrong-state');
    expect(merger.code(TOWNSHIP_OFFICER, proposal(), refs())).toBe('not-your-step');
    merger.do(PROPOSER, proposal(), refs());
    expect(merger.state).toMatchObject({ status: 'proposed', approval: { status: 'open' } });
    expect(merger.state && stepsLeft(merger.state.approval)).toHaveLength(2);
    expect(merger.code(TOWNSHIP_OFFICER, approve)).toBe('accepted');
  });

  test('refused it is over', () => {
    const merger = proposed().do(TOWNSHIP_OFFICER, { type: 'step', verdict: 'refused', reason: '群众不同意' });
    expect(merger.code(PROPOSER, proposal(), refs())).toBe('already-exists');
    for (const command of [
      approve,
      EXECUTE,
      { type: 'withdraw', reason: '撤' },
      { type: 'recount', reason: '核' },
    ] as const)
      expect(merger.code(PROPOSER, command)).toBe('wrong-state');
  });

  test('withdrawn by whoever proposed it, until it is executed', () => {
    const withdraw = { type: 'withdraw', reason: '暂缓' } as const;
    expect(proposed().code(TOWNSHIP_OFFICER, withdraw)).toBe('not-your-step');
    expect(proposed().do(PROPOSER, withdraw).state?.status).toBe('withdrawn');
    expect(approved().do(PROPOSER, withdraw).code(AGRICULTURE, EXECUTE)).toBe('wrong-state');
    expect(approved().do(AGRICULTURE, EXECUTE, refs()).code(PROPOSER, withdraw)).toBe('wrong-state');
  });

  test('a command for a case that is not there is refused', () => {
    for (const command of [approve, EXECUTE, { type: 'withdraw', reason: '撤' }] as const)
      expect(new Case().code(PROPOSER, command)).toBe('not-found');
  });
});

describe('executing a merger', () => {
  test('closes every unit but the successor and begins', () => {
    const both = { successor: holding(A), units: [holding(A), holding(B)] };
    const into = new Case()
      .do(PROPOSER, proposal({ successorPath: A }), both)
      .do(TOWNSHIP_OFFICER, approve)
      .do(AGRICULTURE, approve);
    expect(into.decide(AGRICULTURE, EXECUTE, both)).toMatchObject({
      event: { type: 'merger-executed', closed: [{ code: '653127100202' }], next: { phase: 'close' } },
    });
  });

  test.each<[string, MergerRefs, string]>([
    [
      'a unit was merged away since',
      refs(0, 0, { units: [holding(A), holding(B, 0, { status: 'closed' })] }),
      'unit-closed',
    ],
    [
      'the successor was merged away since',
      refs(0, 0, { successor: holding(NEW, 0, { status: 'closed' }) }),
      'unit-closed',
    ],
    [
      'a unit stands elsewhere now',
      refs(0, 0, { units: [holding(A), holding('653127/653127101/653127100202/')] }),
      'unknown-unit',
    ],
    ['another merger into one of them is running', refs(0, 0, { receiving: ['653127100201'] }), 'wrong-state'],
  ])('is refused when %s', (_what, more, code) => {
    expect(approved().code(AGRICULTURE, EXECUTE, more)).toBe(code);
  });

  const line = (count: number, fen: number) => [{ unit: '653127100201', part: 'assets', count, fen } as const];
  const LAST = { phase: 'check', unit: 1, part: 'obligations' } as const;
  const counted = (expected: [number, number], moved: [number, number], leftBehind = 0) => {
    const merger = approved().do(AGRICULTURE, EXECUTE, refs());
    const first = {
      type: 'advance',
      done: { phase: 'close' },
      expected: line(...expected),
      moved: [],
      leftBehind: 0,
      next: LAST,
    } as const;
    merger.do(SYSTEM, first);
    return merger.do(SYSTEM, { type: 'advance', done: LAST, expected: [], moved: line(...moved), leftBehind });
  };

  test('ZC-05 it is complete only when everything expected has arrived', () => {
    expect(counted([2, 500], [2, 500]).state?.status).toBe('complete');
  });

  test.each<[string, [number, number], [number, number], number]>([
    ['a fen is missing', [2, 500], [2, 499], 0],
    ['an asset is missing', [2, 500], [1, 500], 0],
    ['something is left behind', [2, 500], [2, 500], 1],
  ])('ZC-05 it differs when %s, and may be counted again', (_what, expected, moved, left) => {
    const merger = counted(expected, moved, left);
    expect(merger.state?.status).toBe('differs');
    merger.do(AGRICULTURE, { type: 'recount', reason: '重新核对' });
    expect(merger.state).toMatchObject({
      status: 'executing',
      work: { phase: 'refresh' },
      expected: [],
      moved: [],
      leftBehind: 0,
    });
  });

  test('a portion that is not the one now due is old news', () => {
    const merger = approved().do(AGRICULTURE, EXECUTE, refs());
    const portion = { type: 'advance', expected: [], moved: [], leftBehind: 0 } as const;
    expect(merger.code(SYSTEM, { ...portion, done: LAST })).toBe('stale-version');
    expect(counted([0, 0], [0, 0]).code(SYSTEM, { ...portion, done: LAST })).toBe('stale-version');
  });

  test('a merger that agrees is not counted again', () => {
    expect(counted([1, 1], [1, 1]).code(AGRICULTURE, { type: 'recount', reason: '核' })).toBe('wrong-state');
  });
});
