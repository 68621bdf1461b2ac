import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadRegionFiles, parseRegionFile } from '../../infra/region-file.ts';
import { repositoryRoot } from './fixture-region.ts';

const folder = join(repositoryRoot, 'infra', 'regions');
const sound = readFileSync(join(folder, '653127.yaml'), 'utf8');
const parse = (text: string) => () => parseRegionFile(text, 'infra/regions/653127.yaml');

describe('a region file', () => {
  test('is read with its pack, issuer and retention', () => {
    expect(parseRegionFile(sound, 'infra/regions/653127.yaml')).toMatchObject({
      code: '653127',
      name: '麦盖提县',
      pack: 'makit',
      oidc: { audience: 'panhuo-653127' },
    });
  });

  const faults: readonly (readonly [string, (text: string) => string, string])[] = [
    ['a setting nobody knows', (text) => `${text}retension: 3\n`, '653127.yaml:14: retension: is not a known setting'],
    ['a missing pack', (text) => text.replace(/^pack:.*\n/m, ''), '653127.yaml:2: pack: '],
    [
      'an issuer without TLS',
      (text) => text.replace('https://login', 'http://login'),
      '653127.yaml:6: oidc.issuer: must be an https:// address',
    ],
    [
      'a retention CloudWatch does not offer',
      (text) => text.replace('logs: 180', 'logs: 181'),
      '653127.yaml:11: retentionDays.logs: must be one of 30, 60',
    ],
    ['a code that is a number', (text) => text.replace("'653127'", '653127'), '653127.yaml:2: code: '],
    [
      'the code of another county',
      (text) => text.replace("'653127'", "'513223'"),
      '653127.yaml:2: code: is 513223, but the file is named 653127.yaml',
    ],
    [
      'an alarm target that is nothing we can reach',
      (text) => text.replace('email:', 'fax:'),
      '653127.yaml:9: alarmTarget: must hold either email: or https:',
    ],
    ['broken YAML', (text) => text.replace('oidc:', 'oidc: ['), '653127.yaml:'],
    ['no settings at all', () => 'hello\n', '653127.yaml:1: '],
  ];
  test.each(faults)('with %s is refused by file, line and reason', (_what, spoil, message) => {
    expect(spoil(sound)).not.toBe(sound);
    expect(parse(spoil(sound))).toThrow(message);
  });

  test('that does not exist is answered with those that do', () => {
    expect(() => loadRegionFiles(folder, '999999')).toThrow(
      /999999\.yaml: there is no such region file; known regions: .*513223, 653127/,
    );
  });

  test('of every region in the repository is sound', () => {
    expect(loadRegionFiles(folder).map((region) => region.code)).toEqual(expect.arrayContaining(['513223', '653127']));
  });
});
