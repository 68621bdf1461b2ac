/** What a card says of its asset, and what the region's policy lets it say. */
import { accept, type Decision, type DecisionContext, refuse, refuseAt } from '../../../platform/decider.ts';
import { holderKindOf } from '../../../platform/holder-kind.ts';
import { routeDuties } from '../../../policy/duty-routing.ts';
import type { AssetClass, Policy } from '../../../policy/policy.ts';
import { assetCode } from './asset-code.ts';
import { type DetailRefusal, type Details, detailRefusal, placementRefusal } from './card-details.ts';
import type { RegistrationsDue } from './outside-registration.ts';
import type { Inherited } from './units/lineage.ts';
import type { Unit, UnitKind } from './units/unit.ts';
import type { ValuePlan } from './value/asset-value.ts';
import type { FinalAccount } from './value/value-basis.ts';

export type UseState = 'in-use' | 'leased' | 'idle' | 'damaged' | 'lost' | 'disposed';

/** What an asset is titled by. Movables have no number (MG-11). */
export interface TitleCertificate {
  readonly number?: string | undefined;
  readonly issuedOn: string;
}

export interface FundingLine {
  readonly source: string;
  readonly amountFen: number;
  readonly project?: { readonly code: string; readonly name: string; readonly year: number } | undefined;
  readonly acceptedOn?: string | undefined;
}

export interface Card {
  readonly name: string;
  readonly class: string;
  readonly subType?: string | undefined;
  readonly originalFen: number;
  readonly valueProvisional: boolean;
  readonly acquiredOn?: string | undefined;
  readonly areaDm2?: number | undefined;
  readonly place?: string | undefined;
  readonly title: 'unclear' | 'titled';
  /** Stands on a titled card, and only there (ZC-02). */
  readonly titleCertificate?: TitleCertificate | undefined;
  readonly use: 'in-use' | 'leased';
  readonly funding?: readonly FundingLine[] | undefined;
  readonly externalCode?: string | undefined;
  /** The register the external code comes from; the holder's own when absent. */
  readonly externalRegister?: string | undefined;
  readonly details?: Details | undefined;
  readonly acceptedOn?: string | undefined;
  /** The supervising department; what the card leaves out is taken from the policy's routing (MG-20). */
  readonly department?: string | undefined;
  readonly benefitMechanism?: string | undefined;
  /** The household whose asset it is, by its code in the member register (MG-05). */
  readonly householdCode?: string | undefined;
  readonly implementedBy?: 'county' | 'township' | 'village' | undefined;
  readonly benefits?: 'one-village' | 'several-villages' | undefined;
  /** MG-04: whether a final account is due, and the amount disbursed that counts until there is one. */
  readonly finalAccount?: FinalAccount | undefined;
  readonly disbursedFen?: number | undefined;
  /** Equity: last day of the term within which it is to be bought back. */
  readonly buyBackUntil?: string | undefined;
  /** The pack's kind for depreciation, where class and sub-type do not say it (MG-06). */
  readonly depreciationKind?: string | undefined;
}

/** The asset apart from what is going on with it. */
export interface AssetCore extends Omit<Card, 'use'> {
  readonly unitPath: string;
  readonly holderKind: UnitKind;
  readonly use: UseState;
  /** Unique in the region, given once (see asset-code.ts). */
  readonly code?: string | undefined;
  /** The unit in whose register `externalCode` stands: the holder when the number was given. */
  readonly externalUnitPath?: string | undefined;
}

export type CardCommand =
  | { readonly type: 'register'; readonly unitPath: string; readonly card: Card }
  | { readonly type: 'correct'; readonly card: Card; readonly reason: string };

export type CardEvent =
  | ({
      readonly type: 'asset-registered';
      readonly unitPath: string;
      readonly holderKind: UnitKind;
      readonly code?: string | undefined;
      readonly registrationsDue?: RegistrationsDue | undefined;
    } & ValuePlan &
      Inherited &
      Card)
  | ({ readonly type: 'asset-corrected'; readonly reason: string } & ValuePlan & Card);

export type CardRefusal =
  | 'already-exists'
  | 'unknown-unit'
  | 'unit-closed'
  | 'wrong-state'
  | 'unknown-class'
  | 'unknown-funding-source'
  | 'invalid-money'
  | 'out-of-scope'
  | 'not-in-policy'
  | 'project-missing'
  | 'wrong-class'
  | DetailRefusal;

type Context = DecisionContext<Policy>;
type Result = Decision<CardEvent, CardRefusal>;
type Command<T extends CardCommand['type']> = Extract<CardCommand, { type: T }>;

export function register(
  state: AssetCore | undefined,
  command: Command<'register'>,
  unit: Unit | undefined,
  context: Context,
): Result {
  if (state) return refuse('already-exists');
  if (!unit || unit.path !== command.unitPath) return refuse('unknown-unit');
  if (unit.status === 'closed') return refuse('unit-closed');
  if (context.policy.scope.excludedHolderKinds.includes(holderKindOf(unit.kind)))
    return refuse(
      'out-of-scope',
      '该类持有单位的资产不在方案范围之内',
      'assets of this kind of holder are out of scope',
    );
  const wrong = cardRefusal(command.card, context);
  if (wrong) return wrong;
  const card = withDepartment(command.card, context.policy);
  const code = assetCode(context.eventId, classOf(context.policy, card)?.short ?? '');
  return accept({ type: 'asset-registered', unitPath: unit.path, holderKind: unit.kind, code, ...card });
}

export function correct(state: AssetCore, command: Command<'correct'>, context: Context): Result {
  if (state.use === 'disposed') return refuse('wrong-state');
  const wrong = cardRefusal(command.card, context);
  if (wrong) return wrong;
  const card = withDepartment(command.card, context.policy);
  return accept({ type: 'asset-corrected', ...card, reason: command.reason });
}

/** A new card; the number it brings stands in the register of the unit it is registered under. */
export function registered({ type: _type, ...asset }: Extract<CardEvent, { type: 'asset-registered' }>): AssetCore {
  return asset.externalCode === undefined ? asset : { ...asset, externalUnitPath: asset.unitPath };
}

/** A correction replaces the whole card. That it was found idle is undone by a review or a write-off, never by typing. */
export function corrected<Asset extends AssetCore>(
  state: Asset,
  event: Extract<CardEvent, { type: 'asset-corrected' }>,
): Asset {
  const { type: _type, reason: _reason, use, ...card } = event;
  const external = externalUnitOf(state, card);
  return { ...state, ...absent, ...card, use: typed(state.use) ? use : state.use, externalUnitPath: external };
}

/** A number kept is still the one of the unit that gave it, wherever the asset has gone since. */
function externalUnitOf(state: AssetCore, card: Pick<Card, 'externalCode' | 'externalRegister'>): string | undefined {
  if (card.externalCode === undefined) return undefined;
  const kept = card.externalCode === state.externalCode && card.externalRegister === state.externalRegister;
  return kept ? (state.externalUnitPath ?? state.unitPath) : state.unitPath;
}

/** States of use that a card may say; every other one has its own procedure. */
const typed = (use: UseState): boolean => use === 'in-use' || use === 'leased';

/** What a card may leave out: a correction that leaves it out takes it away. */
const absent = {
  subType: undefined,
  acquiredOn: undefined,
  areaDm2: undefined,
  place: undefined,
  funding: undefined,
  externalCode: undefined,
  externalRegister: undefined,
  details: undefined,
  acceptedOn: undefined,
  department: undefined,
  benefitMechanism: undefined,
  householdCode: undefined,
  implementedBy: undefined,
  benefits: undefined,
  finalAccount: undefined,
  disbursedFen: undefined,
  buyBackUntil: undefined,
  depreciationKind: undefined,
  titleCertificate: undefined,
} as const;

const classOf = (policy: Policy, card: Card): AssetClass | undefined =>
  policy.assetClasses.find((known) => known.id === card.class);

/** The card with its supervising department: the one it names, or the one that the policy gives such an asset (MG-20, MX-06). */
function withDepartment(card: Card, policy: Policy): Card {
  const department = card.department ?? routedDepartment(card, policy);
  return department === undefined ? card : { ...card, department };
}

function routedDepartment(card: Card, policy: Policy): string | undefined {
  const funding = (card.funding ?? []).map((line) => line.source);
  const asset = { name: card.name, funding, ...(card.subType === undefined ? {} : { subType: card.subType }) };
  const [duty] = routeDuties(policy, asset);
  return duty?.department ?? policy.responsibleDepartments.find(({ classes }) => classes.includes(card.class))?.lead[0];
}

/** Why a card does not fit the region's policy: its class (MX-01, SX-02, MG-02), its funding and its start (SX-01, MG-01). */
function cardRefusal(card: Card, { policy, today }: Context): Decision<never, CardRefusal> | undefined {
  const assetClass = classOf(policy, card);
  if (!assetClass) return refuse('unknown-class', `没有类别 ${card.class}`, `there is no class ${card.class}`);
  if (!fitsSubType(assetClass, card.subType)) {
    return refuse(
      'unknown-class',
      `${assetClass.name.zh}没有子类 ${card.subType}`,
      `${assetClass.name.en} has no sub-type ${card.subType}`,
    );
  }
  const funding = card.funding ?? [];
  const unknown = funding.find((line) => !policy.fundingSources.some((source) => source.id === line.source));
  if (unknown)
    return refuse(
      'unknown-funding-source',
      `没有资金来源 ${unknown.source}`,
      `there is no funding source ${unknown.source}`,
    );
  const fundedFen = funding.reduce((sum, line) => sum + line.amountFen, 0);
  if (funding.length > 0 && fundedFen !== card.originalFen) {
    return refuse('invalid-money', '各资金来源合计与原值不符', 'the funding lines do not add up to the original value');
  }
  if (card.department !== undefined && !policy.departments.some((known) => known.id === card.department))
    return refuse('not-in-policy', `没有部门 ${card.department}`, `there is no department ${card.department}`);
  if (card.acquiredOn !== undefined && card.acquiredOn > today) {
    return refuse('out-of-scope', '取得日期晚于今天', 'it was acquired after today');
  }
  return scopeRefusal(card, policy) ?? detailRefusal(assetClass, card) ?? placementRefusal(policy, card);
}

/** SX-01, MG-01: funds, projects and the first day of the plan. */
function scopeRefusal(card: Card, policy: Policy): Decision<never, CardRefusal> | undefined {
  const funding = card.funding ?? [];
  const { startDate, fundingSources, projectLibrary } = policy.scope;
  if (
    funding.length > 0 &&
    fundingSources.length > 0 &&
    !funding.some((line) => fundingSources.includes(line.source))
  ) {
    return refuse(
      'out-of-scope',
      '资金来源不在方案范围之内',
      'none of its funding brings it into the scope of the plan',
    );
  }
  if (startDate !== undefined && card.acquiredOn !== undefined && card.acquiredOn < startDate) {
    return refuse(
      'out-of-scope',
      `方案只管 ${startDate} 以后形成的资产`,
      `the plan covers assets formed since ${startDate}`,
    );
  }
  const outside = funding.findIndex(
    (line) => line.project === undefined && (projectLibrary?.fundingSources ?? []).includes(line.source),
  );
  if (outside < 0) return undefined;
  return refuseAt(
    'project-missing',
    [{ pointer: `/funding/${outside}/project`, reason: 'a project of the project library is needed' }],
    '该资金须填写项目库中的项目',
    'money of this source comes through the project library: name the project',
  );
}

const fitsSubType = (assetClass: AssetClass, subType: string | undefined): boolean =>
  subType === undefined || assetClass.subTypes.some((known) => known.id === subType);
