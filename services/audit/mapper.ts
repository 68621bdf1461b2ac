/** Audit's domain words and the contract's words for them, in both directions. Exhaustive: a new event does not compile without a row. */
import type { FindingEvent } from './domain/finding.ts';

type Words = { readonly type: string; readonly data: Readonly<Record<string, unknown>> };

const FINDING_TYPES: Readonly<Record<FindingEvent['type'], string>> = {
  'finding-opened': 'panhuo.audit.finding-opened.v1',
  'finding-assigned': 'panhuo.audit.finding-assigned.v1',
  'finding-rectified': 'panhuo.audit.finding-rectified.v1',
  'finding-returned': 'panhuo.audit.finding-returned.v1',
  'finding-verified': 'panhuo.audit.finding-verified.v1',
  'finding-closed': 'panhuo.audit.finding-closed.v1',
  'finding-referred': 'panhuo.audit.finding-referred.v1',
};

export function findingToContract({ type, ...data }: FindingEvent): Words {
  return { type: FINDING_TYPES[type], data };
}

export function findingFromContract(type: string, data: Words['data']): FindingEvent {
  const name = Object.entries(FINDING_TYPES).find(([, word]) => word === type)?.[0];
  if (name === undefined) throw new Error(`not an event of a finding: ${type}`);
  return { ...data, type: name } as unknown as FindingEvent;
}
