import { describe, expect, test } from 'vitest';
import { loadPack } from '../../../policy/load.ts';
import type { Card } from './card.ts';
import { actor, card, filedDocuments, OTHER_VILLAGE, Story, unitOf, VILLAGE } from './sample-assets.ts';
import { titleRuleFor } from './title.ts';

const makit = loadPack('makit');
const shanxi = loadPack('shanxi-poverty-assets');
const maoxian = loadPack('maoxian');
const COUNTY = '653127/';
const clerk = actor('wang', 'village-accountant', VILLAGE);
const government = actor('feng', 'county-government', COUNTY);
const finance = actor('zheng', 'finance-bureau', COUNTY);
const evidence = filedDocuments(['certificate']);

const examine = { type: 'examine-title' } as const;
const dispute = { type: 'dispute-title', reason: '两村各称其有' } as const;
const decision = (owner: 'village-collective' | 'township' | 'household' = 'village-collective') =>
  ({ type: 'decide-title', owner, decisionNumber: '麦政发〔2026〕8号', reason: '按投入' }) as const;
const certificate = { type: 'certify-title', number: '新（2026）第0001号', issuedOn: '2026-05-06' } as const;
const weights = { investment: 5_000, households: 3_000, need: 2_000 };
const claims = [
  { unitPath: VILLAGE, investmentFen: 300, households: 10, need: 1 },
  { unitPath: OTHER_VILLAGE, investmentFen: 100, households: 20, need: 2 },
];
const quantify = { type: 'quantify-shares', totalParts: 10_000, weights, claims } as const;
const villages = [unitOf(VILLAGE), unitOf(OTHER_VILLAGE)];

const operating: Partial<Card> = { class: 'operating', implementedBy: 'village', benefits: 'one-village' };
const acrossVillages: Partial<Card> = { class: 'operating', implementedBy: 'county', benefits: 'several-villages' };
const story = (more: Partial<Card> = operating, policy = makit, unit = unitOf(VILLAGE)) =>
  new Story(policy).registered(more, unit);
const examined = (more?: Partial<Card>, policy?: typeof makit, unit?: ReturnType<typeof unitOf>): Story => {
  const told = story(more, policy, unit);
  told.do(clerk, examine);
  return told;
};

describe('SX-06 MG-09 MG-10 the rules propose an owner and say why', () => {
  test.each<[string, Partial<Card>, string, string | undefined]>([
    ['MG-09 built for one village by the village', operating, 'village-collective', 'operating-one-village'],
    [
      'MG-09 built for one village by the county',
      { ...operating, implementedBy: 'county' },
      'village-collective',
      'operating-one-village',
    ],
    ['MG-09 built across villages', acrossVillages, 'county-decides', 'operating-across-villages'],
    [
      'MG-10 public welfare by a county department',
      { class: 'public-welfare', implementedBy: 'county' },
      'county-body',
      'public-welfare-county',
    ],
    [
      'MG-10 public welfare by a township',
      { class: 'public-welfare', implementedBy: 'township' },
      'township',
      'public-welfare-township',
    ],
    [
      'MG-10 public welfare by a village',
      { class: 'public-welfare', implementedBy: 'village' },
      'village-collective',
      'public-welfare-village',
    ],
    ['MG-11 household assets', { class: 'household' }, 'household', 'household-asset'],
    ['MG-08 what no rule names is decided by the county', { class: 'operating' }, 'county-decides', undefined],
  ])('%s', (_what, more, owner, rule) => {
    const event = examined(more).events.at(-1);
    const text = makit.titleRules.find(({ id }) => id === rule)?.name;
    expect(event).toMatchObject({ type: 'title-examined', owner, ...(text ? { rule, grounds: text } : {}) });
    expect((event as { rule?: string }).rule).toBe(rule);
  });

  test.each([
    ['industry', undefined, 'village-collective'],
    ['public-service', 'education', 'sector-reform'],
    ['public-service', 'health', 'sector-reform'],
    ['public-service', undefined, 'village-collective'],
  ])('SX-06 %s %s belongs to: %s', (assetClass, subType, owner) => {
    expect(titleRuleFor(shanxi, { class: assetClass, subType })?.owner).toBe(owner);
  });

  test('a pack without rules leaves it to the county', () => {
    expect(examined({}, maoxian).state?.clearance).toMatchObject({ status: 'examined', owner: 'county-decides' });
  });

  test('a correction asks for a new examination; a decision stands', () => {
    const told = examined();
    told.do(clerk, { type: 'correct', card: card({ ...operating, benefits: 'several-villages' }), reason: '核对' });
    expect(told.state?.clearance).toBeUndefined();
    told.do(clerk, examine);
    told.do(clerk, dispute);
    told.do(government, decision(), { evidence });
    told.do(clerk, { type: 'correct', card: card(operating), reason: '核对' });
    expect(told.state?.clearance?.status).toBe('decided');
    expect(told.codeOf(clerk, examine)).toBe('wrong-state');
  });
});

describe('disputes and decisions', () => {
  test('SX-06 a dispute is decided by the county government, on record, with documents, by somebody else', () => {
    const told = examined();
    told.do(clerk, dispute);
    expect(told.codeOf(clerk, dispute)).toBe('wrong-state');
    expect(told.codeOf(clerk, examine)).toBe('wrong-state');
    expect(told.codeOf(finance, certificate, { evidence })).toBe('title-undecided');
    expect(told.codeOf(finance, decision(), { evidence })).toBe('not-your-step');
    expect(told.codeOf(government, decision())).toBe('evidence-missing');
    expect(told.codeOf(government, decision(), { evidence: filedDocuments(['x'], OTHER_VILLAGE) })).toBe(
      'evidence-not-verified',
    );
    expect(told.codeOf(government, decision(), { evidence: { kind: 'unverified', evidenceId: 'E9' } })).toBe(
      'evidence-not-verified',
    );
    const event = told.do(government, decision(), { evidence });
    expect(event).toMatchObject({
      type: 'title-decided',
      decidedBy: 'feng',
      decidedOn: '2026-05-06',
      evidence: [{ kind: 'certificate' }],
    });
    expect(told.state?.clearance).toEqual({
      status: 'decided',
      owner: 'village-collective',
      decisionNumber: '麦政发〔2026〕8号',
    });
    expect(told.codeOf(government, decision(), { evidence })).toBe('wrong-state');
  });

  test('nobody decides the dispute they raised', () => {
    const told = examined();
    told.do(government, dispute);
    expect(told.codeOf(government, decision(), { evidence })).toBe('own-proposal');
    const taken = told.decide(actor('xu', 'county-government', COUNTY), decision(), { evidence });
    expect(taken).toMatchObject({
      kind: 'accepted',
      guard: { actorMustNotBeListed: 'title:xu', code: 'own-proposal' },
    });
  });

  test('a decision may be disputed again, and what the rules settled needs none', () => {
    const told = examined();
    expect(told.codeOf(government, decision(), { evidence })).toBe('wrong-state');
    told.do(clerk, dispute);
    told.do(government, decision(), { evidence });
    told.do(clerk, dispute);
    expect(told.state?.clearance).toMatchObject({ status: 'disputed', disputedBy: 'wang' });
  });

  test('SX-06 what follows its own reform is decided on record before it is certified', () => {
    const told = examined({ class: 'public-service', subType: 'education' }, shanxi);
    expect(told.codeOf(finance, certificate, { evidence })).toBe('title-undecided');
    told.do(government, decision(), { evidence });
    expect(told.codeOf(finance, certificate, { evidence })).toBe('accepted');
  });
});

describe('MX-09 an item is written off when it is certified', () => {
  test('ZC-02 nothing is titled before that, each with number, date and document', () => {
    const told = story();
    expect(told.codeOf(finance, certificate, { evidence })).toBe('title-undecided');
    told.do(clerk, examine);
    expect(told.codeOf(finance, { ...certificate, number: undefined }, { evidence })).toBe('certificate-missing');
    expect(told.codeOf(finance, { ...certificate, issuedOn: '2026-05-07' }, { evidence })).toBe('date-in-future');
    expect(told.codeOf(finance, certificate)).toBe('evidence-missing');
    expect(told.state?.title).toBe('unclear');
    told.do(finance, certificate, { evidence });
    expect(told.state).toMatchObject({
      title: 'titled',
      titleCertificate: { number: '新（2026）第0001号', issuedOn: '2026-05-06' },
      clearance: { status: 'certified', owner: 'village-collective', rule: 'operating-one-village' },
    });
    for (const command of [examine, dispute, decision(), certificate, quantify]) {
      expect(told.codeOf(government, command, { evidence, units: villages })).toBe('wrong-state');
    }
  });

  test('MG-08 what belongs to another owner is handed over first', () => {
    const told = examined({ class: 'public-welfare', implementedBy: 'township' });
    expect(told.codeOf(finance, certificate, { evidence })).toBe('handover-first');
    const held = examined(
      { class: 'public-welfare', implementedBy: 'township' },
      makit,
      unitOf('653127/653127100/', 'township'),
    );
    expect(held.codeOf(finance, certificate, { evidence: filedDocuments(['certificate'], '653127/653127100/') })).toBe(
      'accepted',
    );
  });

  test('MG-11 a household’s immovables need a certificate, its livestock does not', () => {
    const house = examined({ class: 'household', subType: 'household-fixed-asset' });
    expect(house.codeOf(finance, { ...certificate, number: undefined }, { evidence })).toBe('certificate-missing');
    const sheep = examined({ class: 'household', subType: 'livestock' });
    sheep.do(finance, { ...certificate, number: undefined }, { evidence });
    expect(sheep.state).toMatchObject({ title: 'titled', titleCertificate: { issuedOn: '2026-05-06' } });
  });

  test('is not asked of what has been disposed of', () => {
    const told = story();
    told.state = told.state && { ...told.state, use: 'disposed' };
    expect(told.codeOf(clerk, examine)).toBe('wrong-state');
  });
});

describe('a card that says it is titled', () => {
  const number = '新（2020）第7号';
  const titled = (more: Partial<Card> = {}) =>
    card({ ...operating, title: 'titled', titleCertificate: { number, issuedOn: '2020-06-30' }, ...more });
  const registers = (given: Card) =>
    new Story(makit).codeOf(clerk, { type: 'register', unitPath: VILLAGE, card: given }, { unit: unitOf(VILLAGE) });

  test('ZC-02 comes with its certificate, and a card of unclear title with none', () => {
    expect(registers(titled())).toBe('accepted');
    expect(registers(titled({ titleCertificate: undefined }))).toBe('certificate-missing');
    expect(registers(titled({ titleCertificate: { issuedOn: '2020-06-30' } }))).toBe('certificate-missing');
    expect(registers(titled({ titleCertificate: { number, issuedOn: '2026-05-07' } }))).toBe('date-in-future');
    expect(registers(titled({ title: 'unclear' }))).toBe('title-not-certified');
    expect(
      registers(titled({ class: 'household', subType: 'livestock', titleCertificate: { issuedOn: '2020-06-30' } })),
    ).toBe('accepted');
  });

  test('ZC-02 is never made so by a correction', () => {
    const told = story();
    const correct = (given: Card) => ({ type: 'correct', card: given, reason: '核对' }) as const;
    expect(told.codeOf(clerk, correct(titled()))).toBe('title-not-certified');
    const claimed = new Story(makit).registered(titled());
    expect(
      claimed.codeOf(clerk, correct(titled({ titleCertificate: { number: '另一号', issuedOn: '2020-06-30' } }))),
    ).toBe('accepted');
    claimed.do(clerk, correct(card(operating)));
    expect(claimed.state).toMatchObject({ title: 'unclear', titleCertificate: undefined });
    told.do(clerk, examine);
    told.do(finance, certificate, { evidence });
    expect(told.codeOf(clerk, correct(card(operating)))).toBe('wrong-state');
    expect(told.codeOf(clerk, correct(titled()))).toBe('accepted');
  });
});

describe('MG-09 built across villages, an asset is quantified', () => {
  const decided = (): Story => {
    const told = examined(acrossVillages);
    told.do(government, decision(), { evidence });
    return told;
  };

  test('by investment, households and need, before it is certified', () => {
    const told = decided();
    expect(told.codeOf(finance, certificate, { evidence })).toBe('shares-not-quantified');
    told.do(government, quantify, { units: villages });
    // 5,000·3/4 + 3,000·1/3 + 2,000·1/3 = 5,416.67 of 10,000
    expect(told.state?.shares).toEqual({
      totalParts: 10_000,
      villages: [
        { unitPath: VILLAGE, parts: 5_417 },
        { unitPath: OTHER_VILLAGE, parts: 4_583 },
      ],
    });
    expect(told.codeOf(finance, certificate, { evidence })).toBe('accepted');
  });

  test.each<[string, Partial<typeof quantify>, (ReturnType<typeof unitOf> | undefined)[], string]>([
    ['one village', { claims: claims.slice(0, 1) }, villages.slice(0, 1), 'invalid-shares'],
    [
      'a village twice',
      { claims: [claims[0], claims[0]] as typeof claims },
      [villages[0], villages[0]],
      'invalid-shares',
    ],
    ['weights that are not the whole', { weights: { ...weights, need: 1_999 } }, villages, 'invalid-shares'],
    ['a measure nobody has', { claims: claims.map((claim) => ({ ...claim, need: 0 })) }, villages, 'invalid-shares'],
    ['a village that is not there', {}, [villages[0], undefined], 'unknown-unit'],
    ['a township', {}, [villages[0], unitOf(OTHER_VILLAGE, 'township')], 'unknown-unit'],
    ['a merged village', {}, [villages[0], unitOf(OTHER_VILLAGE, 'village', 'closed')], 'unit-closed'],
  ])('but not among %s', (_what, more, units, code) => {
    expect(decided().codeOf(government, { ...quantify, ...more }, { units })).toBe(code);
  });

  test('only by the county, and only what was built across villages', () => {
    expect(decided().codeOf(finance, quantify, { units: villages })).toBe('not-your-step');
    expect(examined().codeOf(government, quantify, { units: villages })).toBe('wrong-state');
    expect(decided().codeOf(government, quantify)).toBe('unknown-unit');
  });

  test('a measure that does not count may be zero', () => {
    const told = decided();
    const byInvestment = { investment: 10_000, households: 0, need: 0 };
    told.do(
      government,
      { ...quantify, weights: byInvestment, claims: claims.map((claim) => ({ ...claim, need: 0 })) },
      { units: villages },
    );
    expect(told.state?.shares?.villages.map(({ parts }) => parts)).toEqual([7_500, 2_500]);
  });
});
