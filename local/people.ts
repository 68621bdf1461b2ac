/** A person of the sample county who can sign in on one machine. */
export interface Person {
  /** How the person is named at sign-in. */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** Unit path that the person acts for, without the region code. */
  readonly unitBelowRegion: string;
  readonly title: string;
}

const TOWNSHIP = 'township';
const VILLAGE = 'village';

/**
 * One person per kind of work, and a second where somebody else has to check. Names are made up.
 * The unit codes follow the national order: six digits county, nine township, twelve village.
 */
const PEOPLE: readonly (Omit<Person, 'unitBelowRegion'> & { readonly level?: typeof TOWNSHIP | typeof VILLAGE })[] = [
  {
    id: 'village-accountant',
    name: '阿依古丽',
    roles: ['village-accountant'],
    title: 'village accountant 村会计',
    level: VILLAGE,
  },
  { id: 'village-head', name: '买买提', roles: ['village-head'], title: 'village head 村负责人', level: VILLAGE },
  {
    id: 'township-officer',
    name: '李建国',
    roles: ['township-officer'],
    title: 'township officer 乡镇经办人',
    level: TOWNSHIP,
  },
  {
    id: 'township-officer-2',
    name: '吐尔逊',
    roles: ['township-officer'],
    title: 'second township officer 乡镇复核人',
    level: TOWNSHIP,
  },
  {
    id: 'industry-department',
    name: '王芳',
    roles: ['industry-department'],
    title: 'industry department 行业主管部门',
  },
  { id: 'finance-bureau', name: '张伟', roles: ['finance-bureau'], title: 'finance bureau 财政局' },
  { id: 'agriculture-bureau', name: '热孜万', roles: ['agriculture-bureau'], title: 'agriculture bureau 农业农村局' },
  { id: 'county-government', name: '陈明', roles: ['county-government'], title: 'county government 县级人民政府' },
  { id: 'auditor', name: '刘洋', roles: ['auditor'], title: 'auditor 审计' },
  {
    id: 'discipline-inspection',
    name: '赵敏',
    roles: ['discipline-inspection'],
    title: 'discipline inspection 纪检监察',
  },
  { id: 'county-it', name: '古丽娜', roles: ['county-it'], title: 'county IT 县信息技术' },
  { id: 'upstream', name: '上级系统', roles: ['upstream-system'], title: 'upstream system 上级系统' },
];

/** The people of a region: those of the village and township work in the first of each. */
export function peopleOf(regionCode: string): Person[] {
  const township = `${regionCode}100`;
  const below = { [TOWNSHIP]: `${township}/`, [VILLAGE]: `${township}/${township}201/` };
  return PEOPLE.map(({ level, ...person }) => ({
    ...person,
    unitBelowRegion: level === undefined ? '' : below[level],
  }));
}

/** Unit path of a person: codes joined by `/`, with one at the end. */
export const unitOf = (regionCode: string, person: Person): string => `${regionCode}/${person.unitBelowRegion}`;
