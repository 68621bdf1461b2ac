import { expect, test } from 'vitest';
import { routeDuties } from './duty-routing.ts';
import { loadPack } from './load.ts';

const makit = loadPack('makit');
const departmentsOf = (asset: Parameters<typeof routeDuties>[1]) =>
  routeDuties(makit, asset).map(({ department }) => department);

test.each([
  ['村级卫生室', 'medical-facility', 'party-organization'],
  ['库木库萨尔乡防渗渠', 'farming-forestry-water', 'water'],
  ['扶贫车间', 'assistance-workshop', 'commerce-and-industry'],
  ['3号保鲜库', 'cold-store', 'commerce-and-industry'],
  ['高标准农田', 'farming-forestry-water', 'agriculture'],
  ['村组（巷道）道路', 'rural-road', 'transport'],
  ['农村幸福大院', 'benefit-facility', 'civil-affairs'],
  ['易地扶贫搬迁工程入户项目', 'household-fixed-asset', 'township'],
])('MG-20 %s is supervised as the duties say', (name, subType, department) => {
  expect(departmentsOf({ name, subType, funding: ['poverty-alleviation'] })[0]).toBe(department);
});

test('MG-20 the funding decides before the kind of asset', () => {
  const asset = { name: '棚圈', subType: 'livestock', funding: ['ethnic-minority-development'] };
  expect(departmentsOf(asset)).toEqual(['united-front', 'agriculture', 'township']);
});

test('MG-20 a workshop of the industrial park belongs to the park', () => {
  const workshop = { name: '扶贫车间', subType: 'assistance-workshop', funding: [] };
  expect(departmentsOf({ ...workshop, implementedBy: 'industrial-park' })[0]).toBe('industrial-park');
  expect(departmentsOf(workshop)).not.toContain('industrial-park');
});

test('a sub-type routes what no word names, and nothing fits a stranger', () => {
  expect(departmentsOf({ name: '一号大院', subType: 'rural-road', funding: [] })).toEqual(['transport']);
  expect(departmentsOf({ name: '一号大院', subType: 'other-operating', funding: [] })).toEqual([]);
});

/** The duties whose words, kinds or funds say what they cover; the others cover everything and supervise nothing by itself. */
const covering = makit.dutyRouting.filter(
  ({ keywords, subTypes, funding }) => keywords.length + subTypes.length + funding.length > 0,
);
/** Words that two duties list: the document's earlier number supervises. A park's words hold only for the park's own projects. */
const holderOf = (word: string) =>
  covering.find(({ keywords, implementedBy }) => implementedBy === undefined && keywords.includes(word));

test('MG-20 there are 22 duties, five of which cover everything', () => {
  expect(makit.dutyRouting.map(({ number }) => number)).toEqual(Array.from({ length: 22 }, (_, index) => index + 1));
  const everything = makit.dutyRouting.filter((route) => !covering.includes(route)).map(({ number }) => number);
  expect(everything).toEqual([1, 2, 4, 5, 22]);
});

test.each(covering.map((route) => [route.number, route.department, route] as const))(
  'MG-20 duty %i: %s supervises what its words, kinds and funds name',
  (_number, department, route) => {
    const implementedBy = route.implementedBy === undefined ? {} : { implementedBy: route.implementedBy };
    for (const word of route.keywords) {
      const found = departmentsOf({ name: `某村${word}`, funding: [], ...implementedBy });
      expect(found).toContain(department);
      if (route.implementedBy !== undefined) expect(found[0]).toBe(department);
      else expect([word, found[0]]).toEqual([word, holderOf(word)?.department]);
    }
    for (const fund of route.funding) expect(departmentsOf({ name: '某项目', funding: [fund] })[0]).toBe(department);
    if (route.implementedBy !== undefined) return;
    for (const subType of route.subTypes) {
      expect(departmentsOf({ name: '某项目', subType, funding: [] })[0]).toBe(department);
    }
  },
);
