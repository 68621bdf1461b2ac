import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listPacks, loadPack, loadRules } from './load.ts';
import type { ChainId, Policy } from './policy.ts';
import { isVerified } from './rule-sources.ts';

const PACKS = ['fucheng', 'makit', 'maoxian', 'shanxi-poverty-assets', 'township-reform'];
const roles = (policy: Policy, chain: ChainId) => policy.chains[chain].steps.map(({ role }) => role);
const effects = (policy: Policy, chain: ChainId) => policy.chains[chain].steps.map(({ effect }) => effect);
const zh = (list: readonly { readonly name: { readonly zh: string } }[]) => list.map(({ name }) => name.zh);

describe('every pack', () => {
  test('there are five', () => {
    expect(listPacks()).toEqual(PACKS);
  });

  test.each(PACKS)('%s loads, and survives the way into a function as JSON', (name) => {
    const policy = loadPack(name);
    expect(policy.pack).toBe(name);
    expect(JSON.parse(JSON.stringify(policy))).toEqual(policy);
  });

  test.each(PACKS)('%s tells editors where its schema is', (name) => {
    const text = readFileSync(join(import.meta.dirname, 'packs', `${name}.yaml`), 'utf8');
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../policy.schema.json');
  });

  test.each(PACKS)('%s demands 2/3 of all members, and 2/3 of all representatives, in favour', (name) => {
    const { rules } = loadPack(name).quorum;
    for (const meeting of ['members', 'representatives'] as const) {
      const rule = rules.find((candidate) => candidate.meeting === meeting);
      expect(rule?.favourFraction).toEqual({ numerator: 2, denominator: 3, of: 'all', strictlyMore: false });
    }
    const representatives = rules.find(({ id }) => id === 'village-representatives');
    expect(representatives?.favourFraction).toEqual({
      numerator: 1,
      denominator: 2,
      of: 'present',
      strictlyMore: true,
    });
  });

  test.each(PACKS)('%s depreciates by verified lives only', (name) => {
    const verified = new Set(
      loadRules()
        .filter(isVerified)
        .map(({ id }) => `rule:${id}`),
    );
    const { depreciation } = loadPack(name);
    expect(depreciation.length).toBe(8);
    for (const { source } of depreciation) expect(verified).toContain(source);
  });
});

describe('write-off', () => {
  test.each(PACKS)(
    'ZC-07 %s lets somebody verify before somebody else writes off, for every kind of holder',
    (name) => {
      const { steps, variants = [] } = loadPack(name).chains['write-off'];
      for (const chain of [steps, ...variants.map((variant) => variant.steps)]) {
        expect(chain.length).toBeGreaterThanOrEqual(2);
        expect(chain.map(({ effect }) => effect)).toEqual([...chain.slice(1).map(() => 'examine'), 'approve']);
      }
    },
  );
});

describe('township-reform', () => {
  const policy = loadPack('township-reform');

  test('ZC-08 five ways in order, the market only with appraisal and open bidding, capital only in developed regions', () => {
    const menu = policy.measureMenus.find(({ id }) => id === 'township-five-ways');
    expect(menu?.preferenceOrder).toBe(true);
    expect(zh(menu?.measures ?? [])).toEqual([
      '充实办公用房',
      '改作公益用房',
      '支持产业发展',
      '市场化处置变现',
      '补充国有资本',
    ]);
    expect(menu?.measures.map(({ conditions }) => conditions)).toEqual([
      undefined,
      undefined,
      undefined,
      ['appraisal', 'open-bidding'],
      ['developed-region'],
    ]);
  });

  test('ZC-08 schools, clinics and homes for the aged have uses of their own', () => {
    const special = policy.measureMenus.flatMap(({ appliesTo }) => appliesTo.subTypes ?? []);
    expect(special).toEqual(['school', 'clinic', 'elderly-home']);
  });

  test('ZC-09 village premises have four ways', () => {
    const menu = policy.measureMenus.find(({ id }) => id === 'village-four-ways');
    expect(menu?.measures.map(({ id }) => id)).toEqual([
      'convenience-service',
      'public-welfare-works',
      'collective-economy',
      'market-operation',
    ]);
  });

  test('ZC-10 the campaign dates stand in order', () => {
    expect([...new Set(policy.campaignMilestones.map(({ date }) => date))]).toEqual([
      '2021-03-31',
      '2021-05-31',
      '2021-06-30',
      '2021-12-31',
    ]);
  });
});

describe('maoxian', () => {
  const policy = loadPack('maoxian');

  test('MX-11 whoever approves declares three things that revival must not be used for', () => {
    expect(zh(policy.guardRails)).toEqual([
      '未以盘活为名虚列财政收入',
      '未以盘活为名虚假化解债务',
      '未将应履行正常审批程序的项目纳入历史遗留问题处理',
    ]);
  });

  test('MX-01 eight classes', () => {
    expect(zh(policy.assetClasses)).toEqual([
      '土地资源',
      '矿产资源',
      '房屋构筑物',
      '农村经营性资产',
      '基础设施',
      '科研仪器设备',
      '公益性资产',
      '行政事业性国有资产',
    ]);
  });

  test('MX-02 idle is more than six months without use and without a plan, with statement and minutes', () => {
    expect(policy.idleFindings.kinds.idle).toMatchObject({
      monthsWithoutUse: 6,
      requiresNoPlan: true,
      requiredEvidence: ['stop-use-statement', 'meeting-minutes'],
      reviewRole: 'industry-department',
    });
    expect(roles(policy, 'idle-review')).toEqual(['industry-department']);
  });

  test('MX-05 eight menus, one a class, and instruments shared from 200,000 and 500,000 yuan', () => {
    expect(policy.measureMenus.map(({ appliesTo }) => appliesTo.classes)).toEqual(
      policy.assetClasses.map(({ id }) => [id]),
    );
    expect(policy.thresholds.researchInstrumentFen?.amountFen).toBe(200_000_00);
    expect(policy.thresholds.scientificEquipmentFen?.amountFen).toBe(500_000_00);
  });

  test('MX-06 lead and supporting departments of every class, as before and after the semicolon', () => {
    const name = (id: string) => policy.departments.find((department) => department.id === id)?.name.zh;
    expect(policy.responsibleDepartments.flatMap(({ classes }) => classes)).toEqual(
      policy.assetClasses.map(({ id }) => id),
    );
    const infrastructure = policy.responsibleDepartments.find(({ classes }) => classes.includes('infrastructure'));
    expect(infrastructure?.lead.map(name)).toEqual(['县文体旅局', '县发改委', '县国有资产管理中心']);
    expect(infrastructure?.supporting.map(name)).toEqual(['县交通运输局', '县自然资源局', '县财政局', '县住建局']);
  });

  test('MX-08 administrative assets are reallocated first and scrapped last', () => {
    const menu = policy.measureMenus.find(({ id }) => id === 'administrative-menu');
    expect(menu?.preferenceOrder).toBe(true);
    expect(menu?.measures.map(({ id }) => id)).toEqual([
      'internal-reallocation',
      'public-lease',
      'public-transfer',
      'auction',
      'scrapping-with-residual-value',
    ]);
  });
});

describe('makit', () => {
  const policy = loadPack('makit');

  test('MG-01 scope from 2013 and the listed funds', () => {
    expect(policy.scope.startDate).toBe('2013-01-01');
    expect(policy.scope.fundingSources).toEqual(policy.fundingSources.map(({ id }) => id));
  });

  test('MG-02 three classes with their sub-types', () => {
    expect(zh(policy.assetClasses)).toEqual(['经营性资产', '公益性资产', '到户类资产']);
    expect(policy.assetClasses.map(({ subTypes }) => subTypes.length)).toEqual([10, 9, 2]);
  });

  test('MG-07 a disputed value is reviewed and then fixed by the county, and published', () => {
    expect(roles(policy, 'valuation-dispute')).toEqual(['industry-department', 'county-government']);
    expect(policy.publicity.valuation).toBeDefined();
  });

  test('MG-08 finance committee, then the reply of the finance bureau; the owner decides the outside systems', () => {
    expect(zh(policy.chains.handover.steps)).toEqual(['县委财经委员会审议', '县财政局资产移交批复']);
    const systems = (holder: 'county-body' | 'village-collective' | 'household') =>
      policy.outsideRegistrations.find(({ holderKinds }) => holderKinds.includes(holder))?.systems.map(({ id }) => id);
    expect(systems('county-body')).toEqual(['state-assets-system', 'anti-poverty-system']);
    expect(systems('village-collective')).toEqual(['rural-collective-platform', 'anti-poverty-system']);
    expect(systems('household')).toEqual(['anti-poverty-system']);
  });

  test('MG-16 township approves, county agriculture bureau files, within a year, no flat sums, households in need first', () => {
    expect(roles(policy, 'distribution')).toEqual(['township-officer', 'agriculture-bureau']);
    expect(effects(policy, 'distribution')).toEqual(['approve', 'file']);
    expect(policy.distribution.deadlineMonths).toBe(12);
    expect(policy.distribution.forbidEqualSplit).toBe(true);
    expect(policy.distribution.purposes.map(({ id, rank }) => [id, rank])).toEqual([
      ['households-in-need', 1],
      ['collective-economy', 2],
      ['public-welfare-posts', 2],
      ['village-works', 2],
      ['incentives-by-points', 3],
    ]);
  });

  test('MG-17 township, department, county, re-check and filing; state-owned assets by the finance bureau', () => {
    expect(effects(policy, 'disposal')).toEqual(['examine', 'examine', 'approve', 'file']);
    const stateOwned = policy.chains.disposal.variants?.find(({ holderKinds }) => holderKinds.includes('county-body'));
    expect(stateOwned?.steps.at(-1)).toMatchObject({ role: 'finance-bureau', effect: 'approve' });
  });

  test('MG-19 self-evaluation in November, county evaluation in December', () => {
    expect(policy.evaluationCycles.map(({ by, month }) => [by, month])).toEqual([
      ['township', 11],
      ['village', 11],
      ['county', 12],
    ]);
  });

  test('MG-20 twenty-two duties, each of a known department', () => {
    expect(policy.dutyRouting.map(({ number }) => number)).toEqual(Array.from({ length: 22 }, (_, index) => index + 1));
    expect(new Set(policy.dutyRouting.map(({ department }) => department)).size).toBe(22);
  });
});

describe('shanxi-poverty-assets', () => {
  const policy = loadPack('shanxi-poverty-assets');

  test('SX-01 seven kinds of funds from 2016, without what belongs to households', () => {
    expect(policy.scope).toMatchObject({ startDate: '2016-01-01', excludedHolderKinds: ['household'] });
    expect(policy.scope.fundingSources.length).toBe(7);
  });

  test('SX-02 four types with sub-types', () => {
    expect(zh(policy.assetClasses)).toEqual(['基础设施类', '公共服务类', '产业发展类', '易地扶贫搬迁类']);
    for (const { subTypes } of policy.assetClasses) expect(subTypes.length).toBeGreaterThan(2);
  });

  test('SX-04 a meeting of the village decides, the township examines, the county industry department files', () => {
    const rule = policy.quorum.rules.find(({ id }) => id === policy.quorum.distributionRule);
    expect(rule?.meeting).toBe('villagers');
    expect(roles(policy, 'distribution')).toEqual(['township-officer', 'industry-department']);
    expect(effects(policy, 'distribution')).toEqual(['examine', 'file']);
    expect(policy.distribution.forbidEqualSplit).toBe(true);
  });
});

describe('fucheng', () => {
  const policy = loadPack('fucheng');
  const table = policy.evaluation[0];
  const items = table?.items ?? [];

  test('FC-01 eleven steps of reform', () => {
    expect(zh(policy.checklists[0]?.steps ?? [])).toEqual([
      '清产核资',
      '成员确认',
      '资产量化',
      '股权设置',
      '股权管理',
      '登记造册',
      '资产运营',
      '财务管理',
      '盈余分配',
      '权能拓展',
      '监督管理',
    ]);
  });

  test('FC-05 the table adds up to 200, township 100 and village 100', () => {
    const sum = (party: string) => items.reduce((total, item) => total + (item.party === party ? item.points : 0), 0);
    expect([sum('township'), sum('village'), table?.totalPoints]).toEqual([100, 100, 200]);
    expect(items.filter(({ party }) => party === 'township').length).toBe(15);
    expect(items.filter(({ party }) => party === 'village').length).toBe(26);
  });

  test('FC-05 counted, capped, tiered, all-or-nothing and judged items; two model cases give 50 or nothing', () => {
    expect(new Set(items.map(({ kind }) => kind)).size).toBe(5);
    expect(items.find(({ id }) => id === 'model-cases')).toMatchObject({
      kind: 'all-or-nothing',
      points: 50,
      minimumCount: 2,
    });
  });

  test('FC-06 the deadline that costs eligibility is the end of June 2020', () => {
    expect(table?.eligibilityDeadline).toBe('2020-06-30');
  });

  test('FC-07 an upheld complaint zeroes the interviews', () => {
    expect(
      items.filter((item) => item.kind === 'judged' && item.zeroedBy === 'upheld-complaint').map(({ id }) => id),
    ).toEqual(['villager-interviews']);
  });
});
