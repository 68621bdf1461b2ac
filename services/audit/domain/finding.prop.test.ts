import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calendarDate } from '../../../platform/calendar.ts';
import { evolveFinding, type Finding, type FindingCommand, type FindingEvent } from './finding.ts';
import { decideFinding } from './finding-rules.ts';

const unitPath = '653127/653127100/';
const open: FindingCommand = {
  type: 'open',
  kind: 'item-overdue',
  clauses: ['ZC-07'],
  unitPath,
  cause: { source: 's', eventId: 'e', eventType: 't', subject: 'x/y', leafHash: 'h' },
};
const command: fc.Arbitrary<FindingCommand> = fc.constantFrom<FindingCommand[]>(
  { type: 'assign', unitPath, dueDate: '2026-05-01' },
  { type: 'rectify', text: '已整改' },
  { type: 'verify', verdict: 'verified' },
  { type: 'verify', verdict: 'returned', reason: '不足' },
  { type: 'close' },
  { type: 'refer', reason: '移送' },
);
const steps = fc.array(fc.tuple(command, fc.constantFrom('zhao', 'qian', 'sun')), { maxLength: 40 });

test('whatever people try, every closed finding was rectified, verified and closed by three different hands', () => {
  fc.assert(
    fc.property(steps, (tries) => {
      let state: Finding | undefined;
      const story: FindingEvent[] = [];
      for (const [next, sub] of [[open, 'audit'] as const, ...tries]) {
        const decision = decideFinding(state, next, [], {
          now: '2026-03-03T02:00:00.000Z',
          today: calendarDate('2026-03-03'),
          eventId: 'E',
          actor: { sub, roles: [], unit: '653127/' },
          policy: undefined,
          holidays: { years: {} },
        });
        if (decision.kind === 'refused') continue;
        state = evolveFinding(state, decision.event);
        story.push(decision.event);
      }
      const ends = story.filter((event) => event.type === 'finding-closed' || event.type === 'finding-referred');
      expect(ends.length).toBeLessThanOrEqual(1);
      if (ends.length === 1) expect(story.at(-1)).toBe(ends[0]);
      const closing = story.find((event) => event.type === 'finding-closed');
      if (!closing) return;
      const verifying = story.findLast((event) => event.type === 'finding-verified');
      const rectifiers = story.flatMap((event) => (event.type === 'finding-rectified' ? [event.by] : []));
      expect(rectifiers.length).toBeGreaterThan(0);
      expect(rectifiers).not.toContain(verifying?.by);
      expect(rectifiers).not.toContain(closing.by);
      expect(verifying?.by).not.toBe(closing.by);
    }),
    { numRuns: 500 },
  );
});
