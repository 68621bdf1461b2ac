/** Holds recorded events to the contracts that others read them by. */
import * as z from 'zod/mini';
import * as plans from '../../../contracts/distribution/plans.ts';
import * as pools from '../../../contracts/distribution/pools.ts';
import * as receipts from '../../../contracts/distribution/receipts.ts';
import { evidenceEvents } from '../../../contracts/evidence/evidence.ts';
import { toCloudEvent } from '../../../platform/event-item.ts';
import type { EventItem } from '../../../platform/store/store.ts';

const { requested, verified } = evidenceEvents('distribution');
const contracts = [...Object.values(plans), ...Object.values(pools), ...Object.values(receipts), requested, verified];
const byType = new Map(
  contracts.flatMap((contract) => {
    const type = (contract as { shape?: { type?: { _zod?: { def?: { values?: unknown[] } } } } }).shape?.type;
    const name = type?._zod?.def?.values?.[0];
    return typeof name === 'string' ? [[name, contract as z.ZodMiniType]] : [];
  }),
);

/** Why the event does not fit its contract, or undefined when it does. */
export function contractRefusal(event: EventItem): string | undefined {
  const contract = byType.get(event.type);
  if (!contract) return `no contract for ${event.type}`;
  const parsed = z.safeParse(contract, toCloudEvent(event, '653127', 'distribution'));
  return parsed.success ? undefined : `${event.type}: ${z.prettifyError(parsed.error)}`;
}
