/**
 * A merger of townships, villages or groups into a successor (ZC-03, ZC-05): proposed with the figures of each unit, walked through the pack's chain,
 * executed, and complete only when assets, claims and debts have all arrived to the fen. How it is carried out portion by portion is merger-execution.ts.
 */
import {
  type Approval,
  type ChainStep,
  openApproval,
  openStep,
  refusalToStep,
  stepsFor,
  takeStep,
  type Verdict,
} from '../../../../platform/approval.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../../platform/decider.ts';
import { holderKindOf } from '../../../../platform/holder-kind.ts';
import { isWithin } from '../../../../platform/unit-path.ts';
import type { Policy } from '../../../../policy/policy.ts';
import type { EvidenceFiled } from '../finding.ts';
import type { MergerMode, Unit, UnitKind } from '../units/unit.ts';
import { addTallies, type MergingUnit, modeOf, perMemberGap, type Tally, tallied } from './merger-figures.ts';

/** What is done next, and where it goes on. */
export interface MergerWork {
  /** close the old units and list those below; refresh and list what is to move; move it; check the old paths. */
  readonly phase: 'close' | 'refresh' | 'list' | 'move' | 'check';
  /** Index in `units`. */
  readonly unit?: number | undefined;
  readonly part?: 'units' | 'assets' | 'duplicates' | 'obligations' | undefined;
  readonly after?: string | undefined;
}

export interface Successor {
  readonly code: string;
  readonly path: string;
  readonly kind: UnitKind;
  readonly name: string;
}

interface Case {
  readonly successor: Successor;
  readonly units: readonly MergingUnit[];
  readonly mode: MergerMode;
  readonly gapFen?: number | undefined;
  readonly thresholdFen?: number | undefined;
  readonly decision: { readonly number: string; readonly decidedOn: string };
}

export interface Merger extends Case {
  readonly approval: Approval;
  readonly status:
    | 'proposed'
    | 'approved'
    | 'returned'
    | 'refused'
    | 'withdrawn'
    | 'executing'
    | 'differs'
    | 'complete';
  readonly work?: MergerWork | undefined;
  readonly expected: readonly Tally[];
  readonly moved: readonly Tally[];
  readonly leftBehind: number;
}

export type MergerCommand =
  | {
      readonly type: 'propose';
      readonly successorPath: string;
      readonly units: readonly { readonly unitPath: string; readonly memberCount?: number | undefined }[];
      readonly mode?: MergerMode | undefined;
      readonly decision: Case['decision'];
    }
  | { readonly type: 'step'; readonly verdict: Verdict; readonly reason?: string | undefined }
  | { readonly type: 'withdraw'; readonly reason: string }
  | { readonly type: 'execute' }
  | {
      readonly type: 'advance';
      readonly done: MergerWork;
      readonly expected: readonly Tally[];
      readonly moved: readonly Tally[];
      readonly leftBehind: number;
      /** Absent when nothing is left to do. */
      readonly next?: MergerWork | undefined;
    }
  | { readonly type: 'recount'; readonly reason: string };

type Evidence = Extract<EvidenceFiled, { kind: 'verified' }>['documents'][number];
export type MergerEvent =
  | ({
      readonly type: 'merger-proposed';
      readonly evidence: readonly Omit<Evidence, 'unitPath'>[];
      readonly proposedBy: string;
      readonly steps: readonly ChainStep[];
    } & Case)
  | {
      readonly type: 'merger-step-taken';
      readonly step: string;
      readonly verdict: Verdict;
      readonly by: string;
      readonly at: string;
      readonly reason?: string | undefined;
    }
  | { readonly type: 'merger-withdrawn'; readonly by: string; readonly reason: string }
  | {
      readonly type: 'merger-executed';
      readonly successor: Pick<Successor, 'code' | 'path'>;
      readonly closed: readonly Pick<MergingUnit, 'code' | 'path'>[];
      readonly mode: MergerMode;
      readonly executedOn: string;
      readonly next: MergerWork;
    }
  | {
      readonly type: 'merger-advanced';
      readonly done: MergerWork;
      readonly expected: readonly Tally[];
      readonly moved: readonly Tally[];
      readonly leftBehind: number;
      readonly next: MergerWork;
    }
  | {
      readonly type: 'merger-completed';
      readonly successor: string;
      readonly tallies: readonly Tally[];
      readonly completedOn: string;
    }
  | {
      readonly type: 'merger-differed';
      readonly expected: readonly Tally[];
      readonly moved: readonly Tally[];
      readonly leftBehind: number;
    }
  | { readonly type: 'merger-recounted'; readonly by: string; readonly reason: string; readonly next: MergerWork };

export type MergerRefusal =
  | 'already-exists'
  | 'not-found'
  | 'unknown-unit'
  | 'unit-closed'
  | 'same-holder'
  | 'wrong-state'
  | 'stale-version'
  | 'not-in-policy'
  | 'gap-too-wide'
  | 'merger-figures-missing'
  | 'evidence-not-verified'
  | 'own-proposal'
  | 'second-step'
  | 'not-your-step'
  | 'reason-required';

/** The units named, in the order of the command, with what the ledgers hold of each; and the successor. */
export interface MergerRefs {
  readonly successor?: UnitWithFigures | undefined;
  readonly units: readonly (UnitWithFigures | undefined)[];
  readonly evidence?: EvidenceFiled | undefined;
  /** Codes of units into which another merger is being carried out. */
  readonly receiving?: readonly string[];
}
export interface UnitWithFigures {
  readonly unit: Unit;
  readonly assetsFen: number;
  readonly claimsFen: number;
  readonly debtsFen: number;
}

/** Kinds that merge, and whether they have members whose shares must be weighed. */
const MERGEABLE: Partial<Readonly<Record<UnitKind, { readonly members: boolean }>>> = {
  township: { members: false },
  village: { members: true },
  'village-collective': { members: true },
  'household-group': { members: true },
};

type Context = DecisionContext<Policy>;
type Result = Decision<MergerEvent, MergerRefusal>;
type Command<T extends MergerCommand['type']> = Extract<MergerCommand, { type: T }>;

/** The units that are merged away: all but a successor that was one of them. */
export const closedBy = ({ successor, units }: Pick<Case, 'successor' | 'units'>): MergingUnit[] =>
  units.filter((unit) => unit.code !== successor.code);

export function decideMerger(
  state: Merger | undefined,
  command: MergerCommand,
  refs: MergerRefs,
  context: Context,
): Result {
  if (command.type === 'propose') {
    if (state && state.status !== 'returned') return refuse('already-exists');
    if (state && state.approval.proposedBy !== context.actor.sub) return refuse('not-your-step');
    return propose(command, refs, context);
  }
  if (!state) return refuse('not-found');
  switch (command.type) {
    case 'step':
      return step(state, command, context);
    case 'withdraw':
      return withdraw(state, command, context);
    case 'execute':
      return execute(state, refs, context);
    case 'advance':
      return advance(state, command, context);
    case 'recount':
      if (state.status !== 'differs') return refuse('wrong-state');
      return accept({
        type: 'merger-recounted',
        by: context.actor.sub,
        reason: command.reason,
        next: { phase: 'refresh' },
      });
  }
}

function propose(command: Command<'propose'>, refs: MergerRefs, { actor, policy, today }: Context): Result {
  const { successor } = refs;
  const named = refs.units.filter((unit) => unit !== undefined);
  if (!successor || successor.unit.path !== command.successorPath || named.length < command.units.length)
    return refuse('unknown-unit');
  const faulty = unitsFault(successor, named);
  if (faulty) return refuse(faulty);
  const { kind } = successor.unit;
  const { members } = MERGEABLE[kind] ?? { members: false };
  const units = named.map(({ unit: { code, path, name }, assetsFen, claimsFen, debtsFen }, index) => {
    const memberCount = members ? command.units[index]?.memberCount : undefined;
    return { code, path, name, memberCount, assetsFen, claimsFen, debtsFen };
  });
  if (members && units.some((unit) => unit.memberCount === undefined))
    return refuse('merger-figures-missing', '缺少成员数', 'the number of members is missing');
  if (command.decision.decidedOn > today) return refuse('wrong-state', '决定日期晚于今天', 'decided after today');
  const documents = documentsOf(refs.evidence, units);
  if (documents === undefined) return refuse('evidence-not-verified');
  const weighed = weigh(units, members, command.mode, policy);
  if ('refusal' in weighed) return weighed.refusal;
  const { code, path, name } = successor.unit;
  return accept({
    type: 'merger-proposed',
    successor: { code, path, kind, name },
    units,
    ...weighed,
    decision: command.decision,
    evidence: documents,
    proposedBy: actor.sub,
    steps: stepsFor(policy.chains.merger, holderKindOf(kind)),
  });
}

/** Whether these units can become this successor: one kind, all alive, none inside another, and nothing of the successor's own left out of the comparison. */
function unitsFault(
  successor: UnitWithFigures,
  named: readonly UnitWithFigures[],
): 'unit-closed' | 'wrong-state' | 'same-holder' | 'merger-figures-missing' | undefined {
  const units = named.map(({ unit }) => unit);
  if ([successor.unit, ...units].some((unit) => unit.status === 'closed')) return 'unit-closed';
  if (MERGEABLE[successor.unit.kind] === undefined || units.some((unit) => unit.kind !== successor.unit.kind))
    return 'wrong-state';
  const others = units.filter((unit) => unit.code !== successor.unit.code);
  if (others.length === 0 || new Set(units.map((unit) => unit.code)).size < units.length) return 'same-holder';
  const nested = others.some((unit) =>
    [successor.unit, ...units].some((other) => other.code !== unit.code && isWithin(other.path, unit.path)),
  );
  if (nested) return 'wrong-state';
  const holds = successor.assetsFen > 0 || successor.claimsFen > 0 || successor.debtsFen > 0;
  return holds && others.length === units.length ? 'merger-figures-missing' : undefined;
}

/** The documents, when all are verified and of a unit on the line of one that merges. */
function documentsOf(evidence: EvidenceFiled | undefined, units: readonly MergingUnit[]) {
  if (evidence === undefined) return [];
  if (evidence.kind === 'unverified') return undefined;
  const near = (path: string): boolean => units.some((unit) => isWithin(unit.path, path) || isWithin(path, unit.path));
  if (!evidence.documents.every((document) => near(document.unitPath))) return undefined;
  return evidence.documents.map(({ unitPath: _unitPath, ...fact }) => fact);
}

/** ZC-05: the pack's threshold decides; where the pack has none, the proposal must say. */
function weigh(
  units: readonly MergingUnit[],
  members: boolean,
  wanted: MergerMode | undefined,
  policy: Policy,
): Pick<Case, 'mode' | 'gapFen' | 'thresholdFen'> | { readonly refusal: Decision<never, MergerRefusal> } {
  if (!members) {
    return wanted === 'distinct'
      ? { refusal: refuse('not-in-policy', '国有资产不区分成员权益', 'state-owned assets have no members’ shares') }
      : { mode: 'direct' };
  }
  const thresholdFen = policy.thresholds.perMemberGapFen?.amountFen;
  if (thresholdFen === undefined) {
    return wanted === undefined
      ? {
          refusal: refuse(
            'not-in-policy',
            '本地政策未定差异标准，须写明移交方式',
            'this pack has no threshold: say how',
          ),
        }
      : { mode: wanted };
  }
  const gap = perMemberGap(units, thresholdFen);
  const mode = modeOf(gap?.over, wanted);
  if (mode === 'gap-too-wide') {
    const { gapFen } = gap ?? { gapFen: 0 };
    return {
      refusal: refuse('gap-too-wide', `人均相差 ${gapFen} 分，标准 ${thresholdFen} 分`, `${gapFen} fen a member apart`),
    };
  }
  return { mode, thresholdFen, ...(gap ? { gapFen: gap.gapFen } : {}) };
}

function step(state: Merger, { verdict, reason }: Command<'step'>, { actor, now }: Context): Result {
  const wrong =
    state.status === 'proposed' ? refusalToStep(state.approval, actor, state.successor.path) : 'wrong-state';
  if (wrong) return refuse(wrong);
  if (verdict !== 'approved' && reason === undefined) return refuse('reason-required');
  const guard = { actorMustNotBeListed: actor.sub, code: 'second-step' } as const;
  const taken = openStep(state.approval)?.id ?? '';
  return accept({ type: 'merger-step-taken', step: taken, verdict, by: actor.sub, at: now, reason }, guard);
}

function withdraw(state: Merger, { reason }: Command<'withdraw'>, { actor }: Context): Result {
  if (!['proposed', 'returned', 'approved'].includes(state.status)) return refuse('wrong-state');
  if (state.approval.proposedBy !== actor.sub) return refuse('not-your-step');
  return accept({ type: 'merger-withdrawn', by: actor.sub, reason });
}

function execute(state: Merger, refs: MergerRefs, { today }: Context): Result {
  if (state.status !== 'approved') return refuse('wrong-state');
  const present = [refs.successor, ...refs.units];
  const wanted = [state.successor, ...state.units];
  if (present.some((one) => one?.unit.status === 'closed')) return refuse('unit-closed');
  // An earlier merger may have moved one of them since; the figures were of another place then.
  if (wanted.some(({ path }, index) => present[index]?.unit.path !== path)) return refuse('unknown-unit');
  const closed = closedBy(state).map(({ code, path }) => ({ code, path }));
  if (closed.some(({ code }) => refs.receiving?.includes(code)))
    return refuse('wrong-state', '另一撤并事项正在并入该单位', 'another merger into this unit is being carried out');
  const { code, path } = state.successor;
  return accept({
    type: 'merger-executed',
    successor: { code, path },
    closed,
    mode: state.mode,
    executedOn: today,
    next: { phase: 'close' },
  });
}

/** True when both name the same portion. */
const sameWork = (a: MergerWork | undefined, b: MergerWork): boolean =>
  a?.phase === b.phase && a.unit === b.unit && a.part === b.part && a.after === b.after;

function advance(state: Merger, command: Command<'advance'>, { today }: Context): Result {
  if (state.status !== 'executing' || !sameWork(state.work, command.done)) return refuse('stale-version');
  const { type: _type, next, ...portion } = command;
  if (next) return accept({ type: 'merger-advanced', ...portion, next });
  const expected = addTallies(state.expected, portion.expected);
  const moved = addTallies(state.moved, portion.moved);
  const leftBehind = state.leftBehind + portion.leftBehind;
  if (leftBehind > 0 || !tallied(expected, moved))
    return accept({ type: 'merger-differed', expected, moved, leftBehind });
  return accept({ type: 'merger-completed', successor: state.successor.code, tallies: moved, completedOn: today });
}

export function evolveMerger(state: Merger | undefined, event: MergerEvent): Merger {
  if (event.type === 'merger-proposed') {
    const { type: _type, evidence: _evidence, proposedBy, steps, ...merger } = event;
    const approval = openApproval(steps, proposedBy);
    return { ...merger, approval, status: 'proposed', expected: [], moved: [], leftBehind: 0 };
  }
  if (!state) throw new Error(`${event.type} before merger-proposed`);
  switch (event.type) {
    case 'merger-step-taken': {
      const approval = takeStep(state.approval, event.verdict, event.by);
      return { ...state, approval, status: approval.status === 'open' ? 'proposed' : approval.status };
    }
    case 'merger-withdrawn':
      return { ...state, status: 'withdrawn' };
    case 'merger-executed':
      return { ...state, status: 'executing', work: event.next };
    case 'merger-advanced':
      return {
        ...state,
        work: event.next,
        expected: addTallies(state.expected, event.expected),
        moved: addTallies(state.moved, event.moved),
        leftBehind: state.leftBehind + event.leftBehind,
      };
    case 'merger-completed':
      return { ...state, status: 'complete', work: undefined, expected: event.tallies, moved: event.tallies };
    case 'merger-differed': {
      const { expected, moved, leftBehind } = event;
      return { ...state, status: 'differs', work: undefined, expected, moved, leftBehind };
    }
    case 'merger-recounted':
      return { ...state, status: 'executing', work: event.next, expected: [], moved: [], leftBehind: 0 };
  }
}
