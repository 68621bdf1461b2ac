/** Who works with the system (catalogue, "Whose hands"). A token carries these words in its `roles` claim. */
export const ROLES = {
  'village-accountant': { zh: '村会计', en: 'Village accountant' },
  'village-head': { zh: '村负责人', en: 'Village head' },
  'township-officer': { zh: '乡镇经办人', en: 'Township officer' },
  'industry-department': { zh: '行业主管部门', en: 'Industry department' },
  'finance-bureau': { zh: '财政局', en: 'Finance bureau' },
  'agriculture-bureau': { zh: '农业农村局', en: 'Agriculture bureau' },
  'county-government': { zh: '县级人民政府', en: 'County government' },
  auditor: { zh: '审计', en: 'Auditor' },
  'discipline-inspection': { zh: '纪检监察', en: 'Discipline inspection' },
  'county-it': { zh: '县信息技术', en: 'County IT' },
  'upstream-system': { zh: '上级系统', en: 'Upstream system' },
} as const;

export type Role = keyof typeof ROLES;
export const ROLE_IDS = Object.keys(ROLES) as readonly Role[];
export const isRole = (word: string): word is Role => Object.hasOwn(ROLES, word);
