/**
 * Calls and write units per command, at histories of 10² to 10⁴ events (10⁵ with --deep): what a command costs must not depend on what
 * has happened before. Read from the engine's own account of consumed capacity, which follows AWS's rules.
 */
import type { Store } from '../../platform/store/store.ts';
import { auditLife, auditWorld, livedAudit } from '../drive/audit-life.ts';
import { distributionLife, distributionWorld, livedDistribution } from '../drive/distribution-life.ts';
import { livedRegistry, registryLife, registryWorld } from '../drive/registry-life.ts';
import { livedRevitalization, revitalizationLife, revitalizationWorld } from '../drive/revitalization-life.ts';
import { type Step, Steps } from '../drive/steps.ts';
import { type Usage, writeUnits } from '../engine/meter.ts';
import { type Items, withTable } from '../engine/table.ts';
import type { BenchOptions, Figure, Measured } from '../measurement.ts';

const HISTORIES = [100, 1_000, 10_000] as const;
const DEEP_HISTORY = 100_000;
/** Event and state, one unit per KiB each, doubled by the transaction. */
const PLAIN_WRITE_UNITS = 4;
/** With money: two accounts, and a row where the command makes one. */
const MONEY_WRITE_UNITS_MAX = 10;
/** Each further row of a register: one unit, doubled by the transaction. */
const ROW_WRITE_UNITS = 2;
const READS_MAX = 1;
const TRANSACTIONS_MAX = 1;
const ITEM_BYTES_MAX = 1_024;

/** A service's life on a table that has seen so many events. */
export interface Subject {
  readonly service: string;
  lived(events: number): Promise<Items>;
  life(store: Store, steps: Steps): Promise<void>;
}

export const SUBJECTS: readonly Subject[] = [
  {
    service: 'registry',
    lived: livedRegistry,
    life: (store, steps) => registryLife(registryWorld(store, 'life'), steps),
  },
  {
    service: 'revitalization',
    lived: livedRevitalization,
    life: (store, steps) => revitalizationLife(revitalizationWorld(store, 'life'), steps),
  },
  {
    service: 'distribution',
    lived: livedDistribution,
    life: (store, steps) => distributionLife(distributionWorld(store, 'life'), steps),
  },
  { service: 'audit', lived: livedAudit, life: (store, steps) => auditLife(auditWorld(store, 'life'), steps) },
];

/** What every command of a service uses, on a table that has seen so many events. */
export async function stepsOf({ service, lived, life }: Subject, events: number): Promise<readonly Step[]> {
  return withTable(service, await lived(events), async ({ store, meter }) => {
    const steps = new Steps(meter);
    await life(store, steps);
    return steps.all;
  });
}

export const commandUnits: Figure = {
  name: 'command-units',
  about: 'DynamoDB calls and write units per command, and whether they depend on the history',
  async measure({ deep, progress }: BenchOptions) {
    const histories = deep ? [...HISTORIES, DEEP_HISTORY] : HISTORIES;
    const rows: Measured[] = [];
    for (const subject of SUBJECTS) {
      const bySize = new Map<number, readonly Step[]>();
      for (const events of histories) {
        progress(`${subject.service} with a history of ${events} events`);
        bySize.set(events, await stepsOf(subject, events));
      }
      rows.push(...measuredSteps(subject.service, bySize));
    }
    return rows;
  },
};

/** The rows of one service: each command at the longest history, what is largest, and how far any strays from the shortest history. */
export function measuredSteps(service: string, bySize: ReadonlyMap<number, readonly Step[]>): Measured[] {
  const runs = [...bySize.values()];
  const [first, last] = [runs[0] ?? [], runs.at(-1) ?? []];
  const strays = last.map((step, place) => {
    const before = first[place];
    if (before?.name !== step.name) throw new Error(`the runs of ${service} differ at ${step.name}`);
    return Math.abs(writeUnits(step.usage) - writeUnits(before.usage)) + Math.abs(callsOf(step) - callsOf(before));
  });
  const [shortest, longest] = [Math.min(...bySize.keys()), Math.max(...bySize.keys())];
  return [
    ...[...new Map(last.map((step) => [step.name, step])).values()].map((step) => unitsRow(service, step)),
    ...largest(service, 'reads', 'calls', READS_MAX, last, (step) => step.usage.reads),
    ...largest(service, 'transactions', 'calls', TRANSACTIONS_MAX, last, (step) => step.usage.transactions),
    ...largest(service, 'event item', 'bytes', ITEM_BYTES_MAX, last, (step) => step.eventBytes),
    ...largest(service, 'state item', 'bytes', ITEM_BYTES_MAX, last, (step) => step.stateBytes),
    {
      subject: `${service}: change from ${shortest} to ${longest} events`,
      value: Math.max(...strays),
      unit: 'units or calls',
      target: { atMost: 0, compares: 'value' },
    },
  ];
}

const callsOf = ({ usage }: Step): number => usage.reads + usage.transactions;

function unitsRow(service: string, { name, usage, eventBytes, stateBytes }: Step): Measured {
  const { reads, transactions, readUnits, tableWriteUnits, indexWriteUnits } = usage;
  const indexes = usage.indexesTouched.size;
  return {
    subject: `${service}: ${name}`,
    value: writeUnits(usage),
    unit: 'write units',
    baseline: PLAIN_WRITE_UNITS,
    baselineIs: `bare; table ${tableWriteUnits}, ${indexes} indexes ${indexWriteUnits}`,
    target: { atMost: allowedWriteUnits(usage), compares: 'value' },
    parts: {
      reads,
      transactions,
      readUnits,
      tableWriteUnits,
      indexWriteUnits,
      ...(eventBytes === undefined ? {} : { eventBytes }),
      ...(stateBytes === undefined ? {} : { stateBytes }),
    },
  };
}

/** 4, or 10 where money moves; one more for each index touched, two more for each row of a register. */
function allowedWriteUnits({ updates, puts, indexesTouched }: Usage): number {
  if (updates > 0) return MONEY_WRITE_UNITS_MAX + indexesTouched.size;
  const rows = puts.filter((item) => item.sk !== 'EVT' && item.sk !== 'STATE').length;
  return PLAIN_WRITE_UNITS + indexesTouched.size + ROW_WRITE_UNITS * rows;
}

/** Every command above the limit; when there is none, the largest. */
function largest(
  service: string,
  what: string,
  unit: string,
  atMost: number,
  steps: readonly Step[],
  pick: (step: Step) => number | undefined,
): Measured[] {
  const perName = new Map<string, number>();
  for (const step of steps) {
    const value = pick(step);
    if (value !== undefined) perName.set(step.name, Math.max(value, perName.get(step.name) ?? 0));
  }
  const ranked = [...perName].toSorted(([, a], [, b]) => b - a);
  const above = ranked.filter(([, value]) => value > atMost);
  return (above.length > 0 ? above : ranked.slice(0, 1)).map(([name, value]) => ({
    subject: `${service}: ${above.length > 0 ? '' : 'largest '}${what}, ${name}`,
    value,
    unit,
    target: { atMost, compares: 'value' },
  }));
}
