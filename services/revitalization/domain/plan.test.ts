import { describe, expect, test } from 'vitest';
import { PEOPLE, type PlanCommand, packOf, SampleItem, samplePlan, TOWNSHIP, VILLAGE } from '../sample-items.ts';
import type { ListedAsset } from './item.ts';

const township = packOf('township-reform');
const maoxian = packOf('maoxian');
const shanxi = packOf('shanxi-poverty-assets');
const makit = packOf('makit');

/** A township's own asset under the township-reform pack. */
const townshipAsset: Partial<ListedAsset> = {
  unitPath: TOWNSHIP,
  holderKind: 'township',
  class: 'township-state-owned',
  subType: 'office-building',
};
const office: Partial<ListedAsset> = { unitPath: '653127/GOV/', holderKind: 'department', class: 'administrative' };

const answerTo = (item: SampleItem, plan: Partial<PlanCommand>) => item.answer({ ...samplePlan, ...plan });
const because = (...measures: string[]) => measures.map((measure) => ({ measure, reason: '经论证不适用' }));
const onRecord = (...conditions: string[]) =>
  conditions.map((condition) => ({ condition, record: '评估报告〔2026〕1号' }));

describe('measures', () => {
  test('ZC-08 the first way needs no reasons, a later way the reason why each earlier one does not fit', () => {
    expect(answerTo(new SampleItem(township).list(townshipAsset), { measure: 'office-use' })).toBe('accepted');
    const item = new SampleItem(township).list(townshipAsset);
    const third = { measure: 'support-industry' };
    expect(answerTo(item, third)).toBe('earlier-measures-unexplained');
    expect(answerTo(item, { ...third, earlierMeasures: because('office-use') })).toBe('earlier-measures-unexplained');
    expect(answerTo(item, { ...third, earlierMeasures: because('office-use', 'public-welfare-use') })).toBe('accepted');
    expect(item.events.at(-1)).toMatchObject({ earlierMeasures: because('office-use', 'public-welfare-use') });
  });

  test('ZC-08 the market only after appraisal and by open bidding, capital only where the region is marked as developed', () => {
    const item = new SampleItem(township).list(townshipAsset);
    const three = because('office-use', 'public-welfare-use', 'support-industry');
    const market = { measure: 'market-disposal', earlierMeasures: three };
    expect(answerTo(item, market)).toBe('condition-unmet');
    expect(answerTo(item, { ...market, conditions: onRecord('appraisal') })).toBe('condition-unmet');
    const capital = { measure: 'state-capital', earlierMeasures: [...three, ...because('market-disposal')] };
    expect(answerTo(item, { ...capital, conditions: onRecord('appraisal') })).toBe('condition-unmet');
    expect(answerTo(item, { ...market, conditions: onRecord('appraisal', 'open-bidding') })).toBe('accepted');
    expect(item.events.at(-1)).toMatchObject({ conditions: onRecord('appraisal', 'open-bidding') });
    const developed = new SampleItem(township).list(townshipAsset);
    expect(answerTo(developed, { ...capital, conditions: onRecord('developed-region') })).toBe('accepted');
  });

  test('ZC-08 schools, clinics and homes for the aged have uses of their own, and nobody else has them', () => {
    const school = new SampleItem(township).list({ ...townshipAsset, subType: 'school' });
    expect(answerTo(school, { measure: 'kindergarten' })).toBe('accepted');
    const office = new SampleItem(township).list(townshipAsset);
    expect(answerTo(office, { measure: 'kindergarten' })).toBe('measure-not-allowed');
    const unnamed = new SampleItem(township).list({ ...townshipAsset, subType: undefined });
    expect(answerTo(unnamed, { measure: 'mutual-aid-care' })).toBe('measure-not-allowed');
  });

  test.each(['convenience-service', 'public-welfare-works', 'collective-economy', 'market-operation'])(
    'ZC-09 village premises may be used as %s, in no order',
    (measure) => {
      const item = new SampleItem(township).list({ class: 'village-collective', subType: 'activity-site' });
      expect(answerTo(item, { measure })).toBe('accepted');
    },
  );

  test('ZC-09 the ways of a township asset are not those of a village', () => {
    const item = new SampleItem(township).list({ class: 'village-collective', subType: 'activity-site' });
    expect(answerTo(item, { measure: 'office-use' })).toBe('measure-not-allowed');
  });

  test('MX-08 reallocate inside first, then lease, transfer, auction, scrap last', () => {
    const item = new SampleItem(maoxian).list(office);
    const scrapping = {
      measure: 'scrapping-with-residual-value',
      conditions: onRecord('scrap-standard-met', 'lawful-procedure'),
    };
    expect(answerTo(item, scrapping)).toBe('earlier-measures-unexplained');
    const four = because('internal-reallocation', 'public-lease', 'public-transfer', 'auction');
    expect(answerTo(item, { ...scrapping, earlierMeasures: four.slice(0, 3) })).toBe('earlier-measures-unexplained');
    expect(answerTo(item, { ...scrapping, earlierMeasures: four })).toBe('accepted');
  });

  test('MX-05 a class has the measures of its own menu and no others', () => {
    for (const { appliesTo, measures } of maoxian.measureMenus) {
      for (const measure of measures) {
        const subType = measure.subTypes?.[0] ?? appliesTo.subTypes?.[0];
        const item = new SampleItem(maoxian).list({ class: appliesTo.classes[0] ?? '', subType });
        const plan = {
          measure: measure.id,
          earlierMeasures: because(...measures.map(({ id }) => id)),
          conditions: onRecord(...(measure.conditions ?? [])),
        };
        expect([measure.id, answerTo(item, plan)]).toEqual([measure.id, 'accepted']);
      }
    }
    const land = new SampleItem(maoxian).list({ class: 'land', subType: 'idle-land' });
    expect(answerTo(land, { measure: 'whole-lease' })).toBe('measure-not-allowed');
  });

  test('MX-05 instruments from 200,000 and equipment from 500,000 yuan must be shared, cheaper ones are not bound to', () => {
    const instrument = (subType: string, originalFen: number) =>
      new SampleItem(maoxian).list({ class: 'research-equipment', subType, originalFen });
    for (const [subType, thresholdFen] of [
      ['research-instrument', 20_000_000],
      ['scientific-equipment', 50_000_000],
    ] as const) {
      expect(answerTo(instrument(subType, thresholdFen), { measure: 'third-party-service' })).toBe(
        'measure-not-allowed',
      );
      expect(answerTo(instrument(subType, thresholdFen), { measure: 'sharing-platform' })).toBe('accepted');
      expect(answerTo(instrument(subType, thresholdFen - 1), { measure: 'third-party-service' })).toBe('accepted');
      expect(answerTo(instrument(subType, thresholdFen - 1), { measure: 'sharing-platform' })).toBe('condition-unmet');
    }
  });

  test('SX-08 small infrastructure goes back in use or is scrapped or auctioned by law', () => {
    const road = () => new SampleItem(shanxi).list({ class: 'infrastructure', subType: 'road-transport' });
    expect(answerTo(road(), { measure: 'restart-use' })).toBe('accepted');
    expect(answerTo(road(), { measure: 'auction' })).toBe('condition-unmet');
    expect(answerTo(road(), { measure: 'auction', conditions: onRecord('lawful-procedure') })).toBe('accepted');
    expect(answerTo(road(), { measure: 'share-cooperation' })).toBe('measure-not-allowed');
  });

  test('SX-08 industry goes into share cooperation, entrustment, joint operation or restructuring', () => {
    for (const measure of ['share-cooperation', 'entrustment', 'joint-operation', 'restructuring']) {
      const base = new SampleItem(shanxi).list({ class: 'industry', subType: 'production-base' });
      expect(answerTo(base, { measure, conditions: onRecord('lawful-procedure') })).toBe('accepted');
    }
    const base = new SampleItem(shanxi).list({ class: 'industry', subType: 'production-base' });
    expect(answerTo(base, { measure: 'restart-use' })).toBe('measure-not-allowed');
  });
});

describe('departments', () => {
  test('MX-06 the item shows the lead departments before the semicolon and the supporting ones after it', () => {
    const { item } = new SampleItem(maoxian).list({ class: 'buildings', subType: 'old-property' });
    expect(item.leadDepartments).toEqual([
      'housing-and-construction',
      'economy-and-information',
      'natural-resources',
      'state-assets-centre',
    ]);
    expect(item.supportingDepartments).toEqual(['development-and-reform', 'finance', 'science-and-agriculture']);
  });

  test('MX-06 every class of the pack has its own lead', () => {
    for (const { classes, lead } of maoxian.responsibleDepartments) {
      expect(new SampleItem(maoxian).list({ class: classes[0] ?? '' }).item.leadDepartments).toEqual(lead);
    }
  });

  test('a pack that names no departments by class leaves them out', () => {
    expect(new SampleItem(makit).list().item).not.toHaveProperty('leadDepartments');
  });
});

describe('deadline', () => {
  test('ZC-07 the difficulty sets the deadline, counted from the approval', () => {
    for (const [difficulty, dueDate] of [
      ['easy', '2026-04-12'],
      ['ordinary', '2026-07-11'],
      ['hard', '2027-01-12'],
    ] as const) {
      const item = new SampleItem(makit).list().approve({ difficulty });
      expect(item.item.deadline?.dueDate).toBe(dueDate);
    }
    const slow = new SampleItem(makit).list();
    slow.must(samplePlan);
    slow.must({ type: 'step-plan', verdict: 'approved' }, PEOPLE.township);
    expect(slow.item.deadline).toBeUndefined();
    slow.day = '2026-02-12';
    slow.must({ type: 'step-plan', verdict: 'approved' }, PEOPLE.industry);
    expect(slow.item.deadline?.dueDate).toBe('2026-05-13');
  });

  test('ZC-07 an earlier date may be chosen, a later one not', () => {
    const item = new SampleItem(makit).list();
    expect(answerTo(item, { dueDate: '2026-04-13' })).toBe('deadline-too-late');
    expect(answerTo(item, { dueDate: '2026-01-12' })).toBe('deadline-too-early');
    expect(answerTo(item, { dueDate: '2026-04-12' })).toBe('accepted');
    const early = new SampleItem(makit).list().approve({ dueDate: '2026-01-13' });
    expect(early.item.deadline?.dueDate).toBe('2026-01-13');
  });

  test('ZC-07 the responsible body is of the same county, and the difficulty of the pack', () => {
    const item = new SampleItem(makit).list();
    expect(answerTo(item, { responsible: { unitPath: '513223/', person: '王' } })).toBe('unknown-unit');
    expect(answerTo(item, { difficulty: 'impossible' })).toBe('not-in-policy');
    expect(answerTo(item, { responsible: { unitPath: VILLAGE, person: '王' } })).toBe('accepted');
    expect(item.item.plan?.responsible).toEqual({ person: '王' });
  });
});

describe('approval of the plan', () => {
  const proposed = () => {
    const item = new SampleItem(makit).list();
    item.must(samplePlan);
    return item;
  };
  const approve = { type: 'step-plan', verdict: 'approved' } as const;

  test('walks the pack’s chain in order, each step by somebody else', () => {
    const item = proposed();
    expect(item.answer(approve, PEOPLE.industry)).toBe('not-your-step');
    expect(item.answer(approve, PEOPLE.otherTownship)).toBe('not-your-step');
    expect(item.answer(approve, PEOPLE.auditor)).toBe('not-your-step');
    expect(item.answer(approve, PEOPLE.township)).toBe('accepted');
    expect(item.item.status).toBe('planned');
    expect(item.answer(approve, PEOPLE.township)).toBe('second-step');
    expect(item.answer(approve, PEOPLE.industry)).toBe('accepted');
    expect(item.item.status).toBe('approved');
    expect(item.answer(approve, PEOPLE.industry2)).toBe('wrong-state');
  });

  test('nobody approves what they proposed', () => {
    const item = new SampleItem(makit).list();
    item.must(samplePlan, PEOPLE.township);
    expect(item.answer(approve, PEOPLE.township)).toBe('own-proposal');
    expect(item.answer(approve, PEOPLE.township2)).toBe('accepted');
  });

  test('a returned plan keeps its place and is proposed again, by a fresh chain', () => {
    const item = proposed();
    expect(item.answer({ type: 'step-plan', verdict: 'returned' }, PEOPLE.township)).toBe('reason-required');
    item.must({ type: 'step-plan', verdict: 'returned', reason: '措施不具体' }, PEOPLE.township);
    expect(item.item).toMatchObject({
      status: 'returned',
      lastReturn: { step: 'township-examination', reason: '措施不具体' },
    });
    expect(item.item.plan?.measure).toBe('self-operation');
    item.approve();
    expect(item.item.status).toBe('approved');
    expect(item.item.lastReturn).toBeUndefined();
  });

  test('a refused plan is gone; the item is on the list as before', () => {
    const item = proposed();
    item.must(approve, PEOPLE.township);
    expect(item.answer({ type: 'step-plan', verdict: 'refused' }, PEOPLE.industry)).toBe('reason-required');
    item.must({ type: 'step-plan', verdict: 'refused', reason: '不可行' }, PEOPLE.industry);
    expect(item.item).toMatchObject({ status: 'listed', lastReturn: { reason: '不可行' } });
    expect(item.item.plan).toBeUndefined();
    expect(item.item.deadline).toBeUndefined();
  });

  test('bodies without a township above them have the pack’s variant of the chain', () => {
    const item = new SampleItem(makit).list({ unitPath: '653127/WATER/', holderKind: 'department' });
    item.must(samplePlan, PEOPLE.finance);
    item.must(approve, PEOPLE.industry);
    expect(item.item.status).toBe('approved');
  });

  test('MX-11 whoever approves declares that revival is not abused; without all declarations there is no approval', () => {
    const item = new SampleItem(maoxian).list(office);
    item.must({ ...samplePlan, measure: 'internal-reallocation' }, PEOPLE.finance);
    const all = maoxian.guardRails.map(({ id }) => id);
    expect(all).toEqual(['no-invented-revenue', 'no-sham-debt-reduction', 'no-false-legacy-case']);
    expect(item.answer(approve, PEOPLE.industry)).toBe('declaration-missing');
    expect(item.answer({ ...approve, declarations: all.slice(1) }, PEOPLE.industry)).toBe('declaration-missing');
    expect(item.must({ ...approve, declarations: all }, PEOPLE.industry)).toMatchObject({ declarations: all });
    const returned = { type: 'step-plan', verdict: 'returned', reason: '补充材料' } as const;
    expect(item.answer(returned, { ...PEOPLE.finance, sub: 'finance2' })).toBe('accepted');
  });
});
