/** Inventory campaigns: a campaign of a unit, a count per unit below it, what was found and the entries that follow (ZC-01, MG-18). */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { evidenceReference } from '../evidence/evidence.ts';
import {
  date,
  fen,
  id,
  instant,
  name,
  policyId,
  reason,
  signedFen,
  unitCode,
  unitPath,
  version,
} from '../vocabulary.ts';
import { unitKind } from './units.ts';

export const CAMPAIGN_KINDS = {
  yearly: { zh: '年度清查', en: 'Yearly inventory' },
  special: { zh: '专项清查', en: 'Special inventory' },
} as const;
export const campaignKind = z.enum(['yearly', 'special']);

export const COUNT_STATES = {
  listing: { zh: '导出账面清单', en: 'Listing the books' },
  counting: { zh: '盘点中', en: 'Counting' },
  submitted: { zh: '已报审', en: 'Submitted' },
  posting: { zh: '入账处理中', en: 'Making the entries' },
  closed: { zh: '已办结', en: 'Closed' },
  refused: { zh: '审批不予通过', en: 'Refused' },
  cancelled: { zh: '随清查撤销', en: 'Cancelled with its campaign' },
} as const;
export const countStatus = z.enum(['listing', 'counting', 'submitted', 'posting', 'closed', 'refused', 'cancelled']);

/** Assets counted in one request; each is one row of the same transaction. */
export const COUNT_LINES_MAX = 40;
const LINE_EVIDENCE_MAX = 3;

export const countResult = z.enum(['present', 'missing', 'duplicate', 'differs']);
export const condition = z.enum(['good', 'worn', 'damaged']);
/** What is proposed for a difference; `none` leaves it open, with its reason. */
export const countEntry = z.enum(['write-down', 'mark-duplicate', 'correct-card', 'none']);

/** Units of number and money; a difference may be of either sign. */
export const sum = z.strictObject({ count: z.int(), fen: signedFen });

/** What the card should say instead. */
const shouldBe = z.strictObject({
  name: z.optional(name),
  place: z.optional(name),
  areaDm2: z.optional(z.int().check(z.minimum(0))),
});
const lineFields = {
  assetId: id,
  result: countResult,
  condition: z.optional(condition),
  /** Why, and what follows: both needed for everything but `present`. */
  reason: z.optional(reason),
  entry: z.optional(countEntry),
  /** The card that stands for this one, with `duplicate`. */
  duplicateOf: z.optional(id),
  shouldBe: z.optional(shouldBe),
  /** Photographs and statements. */
  evidence: z.optional(z.array(evidenceReference).check(z.maxLength(LINE_EVIDENCE_MAX))),
} as const;
const line = z.strictObject(lineFields);
/** A line as it is kept: with the amount that stands in the books. */
const keptLine = z.strictObject({ ...lineFields, fen });

export const openCampaign = z.strictObject({ unitPath, kind: campaignKind, asOf: date });
export const closeCampaign = z.strictObject({});
export const withdrawCampaign = z.strictObject({ reason });
export const recordCounts = z.strictObject({
  lines: z.array(line).check(z.minLength(1), z.maxLength(COUNT_LINES_MAX)),
});
export const correctCount = z.strictObject({ line, why: reason });
const surplusFields = {
  name,
  class: policyId,
  subType: z.optional(policyId),
  amountFen: fen,
  place: z.optional(name),
  condition: z.optional(condition),
  reason,
  entry: z.enum(['register', 'none']),
  evidence: z.optional(z.array(evidenceReference).check(z.maxLength(LINE_EVIDENCE_MAX))),
} as const;
export const recordSurplus = z.strictObject(surplusFields);
export const strikeSurplus = z.strictObject({ reason });
export const holdAgainst = z.strictObject({ outsideLedgerId: id });
/** `bookReasons`: one for every difference between the books, and between ledger and cards, in the order the count shows them. */
export const submitCount = z.strictObject({ bookReasons: z.array(reason) });
export const stepCount = z.strictObject({
  verdict: z.enum(['approved', 'returned', 'refused']),
  reason: z.optional(reason),
});
export const withdrawCount = z.strictObject({ reason });

const work = z.strictObject({
  phase: z.enum(['units', 'list', 'sum', 'gone', 'post', 'tell-duplicates', 'surplus', 'tell-unreported', 'close']),
  after: z.optional(z.string()),
  /** The earlier count whose closing list is gone through. */
  from: z.optional(id),
});

const totals = { opening: sum, increases: sum, decreases: sum, closing: sum } as const;
export const campaignView = z.strictObject({
  id,
  unitPath,
  kind: campaignKind,
  asOf: date,
  reportDueDate: z.optional(date),
  reportOverdue: z.optional(z.literal(true)),
  status: z.enum(['open', 'closed', 'withdrawn']),
  /** A unit whose count was refused keeps the balance of its last inventory. */
  units: z.strictObject({ opened: z.int(), closed: z.int(), refused: z.int() }),
  withdrawal: z.optional(z.strictObject({ by: z.string(), reason, on: date })),
  ...totals,
  version,
});

/** One comparison of books: what ours say, what the other says, and the difference to the fen. */
export const bookDifference = z.strictObject({
  /** 账账 or 账卡. */
  between: z.enum(['ledger-and-outside', 'ledger-and-cards']),
  outsideLedgerId: z.optional(id),
  ledger: sum,
  other: sum,
  difference: sum,
  reason: z.optional(reason),
});
export const countView = z.strictObject({
  id,
  campaignId: id,
  unitPath,
  asOf: date,
  status: countStatus,
  /** The count that the opening balance is carried from. */
  previousCountId: z.optional(id),
  /** Counts of units merged into this one since, whose balances are carried too. */
  carriedFrom: z.optional(z.array(id)),
  ledger: z.optional(sum),
  cards: sum,
  /** Reported lost before, and not counted again. */
  lost: sum,
  /** What is to be found: cards without the lost. */
  book: sum,
  counted: z.int(),
  missing: sum,
  duplicates: sum,
  differing: z.int(),
  surplus: sum,
  books: z.array(bookDifference),
  /** Cards against things (账实): book, and what was found of it and beside it. */
  things: z.strictObject({ book: sum, found: sum, difference: sum }),
  nextStep: z.optional(policyId),
  /** Why it ended without entries, when it was refused or its campaign withdrawn. */
  endedBecause: z.optional(reason),
  /** Differences whose entry could not be made or was not proposed. */
  openEntries: sum,
  ...totals,
  version,
});
export const countTask = z.strictObject({
  unitPath,
  countId: id,
  status: countStatus,
  book: sum,
  counted: z.int(),
});
export const countLine = z.strictObject({
  assetId: id,
  fen,
  /** What the ledger's projection held of the card, where it differed from the card. */
  ledgerFen: z.optional(signedFen),
  lost: z.optional(z.literal(true)),
  result: z.optional(countResult),
  condition: z.optional(condition),
  reason: z.optional(reason),
  entry: z.optional(countEntry),
  duplicateOf: z.optional(id),
  shouldBe: z.optional(shouldBe),
  evidence: z.optional(z.array(evidenceReference)),
  /** What became of the entry, and why it stays open. */
  made: z.optional(z.enum(['made', 'open'])),
  problem: z.optional(z.string()),
});
export const surplusLine = z.strictObject({
  surplusId: id,
  ...surplusFields,
  struck: z.optional(z.literal(true)),
  made: z.optional(z.enum(['made', 'open'])),
  problem: z.optional(z.string()),
  assetId: z.optional(id),
});

const step = z.strictObject({
  id: policyId,
  role: z.string(),
  level: z.enum(['village', 'township', 'department', 'county']),
});

export const campaignOpened = cloudEvent(
  'panhuo.registry.campaign-opened.v1',
  z.strictObject({
    unitPath,
    unitCode,
    kind: campaignKind,
    asOf: date,
    reportDueDate: z.optional(date),
    openedOn: z.optional(date),
  }),
);
export const campaignClosed = cloudEvent(
  'panhuo.registry.campaign-closed.v1',
  z.strictObject({ unitPath, units: z.int(), refused: z.optional(z.int()), ...totals, closedOn: date }),
);
/** The counts that have not been approved are cancelled with it; entries that were made stay made. */
export const campaignWithdrawn = cloudEvent(
  'panhuo.registry.campaign-withdrawn.v1',
  z.strictObject({ unitPath, by: z.string(), reason, withdrawnOn: date }),
);
export const campaignReportOverdue = cloudEvent(
  'panhuo.registry.campaign-report-overdue.v1',
  z.strictObject({ unitPath, dueDate: date }),
);

export const countOpened = cloudEvent(
  'panhuo.registry.count-opened.v1',
  z.strictObject({
    campaignId: id,
    unitPath,
    unitCode,
    unitKind,
    asOf: date,
    previousCountId: z.optional(id),
    carriedFrom: z.optional(z.array(id)),
    openedOn: z.optional(date),
    /** Carried from the previous count; absent on the first, which opens with the books. */
    opening: z.optional(sum),
    next: work,
  }),
);
/** A portion of the listing or of the entries is done; the registry hears it itself and goes on. */
const portion = { cards: sum, lost: sum, increases: sum, decreases: sum, closing: sum, openEntries: sum } as const;
export const countAdvanced = cloudEvent(
  'panhuo.registry.count-advanced.v1',
  z.strictObject({ done: work, ...portion, next: work }),
);
export const countListed = cloudEvent(
  'panhuo.registry.count-listed.v1',
  z.strictObject({ done: work, ...portion, ledger: sum }),
);
export const countRecorded = cloudEvent(
  'panhuo.registry.count-recorded.v1',
  z.strictObject({ lines: z.array(keptLine) }),
);
export const countCorrected = cloudEvent(
  'panhuo.registry.count-corrected.v1',
  z.strictObject({ line: keptLine, earlier: countResult, number: z.int(), why: reason }),
);
export const surplusRecorded = cloudEvent(
  'panhuo.registry.surplus-recorded.v1',
  z.strictObject({ surplusId: id, ...surplusFields }),
);
export const surplusStruck = cloudEvent(
  'panhuo.registry.surplus-struck.v1',
  z.strictObject({ surplusId: id, amountFen: fen, reason }),
);
export const countHeldAgainst = cloudEvent(
  'panhuo.registry.count-held-against.v1',
  z.strictObject({ outsideLedgerId: id, total: sum }),
);
export const countSubmitted = cloudEvent(
  'panhuo.registry.count-submitted.v1',
  z.strictObject({ submittedBy: z.string(), bookReasons: z.array(reason), steps: z.array(step) }),
);
export const countStepTaken = cloudEvent(
  'panhuo.registry.count-step-taken.v1',
  z.strictObject({
    step: policyId,
    verdict: z.enum(['approved', 'returned', 'refused']),
    by: z.string(),
    at: instant,
    reason: z.optional(reason),
    /** With the last approval: the registry makes the entries. */
    next: z.optional(work),
  }),
);
export const countWithdrawn = cloudEvent(
  'panhuo.registry.count-withdrawn.v1',
  z.strictObject({ by: z.string(), reason }),
);
export const countCancelled = cloudEvent(
  'panhuo.registry.count-cancelled.v1',
  z.strictObject({ campaignId: id, unitPath, reason, cancelledOn: date }),
);
/** MG-18: cards found to be registered twice, and things found that no book knew. Both open a finding. */
export const duplicateAssetsFound = cloudEvent(
  'panhuo.registry.duplicate-assets-found.v1',
  z.strictObject({ unitPath, campaignId: id, found: sum, done: work, next: work }),
);
export const unreportedAssetsFound = cloudEvent(
  'panhuo.registry.unreported-assets-found.v1',
  z.strictObject({ unitPath, campaignId: id, found: sum, done: work, next: work }),
);
export const countClosed = cloudEvent(
  'panhuo.registry.count-closed.v1',
  z.strictObject({ campaignId: id, ...totals, openEntries: sum, closedOn: date }),
);
