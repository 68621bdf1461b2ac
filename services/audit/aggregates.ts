/** Audit's aggregate as it lies in its table: rule, keys, index entries and contract words together. */
import type { AggregateKind } from '../../platform/command.ts';
import type { Policy } from '../../policy/policy.ts';
import {
  evolveFinding,
  type Finding,
  type FindingCommand,
  type FindingEvent,
  handsInFinding,
} from './domain/finding.ts';
import { decideFinding, type FindingRefs, type FindingRefusal } from './domain/finding-rules.ts';
import { findingIndex, findingKey } from './keys.ts';
import { findingWords } from './mapper.ts';

export const findingKind: AggregateKind<Finding, FindingCommand, FindingEvent, FindingRefs, Policy, FindingRefusal> = {
  name: 'finding',
  key: findingKey,
  indexes: (finding, id) => findingIndex(finding.unitPath, id),
  actors: handsInFinding,
  decide: decideFinding,
  evolve: evolveFinding,
  ...findingWords,
};
