/** The fields that a card of some class has besides those of every card, and what they may say (SX-05, MG-03). */
import { isCalendarDate } from '../../../platform/calendar.ts';
import { type Decision, refuse, refuseAt } from '../../../platform/decider.ts';
import type { AssetClass, CardField, Policy } from '../../../policy/policy.ts';

export type Details = Readonly<Record<string, string | number>>;
export type DetailRefusal = 'unknown-detail' | 'invalid-detail' | 'missing-detail';
type Detailed = {
  readonly class: string;
  readonly subType?: string | undefined;
  readonly details?: Details | undefined;
};

/** Fields that do not belong to the class, then those of a wrong kind, then those that are missing: each its own refusal. */
export function detailRefusal(
  assetClass: AssetClass,
  { details = {}, subType }: Detailed,
): Decision<never, DetailRefusal> | undefined {
  const fields = assetClass.fields.filter((field) => appliesTo(field, subType));
  const unknown = Object.keys(details).filter((id) => !fields.some((field) => field.id === id));
  if (unknown.length > 0) {
    const places = unknown.map((id) => ({ pointer: pointerTo(id), reason: 'no field of this class' }));
    return refuseAt('unknown-detail', places, `没有这些内容：${unknown.join('、')}`, `unknown: ${unknown.join(', ')}`);
  }
  const wrong = fields.flatMap((field) => {
    const value = details[field.id];
    const reason = value === undefined ? undefined : misfit(field, value);
    return reason === undefined ? [] : [{ field, reason }];
  });
  if (wrong.length > 0) {
    const places = wrong.map(({ field, reason }) => ({ pointer: pointerTo(field.id), reason }));
    return refuseAt(
      'invalid-detail',
      places,
      `填写有误：${namesOf(wrong, 'zh', '、')}`,
      `wrong: ${namesOf(wrong, 'en', ', ')}`,
    );
  }
  const missing = fields
    .filter((field) => field.required === true && isRequiredFor(field, subType) && details[field.id] === undefined)
    .map((field) => ({ field }));
  if (missing.length === 0) return undefined;
  const places = missing.map(({ field }) => ({ pointer: pointerTo(field.id), reason: 'needed' }));
  return refuseAt(
    'missing-detail',
    places,
    `缺少：${namesOf(missing, 'zh', '、')}`,
    `missing: ${namesOf(missing, 'en', ', ')}`,
  );
}

/** MG-03, SX-01: what a card says of itself may place it in another class, or outside the plan. */
export function placementRefusal(
  policy: Policy,
  card: Detailed,
): Decision<never, 'wrong-class' | 'out-of-scope'> | undefined {
  const rule = policy.placementRules.find(
    ({ when, class: belongs }) =>
      belongs !== card.class && when.every(({ field, choice }) => card.details?.[field] === choice),
  );
  return rule && refuse(rule.class === undefined ? 'out-of-scope' : 'wrong-class', rule.name.zh, rule.name.en);
}

/** A field that is required of some sub-types may be filled in for all; one that only some have, may not. */
const appliesTo = (field: CardField, subType: string | undefined): boolean =>
  field.required === true || isRequiredFor(field, subType);
const isRequiredFor = ({ subTypes }: CardField, subType: string | undefined): boolean =>
  subTypes === undefined || (subType !== undefined && subTypes.includes(subType));

function misfit({ type, choices = [] }: CardField, value: string | number): string | undefined {
  switch (type) {
    case 'integer':
      return typeof value === 'number' && value >= 0 ? undefined : 'a whole number, zero or more, is needed';
    case 'date':
      return typeof value === 'string' && isCalendarDate(value) ? undefined : 'a calendar date is needed (YYYY-MM-DD)';
    case 'choice':
      return choices.some(({ id }) => id === value) ? undefined : `one of ${choices.map(({ id }) => id).join(', ')}`;
    case 'text':
      return typeof value === 'string' ? undefined : 'text is needed';
  }
}

const pointerTo = (id: string): string => `/details/${id}`;
const namesOf = (list: readonly { readonly field: CardField }[], language: 'zh' | 'en', separator: string): string =>
  list.map(({ field }) => field.name[language]).join(separator);
