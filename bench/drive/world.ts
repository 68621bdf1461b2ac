/** One service on one table: its doors for people and for messages, a clock that is moved by hand, documents that are always in order. */
import type { AnyEvent } from '../../contracts/envelope.ts';
import type { ServiceName } from '../../contracts/services.ts';
import type { AccessTable } from '../../platform/authorization.ts';
import type { HolidayCalendar } from '../../platform/calendar.ts';
import { consumeMessage, type Reaction } from '../../platform/consume.ts';
import type { Actor } from '../../platform/decider.ts';
import type { EvidenceStore } from '../../platform/evidence/evidence-store.ts';
import type { Route } from '../../platform/http/route.ts';
import type { Store } from '../../platform/store/store.ts';
import type { Policy } from '../../policy/policy.ts';
import { loadRegion, PEOPLE, REGION_CODE, StandingClock, VILLAGE } from '../region.ts';
import { Requests } from './requests.ts';
import type { Steps } from './steps.ts';

const START = '2026-03-02T03:00:00.000Z';
const PDF = 'application/pdf';
const DOCUMENT_SHA256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const DOCUMENT_BYTES = 48_213;
/** Hashes of an event of another service; nothing here looks into them. */
const SOME_HASH = 'x'.repeat(43);

/** Documents whose bytes are always as announced: what S3 does is no business of the table. */
const evidence: EvidenceStore = {
  uploadTo: async () => ({ method: 'PUT', url: 'https://example.invalid/', headers: {}, expiresInSeconds: 900 }),
  inspect: async () => ({ sha256: DOCUMENT_SHA256, sizeBytes: DOCUMENT_BYTES, looksLike: PDF, etag: 'etag' }),
  keep: async () => undefined,
};

/** What every service's handlers are given here. */
export interface WorldDeps {
  readonly region: string;
  readonly store: Store;
  readonly clock: StandingClock;
  readonly policy: Policy;
  readonly holidays: HolidayCalendar;
  readonly evidence: EvidenceStore;
}

/** A service's own tables of doors. */
export interface ServiceDoors {
  readonly name: ServiceName;
  readonly routes: readonly Route<never>[];
  readonly access: AccessTable;
  readonly reactions: readonly Reaction<never>[];
}

export interface World {
  readonly deps: WorldDeps;
  readonly clock: StandingClock;
  readonly requests: Requests;
  /** Takes a message from the service's queue. @throws Error when it has no effect */
  receive(event: object): Promise<void>;
  /** Announces and verifies a document of a village, and gives the reference to it. */
  file(steps: Steps, kind: string, as: Actor, unitPath?: string): Promise<{ kind: string; evidenceId: string }>;
}

/** @param run names this run's requests, see Requests */
export function openWorld({ name, routes, access, reactions }: ServiceDoors, store: Store, run: string): World {
  const clock = new StandingClock(START);
  const deps: WorldDeps = { region: REGION_CODE, store, clock, ...loadRegion(), evidence };
  const requests = new Requests(run, routes, access, deps);
  return {
    deps,
    clock,
    requests,
    async receive(event) {
      const result = await consumeMessage(deps, reactions as readonly Reaction<WorldDeps>[], JSON.stringify(event));
      if (result.kind !== 'done') throw new Error(`the message was ${result.kind}: ${result.reason}`);
    },
    async file(steps, kind, as, unitPath = VILLAGE) {
      const document = { fileName: '停用说明.pdf', mediaType: PDF, sizeBytes: DOCUMENT_BYTES, sha256: DOCUMENT_SHA256 };
      const announced = await steps.record('announce document', () =>
        requests.send(`POST /${name}/evidence`, { as, body: { unitPath, kind, ...document } }),
      );
      const params = { evidenceId: announced.id };
      await steps.record('verify document', () =>
        requests.send(`POST /${name}/evidence/{evidenceId}/verification`, { as, params }),
      );
      return { kind, evidenceId: announced.id };
    },
  };
}

/** An event of an upstream system. */
export const upstreamEvent = (id: string, system: string, facts: Pick<AnyEvent, 'type' | 'subject' | 'data'>) => ({
  specversion: '1.0',
  id,
  source: `/upstream/${system}`,
  time: '2026-03-02T02:00:00.000Z',
  datacontenttype: 'application/json',
  ...facts,
});

/** An event of another of our services. */
export const serviceEvent = (
  id: string,
  service: ServiceName,
  version: number,
  facts: Pick<AnyEvent, 'type' | 'subject' | 'data'>,
) => ({
  ...upstreamEvent(id, service, facts),
  source: `/${REGION_CODE}/${service}`,
  sequence: String(version),
  correlationid: `${id}-correlation`,
  causationid: `${id}-causation`,
  actor: PEOPLE.industry.sub,
  actorunit: PEOPLE.industry.unit,
  requesthash: SOME_HASH,
  prevhash: SOME_HASH,
  leafhash: SOME_HASH,
});
