/** Ledgers of departments and of finance that ours are compared with, line by line (一总四分: MG-05, SX-12); and checks of our own ledgers. */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import {
  date,
  fen,
  id,
  instant,
  name,
  plainText,
  policyId,
  reason,
  signedFen,
  unitCode,
  unitPath,
  version,
} from '../vocabulary.ts';
import { sum } from './inventory.ts';

/** Lines posted in one request; each is one row of the same transaction. */
export const OUTSIDE_LINES_MAX = 80;
const CODE_LENGTH_MAX = 60;
const SOURCE_LENGTH_MAX = 20;

export const period = z.string().check(z.regex(/^\d{4}(-(0[1-9]|1[0-2]))?$/));
const lineKey = z.string().check(z.regex(/^(code|external)#[0-9A-Za-z._/-]{1,60}$/));
export const outsideLine = z.strictObject({
  /** Our code of the asset, or the number that the sender knows it by. */
  by: z.enum(['code', 'external']),
  code: plainText(CODE_LENGTH_MAX).check(z.regex(/^[0-9A-Za-z._/-]+$/)),
  name: z.optional(name),
  amountFen: fen,
});
const scope = {
  unitPath,
  source: policyId.check(z.maxLength(SOURCE_LENGTH_MAX)),
  period,
  /** Only assets of this department. */
  department: z.optional(policyId),
  /** Only the money of this funding source: the fund ledger of the finance bureau. */
  fundingSource: z.optional(policyId),
} as const;
export const openOutsideLedger = z.strictObject(scope);
export const postOutsideLines = z.strictObject({
  lines: z.array(outsideLine).check(z.minLength(1), z.maxLength(OUTSIDE_LINES_MAX)),
});
/** The sender's own total: it must be the sum of the lines. */
export const sealOutsideLedger = z.strictObject({ total: z.strictObject({ count: z.int(), fen }) });
export const settleDifference = z.strictObject({ key: plainText(CODE_LENGTH_MAX + 20), why: reason, entry: reason });

export const DIFFERENCE_KINDS = {
  'only-ours': { zh: '我方有、对方无', en: 'In ours only' },
  'only-theirs': { zh: '对方有、我方无', en: 'In theirs only' },
  amount: { zh: '金额不符', en: 'The amounts differ' },
} as const;
export const differenceKind = z.enum(['only-ours', 'only-theirs', 'amount']);
export const outsideDifference = z.strictObject({
  key: z.string(),
  kind: differenceKind,
  assetId: z.optional(id),
  line: z.optional(lineKey),
  oursFen: fen,
  theirsFen: fen,
  /** Ours − theirs. */
  differenceFen: signedFen,
  settled: z.optional(z.strictObject({ by: z.string(), why: z.string(), entry: z.string(), on: date })),
});
export const outsideLedgerView = z.strictObject({
  id,
  ...scope,
  status: z.enum(['open', 'comparing', 'compared']),
  theirs: sum,
  ours: sum,
  differences: z.int(),
  settled: z.int(),
  /** Ours − theirs. */
  differenceFen: signedFen,
  version,
});

const work = z.strictObject({ phase: z.enum(['ours', 'theirs']), after: z.optional(z.string()) });
export const outsideLedgerOpened = cloudEvent(
  'panhuo.registry.outside-ledger-opened.v1',
  z.strictObject({ ...scope, unitCode }),
);
export const outsideLinesPosted = cloudEvent(
  'panhuo.registry.outside-lines-posted.v1',
  z.strictObject({ lines: z.array(outsideLine) }),
);
export const outsideLedgerSealed = cloudEvent(
  'panhuo.registry.outside-ledger-sealed.v1',
  z.strictObject({ total: sum, next: work }),
);
export const outsideLedgerCompared = cloudEvent(
  'panhuo.registry.outside-ledger-compared.v1',
  z.strictObject({
    done: work,
    ours: sum,
    differences: z.int(),
    /** Ours − theirs of the differences of this portion. */
    differenceFen: signedFen,
    /** Absent when every line and every asset has been looked at. */
    next: z.optional(work),
  }),
);
export const outsideDifferenceSettled = cloudEvent(
  'panhuo.registry.outside-difference-settled.v1',
  z.strictObject({ key: z.string(), by: z.string(), why: reason, entry: reason, on: date }),
);

/** A page of a check of our own ledger: the sums run on from page to page in the cursor. */
const wrongAsset = z.strictObject({
  assetId: id,
  what: z.enum(['events', 'projection']),
  /** The projection has not come so far yet. */
  behind: z.optional(z.literal(true)),
  card: sum,
  found: sum,
});
export const reconciliation = z.strictObject({
  unitPath,
  complete: z.boolean(),
  /** Sums so far: of the cards, and of what replaying their events gives. */
  cards: sum,
  events: sum,
  /** What the projection holds of the unit; on the last page. */
  projection: z.optional(sum),
  /** Projection − cards; on the last page. Zero once the projection has caught up. */
  difference: z.optional(sum),
  wrong: z.array(wrongAsset),
  upTo: z.optional(instant),
  nextCursor: z.optional(z.string()),
});
export const pastLedger = z.strictObject({
  unitPath,
  asOf: date,
  complete: z.boolean(),
  /** Sums so far; of the whole ledger on the last page. */
  total: sum,
  /** Net value at the end of the month of that day; of the whole ledger on the last page. */
  netFen: fen,
  /** What stood in the unit that day, also what has left it since; `unitPath` is where it stood. */
  rows: z.array(
    z.strictObject({
      assetId: id,
      name,
      class: policyId,
      unitPath,
      originalFen: fen,
      netFen: fen,
      use: z.string(),
    }),
  ),
  nextCursor: z.optional(z.string()),
});
