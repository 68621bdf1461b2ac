/** The registry hears of its own campaigns and counts and goes on with them. */
import type * as z from 'zod/mini';
import type { AnyEvent } from '../../../contracts/envelope.ts';
import {
  campaignOpened,
  campaignWithdrawn,
  countAdvanced,
  countOpened,
  countStepTaken,
  duplicateAssetsFound,
  unreportedAssetsFound,
} from '../../../contracts/registry/inventory.ts';
import type { CommandOutcome } from '../../../platform/command.ts';
import type { Reaction } from '../../../platform/consume.ts';
import type { Cause } from '../../../platform/event-item.ts';
import type { StateItem } from '../../../platform/store/store.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { CountWork } from '../domain/inventory/count-state.ts';
import type { Unit } from '../domain/units/unit.ts';
import { unitKey } from '../keys.ts';
import { cancelCounts } from './inventory-cancellation.ts';
import { advanceCount, isWithdrawn, openCounts } from './inventory-execution.ts';

const idOf = (event: AnyEvent): string => event.subject.split('/')[1] ?? '';
/** The registry acts in its own name, without a unit. */
const registry = (event: AnyEvent) => ({ sub: event.source, roles: [], unit: '' });

async function begin(runtime: RegistryRuntime, event: AnyEvent, cause: Cause): Promise<CommandOutcome | undefined> {
  const { unitCode, asOf } = (event as z.infer<typeof campaignOpened>).data;
  const [row] = await runtime.store.read([unitKey(unitCode)]);
  const unit = (row as StateItem<Unit> | undefined)?.state;
  if (!unit) return { kind: 'refused', refusal: { code: 'not-found' } };
  const [outcome] = await openCounts(runtime, idOf(event), asOf, [unit], cause, registry(event));
  return outcome && isWithdrawn(outcome) ? undefined : outcome;
}

async function end(runtime: RegistryRuntime, event: AnyEvent, cause: Cause): Promise<undefined> {
  const { reason } = (event as z.infer<typeof campaignWithdrawn>).data;
  await cancelCounts(runtime, idOf(event), reason, cause, registry(event));
}

async function goOn(runtime: RegistryRuntime, event: AnyEvent, cause: Cause): Promise<CommandOutcome | undefined> {
  const { next } = event.data as { readonly next?: CountWork };
  // Only the last approval is followed by work.
  return next && advanceCount(runtime, idOf(event), next, cause, registry(event));
}

export const inventoryReactions: readonly Reaction<RegistryRuntime>[] = [
  { type: 'panhuo.registry.campaign-opened.v1', schema: campaignOpened, react: begin },
  { type: 'panhuo.registry.campaign-withdrawn.v1', schema: campaignWithdrawn, react: end },
  { type: 'panhuo.registry.count-opened.v1', schema: countOpened, react: goOn },
  { type: 'panhuo.registry.count-advanced.v1', schema: countAdvanced, react: goOn },
  { type: 'panhuo.registry.count-step-taken.v1', schema: countStepTaken, react: goOn },
  { type: 'panhuo.registry.duplicate-assets-found.v1', schema: duplicateAssetsFound, react: goOn },
  { type: 'panhuo.registry.unreported-assets-found.v1', schema: unreportedAssetsFound, react: goOn },
];
