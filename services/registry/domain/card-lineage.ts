/**
 * Splitting one card into several and merging several into one (issue of the registry in full: "conserves value to the fen and keeps lineage").
 * All cards of a split or a merger change in ONE transaction (platform/command-together.ts): at no moment does a ledger hold the value twice, or not
 * at all. The cards that end stay readable with their history; each side names the other.
 */
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import { fen, splitFen, sumFen } from '../../../platform/fen.ts';
import type { Policy } from '../../../policy/policy.ts';
import { assetCode } from './asset-code.ts';
import type { AssetCore, CardEvent, FundingLine } from './card.ts';
import type { FindingPart } from './finding.ts';
import { type HandoverPart, receiverOf } from './handover.ts';
import type { MergerPart } from './mergers/merger-move.ts';
import type { RegistrationsDue } from './outside-registration.ts';
import type { LineagePart } from './units/lineage.ts';
import { monthOf, valueAt } from './value/asset-value.ts';
import { monthNumber, monthText } from './value/depreciation.ts';
import type { DisputePart } from './value/valuation-dispute.ts';
import { disputed, isDisputed, type ValuePart } from './value/value.ts';

/** Parts of one split, and cards of one merger, at most: their state items stay small and they fit one transaction. */
export const PARTS_MAX = 20;
const PARTS_MIN = 2;
/** Funding lines of one card, as the contract has it. */
const FUNDING_LINES_MAX = 10;

/** What is asked for one part. */
export interface PartAsked {
  readonly name: string;
  readonly originalFen: number;
  readonly areaDm2?: number | undefined;
  readonly place?: string | undefined;
}

export interface Part extends PartAsked {
  readonly assetId: string;
  readonly accumulatedFen: number;
  readonly netFen: number;
}

export type LineageCommand =
  | { readonly type: 'split'; readonly parts: readonly PartAsked[]; readonly reason: string }
  /** One card goes into the merged one. */
  | { readonly type: 'merge-into'; readonly into: string; readonly reason: string };

/** Commands that make a card out of others, which are read with it. */
export type DerivationCommand =
  | {
      readonly type: 'register-part';
      readonly splitFrom: string;
      readonly parts: readonly PartAsked[];
      readonly number: number;
    }
  | {
      readonly type: 'register-merged';
      readonly mergedFrom: readonly string[];
      readonly name: string;
      readonly place?: string | undefined;
    };

interface Left {
  readonly unitPath: string;
  readonly month: string;
  readonly originalFen: number;
  readonly accumulatedFen: number;
  readonly netFen: number;
  readonly reason: string;
  readonly registrationsDue?: RegistrationsDue | undefined;
}

export type LineageEvent =
  | ({ readonly type: 'asset-split'; readonly parts: readonly Part[] } & Left)
  | ({ readonly type: 'asset-merged'; readonly into: string } & Left);

export type LineageRefusal =
  | 'wrong-state'
  | 'already-exists'
  | 'not-found'
  | 'value-disputed'
  | 'open-business'
  | 'parts-do-not-add-up'
  | 'not-mergeable';

export type Derivable = AssetCore & FindingPart & HandoverPart & MergerPart & ValuePart & DisputePart & LineagePart;
type Context = DecisionContext<Policy>;

/** The id of a part, from the id of the event that splits. */
export const partId = (splitEventId: string, number: number): string => `${splitEventId}-${number}`;

/** A card leaves the ledger for its parts only when nothing is under way on it, and its value is the final one. */
function openBusiness(state: Derivable): Decision<never, LineageRefusal> | undefined {
  if (state.use === 'disposed') return refuse('wrong-state');
  if (isDisputed(state)) return disputed();
  const found = state.finding?.status === 'declared' || state.finding?.status === 'confirmed';
  if (found || receiverOf(state) !== undefined || state.use !== 'in-use')
    return refuse('open-business', '该资产有未办结的事项', 'the asset has open business');
  if (state.valueProvisional || state.finalAccount === 'due')
    return refuse('open-business', '该资产价值尚属暂估', 'its value is provisional');
  return undefined;
}

export function decideLineage(
  state: Derivable,
  command: LineageCommand,
  context: Context,
): Decision<LineageEvent, LineageRefusal> {
  const busy = openBusiness(state);
  if (busy) return busy;
  const { unitPath } = state;
  const value = valueAt(state, monthOf(context.today));
  if (command.type === 'merge-into')
    return accept({ type: 'asset-merged', into: command.into, reason: command.reason, unitPath, ...value });
  const wrong = partsRefusal(state, command.parts);
  if (wrong) return wrong;
  const parts = partsOf(state, command.parts, value.month).map((part, index) => ({
    ...part,
    assetId: partId(context.eventId, index + 1),
  }));
  return accept({ type: 'asset-split', unitPath, ...value, reason: command.reason, parts });
}

function partsRefusal(
  { originalFen, areaDm2 }: Derivable,
  parts: readonly PartAsked[],
): Decision<never, LineageRefusal> | undefined {
  if (parts.length < PARTS_MIN || parts.length > PARTS_MAX)
    return refuse('parts-do-not-add-up', `须拆分为 2 至 ${PARTS_MAX} 份`, `two to ${PARTS_MAX} parts are needed`);
  if (sum(parts.map((part) => part.originalFen)) !== originalFen)
    return refuse('parts-do-not-add-up', '各份原值合计与原卡片不符', 'the parts do not add up to the original value');
  const areas = parts.map((part) => part.areaDm2);
  const complete =
    areaDm2 === undefined
      ? areas.every((area) => area === undefined)
      : sum(areas.map((area) => area ?? -1)) === areaDm2 && !areas.includes(undefined);
  return complete
    ? undefined
    : refuse('parts-do-not-add-up', '各份面积合计与原卡片不符', 'the parts do not add up to the area');
}

/** What each part takes over of value and depreciation: sums to the card's own, to the fen. */
function partsOf(state: Derivable, asked: readonly PartAsked[], month: string): Omit<Part, 'assetId'>[] {
  const { originalFen, accumulatedFen, netFen } = valueAt(state, month);
  const accumulated = shares(accumulatedFen, asked);
  // Where the value was never set anew, original = accumulated + net holds for every part too.
  const isPlain = originalFen - accumulatedFen === netFen;
  const net = isPlain
    ? asked.map((part, index) => part.originalFen - (accumulated[index] ?? 0))
    : shares(netFen, asked);
  return asked.map((part, index) => ({ ...part, accumulatedFen: accumulated[index] ?? 0, netFen: net[index] ?? 0 }));
}

/** An amount over the parts by their original values; evenly when they have none. */
function shares(amountFen: number, parts: readonly PartAsked[]): number[] {
  const hasValue = parts.some((part) => part.originalFen > 0);
  return splitFen(
    fen(amountFen),
    parts.map((part) => (hasValue ? part.originalFen : 1)),
  );
}

type Registered = Extract<CardEvent, { type: 'asset-registered' }>;

/** The card of one part, or of what was merged; `sources` are the cards it comes from, in the order of the command. */
export function decideDerivation(
  state: Derivable | undefined,
  command: DerivationCommand,
  sources: readonly (Derivable | undefined)[],
  context: Context,
): Decision<Registered, LineageRefusal> {
  if (state) return refuse('already-exists');
  const known = sources.filter((source) => source !== undefined);
  const [first] = known;
  if (!first || known.length !== sources.length) return refuse('not-found');
  const short = context.policy.assetClasses.find(({ id }) => id === first.class)?.short ?? '';
  const code = assetCode(context.eventId, short);
  if (command.type === 'register-part') return registerPart(first, command, code, context);
  return registerMerged(first, known, command, code, context);
}

/** A certificate of title is one of the whole: what comes out of a split or a merger is titled anew. */
function inheritedCard(source: Derivable): Omit<Registered, 'type' | 'code'> {
  const { unitPath, holderKind, heldFor, subType, acquiredOn, acceptedOn, details, department } = source;
  const { benefitMechanism, householdCode, implementedBy, benefits, finalAccount, buyBackUntil, depreciationKind } =
    source;
  return {
    unitPath,
    holderKind,
    heldFor,
    name: source.name,
    class: source.class,
    subType,
    originalFen: source.originalFen,
    valueProvisional: false,
    title: 'unclear',
    use: 'in-use',
    acquiredOn,
    acceptedOn,
    details,
    department,
    benefitMechanism,
    householdCode,
    implementedBy,
    benefits,
    finalAccount,
    buyBackUntil,
    depreciationKind,
  };
}

function registerPart(
  parent: Derivable,
  { splitFrom, parts, number }: Extract<DerivationCommand, { type: 'register-part' }>,
  code: string,
  { today }: Context,
): Decision<Registered, LineageRefusal> {
  const wrong = openBusiness(parent) ?? partsRefusal(parent, parts);
  if (wrong) return wrong;
  const month = monthOf(today);
  const index = number - 1;
  const part = partsOf(parent, parts, month)[index];
  if (!part) return refuse('not-found');
  const { name, originalFen, areaDm2, place = parent.place, accumulatedFen, netFen } = part;
  const disbursed = parent.disbursedFen === undefined ? undefined : shares(parent.disbursedFen, parts)[index];
  const residual = parent.depreciation && shares(parent.depreciation.residualFen, parts)[index];
  return accept({
    type: 'asset-registered',
    ...inheritedCard(parent),
    code,
    name,
    originalFen,
    areaDm2,
    place,
    disbursedFen: disbursed,
    funding: parent.funding && fundingOf(parent.funding, parts)[index],
    depreciation: residual === undefined ? undefined : rest(parent, month, residual),
    opening: { netFen, accumulatedFen },
    splitFrom,
  });
}

/** The plan from the next month on over the months that remain; none when its life is over. */
function rest({ depreciation }: ValuePart, month: string, residualFen: number): ValuePart['depreciation'] {
  if (!depreciation) return undefined;
  const first = monthNumber(depreciation.firstMonth);
  const from = Math.max(first, monthNumber(month) + 1);
  const left = first + depreciation.lifeMonths - from;
  return left < 1 ? undefined : { firstMonth: monthText(from), lifeMonths: left, residualFen };
}

/** Every line of the card over its parts: each part's lines add up to its value, and each line's shares to the line. */
function fundingOf(lines: readonly FundingLine[], parts: readonly PartAsked[]): FundingLine[][] {
  let left = lines.map((line) => line.amountFen);
  return parts.map(({ originalFen }) => {
    const taken = originalFen === 0 ? left.map(() => 0) : splitFen(fen(originalFen), left);
    left = left.map((amount, index) => amount - (taken[index] ?? 0));
    return lines.flatMap((line, index) => ((taken[index] ?? 0) > 0 ? [{ ...line, amountFen: taken[index] ?? 0 }] : []));
  });
}

function registerMerged(
  first: Derivable,
  sources: readonly Derivable[],
  { mergedFrom, name, place }: Extract<DerivationCommand, { type: 'register-merged' }>,
  code: string,
  { today }: Context,
): Decision<Registered, LineageRefusal> {
  for (const source of sources) {
    const busy = openBusiness(source);
    if (busy) return busy;
  }
  const wrong = differing(first, sources, mergedFrom);
  if (wrong) return wrong;
  const month = monthOf(today);
  const values = sources.map((source) => valueAt(source, month));
  const funding = mergedFunding(sources.map((source) => source.funding ?? []));
  if (funding.length > FUNDING_LINES_MAX)
    return refuse('not-mergeable', '资金来源过多', `more than ${FUNDING_LINES_MAX} funding lines`);
  const areas = sources.map((source) => source.areaDm2);
  const disbursed = sources.map((source) => source.disbursedFen);
  return accept({
    type: 'asset-registered',
    ...inheritedCard(first),
    code,
    name,
    place: place ?? first.place,
    subType: sources.every((source) => source.subType === first.subType) ? first.subType : undefined,
    originalFen: sum(values.map((value) => value.originalFen)),
    areaDm2: areas.includes(undefined) ? undefined : sum(areas.map((area) => area ?? 0)),
    disbursedFen: disbursed.includes(undefined) ? undefined : sum(disbursed.map((amount) => amount ?? 0)),
    funding: funding.length > 0 ? funding : undefined,
    depreciation: mergedPlan(sources, month),
    opening: {
      netFen: sum(values.map((value) => value.netFen)),
      accumulatedFen: sum(values.map((value) => value.accumulatedFen)),
    },
    mergedFrom,
  });
}

/** One unit, one class, one way of being valued; what differs there is two things. */
function differing(
  first: Derivable,
  sources: readonly Derivable[],
  ids: readonly string[],
): Decision<never, LineageRefusal> | undefined {
  const isOne = (pick: (source: Derivable) => unknown): boolean =>
    sources.every((source) => pick(source) === pick(first));
  if (ids.length < PARTS_MIN || ids.length > PARTS_MAX || new Set(ids).size !== ids.length)
    return refuse(
      'not-mergeable',
      `须为 2 至 ${PARTS_MAX} 张不同卡片`,
      `two to ${PARTS_MAX} different cards are needed`,
    );
  if (!isOne((source) => source.unitPath) || !isOne((source) => source.heldFor))
    return refuse('not-mergeable', '资产不属于同一单位', 'they do not belong to one unit');
  if (!isOne((source) => source.householdCode))
    return refuse('not-mergeable', '资产不属于同一农户', 'they do not belong to one household');
  if (!isOne((source) => source.class)) return refuse('not-mergeable', '资产类别不同', 'they are of different classes');
  if (!isOne((source) => source.finalAccount) || !isOne((source) => source.buyBackUntil))
    return refuse('not-mergeable', '资产计价方式不同', 'they are not valued in the same way');
  // Some funded and some not: the lines of the new card would not add up to its value.
  if (!isOne((source) => source.funding === undefined))
    return refuse('not-mergeable', '部分资产未列明资金来源', 'some of them do not name their funding');
  return undefined;
}

/**
 * The longest of the lives that remain, so that nothing is written off sooner than any rule said. What is not depreciated, or no further, stays in the
 * rest at the end.
 */
function mergedPlan(sources: readonly Derivable[], month: string): ValuePart['depreciation'] {
  const shared = sources.map((source) => {
    const { netFen } = valueAt(source, month);
    const plan = rest(source, month, Math.min(netFen, source.depreciation?.residualFen ?? 0));
    return { plan, residualFen: plan?.residualFen ?? netFen };
  });
  const plans = shared.flatMap(({ plan }) => plan ?? []);
  if (plans.length === 0) return undefined;
  const from = Math.min(...plans.map((plan) => monthNumber(plan.firstMonth)));
  const end = Math.max(...plans.map((plan) => monthNumber(plan.firstMonth) + plan.lifeMonths));
  return {
    firstMonth: monthText(from),
    lifeMonths: end - from,
    residualFen: sum(shared.map(({ residualFen }) => residualFen)),
  };
}

function mergedFunding(lists: readonly (readonly FundingLine[])[]): FundingLine[] {
  const merged = new Map<string, FundingLine>();
  for (const line of lists.flat()) {
    const key = JSON.stringify([line.source, line.project?.code, line.project?.year, line.acceptedOn]);
    const before = merged.get(key);
    merged.set(key, before ? { ...before, amountFen: before.amountFen + line.amountFen } : line);
  }
  return [...merged.values()];
}

/** The card leaves the ledgers; what became of it stays on it. */
export function evolveLineage<Asset extends Derivable>(state: Asset, event: LineageEvent): Asset {
  const left = { ...state, use: 'disposed' as const };
  return event.type === 'asset-split'
    ? { ...left, splitInto: event.parts.map(({ assetId }) => assetId) }
    : { ...left, mergedInto: event.into };
}

const sum = (amounts: readonly number[]): number => sumFen(amounts.map(fen));
