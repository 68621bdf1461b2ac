/** Errors out: RFC 9457 problem+json from the one catalogue; nothing internal leaves. */
import type * as z from 'zod/mini';
import {
  type InvalidPlace,
  PROBLEMS,
  type ProblemBody,
  type ProblemCode,
  problemType,
} from '../../contracts/problems.ts';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

/** Ends a request with a problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly detail: { readonly zh: string; readonly en: string } | undefined;
  readonly errors: readonly InvalidPlace[] | undefined;

  constructor(
    code: ProblemCode,
    more: { detail?: { zh: string; en: string } | undefined; errors?: readonly InvalidPlace[] } = {},
  ) {
    super(code);
    this.code = code;
    this.detail = more.detail;
    this.errors = more.errors;
  }
}

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);

/** The body of a problem answer. `instance` is the request id, which the logs carry too; a row of a batch has none of its own. */
export function problemBody(error: ProblemError, requestId?: string): ProblemBody {
  const problem = PROBLEMS[error.code];
  return {
    type: problemType(error.code),
    title: problem.zh,
    titleEn: problem.en,
    status: problem.status,
    ...(error.detail ? { detail: `${error.detail.zh} / ${error.detail.en}` } : {}),
    ...(requestId === undefined ? {} : { instance: `urn:panhuo:request:${requestId}` }),
    ...(error.errors ? { errors: error.errors } : {}),
  };
}

/**
 * The problem of a value its schema refused: unknown keys and money have types of their own.
 * @param at pointer of the value within the request
 */
export function schemaProblem(error: z.core.$ZodError, at = ''): ProblemError {
  const errors = error.issues.flatMap((issue) => placesOf(issue, at));
  const code = errors.some((place) => place.unknown)
    ? 'unknown-field'
    : errors.some((place) => place.pointer.endsWith('Fen'))
      ? 'invalid-money'
      : 'invalid-request';
  return new ProblemError(code, { errors: errors.map(({ pointer, reason }) => ({ pointer, reason })) });
}

function placesOf(issue: z.core.$ZodIssue, at: string): (InvalidPlace & { unknown: boolean })[] {
  const pointer = at + issue.path.map((part) => `/${escapePointer(String(part))}`).join('');
  if (issue.code !== 'unrecognized_keys') return [{ pointer, reason: issue.message, unknown: false }];
  return issue.keys.map((key) => ({
    pointer: `${pointer}/${escapePointer(key)}`,
    reason: 'unknown field',
    unknown: true,
  }));
}

const escapePointer = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');
