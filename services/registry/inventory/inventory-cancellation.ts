/** A campaign that has been withdrawn takes its open counts with it; what was approved has been entered, and stays. */
import { executeBatch } from '../../../platform/command-batch.ts';
import type { Actor } from '../../../platform/decider.ts';
import type { Cause } from '../../../platform/event-item.ts';
import type { Page, Row } from '../../../platform/store/store.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import { campaignTasksKey } from '../keys.ts';
import { countKind } from './inventory-aggregates.ts';

/** Counts cancelled together. */
const TASKS_PAGE = 100;

/** Cancels every count that is neither closed nor refused. None can be opened any more, so one walk over the tasks meets all of them. */
export async function cancelCounts(
  runtime: RegistryRuntime,
  campaignId: string,
  reason: string,
  cause: Cause,
  actor: Actor,
): Promise<void> {
  let after: Page<Row>['next'];
  do {
    const page = await runtime.store.queryPartition(campaignTasksKey(campaignId), '', { limit: TASKS_PAGE, after });
    after = page.next;
    await executeBatch(
      runtime,
      page.rows.map((row) => ({
        kind: countKind,
        id: String(row.countId),
        command: { type: 'cancel', reason } as const,
        content: { cancel: String(row.countId), reason },
        cause: { ...cause, key: `${cause.key}/${String(row.sk)}` },
        actor,
        refs: () => ({}),
      })),
    );
  } while (after);
}
