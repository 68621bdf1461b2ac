import { describe, expect, test } from 'vitest';
import { stepsLeft } from '../../../../platform/approval.ts';
import { calendarDate } from '../../../../platform/calendar.ts';
import { loadPack } from '../../../../policy/load.ts';
import { actor, OTHER_VILLAGE, VILLAGE } from '../sample-assets.ts';
import { APPRAISED, assetOf, CaseStory, PROPOSAL, papers, TOWNSHIP, WHO } from './sample-disposals.ts';

const makit = loadPack('makit');
const shanxi = loadPack('shanxi-poverty-assets');
const CHAIN = [WHO.officer, WHO.industry, WHO.government, WHO.agriculture] as const;
const step = (verdict: 'approved' | 'returned' | 'refused', reason?: string) =>
  ({ type: 'step', verdict, reason }) as const;
const approved = () => new CaseStory(makit).proposed().approved(...CHAIN);
const sale = { type: 'record-result', soldFen: 1_200_00, buyer: '李四', concludedOn: '2026-05-06' } as const;
const RECORD = { evidence: papers(['disposal-record']) };
const published = () => approved().do(WHO.holder, sale, RECORD).do(WHO.holder, { type: 'publish' });

describe('a proposal', () => {
  const code = (more: object, evidence = APPRAISED, asset = assetOf(makit)) =>
    new CaseStory(makit, asset).codeOf(WHO.holder, { ...PROPOSAL, ...more }, { evidence });
  const working = { performance: { works: true, meetsTarget: true } };

  test('SX-09 an asset that works as designed and meets its target is not disposed of', () => {
    expect(code({})).toBe('accepted');
    expect(code(working)).toBe('still-performing');
    expect(code({ performance: { works: false, meetsTarget: true } })).toBe('accepted');
    expect(code({ ...working, exception: 'necessary-disposal' })).toBe('not-in-policy');
  });

  test('SX-09 unless on an exception that the pack knows', () => {
    const story = new CaseStory(shanxi, assetOf(makit, { class: 'industry' }));
    const plan = { purpose: 'new-poverty-asset', newAsset: { class: 'industry', name: '新大棚' } };
    const proposal = { ...PROPOSAL, ...working, ground: 'structure-adjustment', proceeds: plan };
    expect(story.codeOf(WHO.holder, proposal, { evidence: APPRAISED })).toBe('still-performing');
    const excepted = { ...proposal, exception: 'necessary-disposal' };
    expect(story.codeOf(WHO.holder, excepted, { evidence: APPRAISED })).toBe('accepted');
  });

  test('SX-09 the use of the proceeds is planned together with the disposal; without it there is no disposal', () => {
    expect(code({ proceeds: undefined })).toBe('proceeds-plan-missing');
    expect(code({ proceeds: { purpose: 'new-assistance-asset' } })).toBe('proceeds-plan-missing');
    expect(code({ proceeds: { purpose: 'banquet' } })).toBe('not-in-policy');
    expect(code({ proceeds: { purpose: 'rural-revitalization' } })).toBe('accepted');
    const proceeds = { purpose: 'new-assistance-asset', newAsset: { class: 'yachts', name: '游艇' } };
    expect(code({ proceeds })).toBe('unknown-class');
  });

  test('MG-17 a sale on the market needs its appraisal, on paper; scrapping needs none', () => {
    expect(code({ appraisal: undefined })).toBe('appraisal-missing');
    expect(code({}, papers(['meeting-minutes']))).toBe('appraisal-missing');
    expect(code({ mode: 'scrap', appraisal: undefined }, papers(['meeting-minutes']))).toBe('accepted');
    expect(code({ mode: 'gift' })).toBe('not-in-policy');
    expect(code({ ground: 'boredom' })).toBe('not-in-policy');
    expect(code({ appraisal: { ...PROPOSAL.appraisal, appraisedOn: '2026-05-07' } })).toBe('date-in-future');
  });

  test('MG-17 a mortgaged asset needs the lawful approval, equity the way it is left in writing', () => {
    const mortgaged = papers(['appraisal-report', 'mortgage-approval']);
    expect(code({ mortgaged: true })).toBe('mortgage-approval-missing');
    expect(code({ mortgaged: true }, mortgaged)).toBe('accepted');
    const equity = assetOf(makit, { subType: 'equity' });
    const exit = papers(['appraisal-report', 'equity-exit-agreement']);
    expect(code({}, exit, equity)).toBe('equity-exit-missing');
    expect(code({ equityExit: '合作社按原价回购' }, APPRAISED, equity)).toBe('equity-exit-missing');
    expect(code({ equityExit: '合作社按原价回购' }, exit, equity)).toBe('accepted');
  });

  test('MG-17 the holder applies, for an asset that is there and in nobody else’s hands', () => {
    const propose = (who: ReturnType<typeof actor>) =>
      new CaseStory(makit).codeOf(who, PROPOSAL, { evidence: APPRAISED });
    expect(propose(WHO.officer)).toBe('not-the-holder');
    expect(propose(actor('sun', 'village-accountant', OTHER_VILLAGE))).toBe('not-the-holder');
    for (const use of ['disposed', 'lost'] as const)
      expect(code({}, APPRAISED, assetOf(makit, { use }))).toBe('wrong-state');
    expect(code({}, APPRAISED, assetOf(makit, { duplicateOf: 'A2' }))).toBe('wrong-state');
    expect(code({}, papers(['appraisal-report'], OTHER_VILLAGE))).toBe('evidence-not-verified');
    expect(code({}, papers([]))).toBe('evidence-missing');
    expect(new CaseStory(makit).codeOf(WHO.holder, PROPOSAL, { asset: undefined })).toBe('not-found');
  });

  test('MG-17 a group of households is spoken for by its village', () => {
    const group = `${VILLAGE}65312710020101/`;
    const story = new CaseStory(makit, assetOf(makit, {}, group, 'household-group'));
    const evidence = papers(['appraisal-report'], group);
    expect(story.codeOf(WHO.holder, PROPOSAL, { evidence })).toBe('accepted');
    expect(story.codeOf(WHO.officer, PROPOSAL, { evidence })).toBe('not-the-holder');
  });
});

describe('the chain', () => {
  test('MG-17 village, township, department, county, re-check and filing, in this order and by nobody else', () => {
    const story = new CaseStory(makit).proposed();
    for (const [place, who] of CHAIN.entries()) {
      for (const other of CHAIN.filter((one) => one !== who))
        expect(story.codeOf(other, step('approved')), `${other.sub} at ${place}`).not.toBe('accepted');
      story.do(who, step('approved'));
    }
    expect(story.state?.status).toBe('approved');
    expect(story.codeOf(WHO.officer, step('approved'))).toBe('wrong-state');
  });

  test.each(CHAIN.map((who, place) => [place + 1, who] as const))(
    'MG-17 step %i refuses with a reason, and the case is over',
    (place, who) => {
      const story = new CaseStory(makit).proposed().approved(...CHAIN.slice(0, place - 1));
      expect(story.codeOf(who, step('refused'))).toBe('reason-required');
      story.do(who, step('refused', '仍可修复'));
      expect(story.state?.status).toBe('refused');
      expect(story.codeOf(WHO.holder, PROPOSAL, { evidence: APPRAISED })).toBe('already-exists');
      expect(story.codeOf(WHO.holder, { type: 'withdraw', reason: '撤回' })).toBe('wrong-state');
      expect(story.codeOf(WHO.holder, sale, RECORD)).toBe('wrong-state');
    },
  );

  test.each(CHAIN.map((who, place) => [place + 1, who] as const))(
    'MG-17 step %i returns it; proposed again it walks the whole chain',
    (place, who) => {
      const story = new CaseStory(makit).proposed().approved(...CHAIN.slice(0, place - 1));
      expect(story.codeOf(who, step('returned'))).toBe('reason-required');
      story.do(who, step('returned', '补充评估'));
      expect(story.state?.status).toBe('returned');
      expect(story.codeOf(who, step('approved'))).toBe('wrong-state');
      story.proposed({ statement: '已补充评估' }).approved(...CHAIN);
      expect(story.state?.status).toBe('approved');
    },
  );

  test('MG-17 a returned case is another asset’s no more than before', () => {
    const story = new CaseStory(makit).proposed().do(WHO.officer, step('returned', '补充'));
    expect(story.codeOf(WHO.holder, { ...PROPOSAL, assetId: 'A2' }, { evidence: APPRAISED })).toBe('already-exists');
  });

  test('MG-17 state-owned: department, finance committee, reply of the finance bureau', () => {
    const asset = assetOf(makit, {}, TOWNSHIP, 'township');
    const story = new CaseStory(makit, asset);
    const clerk = actor('lin', 'township-officer', TOWNSHIP);
    story.do(clerk, PROPOSAL, { evidence: papers(['appraisal-report'], TOWNSHIP) });
    expect(story.state && stepsLeft(story.state.approval).map(({ id }) => id)).toEqual([
      'department-review',
      'finance-committee',
      'finance-reply',
    ]);
    expect(story.codeOf(WHO.government, step('approved'))).toBe('not-your-step');
    story.approved(WHO.industry, WHO.government);
    expect(story.codeOf(WHO.agriculture, step('approved'))).toBe('not-your-step');
    expect(story.approved(WHO.finance).state?.status).toBe('approved');
  });

  test('nobody approves what they proposed, before or after it was returned, and nobody takes two steps', () => {
    const both = { ...WHO.holder, roles: ['village-accountant', 'township-officer'] };
    const story = new CaseStory(makit).proposed();
    expect(story.codeOf({ ...both, unit: TOWNSHIP }, step('approved'))).toBe('own-proposal');
    story.do(WHO.officer, step('returned', '补充'));
    story.do(WHO.successor, PROPOSAL, { evidence: APPRAISED });
    expect(story.codeOf({ ...both, unit: TOWNSHIP }, step('approved'))).toBe('own-proposal');
    story.approved(WHO.officer);
    const promoted = { ...WHO.officer, roles: ['industry-department'], unit: '653127/' };
    expect(story.codeOf(promoted, step('approved'))).toBe('second-step');
  });

  test('a person who is replaced leaves nothing behind: another with the same role takes the step, the successor withdraws', () => {
    const story = new CaseStory(makit).proposed();
    expect(story.codeOf(WHO.newOfficer, step('approved'))).toBe('accepted');
    expect(story.codeOf(WHO.officer, { type: 'withdraw', reason: '撤回' })).toBe('not-the-holder');
    expect(story.do(WHO.successor, { type: 'withdraw', reason: '撤回' }).state?.status).toBe('withdrawn');
  });

  test.each(['proposed', 'returned', 'approved', 'concluded', 'published'] as const)(
    'it is withdrawn while %s, with a reason',
    (at) => {
      const story = new CaseStory(makit).proposed();
      if (at === 'returned') story.do(WHO.officer, step('returned', '补充'));
      if (at === 'approved' || at === 'concluded' || at === 'published') story.approved(...CHAIN);
      if (at === 'concluded' || at === 'published') story.do(WHO.holder, sale, RECORD);
      if (at === 'published') story.do(WHO.holder, { type: 'publish' });
      expect(story.state?.status).toBe(at);
      expect(story.do(WHO.holder, { type: 'withdraw', reason: '买方违约' }).state?.status).toBe('withdrawn');
    },
  );

  test('once the asset has gone to another unit, that unit ends the case and the old one cannot go on', () => {
    const story = approved();
    story.asset = { ...story.asset, unitPath: OTHER_VILLAGE };
    expect(story.codeOf(WHO.holder, sale, RECORD)).toBe('wrong-state');
    const other = actor('sun', 'village-accountant', OTHER_VILLAGE);
    expect(story.codeOf(other, { type: 'withdraw', reason: '已移交' })).toBe('accepted');
  });
});

describe('after the approval', () => {
  test('MG-17 nothing is sold before it is approved', () => {
    expect(new CaseStory(makit).proposed().codeOf(WHO.holder, sale, RECORD)).toBe('wrong-state');
    expect(approved().codeOf(WHO.holder, { ...sale, concludedOn: '2026-05-05' }, RECORD)).toBe('wrong-state');
    expect(approved().codeOf(WHO.holder, { ...sale, concludedOn: '2026-05-07' }, RECORD)).toBe('date-in-future');
  });

  test('the result names the buyer, has its record, and says why it stays below the appraisal', () => {
    const code = (more: object, refs = RECORD) => approved().codeOf(WHO.holder, { ...sale, ...more }, refs);
    expect(code({ buyer: undefined })).toBe('buyer-missing');
    expect(code({}, { evidence: papers(['meeting-minutes']) })).toBe('evidence-missing');
    expect(code({ soldFen: 1_000_00 })).toBe('accepted');
    expect(code({ soldFen: 999_99 })).toBe('reason-required');
    expect(code({ soldFen: 999_99, reason: '两次流拍' })).toBe('accepted');
    expect(approved().codeOf(WHO.officer, sale, RECORD)).toBe('not-the-holder');
  });

  test('SX-09 the result is published for the days of the pack, and executed only afterwards', () => {
    const story = published();
    expect(story.state?.publicity).toEqual({
      publishedOn: '2026-05-06',
      until: '2026-05-16',
      objectionsUntil: '2026-05-16',
    });
    story.today = calendarDate('2026-05-16');
    expect(story.codeOf(WHO.holder, { type: 'execute' })).toBe('publicity-not-over');
    story.today = calendarDate('2026-05-17');
    expect(story.codeOf(WHO.holder, { type: 'object', text: '价格过低' })).toBe('wrong-state');
    expect(story.do(WHO.holder, { type: 'execute' }).state).toMatchObject({
      status: 'executed',
      executedOn: '2026-05-17',
    });
    expect(approved().codeOf(WHO.holder, { type: 'execute' })).toBe('wrong-state');
  });

  test('MG-17 an objection is answered first; one that is upheld stops the execution until there is another result', () => {
    const story = published();
    story.do(WHO.holder, { type: 'object', text: '价格过低' });
    story.today = calendarDate('2026-05-20');
    expect(story.codeOf(WHO.holder, { type: 'execute' })).toBe('objection-unanswered');
    const answer = (verdict: 'upheld' | 'dismissed', number = 1) =>
      ({ type: 'answer', number, verdict, answer: '已核实' }) as const;
    expect(story.codeOf(WHO.officer, answer('dismissed', 2))).toBe('not-found');
    story.do(WHO.officer, answer('upheld'));
    expect(story.codeOf(WHO.officer, answer('dismissed'))).toBe('wrong-state');
    expect(story.codeOf(WHO.holder, { type: 'execute' })).toBe('objection-upheld');
    story.do(WHO.holder, { ...sale, soldFen: 1_500_00, concludedOn: '2026-05-20' }, RECORD);
    story.do(WHO.holder, { type: 'publish' });
    story.today = calendarDate('2026-06-01');
    expect(story.do(WHO.holder, { type: 'execute' }).state?.status).toBe('executed');
  });

  test('a result on which nobody’s objection was upheld is not changed while it is public', () => {
    expect(published().codeOf(WHO.holder, sale, RECORD)).toBe('wrong-state');
  });
});

describe('the proceeds', () => {
  const fresh = { ...assetOf(makit), acquiredOn: '2026-05-20', originalFen: 5_000_00 };
  const newAsset = { asset: fresh, fundedFen: 0 };
  const spend = (amountFen: number, more: object = {}) =>
    ({ type: 'spend', amountFen, assetId: 'N1', spentOn: '2026-05-25', voucher: '记12', ...more }) as const;
  const refs = { newAsset, evidence: papers(['invoice']) };
  const executed = () => approved().executed(1_200_00);

  test('SX-09 they stay earmarked until they are spent on the new asset: earmarked − spent = left, to the fen', () => {
    const story = executed().do(WHO.holder, spend(700_01), refs);
    expect(story.events.at(-1)).toMatchObject({ amountFen: 700_01, leftFen: 499_99 });
    expect(story.codeOf(WHO.holder, spend(500_00), refs)).toBe('insufficient-proceeds');
    story.do(WHO.holder, spend(499_99), refs);
    expect(story.events.at(-1)).toMatchObject({ leftFen: 0 });
    expect(story.codeOf(WHO.holder, spend(1), refs)).toBe('insufficient-proceeds');
  });

  test('SX-09 only a new asset of the kind planned takes them', () => {
    const code = (asset: object, more: object = {}, fundedFen = 0) =>
      executed().codeOf(WHO.holder, spend(1_000, more), {
        ...refs,
        newAsset: { asset: { ...fresh, ...asset }, fundedFen },
      });
    expect(code({})).toBe('accepted');
    expect(code({ acquiredOn: '2026-05-05' })).toBe('not-a-new-asset');
    expect(code({ acquiredOn: undefined, acceptedOn: undefined })).toBe('not-a-new-asset');
    expect(code({ class: 'public-welfare' })).toBe('not-a-new-asset');
    expect(code({ unitPath: OTHER_VILLAGE })).toBe('not-a-new-asset');
    expect(code({ use: 'disposed' })).toBe('not-a-new-asset');
    expect(code({}, { assetId: 'A1' })).toBe('not-a-new-asset');
    expect(code({}, { assetId: undefined })).toBe('not-a-new-asset');
    expect(code({}, {}, 5_000_00 - 999)).toBe('not-a-new-asset');
    expect(code({}, {}, 5_000_00 - 1_000)).toBe('accepted');
  });

  test('MG-17 where the pack asks for a purpose, they are spent on it with a voucher and its evidence', () => {
    const story = new CaseStory(makit).proposed({ proceeds: { purpose: 'rural-revitalization' } }).approved(...CHAIN);
    story.executed(100);
    const bare = spend(100, { assetId: undefined });
    expect(story.codeOf(WHO.holder, bare, {})).toBe('evidence-missing');
    expect(story.codeOf(WHO.holder, bare, refs)).toBe('accepted');
    expect(story.codeOf(WHO.officer, bare, refs)).toBe('not-the-holder');
    expect(story.codeOf(WHO.holder, { ...bare, spentOn: '2026-06-02' }, refs)).toBe('date-in-future');
    expect(story.codeOf(WHO.holder, { ...bare, spentOn: '2026-05-05' }, refs)).toBe('wrong-state');
  });

  test('nothing is spent of what has not been executed', () => {
    expect(published().codeOf(WHO.holder, spend(1), refs)).toBe('wrong-state');
  });
});
