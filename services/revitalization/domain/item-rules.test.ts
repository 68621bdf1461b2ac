import { describe, expect, test } from 'vitest';
import {
  OTHER_VILLAGE,
  PEOPLE,
  packOf,
  SampleItem,
  sampleAsset,
  sampleEvidence,
  samplePlan,
  VILLAGE,
} from '../sample-items.ts';
import type { ItemCommand } from './item-commands.ts';

const makit = packOf('makit');
const listed = () => new SampleItem(makit).list();
const reported = () => listed().approve().report();
const step = (verdict: 'approved' | 'returned', reason?: string) =>
  ({ type: 'step-completion', verdict, reason }) as const;

describe('listing', () => {
  test('ZC-07 a confirmed finding is on the list with what is known of the asset', () => {
    const { assetId, name, originalFen } = sampleAsset;
    expect(listed().item).toMatchObject({ assetId, name, originalFen, unitPath: VILLAGE, status: 'listed', round: 1 });
  });

  test('another finding while the item is open is kept beside it and makes no second item', () => {
    const item = listed().approve();
    item.must({ type: 'list', asset: { ...sampleAsset, assetVersion: 9, finding: 'low-efficiency' } });
    expect(item.item).toMatchObject({ status: 'approved', round: 1, finding: 'low-efficiency', assetVersion: 3 });
    expect(item.events.at(-1)?.type).toBe('item-finding-repeated');
  });

  test('an asset found idle again after its write-off goes through another round', () => {
    const item = reported().writeOff().list({ assetVersion: 12, confirmedOn: '2027-05-01' });
    expect(item.item).toMatchObject({ status: 'listed', round: 2, confirmedOn: '2027-05-01' });
    const { plan, deadline, completion, extensionCount } = item.item;
    expect([plan, deadline, completion, extensionCount]).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('nothing but a finding makes an item', () => {
    const nothing = new SampleItem(makit);
    const commands: ItemCommand[] = [
      samplePlan,
      { type: 'start' },
      step('approved'),
      { type: 'reopen', reason: 'x' },
      { type: 'move', assetVersion: 9, unitPath: OTHER_VILLAGE, holderKind: 'village' },
    ];
    for (const command of commands) expect(nothing.answer(command)).toBe('not-found');
  });
});

describe('work and write-off', () => {
  test('ZC-07 done, verified and written off, each item on its own', () => {
    const [one, other] = [reported(), reported()];
    expect(one.item.status).toBe('completion-reported');
    expect(one.events.at(-1)).toMatchObject({
      summary: '已恢复使用',
      reportedOn: '2026-01-12',
      evidence: [{ kind: 'acceptance-record', evidenceId: 'E1', sha256: 'a'.repeat(64) }],
    });
    one.must(step('approved'), PEOPLE.township);
    expect(one.item.status).toBe('verified');
    const event = one.must(step('approved'), PEOPLE.industry);
    expect(event).toEqual({
      type: 'item-written-off',
      assetId: 'ASSET1',
      unitPath: VILLAGE,
      measure: 'self-operation',
      writtenOffOn: '2026-01-12',
    });
    expect(one.item).toMatchObject({ status: 'written-off', writtenOffOn: '2026-01-12' });
    expect(other.item.status).toBe('completion-reported');
  });

  test('completion without a verified document of the unit is not reported', () => {
    const item = listed().approve();
    item.must({ type: 'start' });
    const report = { type: 'report-completion', summary: '完成' } as const;
    expect(item.answer(report, PEOPLE.head)).toBe('evidence-missing');
    expect(item.answer(report, PEOPLE.head, { kind: 'verified', documents: [] })).toBe('evidence-missing');
    expect(item.answer(report, PEOPLE.head, { kind: 'unverified', evidenceId: 'E9' })).toBe('evidence-not-verified');
    expect(item.answer(report, PEOPLE.head, sampleEvidence(OTHER_VILLAGE))).toBe('evidence-not-verified');
    expect(item.answer(report, PEOPLE.head, sampleEvidence())).toBe('accepted');
  });

  test('nobody verifies their own report, and whoever verified does not write off', () => {
    const item = listed().approve();
    item.must({ type: 'start' });
    item.must({ type: 'report-completion', summary: '完成' }, PEOPLE.township, sampleEvidence());
    expect(item.answer(step('approved'), PEOPLE.township)).toBe('own-proposal');
    expect(item.answer(step('approved'), PEOPLE.industry)).toBe('not-your-step');
    const both = { ...PEOPLE.township2, roles: ['township-officer', 'industry-department'] };
    item.must(step('approved'), both);
    expect(item.answer(step('approved'), both)).toBe('second-step');
    expect(item.answer(step('approved'), PEOPLE.industry)).toBe('accepted');
  });

  test('a report is sent back with its reason, before and after verification, and work goes on', () => {
    const item = reported();
    expect(item.answer(step('returned'), PEOPLE.township)).toBe('reason-required');
    item.must(step('returned', '照片不清'), PEOPLE.township);
    expect(item.item).toMatchObject({
      status: 'in-progress',
      lastReturn: { step: 'verification', reason: '照片不清' },
    });
    expect(item.item.completion).toBeUndefined();
    item.must({ type: 'report-completion', summary: '补齐' }, PEOPLE.head, sampleEvidence());
    item.must(step('approved'), PEOPLE.township);
    item.must(step('returned', '仍未使用'), PEOPLE.industry);
    expect(item.item).toMatchObject({ status: 'in-progress', lastReturn: { step: 'write-off' } });
  });

  test('each thing has its place in the order', () => {
    const item = listed();
    expect(item.answer({ type: 'start' })).toBe('wrong-state');
    expect(item.answer({ type: 'step-plan', verdict: 'approved' }, PEOPLE.township)).toBe('wrong-state');
    item.approve();
    expect(item.answer(samplePlan)).toBe('wrong-state');
    const report = { type: 'report-completion', summary: '完成' } as const;
    expect(item.answer(report, PEOPLE.head, sampleEvidence())).toBe('wrong-state');
    expect(item.answer(step('approved'), PEOPLE.township)).toBe('wrong-state');
    item.report().writeOff();
    expect(item.answer({ type: 'start' })).toBe('wrong-state');
    expect(item.answer({ type: 'suspend', reason: 'x' }, PEOPLE.county)).toBe('wrong-state');
  });
});

describe('extension', () => {
  const request = (dueDate: string) => ({ type: 'request-extension', dueDate, reason: '审批手续未完' }) as const;
  const grant = { type: 'step-extension', verdict: 'approved' } as const;
  const inProgress = () => {
    const item = listed().approve();
    item.must({ type: 'start' });
    return item; // due 2026-04-12
  };

  test('needs a reason, an approval by others, and is counted', () => {
    const item = inProgress();
    item.must(request('2026-06-01'));
    expect(item.item.deadline?.dueDate).toBe('2026-04-12');
    expect(item.answer(request('2026-06-02'))).toBe('wrong-state');
    expect(item.answer(grant, PEOPLE.township)).toBe('not-your-step');
    expect(item.answer(grant, { ...PEOPLE.industry, sub: 'head' })).toBe('own-proposal');
    item.must(grant, PEOPLE.industry);
    expect(item.item).toMatchObject({ status: 'in-progress', extensionCount: 1, deadline: { dueDate: '2026-06-01' } });
    expect(item.item.extension).toBeUndefined();
  });

  test('is bounded by the pack in days and in number', () => {
    const item = inProgress();
    const { longestDays, maximumTimes } = makit.extension;
    expect([longestDays, maximumTimes]).toEqual([90, 2]);
    expect(item.answer(request('2026-07-12'))).toBe('extension-limit');
    expect(item.answer(request('2026-04-12'))).toBe('deadline-too-early');
    for (const dueDate of ['2026-07-11', '2026-10-09']) {
      item.must(request(dueDate));
      item.must(grant, PEOPLE.industry);
    }
    expect(item.answer(request('2026-10-10'))).toBe('extension-limit');
  });

  test('is not granted for days that are over', () => {
    const item = inProgress();
    item.day = '2026-05-01';
    expect(item.answer(request('2026-05-01'))).toBe('deadline-too-early');
    expect(item.answer(request('2026-05-02'))).toBe('accepted');
  });

  test.each(['returned', 'refused'] as const)('%s leaves the date and the count as they were', (verdict) => {
    const item = inProgress();
    item.must(request('2026-06-01'));
    expect(item.answer({ type: 'step-extension', verdict }, PEOPLE.industry)).toBe('reason-required');
    item.must({ type: 'step-extension', verdict, reason: '理由不足' }, PEOPLE.industry);
    expect(item.item.deadline?.dueDate).toBe('2026-04-12');
    expect(item.item.extensionCount).toBeUndefined();
    expect(item.answer(grant, PEOPLE.industry)).toBe('wrong-state');
    expect(item.answer(request('2026-06-01'))).toBe('accepted');
  });

  test('a chain of two steps grants with its second', () => {
    const step = makit.chains.extension.steps[0];
    const first = { ...step, id: 'township-examination', role: 'township-officer', level: 'township' };
    const chains = { ...makit.chains, extension: { ...makit.chains.extension, steps: [first, step] } };
    const item = new SampleItem({ ...makit, chains } as typeof makit).list().approve();
    item.must(request('2026-06-01'));
    item.must(grant, PEOPLE.township);
    expect(item.item.deadline?.dueDate).toBe('2026-04-12');
    expect(item.answer(grant, PEOPLE.township)).toBe('second-step');
    item.must(grant, PEOPLE.industry);
    expect(item.item.deadline?.dueDate).toBe('2026-06-01');
  });

  test('is moot once completion is reported, and open again when the report is sent back', () => {
    const item = inProgress();
    item.must(request('2026-06-01'));
    item.must({ type: 'report-completion', summary: '完成' }, PEOPLE.head, sampleEvidence());
    expect(item.answer(grant, PEOPLE.industry)).toBe('wrong-state');
    item.must(step('returned', '不实'), PEOPLE.township);
    expect(item.answer(grant, PEOPLE.industry)).toBe('accepted');
  });
});

describe('suspended, resumed, reopened, moved', () => {
  test('a suspended item rests until it is resumed where it was; its due date does not move', () => {
    const item = listed().approve();
    item.must({ type: 'suspend', reason: '诉讼期间' }, PEOPLE.county);
    expect(item.item).toMatchObject({ status: 'suspended', suspendedFrom: 'approved' });
    expect(item.answer({ type: 'start' })).toBe('wrong-state');
    expect(item.answer({ type: 'suspend', reason: 'x' }, PEOPLE.county)).toBe('wrong-state');
    item.day = '2026-03-01';
    item.must({ type: 'resume', reason: '判决生效' }, PEOPLE.county);
    expect(item.item).toMatchObject({ status: 'approved', deadline: { dueDate: '2026-04-12' } });
    expect(item.item.suspendedFrom).toBeUndefined();
    expect(item.answer({ type: 'resume', reason: 'x' }, PEOPLE.county)).toBe('wrong-state');
  });

  test('a plan under approval waits while its item is suspended', () => {
    const item = listed();
    item.must(samplePlan);
    item.must({ type: 'suspend', reason: 'x' }, PEOPLE.county);
    expect(item.answer({ type: 'step-plan', verdict: 'approved' }, PEOPLE.township)).toBe('wrong-state');
    item.must({ type: 'resume', reason: 'x' }, PEOPLE.county);
    expect(item.answer({ type: 'step-plan', verdict: 'approved' }, PEOPLE.township)).toBe('accepted');
  });

  test('a write-off that did not hold is reopened and needs another plan', () => {
    const item = reported();
    expect(item.answer({ type: 'reopen', reason: '复查未使用' }, PEOPLE.county)).toBe('wrong-state');
    item.writeOff();
    item.must({ type: 'reopen', reason: '复查未使用' }, PEOPLE.county);
    expect(item.item).toMatchObject({ status: 'listed', round: 2 });
    expect(item.item.writtenOffOn).toBeUndefined();
    expect(item.approve().item.status).toBe('approved');
  });

  test('the item goes with the asset to its new holder, and old news does not bring it back', () => {
    const item = listed().approve();
    const move = (assetVersion: number, unitPath: string) =>
      ({ type: 'move', assetVersion, unitPath, holderKind: 'village' }) as const;
    item.must(move(8, OTHER_VILLAGE));
    expect(item.item).toMatchObject({ unitPath: OTHER_VILLAGE, holderKind: 'village', status: 'approved' });
    expect(item.answer(move(8, VILLAGE))).toBe('stale-version');
    expect(item.answer(move(5, VILLAGE))).toBe('stale-version');
    expect(item.item.unitPath).toBe(OTHER_VILLAGE);
  });
});
