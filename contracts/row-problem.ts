/** Why one row of a batch was refused: the problem its single command would have been answered with, without a request of its own. */
import * as z from 'zod/mini';

export const rowProblem = z.strictObject({
  type: z.string(),
  title: z.string(),
  titleEn: z.string(),
  status: z.int(),
  detail: z.optional(z.string()),
  /** Places within the whole request: `/rows/17/outOfUseSince`. */
  errors: z.optional(z.array(z.strictObject({ pointer: z.string(), reason: z.string() }))),
});
export type RowProblem = z.infer<typeof rowProblem>;
