/**
 * Title (ZC-02, MX-09, SX-06, MG-09…11): the pack's rules propose an owner and say why; what they leave open, and every dispute, the county
 * government decides; an asset counts as titled only once its title is certified.
 */

import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import { fen, splitFen } from '../../../platform/fen.ts';
import { holderKindOf } from '../../../platform/holder-kind.ts';
import type { HolderKind, Policy, Text, TitleOwner, TitleRule } from '../../../policy/policy.ts';
import type { AssetCore, TitleCertificate } from './card.ts';
import { type DocumentRefusal, documentsOf } from './filed-documents.ts';
import type { EvidenceFact, EvidenceFiled } from './finding.ts';
import type { RegistrationsDue } from './outside-registration.ts';
import type { Unit } from './units/unit.ts';

export interface Clearance {
  readonly status: 'examined' | 'disputed' | 'decided' | 'certified';
  /** Proposed, decided or certified owner; absent while it is disputed and was never examined. */
  readonly owner?: TitleOwner | undefined;
  /** Id of the pack's rule that proposed it; absent when no rule fits, and once the county has decided. */
  readonly rule?: string | undefined;
  readonly decisionNumber?: string | undefined;
  readonly disputedBy?: string | undefined;
}

export interface VillageShare {
  readonly unitPath: string;
  readonly parts: number;
}

export interface TitlePart {
  readonly clearance?: Clearance | undefined;
  /** MG-09: whole parts of an asset built across villages; they add up to the total. */
  readonly shares?: { readonly totalParts: number; readonly villages: readonly VillageShare[] } | undefined;
}

/** What the county lays down for one village: fen invested in it, households covered, and need as a weight. */
export interface ShareClaim {
  readonly unitPath: string;
  readonly investmentFen: number;
  readonly households: number;
  readonly need: number;
}
/** How much each measure counts, basis points that add up to the whole. */
export interface ShareWeights {
  readonly investment: number;
  readonly households: number;
  readonly need: number;
}

export type TitleCommand =
  | { readonly type: 'examine-title' }
  | { readonly type: 'dispute-title'; readonly reason: string }
  | {
      readonly type: 'decide-title';
      readonly owner: HolderKind;
      readonly decisionNumber: string;
      readonly reason: string;
    }
  | { readonly type: 'certify-title'; readonly number?: string | undefined; readonly issuedOn: string }
  | {
      readonly type: 'quantify-shares';
      readonly totalParts: number;
      readonly weights: ShareWeights;
      readonly claims: readonly ShareClaim[];
    };

export type TitleEvent =
  | {
      readonly type: 'title-examined';
      readonly owner: TitleOwner;
      readonly rule?: string | undefined;
      readonly grounds: Text;
    }
  | { readonly type: 'title-disputed'; readonly reason: string; readonly disputedBy: string }
  | {
      readonly type: 'title-decided';
      readonly owner: HolderKind;
      readonly decisionNumber: string;
      readonly reason: string;
      readonly decidedOn: string;
      readonly decidedBy: string;
      readonly evidence: readonly EvidenceFact[];
    }
  | {
      readonly type: 'title-certified';
      readonly unitPath: string;
      readonly owner: HolderKind;
      readonly number?: string | undefined;
      readonly issuedOn: string;
      readonly evidence: readonly EvidenceFact[];
      readonly registrationsDue?: RegistrationsDue | undefined;
    }
  | {
      readonly type: 'title-shares-quantified';
      readonly totalParts: number;
      readonly weights: ShareWeights;
      readonly shares: readonly (ShareClaim & { readonly parts: number })[];
    };

export type TitleRefusal =
  | DocumentRefusal
  | 'wrong-state'
  | 'own-proposal'
  | 'not-your-step'
  | 'unknown-unit'
  | 'unit-closed'
  | 'invalid-shares'
  | 'shares-not-quantified'
  | 'certificate-missing'
  | 'title-not-certified'
  | 'title-undecided'
  | 'handover-first'
  | 'date-in-future';

export type Titled = AssetCore & TitlePart;
type Context = DecisionContext<Policy>;
type Result = Decision<TitleEvent, TitleRefusal>;
type Command<T extends TitleCommand['type']> = Extract<TitleCommand, { type: T }>;
/** What the rules of the pack look at. */
type TitleFacts = Pick<AssetCore, 'class' | 'subType' | 'implementedBy' | 'benefits'>;

export interface TitleRefs {
  readonly evidence?: EvidenceFiled | undefined;
  readonly units?: readonly (Unit | undefined)[] | undefined;
}

const DECIDES = 'county-government';
/** The whole of the weights, in basis points. */
const ALL_BASIS_POINTS = 10_000;
const SHARES_MIN = 2;
const NO_RULE: Text = {
  zh: '政策未明确规定，由县级人民政府研究确定',
  en: 'The policy has no rule for it: the county government decides',
};

/** The first rule of the pack whose conditions all hold; what a card does not say fulfils no condition. */
export function titleRuleFor(policy: Pick<Policy, 'titleRules'>, facts: TitleFacts): TitleRule | undefined {
  return policy.titleRules.find(
    (rule) =>
      rule.classes.includes(facts.class) &&
      holds(rule.subTypes, facts.subType) &&
      holds(rule.implementedBy, facts.implementedBy) &&
      (rule.benefits === undefined || rule.benefits === facts.benefits),
  );
}

const holds = <Word extends string>(allowed: readonly Word[] | undefined, word: Word | undefined): boolean =>
  allowed === undefined || (word !== undefined && allowed.includes(word));

/** Whose the asset is for the outside systems: the household's where the policy or the county says so, else its holder's (MG-08, MG-11). */
export function ownerKindOf(policy: Pick<Policy, 'titleRules'>, asset: Titled): HolderKind {
  const owner = decidedOwner(asset) ?? titleRuleFor(policy, asset)?.owner;
  return owner === 'household' ? owner : holderKindOf(asset.holderKind);
}

/** Whose it was decided or certified to be. */
export const decidedOwner = ({ clearance }: TitlePart): Clearance['owner'] | undefined =>
  clearance?.status === 'decided' || clearance?.status === 'certified' ? clearance.owner : undefined;

/** MG-11: movables have no title certificate. */
const needsNumber = (policy: Policy, facts: TitleFacts): boolean =>
  !(facts.subType !== undefined && titleRuleFor(policy, facts)?.movableSubTypes?.includes(facts.subType));

/**
 * ZC-02: a card says "titled" only with its certificate, and a correction never makes it so nor undoes what was certified.
 * @param state the asset before a correction; undefined at registration
 */
export function titleClaimRefusal(
  state: Titled | undefined,
  card: TitleFacts & { readonly title: AssetCore['title']; readonly titleCertificate?: TitleCertificate | undefined },
  { policy, today }: Pick<Context, 'policy' | 'today'>,
): Decision<never, TitleRefusal> | undefined {
  const certificate = card.titleCertificate;
  if (card.title === 'unclear') {
    if (state?.clearance?.status === 'certified')
      return refuse('wrong-state', '已办证销号，不得更正为权属不清', 'its title has been certified');
    return certificate === undefined
      ? undefined
      : refuse('title-not-certified', '权属不清的资产不应有证书', 'a certificate stands only on a titled card');
  }
  if (state?.title === 'unclear')
    return refuse(
      'title-not-certified',
      '确权须经权属清零办证销号',
      'title comes with its certificate, not with a correction',
    );
  if (certificate === undefined || (certificate.number === undefined && needsNumber(policy, card)))
    return refuse('certificate-missing');
  return certificate.issuedOn > today ? refuse('date-in-future') : undefined;
}

export function decideTitle(state: Titled, command: TitleCommand, refs: TitleRefs, context: Context): Result {
  if (state.title === 'titled' || state.use === 'disposed')
    return refuse('wrong-state', '该资产不在权属清零清单上', 'the asset is not on the list of unclear titles');
  switch (command.type) {
    case 'examine-title':
      return examine(state, context);
    case 'dispute-title':
      return dispute(state, command, context);
    case 'decide-title':
      return decide(state, command, refs, context);
    case 'certify-title':
      return certify(state, command, refs, context);
    case 'quantify-shares':
      return quantify(state, command, refs, context);
  }
}

/** MG-09…11, SX-06: the rule names the owner and is the reason. */
function examine(state: Titled, { policy }: Context): Result {
  const status = state.clearance?.status;
  if (status === 'disputed' || status === 'decided') return refuse('wrong-state');
  const rule = titleRuleFor(policy, state);
  return accept(
    rule
      ? { type: 'title-examined', owner: rule.owner, rule: rule.id, grounds: rule.name }
      : { type: 'title-examined', owner: 'county-decides', grounds: NO_RULE },
  );
}

function dispute(state: Titled, { reason }: Command<'dispute-title'>, { actor }: Context): Result {
  if (state.clearance?.status === 'disputed') return refuse('wrong-state');
  return accept({ type: 'title-disputed', reason, disputedBy: actor.sub });
}

/** The name under which the state item lists whoever disputed, for the guard of the decision. */
export const disputer = (sub: string): string => `title:${sub}`;

/** SX-06: disputes, and what the rules leave open, are decided by the county government, on record. */
function decide(state: Titled, command: Command<'decide-title'>, refs: TitleRefs, { actor, today }: Context): Result {
  if (!isOpen(state.clearance)) return refuse('wrong-state', '没有待决定的权属', 'there is nothing to decide');
  if (!actor.roles.includes(DECIDES)) return refuse('not-your-step');
  if (state.clearance?.disputedBy === actor.sub) return refuse('own-proposal');
  const documents = documentsOf(refs.evidence, state.unitPath);
  if (documents.kind === 'refused') return documents;
  const guard = { actorMustNotBeListed: disputer(actor.sub), code: 'own-proposal' } as const;
  return accept(
    {
      type: 'title-decided',
      owner: command.owner,
      decisionNumber: command.decisionNumber,
      reason: command.reason,
      decidedOn: today,
      decidedBy: actor.sub,
      evidence: documents.facts,
    },
    guard,
  );
}

const isOpen = (clearance: Clearance | undefined): boolean =>
  clearance?.status === 'disputed' ||
  (clearance?.status === 'examined' && (clearance.owner === 'county-decides' || clearance.owner === 'sector-reform'));

/** The owner that stands, or undefined as long as somebody has to decide. */
function settledOwner(clearance: Clearance | undefined): HolderKind | undefined {
  if (clearance === undefined || isOpen(clearance)) return undefined;
  const { owner } = clearance;
  return owner === 'county-decides' || owner === 'sector-reform' ? undefined : owner;
}

/** MX-09: written off one by one, each with its certificate; what belongs to somebody else is handed over first. */
function certify(
  state: Titled,
  command: Command<'certify-title'>,
  refs: TitleRefs,
  { policy, today }: Context,
): Result {
  const owner = settledOwner(state.clearance);
  if (owner === undefined) return refuse('title-undecided');
  if (owner !== 'household' && owner !== holderKindOf(state.holderKind)) return refuse('handover-first');
  if (owner === 'village-collective' && state.benefits === 'several-villages' && !state.shares)
    return refuse('shares-not-quantified');
  if (command.number === undefined && needsNumber(policy, state)) return refuse('certificate-missing');
  if (command.issuedOn > today) return refuse('date-in-future');
  const documents = documentsOf(refs.evidence, state.unitPath);
  if (documents.kind === 'refused') return documents;
  const { number, issuedOn } = command;
  return accept({
    type: 'title-certified',
    unitPath: state.unitPath,
    owner,
    number,
    issuedOn,
    evidence: documents.facts,
  });
}

/** MG-09: by investment, households covered and need; whole parts that add up exactly. */
function quantify(
  state: Titled,
  command: Command<'quantify-shares'>,
  { units = [] }: TitleRefs,
  { actor }: Context,
): Result {
  if (!actor.roles.includes(DECIDES)) return refuse('not-your-step');
  if (state.benefits !== 'several-villages' && state.clearance?.status !== 'decided')
    return refuse('wrong-state', '仅跨村资产须量化', 'only what was built across villages is quantified');
  const { weights, claims, totalParts } = command;
  for (const [index, { unitPath }] of claims.entries()) {
    const unit = units[index];
    if (unit?.path !== unitPath || holderKindOf(unit.kind) !== 'village-collective') return refuse('unknown-unit');
    if (unit.status === 'closed') return refuse('unit-closed');
  }
  if (new Set(claims.map(({ unitPath }) => unitPath)).size !== claims.length || claims.length < SHARES_MIN)
    return refuse('invalid-shares', '须为两个以上不同的村', 'two villages or more, each once');
  const parts = shareParts(totalParts, weights, claims);
  if (!parts)
    return refuse('invalid-shares', '权重与数据不足以量化', 'nothing to measure by, or weights that are not the whole');
  const shares = claims.map((claim, index) => ({ ...claim, parts: parts[index] ?? 0 }));
  return accept({ type: 'title-shares-quantified', totalParts, weights, shares });
}

/**
 * Whole parts of the total for each village, largest remainder first; they add up to the total.
 * @returns undefined when the weights are not the whole, or a measure that counts is zero for every village
 */
export function shareParts(
  totalParts: number,
  weights: ShareWeights,
  claims: readonly ShareClaim[],
): readonly number[] | undefined {
  if (weights.investment + weights.households + weights.need !== ALL_BASIS_POINTS) return undefined;
  const measures = [
    { weight: weights.investment, amounts: claims.map((claim) => BigInt(claim.investmentFen)) },
    { weight: weights.households, amounts: claims.map((claim) => BigInt(claim.households)) },
    { weight: weights.need, amounts: claims.map((claim) => BigInt(claim.need)) },
  ]
    .filter(({ weight }) => weight > 0)
    .map(({ weight, amounts }) => ({ weight: BigInt(weight), amounts, sum: amounts.reduce((a, b) => a + b, 0n) }));
  if (measures.some(({ sum }) => sum === 0n)) return undefined;
  // Fractions of three sums are brought over one denominator, so that nothing is rounded before the parts are.
  const exact = claims.map((_, index) =>
    measures.reduce((all, { weight, amounts }, at) => {
      const others = measures.reduce((product, { sum }, other) => (other === at ? product : product * sum), 1n);
      return all + weight * (amounts[index] ?? 0n) * others;
    }, 0n),
  );
  return splitFen(fen(totalParts), exact);
}

export function evolveTitle<Asset extends Titled>(state: Asset, event: TitleEvent): Asset {
  const { clearance } = state;
  switch (event.type) {
    case 'title-examined':
      return { ...state, clearance: { status: 'examined', owner: event.owner, rule: event.rule } };
    case 'title-disputed': {
      const { owner, rule } = clearance ?? {};
      return { ...state, clearance: { status: 'disputed', owner, rule, disputedBy: event.disputedBy } };
    }
    case 'title-decided':
      return {
        ...state,
        clearance: { status: 'decided', owner: event.owner, decisionNumber: event.decisionNumber },
      };
    case 'title-certified': {
      const { owner, number, issuedOn } = event;
      const { decisionNumber, rule } = clearance ?? {};
      return {
        ...state,
        title: 'titled',
        titleCertificate: number === undefined ? { issuedOn } : { number, issuedOn },
        clearance: { status: 'certified', owner, rule, decisionNumber },
      };
    }
    case 'title-shares-quantified': {
      const villages = event.shares.map(({ unitPath, parts }) => ({ unitPath, parts }));
      return { ...state, shares: { totalParts: event.totalParts, villages } };
    }
  }
}

/** A correction may change what the rules look at: an examination is made again; a dispute or a decision stands. */
export const afterCorrection = <Asset extends Titled>(state: Asset): Asset =>
  state.clearance?.status === 'examined' ? { ...state, clearance: undefined } : state;
