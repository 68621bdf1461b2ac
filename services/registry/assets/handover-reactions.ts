/** What is on its way to a unit that has been merged away, or moved by a merger, is led to where that unit is now (ZC-04, ZC-05). */
import type { AnyEvent } from '../../../contracts/envelope.ts';
import { unitClosed, unitMovedByMerger } from '../../../contracts/registry/units.ts';
import { executeBatch } from '../../../platform/command-batch.ts';
import type { Reaction } from '../../../platform/consume.ts';
import type { Cause } from '../../../platform/event-item.ts';
import type { Page, Row, StateItem } from '../../../platform/store/store.ts';
import { assetKind } from '../aggregates.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { Unit } from '../domain/units/unit.ts';
import { incomingListKey, unitKey } from '../keys.ts';
import { unitIn } from '../units/unit-routes.ts';
import { presentUnit } from '../units/unit-successors.ts';

/** Assets led on together. */
const INCOMING_PAGE = 100;

/** One that has been handed over, refused or withdrawn meanwhile refuses, and stays what it is. */
async function leadOn(runtime: RegistryRuntime, event: AnyEvent, cause: Cause): Promise<undefined> {
  const code = event.subject.split('/')[1] ?? '';
  const [unit] = (await runtime.store.read([unitKey(code)])) as unknown as (StateItem<Unit> | undefined)[];
  if (!unit) return;
  const { present } = await presentUnit(runtime, unit);
  const actor = { sub: event.source, roles: [], unit: '' };
  const command = { type: 'redirect-handover' } as const;
  let after: Page<Row>['next'];
  do {
    const page = await runtime.store.queryPartition(incomingListKey(code), '', { limit: INCOMING_PAGE, after });
    after = page.next;
    const open = page.rows.filter((row) => Number(row.open) > 0);
    await executeBatch(
      runtime,
      open.map(({ sk: id }) => ({
        kind: assetKind,
        id,
        command,
        content: { redirect: id },
        cause: { ...cause, key: `${cause.key}/${id}` },
        actor,
        refKeys: [unitKey(present.state.code)],
        refs: ([row]: readonly (Row | undefined)[]) => ({ unit: unitIn(row) }),
      })),
    );
  } while (after);
}

export const handoverReactions: readonly Reaction<RegistryRuntime>[] = [
  { type: 'panhuo.registry.unit-closed.v1', schema: unitClosed, react: leadOn },
  { type: 'panhuo.registry.unit-moved-by-merger.v1', schema: unitMovedByMerger, react: leadOn },
];
