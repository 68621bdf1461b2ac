import { describe, expect, test } from 'vitest';
import { loadPack } from '../../../../policy/load.ts';
import { actor, card, OTHER_VILLAGE, Story, unitOf, VILLAGE } from '../sample-assets.ts';
import type { MergerMode } from '../units/unit.ts';
import { decideMergerMove, evolveMergerMove, type MoveByMerger, movedBy } from './merger-move.ts';

const SUCCESSOR = '653127/653127100/653127100210/';
const move = (mode: MergerMode, mergerId = 'M'): MoveByMerger => ({
  type: 'move-by-merger',
  mergerId,
  mode,
  fromCode: '653127100201',
  fromPath: VILLAGE,
  toPath: SUCCESSOR,
});
const asset = { unitPath: VILLAGE } as const;

describe('moving by a merger', () => {
  test('ZC-05 direct: the successor becomes the holder and nobody else is named', () => {
    expect(movedBy(asset, move('direct'), unitOf(SUCCESSOR))).toMatchObject({
      kind: 'accepted',
      event: { fromUnitPath: VILLAGE, unitPath: SUCCESSOR, heldFor: undefined },
    });
  });

  test('ZC-05 distinct: the old collective stays the owner while the successor manages', () => {
    expect(movedBy(asset, move('distinct'), unitOf(SUCCESSOR))).toMatchObject({
      event: { unitPath: SUCCESSOR, heldFor: '653127100201' },
    });
  });

  test('ZC-05 what an earlier merger left distinct stays so, also when the next one is direct', () => {
    const before = { unitPath: VILLAGE, heldFor: '653127100299', mergerId: 'EARLIER' };
    for (const mode of ['direct', 'distinct'] as const)
      expect(movedBy(before, move(mode), unitOf(SUCCESSOR))).toMatchObject({ event: { heldFor: '653127100299' } });
  });

  test('ZC-05 what a group below the old village owns comes along and stays the group’s', () => {
    const of = { unitPath: `${VILLAGE}G1/` };
    expect(movedBy(of, move('distinct'), unitOf(SUCCESSOR))).toMatchObject({
      event: { unitPath: `${SUCCESSOR}G1/`, heldFor: undefined },
    });
  });

  test.each([
    ['by the same merger again', { unitPath: SUCCESSOR, mergerId: 'M' }, unitOf(SUCCESSOR), 'wrong-state'],
    ['when it is no longer the old unit’s', { unitPath: OTHER_VILLAGE }, unitOf(SUCCESSOR), 'wrong-state'],
    ['to a unit nobody knows', asset, undefined, 'unknown-unit'],
    ['to a unit of another path', asset, unitOf(OTHER_VILLAGE), 'unknown-unit'],
    ['to a unit that is closed', asset, unitOf(SUCCESSOR, 'village', 'closed'), 'unit-closed'],
  ] as const)('is refused %s', (_what, state, successor, code) => {
    expect(movedBy(state, move('direct'), successor)).toMatchObject({ refusal: { code } });
  });

  test('MX-07 is an event of the asset itself and changes nothing else on its card', () => {
    const story = new Story(loadPack('makit'));
    const who = actor('wang', 'village-accountant', VILLAGE);
    story.do(
      who,
      { type: 'register', unitPath: VILLAGE, card: card({ class: 'public-welfare' }) },
      { unit: unitOf(VILLAGE) },
    );
    const before = story.state;
    if (!before) throw new Error('no asset');
    const decision = decideMergerMove(before, move('distinct'), unitOf(SUCCESSOR));
    if (decision.kind === 'refused') throw new Error(decision.refusal.code);
    expect(decision.event).toMatchObject({ type: 'asset-moved-by-merger', holderKind: 'village' });
    expect(evolveMergerMove(before, decision.event)).toEqual({
      ...before,
      unitPath: SUCCESSOR,
      mergerId: 'M',
      heldFor: '653127100201',
    });
  });
});
