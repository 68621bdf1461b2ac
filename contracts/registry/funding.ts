/** Where the money of an asset came from. */
import * as z from 'zod/mini';
import { date, name, policyId, positiveFen } from '../vocabulary.ts';

const YEAR_MIN = 1949;
const YEAR_MAX = 2100;

/** A project of the county's project library (项目库). */
const project = z.strictObject({
  code: z.string().check(z.regex(/^[0-9A-Za-z._/-]{1,40}$/)),
  name,
  year: z.int().check(z.minimum(YEAR_MIN), z.maximum(YEAR_MAX)),
});
export const fundingLine = z.strictObject({
  source: policyId,
  amountFen: positiveFen,
  project: z.optional(project),
  /** The day this project was accepted (验收). */
  acceptedOn: z.optional(date),
});

/** Funding lines of one card, at most. */
const FUNDING_LINES_MAX = 10;
export const funding = z.array(fundingLine).check(z.maxLength(FUNDING_LINES_MAX));
/** As events tell it: the amount of an only line is left out where it is the whole original value. */
export const toldFunding = z
  .array(z.strictObject({ ...fundingLine.shape, amountFen: z.optional(positiveFen) }))
  .check(z.maxLength(FUNDING_LINES_MAX));
