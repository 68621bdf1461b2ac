import { describe, expect, test } from 'vitest';
import { loadPack } from '../../../policy/load.ts';
import type { AssetClass, CardField, Policy } from '../../../policy/policy.ts';
import { assetCode, isAssetCode } from './asset-code.ts';
import type { Card } from './card.ts';
import { actor, card, Story, unitOf, VILLAGE } from './sample-assets.ts';

const [maoxian, makit, shanxi, fucheng] = ['maoxian', 'makit', 'shanxi-poverty-assets', 'fucheng'].map(loadPack) as [
  Policy,
  Policy,
  Policy,
  Policy,
];
const clerk = actor('wang', 'village-accountant', VILLAGE);
const decide = (policy: Policy, more: Partial<Card>, unit = unitOf(VILLAGE)) =>
  new Story(policy).decide(clerk, { type: 'register', unitPath: unit.path, card: card(more) }, { unit });
const registers = (policy: Policy, more: Partial<Card>, unit = unitOf(VILLAGE)): string => {
  const decision = decide(policy, more, unit);
  return decision.kind === 'refused' ? decision.refusal.code : 'accepted';
};
const pointers = (policy: Policy, more: Partial<Card>) => {
  const decision = decide(policy, more);
  return decision.kind === 'refused' ? (decision.refusal.places ?? []).map(({ pointer }) => pointer) : undefined;
};

/** A value a field takes. */
const fitting = ({ type, choices = [] }: CardField): string | number =>
  ({ text: '文字', integer: 3, date: '2020-02-29', choice: choices[0]?.id ?? '' })[type];
const misfitting = ({ type }: CardField): string | number =>
  ({ text: 3, integer: '3', date: '2021-02-29', choice: 'no-such-choice' })[type];
const applies = (field: CardField, subType: string | undefined): boolean =>
  field.required === true ||
  field.subTypes === undefined ||
  (subType !== undefined && field.subTypes.includes(subType));
const filled = ({ fields }: AssetClass, subType: string | undefined) =>
  Object.fromEntries(fields.filter((field) => applies(field, subType)).map((field) => [field.id, fitting(field)]));

describe('the fields of a class', () => {
  test.each([
    ['MX-01 SX-05', maoxian],
    ['SX-02 SX-05', shanxi],
    ['MG-02 SX-05', makit],
    ['ZC-01', loadPack('township-reform')],
    ['FC-08', fucheng],
  ])('%s every class and sub-type of the pack takes its own fields, filled in', (_clause, policy) => {
    for (const assetClass of policy.assetClasses) {
      for (const subType of [undefined, ...assetClass.subTypes.map(({ id }) => id)]) {
        const details = filled(assetClass, subType);
        // What belongs to a poor household is not of these classes: the placement rules are tested below.
        if ('beneficiary' in details) details.beneficiary = 'village-collective';
        expect([subType, registers(policy, { class: assetClass.id, subType, details })]).toEqual([subType, 'accepted']);
      }
    }
  });

  test('SX-05 a field of another class, a value of another kind and a missing one are each refused where they stand', () => {
    for (const assetClass of maoxian.assetClasses) {
      expect(registers(maoxian, { class: assetClass.id, details: { colour: 'red' } })).toBe('unknown-detail');
      expect(pointers(maoxian, { class: assetClass.id, details: { colour: 'red' } })).toEqual(['/details/colour']);
      for (const field of assetClass.fields) {
        const details = { [field.id]: misfitting(field) };
        expect(registers(maoxian, { class: assetClass.id, details })).toBe('invalid-detail');
        expect(pointers(maoxian, { class: assetClass.id, details })).toEqual([`/details/${field.id}`]);
      }
    }
    const centre = { class: 'operating', subType: 'breeding-centre' };
    expect(registers(makit, { ...centre, details: { thing: 'facility' } })).toBe('missing-detail');
    expect(pointers(makit, centre)).toEqual(['/details/thing', '/details/beneficiary']);
    expect(registers(makit, { class: 'operating', subType: 'cold-store' })).toBe('accepted');
  });

  test('a field that only some sub-types have is no field of the others', () => {
    const details = { company: '合作社', 'share-basis-points': 2_500 };
    expect(registers(makit, { class: 'operating', subType: 'equity', details })).toBe('accepted');
    expect(registers(makit, { class: 'operating', subType: 'cold-store', details })).toBe('unknown-detail');
  });

  test('a negative number is none', () => {
    expect(registers(makit, { class: 'household', details: { quantity: -1 } })).toBe('invalid-detail');
  });
});

describe('scope', () => {
  const project = { code: 'MG-2019-01', name: '良繁中心', year: 2019 };
  const funded = (source: string, more: object = {}) => ({
    class: 'operating',
    funding: [{ source, amountFen: 12_345_600, ...more }],
  });

  test('MG-01 money of the listed funds comes through the county project library', () => {
    for (const { id } of makit.fundingSources) {
      expect(registers(makit, funded(id))).toBe('project-missing');
      expect(pointers(makit, funded(id))).toEqual(['/funding/0/project']);
      expect(registers(makit, funded(id, { project }))).toBe('accepted');
    }
  });

  test('SX-01 seven kinds of funds since 2016, and nothing that belongs to a registered poor household', () => {
    for (const source of shanxi.scope.fundingSources) {
      const formed = (acquiredOn: string) =>
        registers(shanxi, { class: 'industry', acquiredOn, funding: [{ source, amountFen: 12_345_600 }] });
      expect([formed('2015-12-31'), formed('2016-01-01')]).toEqual(['out-of-scope', 'accepted']);
    }
    const given = (beneficiary: string) => registers(shanxi, { class: 'industry', details: { beneficiary } });
    expect(given('registered-poor-household')).toBe('out-of-scope');
    expect(given('village-collective')).toBe('accepted');
  });

  test('a holder of a kind that the plan leaves out registers nothing', () => {
    expect(registers(fucheng, { class: 'operating' }, unitOf(VILLAGE, 'company'))).toBe('out-of-scope');
    expect(registers(fucheng, { class: 'operating' })).toBe('accepted');
  });

  test('MG-03 livestock of poor households in a breeding centre is a household asset, not the centre’s', () => {
    const centre = { class: 'operating', subType: 'breeding-centre' };
    const details = { thing: 'livestock', beneficiary: 'poor-household' };
    expect(registers(makit, { ...centre, details })).toBe('wrong-class');
    const refused = decide(makit, { ...centre, details });
    expect(refused.kind === 'refused' && refused.refusal.detail?.zh).toContain('统一登记为到户类资产');
    expect(registers(makit, { class: 'operating', subType: 'other-operating', details })).toBe('wrong-class');
    expect(
      registers(makit, { class: 'household', subType: 'livestock', details: { ...details, 'placed-in': '良繁中心' } }),
    ).toBe('accepted');
    expect(registers(makit, { ...centre, details: { ...details, thing: 'facility' } })).toBe('accepted');
    expect(registers(makit, { ...centre, details: { ...details, beneficiary: 'village-collective' } })).toBe(
      'accepted',
    );
  });
});

describe('the supervising department', () => {
  test('MG-20 SX-05 is the one the card names, or else the one the pack routes to', () => {
    const routed = new Story(makit).registered({ class: 'operating', subType: 'rural-tourism', name: '乡村旅游民宿' });
    expect(makit.departments.map(({ id }) => id)).toContain(routed.state?.department);
    const named = new Story(makit).registered({ class: 'operating', department: 'audit' });
    expect(named.state?.department).toBe('audit');
    expect(registers(makit, { class: 'operating', department: 'no-such-bureau' })).toBe('not-in-policy');
  });

  test('MX-06 without a route it is the lead department of the class', () => {
    const lead = maoxian.responsibleDepartments.find(({ classes }) => classes.includes('land'))?.lead[0];
    expect(new Story(maoxian).registered({ class: 'land' }).state?.department).toBe(lead);
  });

  test('a correction that leaves it out has it routed anew', () => {
    const story = new Story(maoxian).registered({ class: 'land', department: 'audit' });
    story.do(clerk, { type: 'correct', card: card({ class: 'land' }), reason: '更正' });
    expect(story.state?.department).not.toBe('audit');
  });
});

describe('the code of an asset', () => {
  test('is given once and stays, whatever the card comes to say', () => {
    const story = new Story(maoxian).registered({ class: 'land' });
    const { code = '' } = story.state ?? {};
    expect(isAssetCode(code)).toBe(true);
    expect(code.startsWith('LD-')).toBe(true);
    story.do(clerk, { type: 'correct', card: card({ class: 'buildings' }), reason: '更正' });
    expect(story.state?.code).toBe(code);
  });

  test('shows every single wrong letter and every two swapped neighbours', () => {
    const code = assetCode('7K3MQ9XD2FHT8W6N0P4R1S5VYZ', 'OP');
    expect(isAssetCode(code)).toBe(true);
    const signs = [...code];
    for (const [index, sign] of signs.entries()) {
      if (sign === '-') continue;
      for (const wrong of '0123456789ABCDEFGHJKMNPQRSTVWXYZ') {
        const typed = [...signs.slice(0, index), wrong, ...signs.slice(index + 1)].join('');
        if (wrong !== sign) expect(isAssetCode(typed), typed).toBe(false);
      }
      const next = signs[index + 1];
      if (next === undefined || next === '-' || next === sign) continue;
      const swapped = [...signs.slice(0, index), next, sign, ...signs.slice(index + 2)].join('');
      expect(isAssetCode(swapped), swapped).toBe(false);
    }
  });
});
