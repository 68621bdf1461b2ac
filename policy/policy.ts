/**
 * The shape of a policy pack: everything in which one county differs from another. Types only, so that what runs in a
 * function can `import type` it; schema.ts holds the checks and proves that both say the same.
 *
 * Every group of numbers carries `source`, where its numbers come from: parts joined by "; ", each of
 *   document:<place>        the pack's own document, e.g. `document:四（七）`
 *   clause:<id>             a clause of the catalogue
 *   rule:<ID>               a row of policy/sources/rules.csv that is not marked UNVERIFIED
 *   column:<id>             a row of policy/sources/card-columns.csv: a column of the official tables or of the card standard
 *   local-decision[:<why>]  the documents leave it to the county; the value is a starting point to be confirmed
 */
import type { CalendarDate } from '../platform/calendar.ts';
import type { Fen } from '../platform/fen.ts';
import type { DisposalPolicy } from './disposal-policy.ts';
import type { DistributionPolicy, PublicityRule, Quorum } from './distribution-policy.ts';
import type { EvaluationCycle, EvaluationTable } from './evaluation-policy.ts';
import type { ChainRole, DayUnit, HolderKind, Named, Text } from './policy-words.ts';

export type * from './disposal-policy.ts';
export type * from './distribution-policy.ts';
export type * from './evaluation-policy.ts';
export type * from './policy-words.ts';

export type AssetNature = 'operating' | 'public-welfare' | 'household' | 'resource' | 'administrative';
export interface AssetClass extends Named {
  /** Two to four capitals that begin the codes of its assets; never changed once in use. */
  readonly short: string;
  /** `resource` is land and minerals, `administrative` what public bodies use themselves. */
  readonly nature: AssetNature;
  readonly subTypes: readonly Named[];
  /** What a card of this class says besides the fields every card has (SX-05). */
  readonly fields: readonly CardField[];
}

export type CardFieldType = 'text' | 'integer' | 'date' | 'choice';
export interface CardField extends Named {
  readonly type: CardFieldType;
  /** Of an integer: what it counts. */
  readonly unit?: Text;
  /** Of a choice: what may be chosen. */
  readonly choices?: readonly Named[];
  /** A card without it is refused. */
  readonly required?: boolean;
  /** Only for these sub-types of the class. */
  readonly subTypes?: readonly string[];
  readonly source: string;
}

/** What a card must be when it says all of this, whatever it was going to be registered as (MG-03); `name` is the reason. */
export interface PlacementRule extends Named {
  /** Fields of the card's class and the choices that make the rule hold, all of them. */
  readonly when: readonly { readonly field: string; readonly choice: string }[];
  /** Id of the class it belongs to; absent when such a thing is out of scope. */
  readonly class?: string;
  readonly source: string;
}

export interface Scope {
  /** Assets formed before this day are outside the pack; absent when the document sets none. */
  readonly startDate?: CalendarDate;
  /** Ids of `fundingSources` that bring an asset into scope; empty when funding does not matter. */
  readonly fundingSources: readonly string[];
  /** Holders whose assets are out of scope (SX-01: what already belongs to poor households). */
  readonly excludedHolderKinds: readonly HolderKind[];
  /** Money of these sources comes through the county's project library: a funding line names its project (MG-01). */
  readonly projectLibrary?: { readonly fundingSources: readonly string[]; readonly source: string };
  readonly source: string;
}

// ── idle findings ───────────────────────────────────────────────────────────────────────────────────────────────────

export interface FindingKind {
  /** Ids of `idleFindings.evidenceKinds` that must be filed before review. */
  readonly requiredEvidence: readonly string[];
  readonly reviewRole: ChainRole;
  readonly source: string;
}

export interface IdleKindRule extends FindingKind {
  /** Out of use without a break for MORE than this many calendar months. */
  readonly monthsWithoutUse: number;
  /** Also requires that no definite plan for further use exists. */
  readonly requiresNoPlan: boolean;
}

export interface IdleFindings {
  readonly evidenceKinds: readonly Named[];
  readonly kinds: {
    readonly idle?: IdleKindRule;
    readonly 'low-efficiency'?: FindingKind;
    readonly 'over-standard'?: FindingKind;
  };
}

// ── measures, departments, duties ───────────────────────────────────────────────────────────────────────────────────

export type MeasureCondition =
  | 'appraisal'
  | 'open-bidding'
  | 'developed-region'
  | 'ownership-kept'
  | 'scrap-standard-met'
  | 'original-value-threshold'
  | 'lawful-procedure';

export interface Measure extends Named {
  /** What must be on record before the measure may be planned or completed; all of them. */
  readonly conditions?: readonly MeasureCondition[];
  /** Only for these sub-types of the class (schools, clinics, homes for the aged). */
  readonly subTypes?: readonly string[];
  /** It may end with the asset disposed of: that is the measure done, to be reported and verified. */
  readonly disposes?: true;
}

export interface MeasureMenu extends Named {
  readonly appliesTo: {
    readonly classes: readonly string[];
    /** Any holder when absent. */
    readonly holderKinds?: readonly HolderKind[];
    /** Any sub-type when absent. */
    readonly subTypes?: readonly string[];
  };
  /** True: the list is an order of preference, and a later measure needs recorded reasons why each earlier one does not fit. */
  readonly preferenceOrder: boolean;
  readonly measures: readonly Measure[];
  readonly source: string;
}

export interface ResponsibleDepartments {
  readonly classes: readonly string[];
  /** Ids of `departments`: before the semicolon in the document. */
  readonly lead: readonly string[];
  /** Ids of `departments`: after the semicolon. */
  readonly supporting: readonly string[];
  readonly source: string;
}

export type Duty =
  | 'inventory'
  | 'title-and-handover'
  | 'registration'
  | 'operation'
  | 'income-distribution'
  | 'custody'
  | 'disposal'
  | 'supervision'
  | 'audit'
  | 'coordination';

export interface DutyRoute {
  /** Place in the document's list, from 1. */
  readonly number: number;
  /** Id of `departments`. */
  readonly department: string;
  /** Ids of sub-types supervised whatever the asset is called. */
  readonly subTypes: readonly string[];
  /** Words of the document; an asset whose name holds one belongs here. Longer words win over shorter ones. */
  readonly keywords: readonly string[];
  /** Ids of `fundingSources` that decide whatever the kind of asset is. */
  readonly funding: readonly string[];
  /** Id of `departments`: the route only holds for what this body implemented. */
  readonly implementedBy?: string;
  readonly duties: readonly Duty[];
  readonly source: string;
}

// ── deadlines ───────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Difficulty extends Named {
  /** Calendar days from approval of the plan to its due date. */
  readonly deadlineDays: number;
  readonly source: string;
}

export interface CampaignMilestone extends Named {
  readonly date: CalendarDate;
  readonly source: string;
}

export type EscalationLevel = 'township' | 'county-lead' | 'discipline-inspection';

export interface Overdue {
  /** Calendar days before the due date on which "due soon" is flagged, most first. */
  readonly dueSoonDays: readonly number[];
  /** From this many days late the level is told; ascending. */
  readonly escalations: readonly { readonly level: EscalationLevel; readonly daysLate: number }[];
  readonly source: string;
}

export interface Extension {
  readonly maximumTimes: number;
  /** Calendar days that one extension may add at most. */
  readonly longestDays: number;
  readonly chain: 'extension';
  readonly source: string;
}

/** One thing that revival must not be used for; `name` is the declaration. */
export interface GuardRail extends Named {
  readonly source: string;
}

// ── approval chains ─────────────────────────────────────────────────────────────────────────────────────────────────

export type ChainId =
  | 'idle-review'
  | 'handover'
  /** Units merging into a successor (ZC-05). */
  | 'merger'
  /** What an inventory has found, before its entries are made (ZC-01). */
  | 'inventory'
  | 'valuation-dispute'
  | 'plan'
  | 'extension'
  /** Verification of a reported completion; its last step writes the item off (销号). */
  | 'write-off'
  | 'disposal'
  | 'distribution';
export type StepLevel = 'village' | 'township' | 'department' | 'county';
/** examine 审核, approve 审批, file 备案. */
export type StepEffect = 'examine' | 'approve' | 'file';

export interface ChainStep extends Named {
  readonly role: ChainRole;
  readonly level: StepLevel;
  readonly effect: StepEffect;
}

/** The steps after the proposal, in order. Nobody takes two of them, and nobody takes one on their own proposal. */
export interface Chain {
  readonly steps: readonly ChainStep[];
  /** Other steps for some holders (MG-17: state-owned assets go through the finance committee). */
  readonly variants?: readonly {
    readonly holderKinds: readonly HolderKind[];
    readonly steps: readonly ChainStep[];
    readonly source: string;
  }[];
  readonly source: string;
}

// ── registry ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Handover {
  /** Days from the confirmation by both sides within which each side must have posted. */
  readonly postingDeadlineDays: number;
  readonly unit: DayUnit;
  readonly source: string;
}

/** The yearly inventory (MG-18): the day the books are counted as of, and the day after it by which it is reported; both `MM-DD`. */
export interface InventoryRule {
  readonly asOf: string;
  readonly reportBy: string;
  readonly source: string;
}

export type TitleOwner = HolderKind | 'sector-reform' | 'county-decides';

/** The first rule whose conditions all hold names the owner. */
export interface TitleRule extends Named {
  readonly classes: readonly string[];
  readonly subTypes?: readonly string[];
  readonly implementedBy?: readonly ('county' | 'township' | 'village')[];
  readonly benefits?: 'one-village' | 'several-villages';
  readonly owner: TitleOwner;
  /** Sub-types of movables, of which no title certificate exists: other evidence clears their title (MG-11). */
  readonly movableSubTypes?: readonly string[];
  readonly source: string;
}

/** MG-08: the outside systems that an asset of these holders is registered in. */
export interface OutsideRegistration {
  readonly holderKinds: readonly HolderKind[];
  readonly systems: readonly Named[];
  readonly source: string;
}

/** Terms of a duty to register outside, in calendar days (MG-08). */
export interface RegistrationDuty {
  /** From the day the duty arises. */
  readonly deadlineDays: number;
  /** From a failed try to the next one. */
  readonly retryDays: number;
  readonly source: string;
}

export interface Custody {
  /** Calendar days from the report of a damage within which it is to be repaired (SX-07, MG-22). */
  readonly repairDays: number;
  readonly source: string;
}

export interface Threshold {
  readonly amountFen: Fen;
  readonly source: string;
}

export interface Thresholds {
  /** Research instruments from this original value are offered on the sharing platform (MX-05). */
  readonly researchInstrumentFen?: Threshold;
  /** Scientific equipment from this original value (MX-05). */
  readonly scientificEquipmentFen?: Threshold;
  /** Net worth per member apart by more than this keeps ownership distinct inside a merged village (ZC-05). */
  readonly perMemberGapFen?: Threshold;
}

export interface DepreciationRule extends Named {
  /** Id of an asset class or sub-type, or a kind of thing named by the standard. */
  readonly classOrKind: string;
  /** Shortest life in years. */
  readonly lifeYears: number;
  readonly source: string;
}

/** How the value of an asset is found and how it runs on (MG-04, MG-06). */
export interface Valuation {
  readonly depreciation: {
    /** Natures of classes that are depreciated; everything else keeps its value. */
    readonly natures: readonly AssetNature[];
    /** Sub-types of those classes that are not: equity, livestock. */
    readonly exceptSubTypes: readonly string[];
    /** Part of the original value that stays at the end of its life, in basis points. */
    readonly residualBasisPoints: number;
    /** Whether the month in which an asset comes in is depreciated already. */
    readonly startMonth: 'same-month' | 'next-month';
    readonly source: string;
  };
  readonly finalAccount: {
    /** Calendar months from acceptance within which the final account is due. */
    readonly maximumMonths: number;
    /** Id of the `documentKinds` that a final account is recorded with. */
    readonly document: string;
    readonly source: string;
  };
}

/** A stepwise reform, each step with its evidence and date (FC-01). */
export interface Checklist extends Named {
  readonly dueDate?: CalendarDate;
  /** True: a step is not done before the one above it. */
  readonly inOrder?: boolean;
  readonly steps: readonly (Named & { readonly requirement: Text })[];
  readonly source: string;
}

// ── contracts ───────────────────────────────────────────────────────────────────────────────────────────────────────

export interface ContractRules {
  readonly modes: readonly (Named & {
    /** Ids of `terms`; one that is missing blocks signing. */
    readonly requiredTerms: readonly string[];
    readonly maximumYears?: number;
    readonly writtenFromMonths?: number;
    readonly source: string;
  })[];
  readonly terms: readonly Named[];
  /** Ways of choosing the operator. */
  readonly selection: readonly Named[];
  readonly source: string;
}

// ── the pack ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Policy {
  /** Name of the pack and of its file. */
  readonly pack: string;
  /** Changes with every change of content: `2026.1`. */
  readonly version: string;
  readonly title: Text;
  readonly document: {
    readonly title: string;
    readonly issuer: string;
    /** Official number, where the document has one. */
    readonly number?: string;
    /** Administrative division code (GB/T 2260) where the pack is one county's. */
    readonly regionCode?: string;
    /** Clause prefix in the catalogue: ZC, MX, SX, FC, MG. */
    readonly clausePrefix: string;
    readonly draft: boolean;
  };
  readonly assetClasses: readonly AssetClass[];
  readonly placementRules: readonly PlacementRule[];
  /** Kinds of documents that an asset's file takes, besides the evidence of findings (MX-07, SX-11). */
  readonly documentKinds: readonly Named[];
  readonly fundingSources: readonly Named[];
  readonly scope: Scope;
  readonly departments: readonly Named[];
  readonly idleFindings: IdleFindings;
  readonly measureMenus: readonly MeasureMenu[];
  readonly responsibleDepartments: readonly ResponsibleDepartments[];
  readonly dutyRouting: readonly DutyRoute[];
  readonly difficulties: readonly Difficulty[];
  readonly campaignMilestones: readonly CampaignMilestone[];
  readonly overdue: Overdue;
  readonly extension: Extension;
  /** What whoever approves a plan must declare that it is not (MX-11); empty when the document asks for nothing. */
  readonly guardRails: readonly GuardRail[];
  readonly chains: Readonly<Record<ChainId, Chain>>;
  readonly quorum: Quorum;
  readonly distribution: DistributionPolicy;
  /** Publicity by what is published: `disposal`, `valuation`, `member-register`… Distribution has its own. */
  readonly publicity: Readonly<Record<string, PublicityRule>>;
  readonly handover: Handover;
  readonly inventory: InventoryRule;
  readonly titleRules: readonly TitleRule[];
  readonly outsideRegistrations: readonly OutsideRegistration[];
  readonly registrationDuty: RegistrationDuty;
  readonly custody: Custody;
  readonly thresholds: Thresholds;
  readonly depreciation: readonly DepreciationRule[];
  readonly valuation: Valuation;
  readonly disposal: DisposalPolicy;
  readonly checklists: readonly Checklist[];
  readonly contracts: ContractRules;
  readonly evaluation: readonly EvaluationTable[];
  readonly evaluationCycles: readonly EvaluationCycle[];
}
