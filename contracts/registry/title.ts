/** Title of an asset: proposed by rule, disputed, decided by the county government, certified one by one (ZC-02, MX-09, SX-06, MG-09…11). */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { evidenceFact } from '../evidence/evidence.ts';
import {
  bilingual,
  date,
  fen,
  id,
  instant,
  name,
  plainText,
  policyId,
  reason,
  unitPath,
  version,
} from '../vocabulary.ts';
import { documents } from './documents.ts';
import { registrationsDue } from './outside-registrations.ts';

export const OWNER_KINDS = {
  'county-body': { zh: '县级部门单位', en: 'County body' },
  'state-owned-company': { zh: '国有企业', en: 'State-owned company' },
  township: { zh: '乡镇', en: 'Township' },
  'village-collective': { zh: '村集体', en: 'Village collective' },
  household: { zh: '农户', en: 'Household' },
} as const;
export const CLEARANCE_STATES = {
  examined: { zh: '已甄别', en: 'Examined' },
  disputed: { zh: '有争议', en: 'Disputed' },
  decided: { zh: '已裁定', en: 'Decided' },
  certified: { zh: '已办证销号', en: 'Certified' },
} as const;

const CERTIFICATE_LENGTH_MAX = 60;
/** Villages among which one asset is quantified. */
export const SHARES_MAX = 20;
const PARTS_MAX = 1_000_000_000_000;
const BASIS_POINTS_MAX = 10_000;
const COUNT_MAX = 1_000_000;

export const ownerKind = z.enum(['county-body', 'state-owned-company', 'township', 'village-collective', 'household']);
/** What a rule may propose besides an owner: the sector's own reform, or a decision of the county government. */
const proposedOwner = z.enum([...ownerKind.options, 'sector-reform', 'county-decides']);
const certificateNumber = plainText(CERTIFICATE_LENGTH_MAX);

/** Stands on a titled card, and only there. Movables have no number. */
export const titleCertificate = z.strictObject({ number: z.optional(certificateNumber), issuedOn: date });

export const examineTitle = z.strictObject({});
export const disputeTitle = z.strictObject({ reason });
export const decideTitle = z.strictObject({
  owner: ownerKind,
  decisionNumber: certificateNumber,
  reason,
  evidence: documents,
});
export const certifyTitle = z.strictObject({
  number: z.optional(certificateNumber),
  issuedOn: date,
  evidence: documents,
});

const count = z.int().check(z.minimum(0), z.maximum(COUNT_MAX));
const basisPoints = z.int().check(z.minimum(0), z.maximum(BASIS_POINTS_MAX));
const shareClaim = z.strictObject({ unitPath, investmentFen: fen, households: count, need: count });
/** How much investment, households covered and need count, basis points that add up to 10,000. */
const shareWeights = z.strictObject({ investment: basisPoints, households: basisPoints, need: basisPoints });
const totalParts = z.int().check(z.minimum(1), z.maximum(PARTS_MAX));
export const quantifyShares = z.strictObject({
  totalParts,
  weights: shareWeights,
  claims: z.array(shareClaim).check(z.minLength(2), z.maxLength(SHARES_MAX)),
});

export const clearanceView = z.strictObject({
  status: z.enum(['examined', 'disputed', 'decided', 'certified']),
  owner: z.optional(proposedOwner),
  rule: z.optional(policyId),
  decisionNumber: z.optional(certificateNumber),
});
export const sharesView = z.strictObject({
  totalParts,
  villages: z.array(z.strictObject({ unitPath, parts: z.int().check(z.minimum(0)) })),
});

/** A line of the list of unclear titles (权属清零清单). */
export const clearanceRow = z.strictObject({
  id,
  name,
  class: policyId,
  unitPath,
  originalFen: fen,
  clearance: z.optional(clearanceView),
  version,
});
/** How far the clearance of a unit and everything below it has come. */
export const clearanceTotals = z.strictObject({
  unitPath,
  untitledCount: z.int(),
  certifiedCount: z.int(),
  /** Instant of the last change that is counted. */
  upTo: z.optional(instant),
});

export const titleExamined = cloudEvent(
  'panhuo.registry.title-examined.v1',
  z.strictObject({ owner: proposedOwner, rule: z.optional(policyId), grounds: bilingual }),
);
export const titleDisputed = cloudEvent(
  'panhuo.registry.title-disputed.v1',
  z.strictObject({ reason, disputedBy: z.string() }),
);
export const titleDecided = cloudEvent(
  'panhuo.registry.title-decided.v1',
  z.strictObject({
    owner: ownerKind,
    decisionNumber: certificateNumber,
    reason,
    decidedOn: date,
    decidedBy: z.string(),
    evidence: z.array(evidenceFact),
  }),
);
export const titleCertified = cloudEvent(
  'panhuo.registry.title-certified.v1',
  z.strictObject({
    unitPath,
    owner: ownerKind,
    number: z.optional(certificateNumber),
    issuedOn: date,
    evidence: z.array(evidenceFact),
    registrationsDue: z.optional(registrationsDue),
  }),
);
export const titleSharesQuantified = cloudEvent(
  'panhuo.registry.title-shares-quantified.v1',
  z.strictObject({
    totalParts,
    weights: shareWeights,
    shares: z.array(z.strictObject({ ...shareClaim.shape, parts: z.int().check(z.minimum(0)) })),
  }),
);
