/** What is kept in an asset's file beside its card: documents, verdicts on cards that look alike, the plan of its revival. */
import { type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import type { Policy } from '../../../policy/policy.ts';
import type { AssetCore } from './card.ts';
import { type AttachDocument, attachDocument, type DocumentAttached, type DocumentRefusal } from './document.ts';
import {
  type DecideDuplicate,
  type DuplicateEvent,
  type DuplicatePart,
  type DuplicateRefusal,
  decideDuplicate,
  evolveDuplicate,
} from './duplicate.ts';
import type { EvidenceFiled, FindingPart } from './finding.ts';
import type { HandoverPart } from './handover.ts';
import { decidePath, evolvePath, type PathCommand, type PathEvent, type PathPart } from './revival-path.ts';

export type FilePart = DuplicatePart & PathPart;
export type FileCommand = AttachDocument | DecideDuplicate | PathCommand;
export type FileEvent = DocumentAttached | DuplicateEvent | PathEvent;
export type FileRefusal = DocumentRefusal | DuplicateRefusal | 'stale-version';

type Filed = AssetCore & FilePart & FindingPart & HandoverPart;

/** @param others the cards a verdict names, in its order */
export function decideFile(
  state: Filed,
  command: FileCommand,
  evidence: EvidenceFiled | undefined,
  others: readonly (Filed | undefined)[],
  context: DecisionContext<Policy>,
): Decision<FileEvent, FileRefusal> {
  switch (command.type) {
    case 'attach-document':
      return attachDocument(state, command, evidence, context);
    case 'decide-duplicate':
      return decideDuplicate(state, command, others);
    case 'record-plan':
    case 'record-deadline':
      return decidePath(state, command);
  }
}

/** Documents lie in the events: the state does not grow with them. */
export function evolveFile<State extends FilePart>(state: State, event: FileEvent): State {
  switch (event.type) {
    case 'document-attached':
      return state;
    case 'duplicate-confirmed':
    case 'duplicate-dismissed':
      return evolveDuplicate(state, event);
    case 'revival-planned':
    case 'revival-deadline-set':
      return evolvePath(state, event);
  }
}

/** What may still happen to a card that another one stands for: documents, duties outside, news, and that the verdict is taken back. */
const ON_DUPLICATES = new Set([
  'attach-document',
  'decide-duplicate',
  'record-registration',
  'record-registration-failure',
  'flag-due',
  'record-write-off',
  'record-reopening',
  'record-plan',
  'record-deadline',
  'move-by-merger',
]);

/** Nothing else is done to a card that another one stands for. */
export const duplicateRefusal = (
  asset: DuplicatePart | undefined,
  command: string,
): Decision<never, 'wrong-state'> | undefined =>
  asset?.duplicateOf === undefined || ON_DUPLICATES.has(command)
    ? undefined
    : refuse('wrong-state', '该卡片已认定为重复登记', 'another card stands for this one');
