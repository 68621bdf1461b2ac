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
