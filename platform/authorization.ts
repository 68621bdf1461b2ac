/**
 * Who may do what, where: one pure function over one table. Every route names an action; an action without a row cannot be named.
 */
import type { Role } from '../contracts/roles.ts';
import type { Actor } from './decider.ts';
import { isWithin, lineage } from './unit-path.ts';

/**
 * `tree`: the matter's unit is the actor's own or lies below it. `county`: the actor stands at the county or one of its departments and
 * acts for all of it. `own`: the matter is that of the actor's own unit, not of one below it. `anywhere`: no unit is involved.
 */
export type Scope = 'tree' | 'county' | 'own' | 'anywhere';

export interface AccessRule {
  readonly roles: readonly Role[];
  readonly scope: Scope;
}

/** Action → rules, tried in order. The rule's id is `<action>#<place in the list>`. */
export type AccessTable<Action extends string = string> = Readonly<Record<Action, readonly AccessRule[]>>;

export type AccessDecision =
  | { readonly allow: true; readonly rule: string }
  /** `role`: no rule names any of the actor's roles. `scope`: a rule does, but the unit is not theirs. */
  | { readonly allow: false; readonly because: 'role' | 'scope' };

/**
 * Decides one access.
 * @param unitPath unit of the matter; undefined asks only whether the role may do this somewhere
 */
export function authorize<Action extends string>(
  table: AccessTable<Action>,
  action: Action,
  actor: Actor,
  unitPath: string | undefined,
): AccessDecision {
  let because: 'role' | 'scope' = 'role';
  for (const [place, rule] of table[action].entries()) {
    if (!rule.roles.some((role) => actor.roles.includes(role))) continue;
    if (unitPath === undefined || covers(rule.scope, actor, unitPath))
      return { allow: true, rule: `${action}#${place}` };
    because = 'scope';
  }
  return { allow: false, because };
}

function covers(scope: Scope, actor: Actor, unitPath: string): boolean {
  if (scope === 'anywhere') return true;
  if (scope === 'tree') return isWithin(unitPath, actor.unit);
  if (scope === 'own') return unitPath === actor.unit && isWithin(unitPath, actor.unit);
  const line = lineage(actor.unit);
  return line.length >= 1 && line.length <= 2 && line[0] === lineage(unitPath)[0];
}
