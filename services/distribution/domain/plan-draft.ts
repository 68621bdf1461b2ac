/**
 * Drafting and proposing: reserves come first and reach their floors, purposes follow the pack's ranks, the lines add up to the
 * total, and no flat split is proposed (MG-16, SX-04, RCEO_DISTRIBUTION). Once proposed, nothing in the plan changes any more.
 */
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import { fen } from '../../../platform/fen.ts';
import { hashOf } from '../../../platform/ids.ts';
import type { Policy, Purpose } from '../../../policy/policy.ts';
import { procedureOf, purposesOf } from './allocation-procedure.ts';
import { flatSplit } from './flat-split.ts';
import type { Header, PassedOver, Plan, PlanCommand, PlanEvent, ReserveTaken } from './plan.ts';
import { digestOf, householdSums, type PlanDigest, type PlanLine, sharingOfLeft } from './plan-lines.ts';
import { type Account, isLedOn, type Pool } from './pool.ts';

/** Lines in one plan, as the contract numbers them. */
const PLAN_LINES_MAX = 100_000;
const ALL_BASIS_POINTS = 10_000n;

export type DraftRefusal =
  | 'already-exists'
  | 'unknown-unit'
  | 'unit-closed'
  | 'not-in-policy'
  | 'reserve-below-floor'
  | 'wrong-state'
  | 'stale-version'
  | 'duplicate-beneficiary'
  | 'lines-do-not-add-up'
  | 'reason-required'
  | 'insufficient-balance'
  | 'flat-split';

type Context = DecisionContext<Policy>;
type Result = Decision<PlanEvent, DraftRefusal>;
type No = Decision<never, DraftRefusal> | undefined;
type Command<T extends PlanCommand['type']> = Extract<PlanCommand, { type: T }>;

export function draft(command: Command<'draft'>, pool: Pool | undefined, { policy, actor }: Context): Result {
  const { unitPath, title, totalFen } = command;
  if (pool?.unitPath !== unitPath) return refuse('unknown-unit');
  if (isLedOn(pool)) return refuse('unit-closed');
  const procedure = procedureOf(pool.holderKind, policy);
  if (!procedure)
    return refuse('not-in-policy', '本地政策未定该类单位的收益分配', 'the pack has no procedure for such a unit');
  const { allocatedBy } = procedure;
  const reserves = reservesInOrder(command, allocatedBy, policy);
  return 'kind' in reserves
    ? reserves
    : accept({ type: 'plan-drafted', unitPath, title, totalFen, reserves, draftedBy: actor.sub, allocatedBy });
}

/** A returned plan is corrected and goes through the whole procedure again; a refused one is over. */
export function revise(state: Plan, command: Command<'revise'>, { policy, actor }: Context): Result {
  if (state.status !== 'returned') return refuse('wrong-state');
  const { title, totalFen, keepLines: linesKept } = command;
  const reserves = reservesInOrder(command, state.allocatedBy, policy);
  if ('kind' in reserves) return reserves;
  const revision = (state.revision ?? 0) + 1;
  const { unitPath } = state;
  return accept({
    type: 'plan-revised',
    unitPath,
    title,
    totalFen,
    reserves,
    revision,
    linesKept,
    revisedBy: actor.sub,
  });
}

/** The reserves in the pack's order, when it has all of them and each reaches its floor. Only a collective has reserves to fill. */
function reservesInOrder(
  command: Header,
  allocatedBy: string | undefined,
  policy: Policy,
): readonly ReserveTaken[] | Decision<never, DraftRefusal> {
  if (allocatedBy !== undefined) {
    return command.reserves.length === 0
      ? []
      : refuse('not-in-policy', '政府统筹安排的收益不提取公积公益金', 'income of a government fills no reserves');
  }
  const order = new Map(policy.distribution.reserves.map((reserve) => [reserve.id, reserve.order]));
  const unknown = command.reserves.find(({ reserve }) => !order.has(reserve));
  if (unknown)
    return refuse('not-in-policy', `没有公积项目 ${unknown.reserve}`, `there is no reserve ${unknown.reserve}`);
  const reserves = command.reserves.toSorted((a, b) => (order.get(a.reserve) ?? 0) - (order.get(b.reserve) ?? 0));
  return floorsRefusal(reserves, command.totalFen, policy) ?? reserves;
}

/** Every reserve of the pack reaches its share of the total; one that is left out counts as nothing. Exact, no rounding. */
function floorsRefusal(reserves: readonly ReserveTaken[], totalFen: number, policy: Policy): No {
  if (new Set(reserves.map(({ reserve }) => reserve)).size !== reserves.length) return refuse('duplicate-beneficiary');
  for (const { id, name, floorBasisPoints } of policy.distribution.reserves) {
    const takenFen = reserves.find(({ reserve }) => reserve === id)?.amountFen ?? 0;
    if (BigInt(takenFen) * ALL_BASIS_POINTS >= BigInt(totalFen) * BigInt(floorBasisPoints)) continue;
    const percent = floorBasisPoints / 100;
    return refuse('reserve-below-floor', `${name.zh}不低于 ${percent}%`, `${name.en}: at least ${percent} %`);
  }
  return undefined;
}

export function addLines(state: Plan, command: Command<'add-lines'>, { policy }: Context): Result {
  if (state.status !== 'draft') return refuse('wrong-state');
  const { lines } = command;
  if (state.lineCount + lines.length > PLAN_LINES_MAX) {
    return refuse('wrong-state', `方案最多 ${PLAN_LINES_MAX} 行`, `a plan has at most ${PLAN_LINES_MAX} lines`);
  }
  const purposes = new Set(purposesOf(state, policy).map((purpose) => purpose.id));
  const unknown = lines.find((line) => !purposes.has(line.purpose));
  if (unknown) return refuse('not-in-policy', `没有用途 ${unknown.purpose}`, `there is no purpose ${unknown.purpose}`);
  return accept({ type: 'plan-lines-added', firstNumber: state.lineCount + 1, lines });
}

/** @param lines every line of the plan, in order, as read from the table */
export function propose(
  state: Plan,
  command: Command<'propose'>,
  pool: Pool | undefined,
  account: Account,
  lines: readonly PlanLine[],
  { policy, actor, today }: Context,
): Result {
  if (state.status !== 'draft') return refuse('wrong-state');
  if (!pool) return refuse('unknown-unit');
  // A first look, so that no meeting decides about money that is not there; the last step makes sure in its own transaction.
  if (account.availableFen < state.totalFen) return refuse('insufficient-balance');
  const digest = digestOf(lines);
  // Lines and header are read one after the other; if somebody added lines in between, the sender has not seen them.
  if (digest.linesHash !== state.linesHash) return refuse('stale-version');
  if (digest.duplicate !== undefined) {
    return refuse('duplicate-beneficiary', `重复对象：${digest.duplicate}`, `it stands twice: ${digest.duplicate}`);
  }
  const reservedFen = state.reserves.reduce((sum, { amountFen }) => sum + amountFen, 0);
  const leftFen = fen(state.totalFen - reservedFen - digest.fixedFen);
  const unshared = digest.weightedCount === 0 && leftFen !== 0;
  if (leftFen < 0 || unshared || (leftFen === 0 && digest.weightedCount > 0)) {
    return refuse('lines-do-not-add-up', `差额 ${leftFen} 分`, `the difference is ${leftFen} fen`);
  }
  const sharing = sharingOfLeft(lines, leftFen);
  const flat = flatSplit(householdSums(lines, sharing), policy.distribution);
  if (flat) {
    return refuse(
      'flat-split',
      `${flat.householdCount} 户中有 ${flat.sameCount} 户同为 ${flat.sumFen} 分（相差不超过 1 分）`,
      `${flat.sameCount} of ${flat.householdCount} households get the same ${flat.sumFen} fen (within one fen)`,
    );
  }
  const unexplained = ranksRefusal(digest, command.passedOver, purposesOf(state, policy));
  if (unexplained) return unexplained;
  const { unitPath, totalFen, title, reserves } = state;
  const { lineCount, linesHash } = digest;
  const hash = hashOf({ unitPath, title, totalFen, reserves, lineCount, linesHash, sharing: sharing ?? null });
  return accept({
    type: 'plan-proposed',
    unitPath,
    totalFen,
    lineCount,
    linesHash,
    hash,
    sharing,
    passedOver: command.passedOver,
    proposedBy: actor.sub,
    proposedOn: today,
    steps: procedureOf(pool.holderKind, policy)?.steps ?? [],
  });
}

/**
 * MG-16: first households in need, then the collective economy, posts and works, then incentives. A rank that gets nothing while a
 * later one does needs a recorded reason for each of its purposes.
 */
function ranksRefusal({ purposes }: PlanDigest, passedOver: readonly PassedOver[], inOrder: readonly Purpose[]): No {
  const served = new Set(inOrder.filter(({ id }) => purposes.has(id)).map(({ rank }) => rank));
  const last = Math.max(0, ...served);
  const explained = new Set(passedOver.map(({ purpose }) => purpose));
  const open = inOrder.find(({ id, rank }) => rank < last && !served.has(rank) && !explained.has(id));
  return open
    ? refuse(
        'reason-required',
        `未安排优先用途“${open.name.zh}”，须说明理由`,
        `say why the earlier purpose "${open.name.en}" gets nothing`,
      )
    : undefined;
}
