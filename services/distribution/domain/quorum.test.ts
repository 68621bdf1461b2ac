import { describe, expect, test } from 'vitest';
import type { QuorumRule } from '../../../policy/policy.ts';
import { packNamed } from '../testing/desk.ts';
import { voteRefusal } from './quorum.ts';

function rule(id: string): QuorumRule {
  const found = packNamed('makit').quorum.rules.find((each) => each.id === id);
  if (!found) throw new Error(`no rule ${id}`);
  return found;
}
const vote = (id: string, entitledCount: number, presentCount: number, favourCount: number) =>
  voteRefusal(rule(id), { entitledCount, presentCount, favourCount });

describe('exact fractions', () => {
  test('SX-04 RCEO art. 28: two thirds of all 30 representatives are 20, of 31 they are 21', () => {
    expect(vote('member-representatives', 30, 30, 20)).toBeUndefined();
    expect(vote('member-representatives', 30, 30, 19)).toBe('vote-not-passed');
    expect(vote('member-representatives', 31, 31, 20)).toBe('vote-not-passed');
    expect(vote('member-representatives', 31, 31, 21)).toBeUndefined();
  });

  test('two thirds present is counted before who is in favour', () => {
    expect(vote('member-representatives', 30, 19, 19)).toBe('quorum-not-reached');
    expect(vote('member-representatives', 30, 20, 20)).toBeUndefined();
  });

  test('village organization law art. 26: two thirds present and MORE than half of those present', () => {
    expect(vote('village-representatives', 30, 20, 10)).toBe('vote-not-passed');
    expect(vote('village-representatives', 30, 20, 11)).toBeUndefined();
    expect(vote('village-representatives', 30, 19, 19)).toBe('quorum-not-reached');
  });

  test('village organization law art. 22: more than half of all villagers come', () => {
    expect(vote('villagers', 1_000, 500, 500)).toBe('quorum-not-reached');
    expect(vote('villagers', 1_001, 501, 251)).toBeUndefined();
    expect(vote('villagers', 1_001, 501, 250)).toBe('vote-not-passed');
  });
});
