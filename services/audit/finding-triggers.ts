/** Which events of others open a finding: one table, event type → what was found and under which clauses. */
import type { FindingKind } from './domain/finding.ts';

export interface FindingTrigger {
  readonly kind: FindingKind;
  readonly clauses: readonly string[];
}

/** Own events are not in it: a finding never opens a finding. */
const TRIGGERS: Readonly<Record<string, FindingTrigger>> = {
  'panhuo.distribution.income-parked.v1': { kind: 'income-parked', clauses: ['MG-16', 'MG-22'] },
  'panhuo.registry.figures-mismatched.v1': { kind: 'figures-mismatch', clauses: ['FC-08'] },
  'panhuo.registry.unreported-assets-found.v1': { kind: 'unreported-assets', clauses: ['MG-18'] },
  'panhuo.registry.duplicate-assets-found.v1': { kind: 'duplicate-assets', clauses: ['MG-18'] },
  'panhuo.registry.repair-overdue.v1': { kind: 'repair-overdue', clauses: ['SX-07', 'MG-22'] },
  'panhuo.revitalization.item-overdue.v1': { kind: 'item-overdue', clauses: ['ZC-07'] },
  'panhuo.revitalization.item-escalated.v1': { kind: 'item-escalated', clauses: ['ZC-07', 'MG-22'] },
};

export const findingTriggerOf = (eventType: string): FindingTrigger | undefined =>
  Object.hasOwn(TRIGGERS, eventType) ? TRIGGERS[eventType] : undefined;

/** What a contradiction in the trail itself opens; no clause of the five documents names it. */
export const CONFLICT_TRIGGERS = {
  'version-taken': { kind: 'trail-conflict', clauses: [] },
  'leaf-hash-mismatch': { kind: 'leaf-hash-mismatch', clauses: [] },
} as const satisfies Record<string, FindingTrigger>;
