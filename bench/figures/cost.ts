/**
 * What a million accepted events cost, from the units measured here and the dated price file: first the command's own reads and writes,
 * which the targets are about; then, to be read, one event's whole way to every subscriber.
 */
import { subscribersOf } from '../../contracts/subscriptions.ts';
import { project } from '../../platform/projection.ts';
import type { QueueMessage, Queues } from '../../platform/queue.ts';
import { relayBatch } from '../../platform/relay.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import type { EventItem, StateItem } from '../../platform/store/store.ts';
import { ledgerProjection } from '../../services/registry/views.ts';
import { auditWorld, registeredEvent } from '../drive/audit-life.ts';
import { registerCard, registerUnits, registryWorld } from '../drive/registry-life.ts';
import type { Step } from '../drive/steps.ts';
import { type Usage, writeUnits } from '../engine/meter.ts';
import { withTable } from '../engine/table.ts';
import type { BenchOptions, Figure, Measured } from '../measurement.ts';
import { costOfMillion, loadPrices, type PriceFile, type UnitsUsed } from '../prices.ts';
import { REGION_CODE } from '../region.ts';
import { SUBJECTS, stepsOf } from './command-units.ts';

const PLAIN_USD_MAX = 4.5;
const MONEY_USD_MAX = 9;
const HISTORY = 100;
/** Events in one stream batch and messages in one queue batch, as a quiet county has them; a busy one has more and pays less. */
const BATCH = 10;
const NOTHING: UnitsUsed = {
  dynamodbWriteUnits: 0,
  dynamodbReadUnits: 0,
  sqsFifoRequests: 0,
  httpApiRequests: 0,
  lambdaRequests: 0,
};

const tableUnits = (usage: Usage): UnitsUsed => ({
  ...NOTHING,
  dynamodbWriteUnits: writeUnits(usage),
  dynamodbReadUnits: usage.readUnits,
});

/** The mean of a service's commands, with and without money. */
function commandRows(service: string, steps: readonly Step[], prices: PriceFile): Measured[] {
  const cost = ({ usage }: Step): number => costOfMillion(tableUnits(usage), prices);
  const mean = (list: readonly Step[]): number => list.reduce((sum, step) => sum + cost(step), 0) / list.length;
  const row = (subject: string, value: number, atMost: number): Measured => ({
    subject,
    value,
    unit: 'USD a million',
    baseline: costOfMillion({ ...NOTHING, dynamodbWriteUnits: 4, dynamodbReadUnits: 1 }, prices),
    baselineIs: 'one read, two plain puts',
    target: { atMost, compares: 'value' },
  });
  const [withMoney, plain] = [
    steps.filter(({ usage }) => usage.updates > 0),
    steps.filter(({ usage }) => usage.updates === 0),
  ];
  return [
    ...(plain.length > 0 ? [row(`${service}: mean of ${plain.length} commands`, mean(plain), PLAIN_USD_MAX)] : []),
    ...(withMoney.length > 0
      ? [row(`${service}: mean of ${withMoney.length} commands with money`, mean(withMoney), MONEY_USD_MAX)]
      : []),
  ];
}

/** Queues that only count the requests that would be sent. */
class CountingQueues implements Queues {
  requests = 0;

  async send(_service: string, messages: readonly QueueMessage[]): Promise<void> {
    this.requests += Math.ceil(messages.length / BATCH);
  }
}

/** What one `asset-registered` uses beyond its command: relay, projection, queue, audit trail. */
async function wayOfAnEvent(): Promise<UnitsUsed> {
  const { states, events } = await newCards(BATCH);
  const queues = new CountingQueues();
  const registry = await withTable('registry', [], async ({ store, meter }) => {
    await relayBatch({ region: REGION_CODE, service: 'registry', store, queues }, events, Date.now());
    await project(store, ledgerProjection, states as readonly StateItem<never>[]);
    return meter.take();
  });
  const audit = await withTable('audit', [], async ({ store, meter }) => {
    const world = auditWorld(store, 'cost');
    await world.receive(registeredEvent(0));
    meter.take();
    for (let index = 1; index <= BATCH; index += 1) await world.receive(registeredEvent(index));
    return meter.take();
  });
  const subscribers = subscribersOf('panhuo.registry.asset-registered.v1').length;
  return {
    dynamodbWriteUnits: (writeUnits(registry) + writeUnits(audit)) / BATCH,
    dynamodbReadUnits: (registry.readUnits + audit.readUnits) / BATCH,
    // Sent in batches; received and deleted in batches by each subscriber's poller.
    sqsFifoRequests: (queues.requests + 2 * subscribers) / BATCH,
    httpApiRequests: 1,
    // The request itself; relay, projection and each subscriber by batch.
    lambdaRequests: 1 + (2 + subscribers) / BATCH,
  };
}

async function newCards(count: number): Promise<{ states: readonly StateItem[]; events: readonly EventItem[] }> {
  const store = new MemoryStore();
  const world = registryWorld(store, 'seed');
  await registerUnits(world);
  const states: StateItem[] = [];
  const events: EventItem[] = [];
  store.onCommit = ({ state, event }) => {
    states.push(state);
    events.push(event);
  };
  for (let index = 1; index <= count; index += 1) await registerCard(world, index);
  return { states, events };
}

export const cost: Figure = {
  name: 'cost',
  about: 'a million accepted events, from measured units and the dated price file',
  async measure({ progress }: BenchOptions) {
    const prices = loadPrices();
    const rows: Measured[] = [];
    let registering: Step | undefined;
    for (const subject of SUBJECTS) {
      progress(subject.service);
      const steps = await stepsOf(subject, HISTORY);
      rows.push(...commandRows(subject.service, steps, prices));
      registering ??= steps.find(({ name }) => name === 'register asset');
    }
    if (!registering) throw new Error('no asset was registered');
    const command = tableUnits(registering.usage);
    const way = await wayOfAnEvent();
    const parts = (units: UnitsUsed): Record<string, number> => ({ ...units });
    const note = `Prices of ${prices.asOf}, ${prices.region}, list prices without free tiers; check them. Without Lambda duration, logs, traces and storage.`;
    rows.push(
      {
        subject: 'register asset: the command',
        value: costOfMillion(command, prices),
        unit: 'USD a million',
        parts: parts(command),
        note,
      },
      {
        subject: `register asset: its way on, in batches of ${BATCH}`,
        value: costOfMillion(way, prices),
        unit: 'USD a million',
        parts: parts(way),
      },
    );
    return rows;
  },
};
