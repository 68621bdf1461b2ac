/** News of another service, recorded on the card it is about. */
import type { AnyEvent } from '../../../contracts/envelope.ts';
import { type CommandOutcome, execute } from '../../../platform/command.ts';
import type { Actor } from '../../../platform/decider.ts';
import type { Cause } from '../../../platform/event-item.ts';
import { assetKind } from '../aggregates.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { AssetCommand } from '../domain/asset.ts';

/** A system acts in its own name, without a unit. */
export const system = (source: string): Actor => ({ sub: source, roles: ['upstream-system'], unit: '' });

/** What became of an asset's revitalization item. Old news that comes late is no fault and changes nothing. */
export async function recordOnAsset(
  runtime: RegistryRuntime,
  event: AnyEvent,
  cause: Cause,
  assetId: string,
  command: Extract<AssetCommand, { type: 'record-write-off' | 'record-reopening' | 'record-plan' | 'record-deadline' }>,
): Promise<CommandOutcome | undefined> {
  const outcome = await execute(runtime, {
    kind: assetKind,
    id: assetId,
    command,
    content: command,
    cause,
    actor: system(event.source),
    refs: () => ({}),
  });
  return outcome.kind === 'refused' && outcome.refusal.code === 'stale-version' ? undefined : outcome;
}
