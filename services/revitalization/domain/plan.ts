/**
 * The plan of an item (ZC-07): a measure from the pack's menus, a responsible body, a deadline by difficulty; then its way through the
 * pack's chain of approval.
 */
import { isLastStep, openStep, refusalToStep, stepsFor } from '../../../platform/approval.ts';
import { addDays } from '../../../platform/calendar.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import { holderKindOf } from '../../../platform/holder-kind.ts';
import { lineage } from '../../../platform/unit-path.ts';
import type { Difficulty, Measure, MeasureMenu, Policy, Thresholds } from '../../../policy/policy.ts';
import type { Item, ItemEvent } from './item.ts';
import type { ItemCommand, ItemRefusal } from './item-commands.ts';
import { newDeadline } from './overdue.ts';

type Context = DecisionContext<Policy>;
type Result = Decision<ItemEvent, ItemRefusal>;
type Refused = Decision<never, ItemRefusal>;
type PlanCommand = Extract<ItemCommand, { type: 'plan' }>;

/** Proposes a plan for an item that has none, or whose plan was returned. */
export function decidePlan(state: Item, command: PlanCommand, context: Context): Result {
  const { policy, actor } = context;
  if (state.status !== 'listed' && state.status !== 'returned') return refuse('wrong-state');
  const choice = chooseMeasure(state, command.measure, policy);
  if (!('measure' in choice)) return choice;
  const { menu, measure } = choice;
  const earlier = earlierMeasures(state, menu, measure);
  const reasons = command.earlierMeasures.filter((line) => earlier.some(({ id }) => id === line.measure));
  const unexplained = earlier.find(({ id }) => !reasons.some((line) => line.measure === id));
  if (unexplained) {
    return refuse(
      'earlier-measures-unexplained',
      `须说明“${unexplained.name.zh}”为何不适用`,
      `say why "${unexplained.name.en}" does not fit`,
    );
  }
  const unmet = unmetCondition(state, measure, command, policy.thresholds);
  if (unmet) return unmet;
  if (lineage(command.responsible.unitPath)[0] !== lineage(state.unitPath)[0]) {
    return refuse('unknown-unit', '责任主体不在本县', 'the responsible body is not of this county');
  }
  const difficulty = policy.difficulties.find(({ id }) => id === command.difficulty);
  if (!difficulty) {
    return refuse(
      'not-in-policy',
      `没有难易程度 ${command.difficulty}`,
      `there is no difficulty ${command.difficulty}`,
    );
  }
  const wrongDate = wrongDueDate(command.dueDate, difficulty, context);
  if (wrongDate) return wrongDate;
  return accept({
    type: 'item-planned',
    menu: menu.id,
    measure: measure.id,
    earlierMeasures: reasons,
    conditions: command.conditions.filter(({ condition }) =>
      measure.conditions?.some((required) => required === condition),
    ),
    responsible: command.responsible,
    difficulty: difficulty.id,
    deadlineDays: difficulty.deadlineDays,
    dueDate: command.dueDate,
    proposedBy: actor.sub,
    steps: stepsFor(policy.chains.plan, holderKindOf(state.holderKind)),
  });
}

const fits = (subTypes: readonly string[] | undefined, item: Item): boolean =>
  subTypes === undefined || (item.subType !== undefined && subTypes.includes(item.subType));

/** The menus of the pack for this class, sub-type and holder. */
function menusFor(item: Item, policy: Policy): MeasureMenu[] {
  const holder = holderKindOf(item.holderKind);
  return policy.measureMenus.filter(
    ({ appliesTo: { classes, holderKinds, subTypes } }) =>
      classes.includes(item.class) &&
      (holderKinds === undefined || holderKinds.includes(holder)) &&
      fits(subTypes, item),
  );
}

/** The measure with its menu; `measure-not-allowed` when no menu offers it, or when the asset must be shared instead (MX-05). */
function chooseMeasure(
  item: Item,
  measureId: string,
  policy: Policy,
): { readonly menu: MeasureMenu; readonly measure: Measure } | Refused {
  const offered = menusFor(item, policy).flatMap((menu) =>
    menu.measures.filter((measure) => fits(measure.subTypes, item)).map((measure) => ({ menu, measure })),
  );
  const choice = offered.find(({ measure }) => measure.id === measureId);
  if (!choice) return refuse('measure-not-allowed');
  const thresholdFen = sharingThresholdFen(item, policy.thresholds);
  const sharing = offered.find(({ measure }) => measure.conditions?.includes('original-value-threshold'));
  const mustShare = sharing && thresholdFen !== undefined && item.originalFen >= thresholdFen;
  if (mustShare && !choice.measure.conditions?.includes('original-value-threshold')) {
    const { zh, en } = sharing.measure.name;
    return refuse('measure-not-allowed', `达到原值标准的应当“${zh}”`, `from its original value on it must be: ${en}`);
  }
  return choice;
}

/** MX-05: from which original value an instrument must be shared, in fen; undefined where the pack sets none for its kind. */
function sharingThresholdFen(item: Item, thresholds: Thresholds): number | undefined {
  if (item.subType === 'research-instrument') return thresholds.researchInstrumentFen?.amountFen;
  if (item.subType === 'scientific-equipment') return thresholds.scientificEquipmentFen?.amountFen;
  return undefined;
}

/** The ways that go before this one: those above it in a menu that is an order of preference. */
function earlierMeasures(item: Item, menu: MeasureMenu, measure: Measure): readonly Measure[] {
  if (!menu.preferenceOrder) return [];
  return menu.measures.slice(0, menu.measures.indexOf(measure)).filter((earlier) => fits(earlier.subTypes, item));
}

/** Every condition of the measure needs a record: the appraisal report, the bidding notice, the document that marks the region. */
function unmetCondition(
  item: Item,
  measure: Measure,
  command: PlanCommand,
  thresholds: Thresholds,
): Refused | undefined {
  for (const condition of measure.conditions ?? []) {
    if (condition === 'original-value-threshold') {
      const thresholdFen = sharingThresholdFen(item, thresholds);
      if (thresholdFen !== undefined && item.originalFen < thresholdFen) {
        return refuse('condition-unmet', '原值未达到共享标准', 'its original value is below the threshold');
      }
    } else if (!command.conditions.some((line) => line.condition === condition)) {
      return refuse('condition-unmet', `缺少记录：${condition}`, `not on record: ${condition}`);
    }
  }
  return undefined;
}

function wrongDueDate(dueDate: string | undefined, { deadlineDays }: Difficulty, { today }: Context) {
  if (dueDate === undefined) return undefined;
  if (dueDate <= today) return refuse('deadline-too-early');
  if (dueDate > addDays(today, deadlineDays)) {
    return refuse('deadline-too-late', `最长 ${deadlineDays} 天`, `${deadlineDays} days at most`);
  }
  return undefined;
}

/** One step of the plan's approval. The step that completes the chain sets the deadline; whoever approves makes the pack's declarations (MX-11). */
export function decidePlanStep(
  state: Item,
  command: Extract<ItemCommand, { type: 'step-plan' }>,
  { policy, actor, now, today }: Context,
): Result {
  const proposal = state.plan?.proposal;
  if (state.status !== 'planned' || !proposal) return refuse('wrong-state');
  const wrong = refusalToStep(proposal.approval, actor, state.unitPath);
  if (wrong) return refuse(wrong);
  const { verdict, reason } = command;
  if (verdict !== 'approved' && reason === undefined) return refuse('reason-required');
  const taken = { step: openStep(proposal.approval)?.id ?? '', verdict, by: actor.sub, at: now, reason };
  const guard = { actorMustNotBeListed: actor.sub, code: 'second-step' } as const;
  if (verdict !== 'approved') return accept({ type: 'plan-step-taken', ...taken }, guard);
  const undeclared = policy.guardRails.find(({ id }) => !command.declarations?.includes(id));
  if (undeclared) return refuse('declaration-missing', undeclared.name.zh, undeclared.name.en);
  const declarations = policy.guardRails.map(({ id }) => id);
  const deadline = isLastStep(proposal.approval)
    ? newDeadline(proposal.dueDate ?? addDays(today, proposal.deadlineDays), policy.overdue, today)
    : undefined;
  return accept({ type: 'plan-step-taken', ...taken, declarations, deadline }, guard);
}
