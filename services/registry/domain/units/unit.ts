/**
 * Organization units: a tree in which a unit is registered once, corrected with a reason, and closed only by a merger, which names its
 * successor. A closed unit keeps its history; everything of it is found under the successor (ZC-03).
 */
import { accept, type Decision, refuse } from '../../../../platform/decider.ts';
import { isWithin } from '../../../../platform/unit-path.ts';
import { isCreditCode } from './credit-code.ts';
import { unitCodeFault } from './unit-code.ts';

export type UnitKind =
  | 'county'
  | 'department'
  | 'township'
  | 'village'
  | 'village-collective'
  | 'household-group'
  | 'company';

/** ZC-05: the assets of a merged unit become the successor's, or stay the old collective's inside it. */
export type MergerMode = 'direct' | 'distinct';

export interface Unit {
  readonly code: string;
  readonly name: string;
  readonly kind: UnitKind;
  readonly path: string;
  readonly creditCode?: string | undefined;
  readonly status: 'active' | 'closed';
  /** Code of the unit it was merged into. */
  readonly successor?: string | undefined;
  readonly mergerId?: string | undefined;
}

export interface RegisterUnit {
  readonly type: 'register';
  readonly code: string;
  readonly name: string;
  readonly kind: UnitKind;
  readonly parentCode?: string | undefined;
  readonly creditCode?: string | undefined;
}

export type UnitCommand =
  | RegisterUnit
  | {
      readonly type: 'correct';
      readonly name: string;
      readonly creditCode?: string | undefined;
      readonly reason: string;
    }
  | { readonly type: 'close-by-merger'; readonly mergerId: string; readonly mode: MergerMode }
  | {
      readonly type: 'move-by-merger';
      readonly mergerId: string;
      readonly fromPath: string;
      readonly toPath: string;
    };

export type UnitEvent =
  | ({ readonly type: 'unit-registered' } & Pick<Unit, 'code' | 'name' | 'kind' | 'path' | 'creditCode'>)
  | {
      readonly type: 'unit-corrected';
      readonly name: string;
      readonly creditCode?: string | undefined;
      readonly reason: string;
    }
  | {
      readonly type: 'unit-closed';
      readonly mergerId: string;
      readonly path: string;
      readonly successor: string;
      readonly successorPath: string;
      readonly mode: MergerMode;
    }
  | {
      readonly type: 'unit-moved-by-merger';
      readonly mergerId: string;
      readonly fromPath: string;
      readonly path: string;
      readonly kind: UnitKind;
    };

export type UnitRefusal =
  | 'already-exists'
  | 'not-found'
  | 'unknown-unit'
  | 'unit-closed'
  | 'unit-code-invalid'
  | 'credit-code-invalid'
  | 'wrong-state';

type Result = Decision<UnitEvent, UnitRefusal>;

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

/** Whether units of this kind may have others below them. */
export const mayHaveUnitsBelow = (kind: UnitKind): boolean =>
  Object.values(PARENTS).some((parents) => parents.includes(kind));

/** @param other the unit above a new one, or the successor of one that is merged away */
export function decideUnit(state: Unit | undefined, command: UnitCommand, other: Unit | undefined): Result {
  if (command.type === 'register') return register(state, command, other);
  if (!state) return refuse('not-found');
  if (state.status === 'closed') return refuse('unit-closed');
  switch (command.type) {
    case 'correct':
      return correct(command);
    case 'close-by-merger':
      return close(state, command, other);
    case 'move-by-merger':
      return moveBelow(state, command);
  }
}

function register(state: Unit | undefined, command: RegisterUnit, parent: Unit | undefined): Result {
  if (state) return refuse('already-exists');
  const { code, name, kind, parentCode, creditCode } = command;
  if (creditCode !== undefined && !isCreditCode(creditCode)) return refuse('credit-code-invalid');
  if ((kind === 'county') !== (parentCode === undefined))
    return refuse('unknown-unit', '只有县没有上级单位', 'only a county has no unit above it');
  const fault = unitCodeFault(code, kind, parentCode);
  if (fault) return refuse('unit-code-invalid', fault.zh, fault.en);
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

function correct({ name, creditCode, reason }: Extract<UnitCommand, { type: 'correct' }>): Result {
  if (creditCode !== undefined && !isCreditCode(creditCode)) return refuse('credit-code-invalid');
  return accept({ type: 'unit-corrected', name, creditCode, reason });
}

function close(
  state: Unit,
  { mergerId, mode }: Extract<UnitCommand, { type: 'close-by-merger' }>,
  successor: Unit | undefined,
): Result {
  if (!successor || successor.code === state.code) return refuse('unknown-unit');
  if (successor.status === 'closed') return refuse('unit-closed');
  const { path } = state;
  return accept({
    type: 'unit-closed',
    mergerId,
    path,
    successor: successor.code,
    successorPath: successor.path,
    mode,
  });
}

function moveBelow(
  state: Unit,
  { mergerId, fromPath, toPath }: Extract<UnitCommand, { type: 'move-by-merger' }>,
): Result {
  if (state.path === fromPath || !isWithin(state.path, fromPath)) return refuse('wrong-state');
  const path = `${toPath}${state.path.slice(fromPath.length)}`;
  return accept({ type: 'unit-moved-by-merger', mergerId, fromPath: state.path, path, kind: state.kind });
}

export function evolveUnit(state: Unit | undefined, event: UnitEvent): Unit {
  if (event.type === 'unit-registered') {
    const { type: _type, ...unit } = event;
    return { ...unit, status: 'active' };
  }
  if (!state) throw new Error(`${event.type} before unit-registered`);
  switch (event.type) {
    case 'unit-corrected':
      return { ...state, name: event.name, creditCode: event.creditCode };
    case 'unit-closed':
      return { ...state, status: 'closed', successor: event.successor, mergerId: event.mergerId };
    case 'unit-moved-by-merger':
      return { ...state, path: event.path, mergerId: event.mergerId };
  }
}
