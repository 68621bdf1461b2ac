/** The answer to a command: what was recorded, or why not. */
import type { CommandAnswer } from '../../contracts/vocabulary.ts';
import type { CommandOutcome } from '../command.ts';
import type { Refusal } from '../decider.ts';
import { isProblemCode, ProblemError } from './problem.ts';
import type { RouteReply } from './route.ts';

/**
 * Turns an outcome into a reply.
 * @throws ProblemError for a refusal
 */
export function commandReply(outcome: CommandOutcome): RouteReply {
  if (outcome.kind === 'refused') throw refusalProblem(outcome.refusal);
  return {
    body: commandAnswerOf(outcome),
    version: outcome.event.version,
    ...(outcome.replayed ? { headers: { 'idempotency-replayed': 'true' } } : {}),
  };
}

/** A refusal as a problem of the catalogue. */
export function refusalProblem({ code, detail, places }: Refusal): ProblemError {
  if (!isProblemCode(code)) throw new Error(`refusal ${code} is not in the problem catalogue`);
  return new ProblemError(code, { detail, ...(places ? { errors: places } : {}) });
}

export const commandAnswerOf = ({ id, event }: Extract<CommandOutcome, { kind: 'accepted' }>): CommandAnswer => ({
  id,
  version: event.version,
  eventId: event.id,
  recordedAt: event.recordedAt,
});
