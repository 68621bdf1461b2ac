/** Events as the services of a region really make them, for tests: built by the platform's own event items, chained per aggregate. */
import type { TrailEvent } from '../../contracts/audit/trail.ts';
import type { ServiceName } from '../../contracts/services.ts';
import { eventItem, toCloudEvent } from '../../platform/event-item.ts';
import { derivedId, hashOf } from '../../platform/ids.ts';

export const SAMPLE_REGION = '653127';
export const SAMPLE_VILLAGE = '653127/653127100/653127100201/';
const MINUTE_MS = 60_000;

export interface SampleFacts {
  readonly service: ServiceName;
  readonly aggregate: string;
  /** Without `panhuo.<service>.` and version. */
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly actor?: string;
  readonly unit?: string;
  readonly region?: string;
  /** ISO 8601; a minute after the event before when left out. */
  readonly at?: string;
}

/** A region whose services publish one event after the other. */
export class SampleRegion {
  readonly events: TrailEvent[] = [];
  private readonly heads = new Map<string, { version: number; hash: string }>();
  private clockMs = Date.parse('2026-03-02T01:00:00.000Z');

  publish(facts: SampleFacts): TrailEvent {
    const { service, aggregate, event, data, actor = 'li.na', unit = SAMPLE_VILLAGE, region = SAMPLE_REGION } = facts;
    this.clockMs = facts.at === undefined ? this.clockMs + MINUTE_MS : Date.parse(facts.at);
    const chain = `${region} ${service} ${aggregate}`;
    const head = this.heads.get(chain);
    const version = (head?.version ?? 0) + 1;
    const key = `${chain} ${version}`;
    const item = eventItem({
      id: derivedId('sample', key),
      cause: { origin: `person:${actor}`, key, correlationId: `request-${key.length}`, causationId: 'request' },
      aggregate,
      version,
      recordedAt: new Date(this.clockMs).toISOString(),
      actor: { sub: actor, roles: [], unit },
      requestHash: hashOf(data),
      previousHash: head?.hash,
      type: `panhuo.${service}.${event}.v1`,
      data,
    });
    this.heads.set(chain, { version, hash: item.hash });
    const published = toCloudEvent(item, region, service) as TrailEvent;
    this.events.push(published);
    return published;
  }

  /** An asset that is registered and corrected `times` times. */
  asset(id: string, times: number): void {
    const aggregate = `asset/${id}`;
    const card = { unitPath: SAMPLE_VILLAGE, name: '防渗渠𠮷三号', originalFen: 12_345_600 };
    this.publish({ service: 'registry', aggregate, event: 'asset-registered', data: card });
    for (let time = 1; time <= times; time += 1) {
      const data = { ...card, originalFen: card.originalFen + time, reason: '更正原值' };
      this.publish({ service: 'registry', aggregate, event: 'asset-corrected', data });
    }
  }

  /** Income, an approved plan of two lines, both paid, one bounced and issued again. */
  distribution(id: string): void {
    const unitPath = SAMPLE_VILLAGE;
    const of = (aggregate: string, event: string, data: Readonly<Record<string, unknown>>): TrailEvent =>
      this.publish({ service: 'distribution', aggregate, event, data: { unitPath, ...data }, actor: 'wang.qiang' });
    const line = (number: number, amountFen: number) => ({ planId: id, number, amountFen, on: '2026-03-02' });
    of(`receipt/${id}`, 'income-received', { amountFen: 100_001 });
    of(`plan/${id}`, 'plan-approved', { committedFen: 100_000 });
    of(`payment/${id}-1`, 'line-paid', { ...line(1, 33_334), voucher: '记-1' });
    of(`payment/${id}-2`, 'line-paid', { ...line(2, 66_666), voucher: '记-2' });
    of(`payment/${id}-1`, 'line-bounced', { ...line(1, 33_334), reason: '账号有误' });
    of(`payment/${id}-1`, 'line-reissued', { ...line(1, 33_334), voucher: '记-3' });
    of(`receipt/${id}`, 'income-parked', { remainingFen: 1, daysLate: 1 });
  }
}
