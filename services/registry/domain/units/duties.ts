/**
 * Persons in charge of one unit. A first appointment fills a vacant duty; after that a duty changes hands only by a succession that the outgoing person
 * writes with every open task, what is in custody and the archives, the incoming person countersigns, and a supervisor witnesses (SX-11, MG-23).
 */
import { accept, type Decision, type DecisionContext, refuse } from '../../../../platform/decider.ts';
import { isWithin } from '../../../../platform/unit-path.ts';
import type { Unit } from './unit.ts';

export type UnitDuty = 'head' | 'accountant' | 'asset-keeper' | 'archivist';

export interface Person {
  readonly sub: string;
  readonly name: string;
}
export interface Holder {
  readonly duty: UnitDuty;
  readonly person: Person;
  readonly since: string;
}
export interface Task {
  readonly id: string;
  readonly duty: UnitDuty;
  readonly title: string;
  readonly dueDate?: string | undefined;
  readonly reference?: string | undefined;
}
export interface Listed {
  readonly title: string;
  readonly count: number;
}
/** What lies in the unit's books, from the registry's own ledger. */
export interface InBooks {
  readonly assetCount: number;
  readonly originalFen: number;
}

interface Written {
  readonly duties: readonly UnitDuty[];
  readonly outgoing: Person;
  readonly successor: Person;
  readonly from: string;
  readonly openTasks: readonly Task[];
  readonly custody: readonly Listed[];
  readonly inBooks: InBooks;
  readonly archives: readonly Listed[];
  readonly proposedBy: string;
  readonly inPlaceOf?: string | undefined;
}
export interface Succession extends Written {
  readonly countersignedAt?: string | undefined;
}

export interface Duties {
  readonly holders: readonly Holder[];
  readonly openTasks: readonly Task[];
  readonly succession?: Succession | undefined;
}

export type DutiesCommand =
  | {
      readonly type: 'appoint';
      readonly duty: UnitDuty;
      readonly person: Person;
      readonly from: string;
      readonly reason: string;
    }
  | ({ readonly type: 'open-task' } & Omit<Task, 'id'>)
  | { readonly type: 'finish-task'; readonly taskId: string; readonly result: string }
  | {
      readonly type: 'propose-succession';
      readonly duties: readonly UnitDuty[];
      readonly successor: Person;
      readonly from: string;
      readonly openTasks: readonly string[];
      readonly custody: readonly Listed[];
      readonly archives: readonly Listed[];
      readonly inPlaceOf?: string | undefined;
    }
  | { readonly type: 'countersign'; readonly remark?: string | undefined }
  | { readonly type: 'witness'; readonly remark?: string | undefined }
  | { readonly type: 'end-succession'; readonly how: Ending; readonly reason: string };

type Ending = 'withdrawn' | 'declined' | 'returned';

export type DutiesEvent =
  | {
      readonly type: 'person-appointed';
      readonly unitPath: string;
      readonly duty: UnitDuty;
      readonly person: Person;
      readonly from: string;
      readonly reason: string;
      readonly appointedBy: string;
    }
  | { readonly type: 'duty-task-opened'; readonly task: Task }
  | { readonly type: 'duty-task-finished'; readonly taskId: string; readonly result: string; readonly by: string }
  | ({ readonly type: 'succession-proposed' } & Written)
  | {
      readonly type: 'succession-countersigned';
      readonly by: string;
      readonly at: string;
      readonly remark?: string | undefined;
    }
  | { readonly type: 'succession-ended'; readonly how: Ending; readonly by: string; readonly reason: string }
  | ({
      readonly type: 'duties-taken-over';
      readonly unitPath: string;
      readonly witnessedBy: string;
      readonly remark?: string | undefined;
    } & Pick<Written, 'duties' | 'outgoing' | 'successor' | 'from' | 'openTasks'>);

export type DutiesRefusal =
  | 'not-found'
  | 'unit-closed'
  | 'wrong-state'
  | 'not-in-charge'
  | 'same-person'
  | 'duties-left-out'
  | 'archives-missing'
  | 'reason-required'
  | 'not-your-step';

/** The unit, when the actor may see it, and what its books hold. */
export interface DutiesRefs {
  readonly unit?: Unit | undefined;
  readonly inBooks?: InBooks | undefined;
}

/** Most open tasks of one unit, so that its state stays small. */
export const OPEN_TASKS_MAX = 50;

type Context = Pick<DecisionContext<unknown>, 'actor' | 'now' | 'today' | 'eventId'>;
type Result = Decision<DutiesEvent, DutiesRefusal>;
type Command<T extends DutiesCommand['type']> = Extract<DutiesCommand, { type: T }>;

const holderOf = (state: Duties, duty: UnitDuty): Person | undefined =>
  state.holders.find((holder) => holder.duty === duty)?.person;

/** Somebody who stands above the unit: a township or the county over a village, the county over a township. */
const supervises = ({ actor }: Context, unit: Unit): boolean =>
  actor.unit !== unit.path && isWithin(unit.path, actor.unit);

export function decideDuties(
  before: Duties | undefined,
  command: DutiesCommand,
  { unit, inBooks }: DutiesRefs,
  context: Context,
): Result {
  if (!unit) return refuse('not-found');
  const state = before ?? { holders: [], openTasks: [] };
  switch (command.type) {
    case 'appoint':
      return unit.status === 'closed' ? refuse('unit-closed') : appoint(state, command, unit, context);
    case 'open-task':
      return openTask(state, command, context);
    case 'finish-task':
      return finishTask(state, command, unit, context);
    case 'propose-succession':
      return propose(state, command, unit, inBooks ?? { assetCount: 0, originalFen: 0 }, context);
    case 'countersign':
      return countersign(state, command, context);
    case 'witness':
      return witness(state, command, unit, context);
    case 'end-succession':
      return end(state, command, unit, context);
  }
}

function appoint(state: Duties, command: Command<'appoint'>, unit: Unit, context: Context): Result {
  const { duty, person, from, reason } = command;
  const present = holderOf(state, duty);
  if (present)
    return refuse('wrong-state', `现由${present.name}负责，须办理交接`, `${present.name} is in charge and hands over`);
  // Nobody puts themselves in charge.
  if (person.sub === context.actor.sub) return refuse('same-person');
  return accept({
    type: 'person-appointed',
    unitPath: unit.path,
    duty,
    person,
    from,
    reason,
    appointedBy: context.actor.sub,
  });
}

function openTask(state: Duties, command: Command<'open-task'>, { eventId }: Context): Result {
  const { type: _type, ...task } = command;
  if (!holderOf(state, task.duty)) return refuse('not-in-charge', '该职责无人负责', 'nobody is in charge of this duty');
  if (state.openTasks.length >= OPEN_TASKS_MAX)
    return refuse('wrong-state', '未办结事项过多', 'too many tasks are open');
  return accept({ type: 'duty-task-opened', task: { id: eventId, ...task } });
}

function finishTask(state: Duties, { taskId, result }: Command<'finish-task'>, unit: Unit, context: Context): Result {
  const task = state.openTasks.find((open) => open.id === taskId);
  if (!task) return refuse('wrong-state', '没有这一未办结事项', 'no such task is open');
  const { sub } = context.actor;
  if (holderOf(state, task.duty)?.sub !== sub && !supervises(context, unit)) return refuse('not-in-charge');
  return accept({ type: 'duty-task-finished', taskId, result, by: sub });
}

function propose(
  state: Duties,
  command: Command<'propose-succession'>,
  unit: Unit,
  inBooks: InBooks,
  context: Context,
): Result {
  const { successor, from, custody, archives, inPlaceOf } = command;
  if (state.succession) return refuse('wrong-state', '已有进行中的交接', 'a succession is under way');
  const duties = [...new Set(command.duties)];
  const outgoing = duties.map((duty) => holderOf(state, duty));
  const [first] = outgoing;
  if (!first || outgoing.some((person) => person?.sub !== first.sub))
    return refuse('not-in-charge', '各项职责须由同一人负责', 'one person must be in charge of all of them');
  const { sub } = context.actor;
  if (first.sub !== sub) {
    // A person who is dead, away or dismissed signs nothing: a supervisor writes it in their place, and another one witnesses.
    if (!supervises(context, unit)) return refuse('not-in-charge');
    if (inPlaceOf === undefined) return refuse('reason-required');
  }
  if (successor.sub === first.sub || successor.sub === sub) return refuse('same-person');
  const openTasks = state.openTasks.filter((task) => duties.includes(task.duty));
  const listed = new Set(command.openTasks);
  const left = openTasks.filter((task) => !listed.has(task.id));
  if (left.length > 0 || listed.size > openTasks.length) {
    const titles = left.map((task) => task.title).join('、');
    return refuse('duties-left-out', `未列入交接：${titles}`, `not listed, or not open: ${titles}`);
  }
  if (duties.includes('archivist') && archives.length === 0) return refuse('archives-missing');
  return accept({
    type: 'succession-proposed',
    duties,
    outgoing: first,
    successor,
    from,
    openTasks,
    custody,
    inBooks,
    archives,
    proposedBy: sub,
    ...(first.sub === sub ? {} : { inPlaceOf }),
  });
}

function countersign({ succession }: Duties, { remark }: Command<'countersign'>, { actor, now }: Context): Result {
  if (!succession || succession.countersignedAt !== undefined) return refuse('wrong-state');
  if ([succession.outgoing.sub, succession.proposedBy].includes(actor.sub)) return refuse('same-person');
  if (succession.successor.sub !== actor.sub) return refuse('not-your-step');
  return accept({ type: 'succession-countersigned', by: actor.sub, at: now, remark });
}

function witness(state: Duties, { remark }: Command<'witness'>, unit: Unit, context: Context): Result {
  const { succession } = state;
  if (succession?.countersignedAt === undefined) return refuse('wrong-state');
  const { sub } = context.actor;
  if ([succession.outgoing.sub, succession.successor.sub, succession.proposedBy].includes(sub))
    return refuse('same-person');
  if (!supervises(context, unit)) return refuse('not-your-step');
  const { duties, outgoing, successor, from } = succession;
  // Tasks opened since it was written belong to the duty and go with it.
  const openTasks = state.openTasks.filter((task) => duties.includes(task.duty));
  return accept({
    type: 'duties-taken-over',
    unitPath: unit.path,
    duties,
    outgoing,
    successor,
    from,
    openTasks,
    witnessedBy: sub,
    remark,
  });
}

function end({ succession }: Duties, { how, reason }: Command<'end-succession'>, unit: Unit, context: Context): Result {
  if (!succession) return refuse('wrong-state');
  const { sub } = context.actor;
  const may = {
    withdrawn: succession.proposedBy === sub,
    declined: succession.successor.sub === sub && succession.countersignedAt === undefined,
    returned: supervises(context, unit) && ![succession.proposedBy, succession.successor.sub].includes(sub),
  }[how];
  return may ? accept({ type: 'succession-ended', how, by: sub, reason }) : refuse('not-your-step');
}

export function evolveDuties(before: Duties | undefined, event: DutiesEvent): Duties {
  const state = before ?? { holders: [], openTasks: [] };
  switch (event.type) {
    case 'person-appointed': {
      const { duty, person, from } = event;
      return { ...state, holders: [...state.holders, { duty, person, since: from }] };
    }
    case 'duty-task-opened':
      return { ...state, openTasks: [...state.openTasks, event.task] };
    case 'duty-task-finished':
      return { ...state, openTasks: state.openTasks.filter((task) => task.id !== event.taskId) };
    case 'succession-proposed': {
      const { type: _type, ...succession } = event;
      return { ...state, succession };
    }
    case 'succession-countersigned': {
      if (!state.succession) throw new Error('countersigned without a succession');
      return { ...state, succession: { ...state.succession, countersignedAt: event.at } };
    }
    case 'succession-ended':
      return { ...state, succession: undefined };
    case 'duties-taken-over': {
      const { duties, successor, from } = event;
      const holders = state.holders.map((holder) =>
        duties.includes(holder.duty) ? { duty: holder.duty, person: successor, since: from } : holder,
      );
      return { ...state, holders, succession: undefined };
    }
  }
}
