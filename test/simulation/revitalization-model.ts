/** Items as the events tell them: legal steps, one flag per level and date, every flag that is due, and the registry in agreement. */
import { addDays, calendarDate, dateInShanghai } from '../../platform/calendar.ts';
import type { EventItem, StateItem } from '../../platform/store/store.ts';
import type { Asset } from '../../services/registry/domain/asset.ts';
import type { Item } from '../../services/revitalization/domain/item.ts';
import { stateOf } from './actions.ts';
import type { Recorded } from './checks.ts';
import { policy } from './parts.ts';
import type { World } from './world.ts';

/** Which events may come in which state, and the state after; `*` leaves it. */
const STEPS: Readonly<Record<string, readonly [from: readonly string[], to: string]>> = {
  'item-listed': [['none', 'written-off'], 'listed'],
  'item-planned': [['listed', 'returned'], 'planned'],
  'item-started': [['approved'], 'in-progress'],
  'completion-reported': [['in-progress'], 'completion-reported'],
  'item-written-off': [['completion-reported', 'verified'], 'written-off'],
  'item-reopened': [['written-off'], 'listed'],
};
const RUNNING = ['approved', 'in-progress', 'completion-reported', 'verified'];

export function checkRevitalization(world: World, { lives }: Recorded): void {
  for (const [aggregate, life] of lives) {
    const id = aggregate.slice('item/'.length);
    checkLife(world, aggregate, life);
    checkFlags(world, aggregate, life);
    checkAgreement(world, id, life);
  }
}

function checkLife(world: World, aggregate: string, life: readonly EventItem[]): void {
  let status = 'none';
  let suspendedFrom = '';
  /** Hands in the chain that is open, by chain. */
  let hands: Record<string, Set<string>> = {};
  for (const event of life) {
    const complain = (what: string): void =>
      world.judge.complain('legal transitions', `${aggregate} v${event.version} ${event.type} in ${status}: ${what}`);
    const name = event.type.split('.')[2] ?? '';
    const data = event.data as Record<string, unknown>;
    const step = STEPS[name];
    if (step && !step[0].includes(status)) complain('not now');
    const chain = { 'item-planned': 'plan', 'completion-reported': 'completion', 'extension-requested': 'extension' }[
      name
    ];
    if (chain) hands = { ...hands, [chain]: new Set([event.actor]) };
    const taken = {
      'plan-step-taken': 'plan',
      'completion-step-taken': 'completion',
      'item-written-off': 'completion',
      'extension-step-taken': 'extension',
    }[name];
    if (taken) {
      if (hands[taken]?.has(event.actor)) complain('a second hand in one chain, or a hand in the own proposal');
      hands[taken]?.add(event.actor);
    }
    if (step) status = step[1];
    else if (name === 'plan-step-taken')
      status =
        data.verdict === 'approved'
          ? data.deadline
            ? 'approved'
            : 'planned'
          : data.verdict === 'returned'
            ? 'returned'
            : 'listed';
    else if (name === 'completion-step-taken') status = data.verdict === 'approved' ? 'verified' : 'in-progress';
    else if (name === 'item-suspended') [suspendedFrom, status] = [status, 'suspended'];
    else if (name === 'item-resumed') status = suspendedFrom;
    else if (/^item-(due-soon|overdue|escalated)$/.test(name) && !RUNNING.includes(status))
      complain('flagged while no time runs');
  }
}

/** Invariant 6: once per level and date, and everything that is due by the last run. */
function checkFlags(world: World, aggregate: string, life: readonly EventItem[]): void {
  const today = dateInShanghai(world.clock.now());
  let deadline: { dueDate: string; setOn: string } | undefined;
  let levels = new Set<string>();
  let since = '';
  for (const event of life) {
    const name = event.type.split('.')[2] ?? '';
    const data = event.data as Record<string, unknown>;
    if (data.deadline) {
      deadline = data.deadline as { dueDate: string; setOn: string };
      levels = new Set();
      since = deadline.setOn;
    }
    if (name === 'item-resumed') since = String(data.resumedOn);
    if (name === 'item-reopened' || name === 'item-listed') deadline = undefined;
    if (!/^item-(due-soon|overdue|escalated)$/.test(name)) continue;
    const level = `${name}${String(data.daysBefore ?? '')}${String(data.level ?? '')}`;
    if (levels.has(level))
      world.judge.complain('flags', `${aggregate} was flagged twice: ${level} for ${String(data.dueDate)}`);
    levels.add(level);
    if (data.dueDate !== deadline?.dueDate)
      world.judge.complain('flags', `${aggregate} was flagged for a date that is not its own`);
  }
  const row = world
    .node('revitalization')
    .table.items.get(`ITEM#${aggregate.slice('item/'.length)}\nSTATE`) as unknown as StateItem<Item> | undefined;
  // What was set or resumed today is looked at from tomorrow.
  if (!deadline || !row || !RUNNING.includes(row.state.status) || since >= today) return;
  const { dueSoonDays, escalations } = policy.overdue;
  const dueDate = calendarDate(deadline.dueDate);
  const due = [
    ...dueSoonDays
      .map((days) => [`item-due-soon${days}`, addDays(dueDate, 0 - days)] as const)
      .filter(([, on]) => on > (deadline?.setOn ?? '')),
    ['item-overdue', addDays(dueDate, 1)] as const,
    ...escalations.map(({ level, daysLate }) => [`item-escalated${level}`, addDays(dueDate, daysLate)] as const),
  ];
  for (const [level, on] of due)
    if (on <= today && !levels.has(level))
      world.judge.complain('flags', `${aggregate} was not flagged by ${today}: ${level}, due ${on}`);
}

/** Registry and revitalization tell the same story of an asset. */
function checkAgreement(world: World, id: string, life: readonly EventItem[]): void {
  const complain = (what: string): void => world.judge.complain('agreement', `asset ${id}: ${what}`);
  const asset = stateOf<Asset>(world, 'registry', `ASSET#${id}`);
  const item = world.node('revitalization').table.items.get(`ITEM#${id}\nSTATE`) as unknown as
    | StateItem<Item>
    | undefined;
  if (!asset || !item) {
    complain('an item without its asset');
    return;
  }
  if (asset.state.unitPath !== item.state.unitPath)
    complain(`lies in ${asset.state.unitPath}, its item in ${item.state.unitPath}`);
  const told = life.filter((event) => /\.item-(written-off|reopened)\./.test(event.type)).at(-1)?.version;
  if (asset.state.itemVersion !== told)
    complain(`has heard of its item up to ${asset.state.itemVersion}, which stands at ${told}`);
}
