/** What the file of an asset takes over from its revitalization item: the way planned, who is responsible, until when (MX-07). */
import type * as z from 'zod/mini';
import type { AnyEvent } from '../../../contracts/envelope.ts';
import {
  extensionStepTaken,
  itemPlanned,
  itemResponsibleNamed,
  planStepTaken,
} from '../../../contracts/revitalization/item-events.ts';
import type { CommandOutcome } from '../../../platform/command.ts';
import type { Reaction } from '../../../platform/consume.ts';
import type { Cause } from '../../../platform/event-item.ts';
import { recordOnAsset } from '../assets/record-on-asset.ts';
import type { RegistryRuntime } from '../dependencies.ts';

/** An asset's item has the asset's id. */
const itemOf = ({ subject, sequence }: AnyEvent) => ({
  assetId: subject.split('/')[1] ?? '',
  itemVersion: Number(sequence),
});

/** The way planned, and who answers for it. */
function recordPlan(
  runtime: RegistryRuntime,
  event: AnyEvent,
  cause: Cause,
  measure: string,
  responsible: { readonly unitPath: string; readonly person: string },
): Promise<CommandOutcome | undefined> {
  const { assetId, itemVersion } = itemOf(event);
  const { unitPath: responsibleUnitPath, person: responsiblePerson } = responsible;
  const command = { type: 'record-plan', itemVersion, measure, responsibleUnitPath, responsiblePerson } as const;
  return recordOnAsset(runtime, event, cause, assetId, command);
}

/** An approval that sets the deadline, or moves it. */
const deadlineReaction = (
  type: string,
  schema: typeof planStepTaken | typeof extensionStepTaken,
): Reaction<RegistryRuntime> => ({
  type,
  schema,
  async react(runtime, event, cause) {
    const { deadline } = (event as z.infer<typeof planStepTaken>).data;
    const { assetId, itemVersion } = itemOf(event);
    if (!deadline) return undefined;
    const command = { type: 'record-deadline', itemVersion, dueDate: deadline.dueDate } as const;
    return recordOnAsset(runtime, event, cause, assetId, command);
  },
});

export const pathReactions: readonly Reaction<RegistryRuntime>[] = [
  {
    type: 'panhuo.revitalization.item-planned.v1',
    schema: itemPlanned,
    react(runtime, event, cause) {
      const { measure, responsible } = (event as z.infer<typeof itemPlanned>).data;
      return recordPlan(runtime, event, cause, measure, responsible);
    },
  },
  {
    type: 'panhuo.revitalization.item-responsible-named.v1',
    schema: itemResponsibleNamed,
    react(runtime, event, cause) {
      const { measure, responsible } = (event as z.infer<typeof itemResponsibleNamed>).data;
      return recordPlan(runtime, event, cause, measure, responsible);
    },
  },
  deadlineReaction('panhuo.revitalization.plan-step-taken.v1', planStepTaken),
  deadlineReaction('panhuo.revitalization.extension-step-taken.v1', extensionStepTaken),
];
