/** Disposals follow the asset they are about into the successor (SX-09, ZC-05): running ones are decided there, and what is left of proceeds is spent there. */
import { executeBatch } from '../../../platform/command-batch.ts';
import type { Actor } from '../../../platform/decider.ts';
import type { Cause } from '../../../platform/event-item.ts';
import { NOBODY } from '../../../platform/store/store.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import { disposingKey } from '../keys.ts';
import { disposalKind } from '../reform/reform-aggregates.ts';

export interface DisposalMove {
  readonly mergerId: string;
  readonly fromPath: string;
  readonly toPath: string;
  readonly assetId: string;
}

/**
 * Moves the cases of some assets, as many as one read may name; a case that is not the old unit's any more stays where it is. One that came to nothing has given
 * its asset back and stays in the history of the old unit.
 */
export async function moveDisposals(
  runtime: RegistryRuntime,
  moves: readonly DisposalMove[],
  cause: Cause,
  actor: Actor,
): Promise<void> {
  if (moves.length === 0) return;
  const claims = await runtime.store.read(moves.map(({ assetId }) => disposingKey(assetId)));
  const requests = moves.flatMap(({ assetId: _asset, ...move }, index) => {
    const owner = claims[index]?.owner;
    if (typeof owner !== 'string' || owner === NOBODY) return [];
    const command = { type: 'move-by-merger', ...move } as const;
    const part = { ...cause, key: `${cause.key}/disposal/${owner}` };
    return [{ kind: disposalKind, id: owner, command, content: command, cause: part, actor, refs: () => ({}) }];
  });
  await executeBatch(runtime, requests);
}
