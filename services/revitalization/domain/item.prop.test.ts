import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openStep } from '../../../platform/approval.ts';
import { addDays, calendarDate } from '../../../platform/calendar.ts';
import {
  OTHER_VILLAGE,
  PEOPLE,
  packOf,
  SampleItem,
  sampleAsset,
  sampleEvidence,
  samplePlan,
  VILLAGE,
} from '../sample-items.ts';
import type { CardFate } from './card-fate.ts';
import { approvalUnderWay, evolveItem, type Item, type ItemEvent, type ItemStatus } from './item.ts';
import type { EvidenceFiled, ItemCommand } from './item-commands.ts';
import { flagsDue } from './overdue.ts';
import { responsibleUnitOf } from './plan-terms.ts';

const makit = packOf('makit');
const START = calendarDate('2026-01-12');

/** Every legal transition of the catalogue: event → from → to. Written down here once more, independently of the code. */
const SAME = [
  'listed',
  'planned',
  'returned',
  'approved',
  'in-progress',
  'completion-reported',
  'verified',
  'suspended',
];
const RUNNING = ['approved', 'in-progress', 'completion-reported', 'verified'];
const stays = (from: readonly string[]) => from.map((status) => `${status}>${status}`);
const LEGAL: Record<ItemEvent['type'], readonly string[]> = {
  'item-listed': ['>listed', 'written-off>listed', 'closed>listed'],
  'item-finding-repeated': stays(SAME),
  'item-planned': ['listed>planned', 'returned>planned'],
  'plan-step-taken': ['planned>planned', 'planned>approved', 'planned>returned', 'planned>listed'],
  'item-started': ['approved>in-progress'],
  'completion-reported': ['in-progress>completion-reported'],
  'completion-step-taken': ['completion-reported>verified', 'completion-reported>in-progress', 'verified>in-progress'],
  'item-written-off': ['verified>written-off'],
  'extension-requested': stays(['approved', 'in-progress']),
  'extension-step-taken': stays(['approved', 'in-progress']),
  'item-suspended': SAME.filter((status) => status !== 'suspended').map((status) => `${status}>suspended`),
  'item-resumed': SAME.filter((status) => status !== 'suspended').map((status) => `suspended>${status}`),
  'item-reopened': ['written-off>listed'],
  'item-moved': stays([...SAME, 'written-off', 'closed']),
  'item-responsible-named': stays(SAME),
  'item-closed': SAME.map((status) => `${status}>closed`),
  'item-restored': SAME.map((status) => `closed>${status}`),
  'item-due-soon': stays(RUNNING),
  'item-overdue': stays(RUNNING),
  'item-escalated': stays(RUNNING),
};

const verdict = fc.constantFrom('approved', 'approved', 'approved', 'returned', 'refused');
const reason = fc.constantFrom('理由', undefined);
const day = fc.integer({ min: 1, max: 400 }).map((days) => addDays(START, days));
const command: fc.Arbitrary<ItemCommand> = fc.oneof(
  fc.nat(30).map((assetVersion) => ({ type: 'list', asset: { ...sampleAsset, assetVersion } }) as const),
  fc.constant({ type: 'name-responsible', responsible: { unitPath: VILLAGE, person: '古丽' } } as const),
  fc.constant({ type: 'follow-card' } as const),
  fc.record({
    type: fc.constant('move' as const),
    assetVersion: fc.nat(30),
    unitPath: fc.constantFrom(VILLAGE, OTHER_VILLAGE),
    holderKind: fc.constant('village' as const),
  }),
  { weight: 3, arbitrary: fc.constantFrom(samplePlan, { ...samplePlan, measure: 'lease' }) },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('step-plan' as const), verdict, reason }) },
  { weight: 2, arbitrary: fc.constant({ type: 'start' } as const) },
  { weight: 3, arbitrary: fc.constant({ type: 'report-completion', summary: '完成' } as const) },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('step-completion' as const),
      verdict: fc.constantFrom('approved', 'approved', 'returned'),
      reason,
    }),
  },
  fc.record({ type: fc.constant('request-extension' as const), dueDate: day, reason: fc.constant('手续') }),
  { weight: 2, arbitrary: fc.record({ type: fc.constant('step-extension' as const), verdict, reason }) },
  fc
    .constantFrom('suspend' as const, 'resume' as const, 'resume' as const, 'reopen' as const)
    .map((type) => ({ type, reason: '理由' })),
);
/** What is known of the card when a command comes: mostly nothing, else that it is gone or that a verdict was taken back. */
const fate: fc.Arbitrary<CardFate | undefined> = fc.option(
  fc.record(
    {
      assetVersion: fc.nat(30),
      ended: fc.record({
        reason: fc.constantFrom('disposed' as const, 'split' as const, 'duplicate' as const, 'duplicate' as const),
        successors: fc.constant(['B1']),
      }),
    },
    { requiredKeys: ['assetVersion'] },
  ),
  { nil: undefined, freq: 2 },
);
const actor = fc.constantFrom(...Object.values(PEOPLE));
const evidence: fc.Arbitrary<EvidenceFiled | undefined> = fc.constantFrom(
  sampleEvidence(),
  sampleEvidence(OTHER_VILLAGE),
  undefined,
);

/** What a diligent person would do next, so that the sequences also get somewhere. */
function diligent(item: Item): readonly [ItemCommand, (typeof PEOPLE)[keyof typeof PEOPLE]] {
  const step = approvalUnderWay(item);
  const nextHand = step && openStep(step)?.role === 'township-officer' ? PEOPLE.township2 : PEOPLE.industry2;
  switch (item.status) {
    case 'listed':
    case 'returned':
      return [samplePlan, PEOPLE.head];
    case 'planned':
      return [{ type: 'step-plan', verdict: 'approved' }, nextHand];
    case 'approved':
      return item.extension
        ? [{ type: 'step-extension', verdict: 'approved' }, nextHand]
        : [{ type: 'start' }, PEOPLE.head];
    case 'in-progress':
      return [{ type: 'report-completion', summary: '完成' }, PEOPLE.head];
    case 'completion-reported':
    case 'verified':
      return [{ type: 'step-completion', verdict: 'approved' }, nextHand];
    case 'written-off':
      return [{ type: 'reopen', reason: '复查' }, PEOPLE.county];
    case 'suspended':
      return [{ type: 'resume', reason: '恢复' }, PEOPLE.county];
    case 'closed':
      return [{ type: 'follow-card' }, PEOPLE.county];
  }
}

test('whatever is asked in whatever order, only legal transitions occur and no decision throws', () => {
  const reached = new Set<ItemStatus>();
  const seen = new Set<ItemEvent['type']>();
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.option(command, { freq: 2 }), actor, evidence, fc.nat(12), fate), {
        maxLength: 60,
        size: 'max',
      }),
      (steps) => {
        const item = new SampleItem(makit, START).list();
        for (const [any, anybody, documents, days, known] of steps) {
          item.day = addDays(calendarDate(item.day), days);
          const [asked, who] = any ? [any, anybody] : diligent(item.item);
          for (const { level } of flagsDue(item.item, calendarDate(item.day))) {
            follow(item, { type: 'flag', level, dueDate: item.item.deadline?.dueDate ?? '' }, who, documents);
          }
          follow(item, asked, who, documents, known);
          reached.add(item.item.status);
        }
        for (const { type } of item.events) seen.add(type);
        // The events alone give the same state.
        const replayed = item.events.reduce<Item | undefined>((state, event) => evolveItem(state, event), undefined);
        expect(replayed).toEqual(item.state);
      },
    ),
    { numRuns: 400, seed: 20_260_112 },
  );
  // The sequences are no good if they never get anywhere.
  expect([...reached].sort()).toEqual([...SAME, 'written-off', 'closed'].sort());
  expect([...seen].sort()).toEqual(Object.keys(LEGAL).sort());
});

/** Who answers for the item, as its events say. */
const responsibleByEvents = (events: readonly ItemEvent[]): string | undefined =>
  events.reduce<string | undefined>((unit, event) => {
    if (event.type === 'item-planned' || event.type === 'item-responsible-named') return event.responsible.unitPath;
    return event.type === 'item-moved' ? (event.responsibleUnitPath ?? unit) : unit;
  }, undefined);

function follow(
  item: SampleItem,
  asked: ItemCommand,
  who: (typeof PEOPLE)[keyof typeof PEOPLE],
  documents?: EvidenceFiled,
  known?: CardFate,
) {
  const before = item.state;
  const decision = item.run(asked, who, documents, known);
  if (decision.kind === 'refused') {
    expect(item.state).toBe(before);
    return;
  }
  expect(LEGAL[decision.event.type]).toContain(`${before?.status ?? ''}>${item.item.status}`);
  const { plan, unitPath } = item.item;
  expect(plan && responsibleUnitOf(plan, unitPath)).toBe(plan && responsibleByEvents(item.events));
  for (const approval of [item.item.plan?.proposal?.approval, item.item.completion, item.item.extension?.approval]) {
    if (approval?.status !== 'open') continue;
    const hands = [approval.proposedBy, ...(approval.takenBy ?? [])];
    expect(new Set(hands).size).toBe(hands.length);
  }
}
