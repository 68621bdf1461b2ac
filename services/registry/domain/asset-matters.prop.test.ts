import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '../../../platform/calendar.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import type { AssetCommand, AssetEvent } from './asset.ts';
import { flagsDue, nextFlagOn } from './due.ts';
import { actor, card, filedDocuments, OTHER_VILLAGE, Story, unitOf, VILLAGE } from './sample-assets.ts';
import { shareParts } from './title.ts';

const makit = loadPack('makit');
const holidays = loadHolidays();
const NUMBER = { number: '第7号', issuedOn: '2020-06-30' };
const COUNTY = '653127/';
const clerk = actor('wang', 'village-accountant', VILLAGE);
const people = [clerk, actor('feng', 'county-government', COUNTY), actor('zheng', 'finance-bureau', COUNTY)];
const PLATFORM = 'rural-collective-platform';

const benefits = fc.constantFrom('one-village', 'several-villages', undefined);
const cards = fc.record({
  class: fc.constantFrom('operating', 'public-welfare', 'household'),
  implementedBy: fc.constantFrom('county', 'township', 'village', undefined),
  benefits,
  titled: fc.boolean(),
  areaDm2: fc.nat({ max: 300 }),
});
const cardOf = ({ titled, ...facts }: typeof cards extends fc.Arbitrary<infer T> ? T : never) =>
  card({ ...facts, title: titled ? 'titled' : 'unclear', titleCertificate: titled ? NUMBER : undefined });

const titleSteps: AssetCommand[] = [
  { type: 'examine-title' },
  { type: 'dispute-title', reason: '争议' },
  { type: 'decide-title', owner: 'village-collective', decisionNumber: '8号', reason: '按投入' },
  { type: 'certify-title', number: '第8号', issuedOn: '2026-05-06' },
];
const careSteps: AssetCommand[] = [
  { type: 'record-registration', system: PLATFORM, reference: 'R', registeredOn: '2026-05-06' },
  { type: 'record-registration-failure', system: 'anti-poverty-system', reason: '维护' },
  { type: 'report-damage', description: '漏雨' },
  { type: 'record-repair', repairedOn: '2026-05-06', costFen: 1 },
  { type: 'change-use', use: 'in-use', since: '2026-05-06' },
  { type: 'change-use', use: 'leased', since: '2026-05-06', lease: { lessee: '某社', until: '2026-12-31' } },
  { type: 'report-loss', lostOn: '2026-05-06', foundBy: 'report', reason: '被盗' },
  { type: 'record-recovery', recoveredOn: '2026-05-06' },
];
const amounts = fc.record({
  a: fc.nat({ max: 9 }),
  b: fc.nat({ max: 9 }),
  totalParts: fc.integer({ min: 1, max: 10_000 }),
});
const quantifies = amounts.map(({ a, b, totalParts }) => ({
  type: 'quantify-shares' as const,
  totalParts,
  weights: { investment: 5_000, households: 3_000, need: 2_000 },
  claims: [
    { unitPath: VILLAGE, investmentFen: a, households: b, need: a },
    { unitPath: OTHER_VILLAGE, investmentFen: b, households: a, need: b },
  ],
}));
const commands: fc.Arbitrary<AssetCommand> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...titleSteps) },
  { weight: 6, arbitrary: fc.constantFrom(...careSteps) },
  { weight: 1, arbitrary: cards.map((facts) => ({ type: 'correct', card: cardOf(facts), reason: '核对' }) as const) },
  {
    weight: 1,
    arbitrary: fc.nat({ max: 400 }).map((idleAreaDm2) => ({ type: 'record-partial-idleness', idleAreaDm2 }) as const),
  },
  { weight: 2, arbitrary: quantifies },
);
const MOVES = 40;
const moves = fc.array(fc.record({ command: commands, who: fc.nat({ max: 2 }), days: fc.nat({ max: 20 }) }), {
  minLength: MOVES,
  maxLength: MOVES,
});

/** Takes one asset through whatever of the moves is accepted, and looks at it after each. */
function history(
  first: Parameters<typeof cardOf>[0],
  steps: readonly { command: AssetCommand; who: number; days: number }[],
  look: (story: Story, event: AssetEvent) => void,
): void {
  const story = new Story(makit, holidays);
  const registers = { type: 'register', unitPath: VILLAGE, card: cardOf(first) } as const;
  if (story.codeOf(clerk, registers, { unit: unitOf(VILLAGE) }) !== 'accepted') return;
  look(story, story.do(clerk, registers, { unit: unitOf(VILLAGE) }));
  const refs = { evidence: filedDocuments(), units: [unitOf(VILLAGE), unitOf(OTHER_VILLAGE)] };
  for (const { command, who, days } of steps) {
    story.today = addDays(story.today, days);
    const person = people[who] ?? clerk;
    if (story.codeOf(person, command, refs) === 'accepted') look(story, story.do(person, command, refs));
    for (const due of flagsDue(story.state as never, story.today)) {
      look(story, story.do(actor('job', '', ''), { type: 'flag-due', ...due }));
    }
  }
}

/** Fails when the histories never come to what a property is about. */
const seen = (events: ReadonlySet<string>, ...needed: AssetEvent['type'][]): void =>
  expect(needed.filter((type) => !events.has(type))).toEqual([]);

test('ZC-02 whatever happens, an asset is titled exactly while a certificate stands behind it', () => {
  const events = new Set<string>();
  fc.assert(
    fc.property(cards, moves, (first, steps) => {
      let certified = false;
      history(first, steps, ({ state }, event) => {
        events.add(event.type);
        if (event.type === 'title-certified') certified = true;
        // A certificate that was only claimed at registration may be corrected away; one that was recorded may not.
        if (event.type === 'asset-registered' || event.type === 'asset-corrected') {
          const claimed = event.title === 'titled' && event.titleCertificate !== undefined;
          if (state?.clearance?.status !== 'certified') certified = claimed;
          else expect(claimed).toBe(true);
        }
        expect(state?.title === 'titled').toBe(certified);
        expect(state?.titleCertificate !== undefined).toBe(certified);
      });
    }),
  );
  seen(events, 'title-certified', 'title-decided', 'title-disputed', 'asset-corrected');
});

test('MG-09 shares are whole parts that add up to the total, in every history and for any claims', () => {
  const events = new Set<string>();
  fc.assert(
    fc.property(cards, moves, (first, steps) => {
      history(first, steps, ({ state }, event) => {
        events.add(event.type);
        const { shares } = state ?? {};
        if (shares) expect(shares.villages.reduce((sum, { parts }) => sum + parts, 0)).toBe(shares.totalParts);
      });
    }),
  );
  seen(events, 'title-shares-quantified');
  const claim = fc.record({
    unitPath: fc.constant(VILLAGE),
    investmentFen: fc.nat({ max: 1e12 }),
    households: fc.nat({ max: 1e6 }),
    need: fc.nat({ max: 1e6 }),
  });
  fc.assert(
    fc.property(
      fc.array(claim, { minLength: 2, maxLength: 20 }),
      fc.integer({ min: 1, max: 1e12 }),
      fc.nat({ max: 10_000 }),
      (claims, totalParts, investment) => {
        const parts = shareParts(totalParts, { investment, households: 10_000 - investment, need: 0 }, claims);
        if (!parts) return;
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(totalParts);
        expect(parts.every((part) => Number.isSafeInteger(part) && part >= 0)).toBe(true);
      },
    ),
  );
});

test('use, idle part, damage and duties agree with one another in every history', () => {
  const events = new Set<string>();
  fc.assert(
    fc.property(cards, moves, (first, steps) => {
      history(first, steps, (story, event) => {
        events.add(event.type);
        const { state } = story;
        if (!state) return;
        expect(state.idleAreaDm2 ?? 0).toBeLessThanOrEqual(state.areaDm2 ?? 0);
        expect(state.damage !== undefined && state.use !== 'lost').toBe(state.use === 'damaged');
        expect(state.useBefore !== undefined).toBe(state.use === 'damaged' || state.use === 'lost');
        const systems = (state.registrations ?? []).map(({ system }) => system);
        expect(new Set(systems).size).toBe(systems.length);
        for (const duty of state.registrations ?? []) {
          expect(duty.dueDate === undefined).toBe(duty.status === 'done');
          if (duty.status === 'done') expect(duty.reference).toBeDefined();
        }
        // The index always names a day that has come when something is to be flagged.
        if (flagsDue(state, story.today).length > 0) expect((nextFlagOn(state) ?? '9') <= story.today).toBe(true);
      });
    }),
  );
  seen(events, 'damage-repaired', 'asset-recovered', 'registration-recorded', 'registration-overdue', 'repair-overdue');
});
