/** Listens while a run goes on, remembers what was promised, and says what was broken. Knows nothing of how the system does it. */
import type { ProblemCode } from '../../contracts/problems.ts';
import type { ServiceName } from '../../contracts/services.ts';
import type { CommandOutcome } from '../../platform/command.ts';
import type { Cause } from '../../platform/event-item.ts';
import type { QueueMessage } from '../../platform/queue.ts';

export interface Complaint {
  readonly invariant: string;
  readonly what: string;
}

/** A message that can never take effect, and what it has to be quarantined as. */
export interface Malformed {
  readonly service: ServiceName;
  readonly body: string;
  readonly reason: ProblemCode;
}

/** What was promised to whoever sent a command. */
export interface Promised {
  readonly service: ServiceName;
  readonly cause: Cause;
  readonly content: string;
  /** The event of the accepted answer. */
  eventId?: string;
  version?: number;
  /** Answers other than "accepted" seen, and attempts that got no answer. */
  refused: number;
  unknown: number;
}

const COMPLAINTS_MAX = 5;
const TEXT_MAX = 600;

export class Judge {
  readonly complaints: Complaint[] = [];
  readonly promises = new Map<string, Promised>();
  /** Service → event id → how often it was done with. */
  readonly deliveries = new Map<ServiceName, Map<string, number>>();

  /** Messages that must lie in quarantine when all is over. */
  readonly malformed: Malformed[] = [];

  expectQuarantine(message: Malformed): void {
    this.malformed.push(message);
  }

  /** Remembers what another judge remembers. */
  takeOver(other: Judge): void {
    for (const [key, promised] of other.promises) this.promises.set(key, { ...promised });
    for (const [service, heard] of other.deliveries) this.deliveries.set(service, new Map(heard));
  }

  complain(invariant: string, what: string): void {
    if (this.complaints.length < COMPLAINTS_MAX) this.complaints.push({ invariant, what: what.slice(0, TEXT_MAX) });
  }

  heard(service: ServiceName, message: QueueMessage): void {
    const heard = this.deliveries.get(service) ?? new Map<string, number>();
    this.deliveries.set(service, heard.set(message.id, (heard.get(message.id) ?? 0) + 1));
  }

  /** A command was sent; `outcome` is undefined where no answer came. */
  answered(service: ServiceName, cause: Cause, content: string, outcome: CommandOutcome | undefined): void {
    const key = `${service} ${cause.origin} ${cause.key}`;
    const promised = this.promises.get(key) ?? { service, cause, content, refused: 0, unknown: 0 };
    this.promises.set(key, promised);
    if (content !== promised.content) {
      // Another body under a key that was accepted before must be refused; under one that was never accepted it may be anything.
      if (outcome?.kind === 'accepted' && promised.eventId !== undefined)
        this.complain('one effect', `${key} was accepted with another body`);
      promised.unknown += 1;
      return;
    }
    if (outcome === undefined) promised.unknown += 1;
    else if (outcome.kind === 'refused') {
      promised.refused += 1;
      if (promised.eventId !== undefined)
        this.complain('same answer', `${key} was accepted, then refused: ${outcome.refusal.code}`);
    } else {
      const { id, version } = outcome.event;
      if (promised.eventId !== undefined && (promised.eventId !== id || promised.version !== version))
        this.complain('same answer', `${key} was answered with ${promised.version}, then with ${version}`);
      promised.eventId = id;
      promised.version = version;
    }
  }
}
