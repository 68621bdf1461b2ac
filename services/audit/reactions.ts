/**
 * What audit does about every event of the region, its own included: keep it in the trail, and open a finding where the event calls
 * for one. The two writes lie under different keys and each is harmless when repeated, so a crash between them is mended by the
 * next delivery.
 */

import * as z from 'zod/mini';
import { type TrailEvent, trailEvent } from '../../contracts/audit/trail.ts';
import { EVENT_TYPE } from '../../contracts/envelope.ts';
import { unitPath } from '../../contracts/vocabulary.ts';
import { type CommandOutcome, execute } from '../../platform/command.ts';
import type { Reaction } from '../../platform/consume.ts';
import type { Actor } from '../../platform/decider.ts';
import type { Cause } from '../../platform/event-item.ts';
import { hasCanonicalForm } from '../../platform/ids.ts';
import { isWithin } from '../../platform/unit-path.ts';
import { findingKind } from './aggregates.ts';
import { type AuditRuntime, countyOf } from './dependencies.ts';
import { CONFLICT_TRIGGERS, type FindingTrigger, findingTriggerOf } from './finding-triggers.ts';
import { appendToTrail, type ConflictReason } from './trail.ts';

const CONFLICTS = {
  'version-taken': { code: 'trail-conflict', zh: '该版本已有另一事件', en: 'another event holds this version' },
  'leaf-hash-mismatch': {
    code: 'leaf-hash-mismatch',
    zh: '叶哈希与事件内容不符',
    en: 'the leaf hash does not follow from the event',
  },
} as const satisfies Record<ConflictReason, { code: string; zh: string; en: string }>;

export const reactions: readonly Reaction<AuditRuntime>[] = [
  {
    type: '*',
    schema: trailEvent,
    async react(runtime, parsed, cause) {
      const event = parsed as TrailEvent;
      const malformed = whyNotOurs(runtime, event);
      if (malformed) return refused('malformed-message', '不是本区域服务的事件', malformed);
      const appended = await appendToTrail(runtime, event);
      if (appended.kind === 'conflict') {
        const conflictCause = { ...cause, origin: `trail:${appended.reason}`, key: appended.contentHash };
        await openFinding(runtime, event, CONFLICT_TRIGGERS[appended.reason], conflictCause);
        const { code, zh, en } = CONFLICTS[appended.reason];
        return refused(code, zh, `${en}: ${event.subject} ${event.sequence}`);
      }
      const trigger = findingTriggerOf(event.type);
      return trigger ? openFinding(runtime, event, trigger, cause) : undefined;
    },
  },
];

const refused = (code: string, zh: string, en: string): CommandOutcome => ({
  kind: 'refused',
  refusal: { code, detail: { zh, en } },
});

/** An event of another region, of a service other than its type names, or without a canonical form cannot stand in this trail. */
function whyNotOurs({ region }: AuditRuntime, event: TrailEvent): string | undefined {
  const service = EVENT_TYPE.exec(event.type)?.[1] ?? '';
  if (event.source !== `/${region}/${service}`) return `${event.source} does not publish ${event.type} here`;
  return hasCanonicalForm(event) ? undefined : 'its data has no canonical JSON form';
}

/** The unit whose matter an event is: named in its data, else the actor's, else the county; always within the region. */
function unitOf(runtime: AuditRuntime, event: TrailEvent): string {
  const county = countyOf(runtime);
  const named = z.safeParse(unitPath, event.data.unitPath);
  const candidates = [named.success ? named.data : undefined, event.actorunit];
  return candidates.find((path) => path !== undefined && isWithin(path, county)) ?? county;
}

/** Opens the finding an event calls for. Its id follows from the cause, so a redelivered event opens none twice. */
function openFinding(
  runtime: AuditRuntime,
  event: TrailEvent,
  { kind, clauses }: FindingTrigger,
  cause: Cause,
): Promise<CommandOutcome> {
  const { source, id: eventId, type: eventType, subject, leafhash: leafHash } = event;
  const command = {
    type: 'open',
    kind,
    clauses,
    unitPath: unitOf(runtime, event),
    cause: { source, eventId, eventType, subject, leafHash },
  } as const;
  const actor: Actor = { sub: `/${runtime.region}/audit`, roles: [], unit: countyOf(runtime) };
  return execute(runtime, {
    kind: findingKind,
    id: (openingId) => openingId,
    command,
    content: command,
    cause,
    actor,
    refs: () => [],
  });
}
