import { describe, expect, test } from 'vitest';
import { decideUnit, evolveUnit, type Unit, type UnitCommand, type UnitKind } from '../units/unit.ts';

const unit = (path: string, kind: UnitKind = 'village', status: Unit['status'] = 'active'): Unit => ({
  code: path.split('/').at(-2) ?? '',
  name: '单位',
  kind,
  path,
  status,
});
const OLD = unit('653127/653127100/653127100201/');
const NEW = unit('653127/653127100/653127100210/');
const done = (state: Unit, command: UnitCommand, other?: Unit): Unit => {
  const decision = decideUnit(state, command, other);
  if (decision.kind === 'refused') throw new Error(decision.refusal.code);
  return evolveUnit(state, decision.event);
};
const close = { type: 'close-by-merger', mergerId: 'M', mode: 'direct' } as const;

describe('a unit', () => {
  test('is renamed and given another credit code with a reason', () => {
    const command = { type: 'correct', name: '新名', creditCode: '11341821003287369Y', reason: '更名批复' } as const;
    expect(done(OLD, command)).toEqual({ ...OLD, name: '新名', creditCode: '11341821003287369Y' });
    expect(decideUnit(OLD, { ...command, creditCode: '11341821003287369X' }, undefined)).toMatchObject({
      refusal: { code: 'credit-code-invalid' },
    });
  });

  test('whose numeric code does not begin with that of the unit above is refused', () => {
    const command = {
      type: 'register',
      code: '513223101201',
      name: '村',
      kind: 'village',
      parentCode: '653127100',
    } as const;
    expect(decideUnit(undefined, command, unit('653127/653127100/', 'township'))).toMatchObject({
      refusal: { code: 'unit-code-invalid' },
    });
  });

  test('ZC-03 merged away names its successor and takes no further command', () => {
    const closed = done(OLD, close, NEW);
    expect(closed).toMatchObject({ status: 'closed', successor: '653127100210', mergerId: 'M', path: OLD.path });
    for (const command of [close, { type: 'correct', name: '名', reason: '由' }] as const)
      expect(decideUnit(closed, command, NEW)).toMatchObject({ refusal: { code: 'unit-closed' } });
  });

  test('is not merged into itself, into nothing, or into a unit that is closed', () => {
    expect(decideUnit(OLD, close, undefined)).toMatchObject({ refusal: { code: 'unknown-unit' } });
    expect(decideUnit(OLD, close, OLD)).toMatchObject({ refusal: { code: 'unknown-unit' } });
    expect(decideUnit(OLD, close, { ...NEW, status: 'closed' })).toMatchObject({ refusal: { code: 'unit-closed' } });
  });

  test('ZC-03 below a merged township comes under its successor and keeps its code', () => {
    const move = {
      type: 'move-by-merger',
      mergerId: 'M',
      fromPath: '653127/653127100/',
      toPath: '653127/653127105/',
    } as const;
    expect(done(OLD, move)).toMatchObject({
      path: '653127/653127105/653127100201/',
      code: '653127100201',
      status: 'active',
    });
    expect(decideUnit(unit('653127/653127100/', 'township'), move, undefined)).toMatchObject({
      refusal: { code: 'wrong-state' },
    });
    expect(decideUnit(unit('653127/6531271001/X/'), move, undefined)).toMatchObject({
      refusal: { code: 'wrong-state' },
    });
  });

  test('that is not registered has nothing to correct', () => {
    expect(decideUnit(undefined, close, NEW)).toMatchObject({ refusal: { code: 'not-found' } });
  });
});
