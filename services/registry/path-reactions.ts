/** What the file of an asset takes over from its revitalization item: the way planned, who is responsible, until when (MX-07). */
import type * as z from 'zod/mini';
import type { AnyEvent } from '../../contracts/envelope.ts';
import { extensionStepTaken, itemPlanned, planStepTaken } from '../../contracts/revitalization/item-events.ts';
import type { Reaction } from '../../platform/consume.ts';
import type { RegistryRuntime } from './dependencies.ts';
import { recordOnAsset } from './record-on-asset.ts';

/** An asset's item has the asset's id. */
const itemOf = ({ subject, sequence }: AnyEvent) => ({
  assetId: subject.split('/')[1] ?? '',
  itemVersion: Number(sequence),
});

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
      const { assetId, itemVersion } = itemOf(event);
      const { unitPath: responsibleUnitPath, person: responsiblePerson } = responsible;
      const command = { type: 'record-plan', itemVersion, measure, responsibleUnitPath, responsiblePerson } as const;
      return recordOnAsset(runtime, event, cause, assetId, command);
    },
  },
  deadlineReaction('panhuo.revitalization.plan-step-taken.v1', planStepTaken),
  deadlineReaction('panhuo.revitalization.extension-step-taken.v1', extensionStepTaken),
];
