import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../../../platform/calendar.ts';
import { loadPack } from '../../../../policy/load.ts';
import { type Asset, decideAsset, evolveAsset } from '../asset.ts';
import { actor, OTHER_VILLAGE } from '../sample-assets.ts';
import { type DisposalCommand, leftFen } from './disposal-case.ts';
import { APPRAISED, assetOf, CaseStory, PROPOSAL, papers, WHO } from './sample-disposals.ts';

const makit = loadPack('makit');
const EVERYONE = [...Object.values(WHO), actor('sun', 'village-accountant', OTHER_VILLAGE)];
const fresh = (asset: Asset): Asset => ({ ...asset, acquiredOn: '2026-05-20', originalFen: Number.MAX_SAFE_INTEGER });

const amount = fc.integer({ min: 1, max: 2_000_00 });
const command: fc.Arbitrary<DisposalCommand> = fc.oneof(
  fc.constant(PROPOSAL),
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(
        'approved' as const,
        'approved' as const,
        'approved' as const,
        'returned' as const,
        'refused' as const,
      )
      .map((verdict) => ({ type: 'step' as const, verdict, reason: '理由' })),
  },
  fc.constant({ type: 'withdraw', reason: '撤回' } as const),
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('record-result' as const),
      soldFen: fc.integer({ min: 0, max: 3_000_00 }),
      buyer: fc.constant('李四'),
      concludedOn: fc.constantFrom('2026-05-06', '2026-05-09'),
      reason: fc.constant('流拍'),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ type: 'publish' } as const) },
  fc.constant({ type: 'object', text: '异议' } as const),
  fc.record({
    type: fc.constant('answer' as const),
    number: fc.integer({ min: 1, max: 2 }),
    verdict: fc.constantFrom('upheld' as const, 'dismissed' as const),
    answer: fc.constant('已核实'),
  }),
  { weight: 3, arbitrary: fc.constant({ type: 'execute' } as const) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('spend' as const),
      amountFen: amount,
      assetId: fc.constant('N1'),
      spentOn: fc.constant('2026-05-09'),
      voucher: fc.constant('记1'),
    }),
  },
);
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;
const move = fc.record({
  who: fc.oneof({ weight: 2, arbitrary: fc.constant(WHO.holder) }, fc.constantFrom(...EVERYONE)),
  command,
  days: fc.constantFrom(0, 0, 0, 4, 11),
});
/** A course that leads to the end of a case, so that random moves reach every state. */
const COURSE = ['propose', 'step', 'step', 'step', 'step', 'record-result', 'publish', 'execute'] as const;
const NEXT = [
  WHO.holder,
  WHO.officer,
  WHO.industry,
  WHO.government,
  WHO.agriculture,
  WHO.holder,
  WHO.holder,
  WHO.holder,
];

/** Plays a part of the course, then whatever comes; looks at every state on the way. */
function play(start: number, soldFen: number, moves: readonly Move[], look: (story: CaseStory) => void) {
  const story = new CaseStory(makit);
  const evidence = papers([
    ...(APPRAISED.kind === 'verified' ? APPRAISED.documents.map(({ kind }) => kind) : []),
    'disposal-record',
  ]);
  const refs = { evidence, newAsset: { asset: fresh(story.asset), fundedFen: 0 } };
  const attempt = (who: (typeof EVERYONE)[number], next: DisposalCommand): void => {
    if (story.codeOf(who, next, refs) === 'accepted') story.do(who, next, refs);
    look(story);
  };
  for (const [place, kind] of COURSE.slice(0, start).entries()) {
    const who = NEXT[place] ?? WHO.holder;
    if (kind === 'propose') attempt(who, PROPOSAL);
    else if (kind === 'step') attempt(who, { type: 'step', verdict: 'approved' });
    else if (kind === 'record-result')
      attempt(who, { type: 'record-result', soldFen, buyer: '李四', concludedOn: '2026-05-06', reason: '流拍' });
    else {
      if (kind === 'execute') story.today = addDays(story.today, 11);
      attempt(who, { type: kind });
    }
  }
  for (const { who, command: next, days } of moves) {
    story.today = addDays(story.today, days);
    attempt(who, next);
  }
  return story;
}
const history = [
  fc.integer({ min: 0, max: COURSE.length }),
  fc.integer({ min: 0, max: 3_000_00 }),
  fc.array(move, { maxLength: 14 }),
] as const;

describe('under random histories', () => {
  test('SX-09 proceeds are conserved to the fen: earmarked = spent + left, and nothing is left below zero', () => {
    let spentSomewhere = 0;
    fc.assert(
      fc.property(...history, (start, soldFen, moves) => {
        const story = play(start, soldFen, moves, ({ state, events }) => {
          const executed = events.find((event) => event.type === 'disposal-executed');
          const spent = events.reduce(
            (sum, event) => sum + (event.type === 'disposal-proceeds-spent' ? event.amountFen : 0),
            0,
          );
          if (!state) return;
          expect(state.spentFen).toBe(spent);
          expect(leftFen(state)).toBe((executed?.earmarkedFen ?? 0) - spent);
          expect(leftFen(state)).toBeGreaterThanOrEqual(0);
          if (!executed) expect(spent).toBe(0);
        });
        spentSomewhere += story.state?.spentFen ?? 0;
      }),
      { numRuns: 300 },
    );
    // The histories are no idle ones.
    expect(spentSomewhere).toBeGreaterThan(0);
  });

  test('MG-17 an asset is never disposed of without a completed case: every step approved, published, and the period over', () => {
    let disposedSomewhere = 0;
    fc.assert(
      fc.property(...history, (start, soldFen, moves) => {
        const story = play(start, soldFen, moves, ({ state, events, asset, today }) => {
          const context = {
            now: `${today}T02:00:00.000Z`,
            today,
            eventId: 'E',
            actor: actor('s', 's', ''),
            policy: makit,
            holidays: { years: {} },
          };
          const close = { type: 'record-disposal', assetId: 'A1', disposalId: 'D1' } as const;
          const decision = decideAsset(asset, close, { disposal: state }, context);
          const last = events.findLastIndex((event) => event.type === 'disposal-proposed');
          const course = events.slice(last);
          const approvals = course.filter(
            (event) => event.type === 'disposal-step-taken' && event.verdict === 'approved',
          );
          const executed = course.find((event) => event.type === 'disposal-executed');
          const notice = course.findLast((event) => event.type === 'disposal-published');
          expect(decision.kind).toBe(executed ? 'accepted' : 'refused');
          if (decision.kind === 'refused' || !executed) return;
          expect(approvals).toHaveLength(makit.chains.disposal.steps.length);
          expect(new Set(approvals.map((event) => (event.type === 'disposal-step-taken' ? event.by : ''))).size).toBe(
            approvals.length,
          );
          expect(executed.executedOn > (notice?.until ?? '9')).toBe(true);
          expect(evolveAsset(asset, decision.event)).toMatchObject({ use: 'disposed' });
        });
        disposedSomewhere += story.state?.status === 'executed' ? 1 : 0;
      }),
      { numRuns: 300 },
    );
    expect(disposedSomewhere).toBeGreaterThan(0);
  });

  test('a case of another asset closes no card', () => {
    const asset = assetOf(makit);
    const story = new CaseStory(makit).proposed().approved(WHO.officer, WHO.industry, WHO.government, WHO.agriculture);
    const state = story.executed(1).state;
    const context = {
      now: '',
      today: story.today,
      eventId: 'E',
      actor: WHO.holder,
      policy: makit,
      holidays: { years: {} },
    };
    const close = { type: 'record-disposal', assetId: 'A2', disposalId: 'D1' } as const;
    expect(decideAsset(asset, close, { disposal: state }, context)).toMatchObject({ refusal: { code: 'wrong-state' } });
  });
});
