import { expect, test } from 'vitest';
import { loadRules } from './load.ts';
import { isVerified, parseRules } from './rule-sources.ts';

const HEADER = 'id,topic,rule,number,unit,level,verification,source';

test('the table of rules is complete and says how each is known', () => {
  const rules = loadRules();
  expect(rules.length).toBeGreaterThan(70);
  for (const rule of rules) expect(rule.verification, rule.id).not.toBe('');
  expect(rules.filter((rule) => !isVerified(rule)).map(({ id }) => id)).toEqual([
    'DEP_FURN',
    'DEP_START',
    'FOUR_TWO_GAP',
  ]);
});

test('a verified rule says where it was read', () => {
  for (const rule of loadRules().filter(isVerified)) expect(rule.source, rule.id).not.toBe('');
});

test('quoted fields keep their commas and doubled quotes', () => {
  expect(parseRules(`${HEADER}\nA,t,"one, ""two""",1,d,l,full-text,s\n`)).toEqual([
    {
      id: 'A',
      topic: 't',
      rule: 'one, "two"',
      number: '1',
      unit: 'd',
      level: 'l',
      verification: 'full-text',
      source: 's',
    },
  ]);
});

test('a wrong table is refused', () => {
  expect(() => parseRules('id,topic\n')).toThrow(/columns/);
  expect(() => parseRules(`${HEADER}\nA,t,r,1,d,l,v\n`)).toThrow(/row 2 has 7 fields/);
  expect(() => parseRules(`${HEADER}\nA,t,r,1,d,l,v,s\nA,t,r,1,d,l,v,s\n`)).toThrow(/row 3/);
});
