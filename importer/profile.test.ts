import { expect, test } from 'vitest';
import { ProfileError, parseProfile } from './profile.ts';

const profile = (change: string, instead: string): string =>
  `profile: test
title: { zh: 试, en: Test }
target: assets
columns: { code: [code], name: [name] }
identity: code
fields: { name: { column: name } }
`.replace(change, instead);

const messageOf = (text: string): string => {
  try {
    parseProfile(text, 'p.yaml');
  } catch (error) {
    if (error instanceof ProfileError) return error.message;
    throw error;
  }
  return 'accepted';
};

test('a sound profile is read with its defaults', () => {
  expect(parseProfile(profile('', ''), 'p.yaml')).toMatchObject({ file: { encoding: 'auto', delimiter: ',' } });
});

test.each([
  ['broken YAML', 'title: {', 'title: {{', 'p.yaml: '],
  ['a key twice', 'identity: code', 'identity: code\nidentity: name', 'p.yaml: '],
  ['an unknown key', 'identity:', 'identitty:', 'Unrecognized key'],
  ['an unknown target', 'assets', 'parcels', 'target'],
  ['a rule about no column', '{ column: name }', '{ column: nam }', 'name: no column "nam"'],
  ['a text about no column', '{ column: name }', "{ text: '{x}' }", 'name: no column "x"'],
  ['an identity that is no column', 'identity: code', 'identity: pin', 'identity: no column "pin"'],
  ['a pattern that is none', '{ column: name }', "{ column: name, pattern: '(' }", 'not a regular expression'],
  [
    'a derived value named like a column',
    'identity: code',
    'derived: { code: { column: name } }',
    'a column has this name',
  ],
])('%s is named', (_what, change, instead, message) => {
  expect(messageOf(profile(change, instead))).toContain(message);
});
