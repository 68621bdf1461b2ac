import { describe, expect, test } from 'vitest';
import { decideUnit, evolveUnit, type RegisterUnit, type Unit, type UnitKind } from './unit.ts';

const unit = (kind: UnitKind, path: string, status: Unit['status'] = 'active'): Unit => ({
  code: path.split('/').at(-2) ?? '',
  name: '单位',
  kind,
  path,
  status,
});
const register = (kind: UnitKind, parentCode?: string, more: Partial<RegisterUnit> = {}): RegisterUnit => ({
  type: 'register',
  code: 'C1',
  name: '单位',
  kind,
  parentCode,
  ...more,
});
const COUNTY = unit('county', '653127/');

describe('registering a unit', () => {
  test('a county stands alone, everything else under something', () => {
    expect(decideUnit(undefined, register('county'), undefined)).toMatchObject({
      kind: 'accepted',
      event: { path: 'C1/' },
    });
    expect(decideUnit(undefined, register('county', '653127'), COUNTY)).toMatchObject({
      refusal: { code: 'unknown-unit' },
    });
    expect(decideUnit(undefined, register('township'), undefined)).toMatchObject({ refusal: { code: 'unknown-unit' } });
  });

  test('its path is its parent’s and its own code', () => {
    const decision = decideUnit(undefined, register('township', '653127'), COUNTY);
    if (decision.kind === 'refused') throw new Error('refused');
    expect(evolveUnit(undefined, decision.event)).toMatchObject({ path: '653127/C1/', status: 'active' });
  });

  const kinds: UnitKind[] = [
    'county',
    'department',
    'township',
    'village',
    'village-collective',
    'household-group',
    'company',
  ];
  const allowed = new Set([
    'department<county',
    'township<county',
    'company<county',
    'company<department',
    'company<township',
    'village<township',
    'village-collective<township',
    'village-collective<village',
    'household-group<village',
    'household-group<village-collective',
  ]);
  test.each(
    kinds.filter((kind) => kind !== 'county').flatMap((kind) => kinds.map((parent) => [kind, parent] as const)),
  )('a %s under a %s', (kind, parent) => {
    const decision = decideUnit(undefined, register(kind, 'P'), unit(parent, 'P/'));
    expect(decision.kind === 'accepted').toBe(allowed.has(`${kind}<${parent}`));
  });

  test.each([
    ['a code in use', unit('township', '653127/C1/'), register('township', '653127'), COUNTY, 'already-exists'],
    ['a parent nobody knows', undefined, register('township', '653127'), undefined, 'unknown-unit'],
    [
      'a parent that was merged away',
      undefined,
      register('village', 'T'),
      unit('township', '653127/T/', 'closed'),
      'unit-closed',
    ],
    [
      'a credit code that fails its check',
      undefined,
      register('township', '653127', { creditCode: '11341821003287369X' }),
      COUNTY,
      'credit-code-invalid',
    ],
  ] as const)('with %s is refused', (_what, state, command, parent, code) => {
    expect(decideUnit(state, command, parent)).toMatchObject({ kind: 'refused', refusal: { code } });
  });

  test('with a credit code that passes is recorded with it', () => {
    const decision = decideUnit(
      undefined,
      register('village-collective', 'V', { creditCode: 'N2513223MF1234567P' }),
      unit('village', '653127/T/V/'),
    );
    expect(decision).toMatchObject({ kind: 'accepted', event: { creditCode: 'N2513223MF1234567P' } });
  });
});
