import type { ServiceName } from '../contracts/services.ts';

/** Seconds Lambda may hold a message beyond one run: AWS asks for six times the function's timeout. */
export const VISIBILITY_PER_TIMEOUT = 6;

/** Runtime ends of a name: people meet these in consoles, alarms and commands, so they carry region and service. */
export function resourceName(regionCode: string, ...parts: readonly string[]): string {
  return ['panhuo', regionCode, ...parts].join('-');
}

/** `QUEUE_URL_REGISTRY` and so on: where a relay finds the queue of a subscriber. */
export function queueUrlVariable(service: ServiceName): string {
  return `QUEUE_URL_${service.toUpperCase()}`;
}

/** `flag-overdue` → `FlagOverdue`: construct ids, which become parts of logical ids. */
export function constructId(words: string): string {
  return words
    .split(/[-/]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** Shared by all tables; the keys themselves are made in each service's keys.ts. */
export const TABLE_KEYS = { partition: 'pk', sort: 'sk', timeToLive: 'expiresAt' } as const;

/** The four indexes every table has. `all` copies the item, `keys` only its keys. */
export const TABLE_INDEXES = [
  { name: 'by-aggregate', partition: 'aggregate', sort: 'versionKey', projection: 'all' },
  { name: 'by-hour', partition: 'hourKey', sort: 'recordedAt', projection: 'keys' },
  { name: 'by-due', partition: 'dueKey', sort: 'dueSort', projection: 'keys' },
  { name: 'by-unit', partition: 'unitKey', sort: 'unitSort', projection: 'all' },
] as const;

/** Sort keys the streams are filtered by, and the partition-key prefix that IAM holds immutable. */
export const EVENT_SORT_KEY = 'EVT';
export const STATE_SORT_KEY = 'STATE';
export const EVENT_KEY_PATTERN = 'EVT#*';

/** Prefixes of the evidence bucket: what was uploaded and not yet checked, and what is kept for good. */
export const QUARANTINE_PREFIX = 'quarantine/';
export const EVIDENCE_PREFIX = 'evidence/';
