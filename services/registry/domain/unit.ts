/** Organization units: a tree that only grows here; mergers with successors close old units and keep their history (ZC-03). */
import { accept, type Decision, refuse } from '../../../platform/decider.ts';
import { isCreditCode } from './credit-code.ts';

export type UnitKind =
  | 'county'
  | 'department'
  | 'township'
  | 'village'
  | 'village-collective'
  | 'household-group'
  | 'company';

export interface Unit {
  readonly code: string;
  readonly name: string;
  readonly kind: UnitKind;
  readonly path: string;
  readonly creditCode?: string | undefined;
  readonly status: 'active' | 'closed';
}

export interface RegisterUnit {
  readonly type: 'register';
  readonly code: string;
  readonly name: string;
  readonly kind: UnitKind;
  readonly parentCode?: string | undefined;
  readonly creditCode?: string | undefined;
}

export type UnitEvent = { readonly type: 'unit-registered' } & Omit<Unit, 'status'>;
export type UnitRefusal = 'already-exists' | 'unknown-unit' | 'unit-closed' | 'credit-code-invalid' | 'wrong-state';

/** Kinds a unit may stand under. */
const PARENTS: Readonly<Record<UnitKind, readonly UnitKind[]>> = {
  county: [],
  department: ['county'],
  township: ['county'],
  company: ['county', 'department', 'township'],
  village: ['township'],
  'village-collective': ['township', 'village'],
  'household-group': ['village', 'village-collective'],
};

/** Registers one unit below its parent, which is the only thing the decision looks at. */
export function decideUnit(
  state: Unit | undefined,
  command: RegisterUnit,
  parent: Unit | undefined,
): Decision<UnitEvent, UnitRefusal> {
  if (state) return refuse('already-exists');
  const { code, name, kind, parentCode, creditCode } = command;
  if (creditCode !== undefined && !isCreditCode(creditCode)) return refuse('credit-code-invalid');
  if ((kind === 'county') !== (parentCode === undefined))
    return refuse('unknown-unit', '只有县没有上级单位', 'only a county has no unit above it');
  if (kind === 'county') return accept({ type: 'unit-registered', code, name, kind, path: `${code}/`, creditCode });
  if (!parent) return refuse('unknown-unit', `上级单位 ${parentCode} 不存在`, `there is no unit ${parentCode}`);
  if (parent.status === 'closed') return refuse('unit-closed');
  if (!PARENTS[kind].includes(parent.kind)) {
    return refuse(
      'wrong-state',
      `${kind} 不能设在 ${parent.kind} 之下`,
      `a ${kind} does not stand under a ${parent.kind}`,
    );
  }
  return accept({ type: 'unit-registered', code, name, kind, path: `${parent.path}${code}/`, creditCode });
}

export function evolveUnit(_state: Unit | undefined, event: UnitEvent): Unit {
  const { type: _type, ...unit } = event;
  return { ...unit, status: 'active' };
}
