/** The registry hears its own mergers and carries them out, a portion per message. */
import type * as z from 'zod/mini';
import type { AnyEvent } from '../../../contracts/envelope.ts';
import { mergerAdvanced, mergerExecuted, mergerRecounted } from '../../../contracts/registry/mergers.ts';
import type { CommandOutcome } from '../../../platform/command.ts';
import type { Reaction } from '../../../platform/consume.ts';
import type { Cause } from '../../../platform/event-item.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import { advanceMerger } from './merger-execution.ts';

type Continued = z.infer<typeof mergerExecuted> | z.infer<typeof mergerAdvanced> | z.infer<typeof mergerRecounted>;

/** The registry acts in its own name, without a unit. */
function goOn(runtime: RegistryRuntime, event: AnyEvent, cause: Cause): Promise<CommandOutcome | undefined> {
  const { next } = (event as Continued).data;
  const id = event.subject.split('/')[1] ?? '';
  return advanceMerger(runtime, id, next, cause, { sub: event.source, roles: [], unit: '' });
}

export const mergerReactions: readonly Reaction<RegistryRuntime>[] = [
  { type: 'panhuo.registry.merger-executed.v1', schema: mergerExecuted, react: goOn },
  { type: 'panhuo.registry.merger-advanced.v1', schema: mergerAdvanced, react: goOn },
  { type: 'panhuo.registry.merger-recounted.v1', schema: mergerRecounted, react: goOn },
];
