/**
 * Drafting and proposing: reserves come first and reach their floors, purposes follow the pack's ranks, the lines add up to the
 * total, and no flat split is proposed (MG-16, SX-04, RCEO_DISTRIBUTION). Once proposed, nothing in the plan changes any more.
 */
import { stepsFor } from '../../../platform/approval.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../../../platform/decider.ts';
import { fen } from '../../../platform/fen.ts';
import { hashOf } from '../../../platform/ids.ts';
import type { Policy } from '../../../policy/policy.ts';
import { flatSplit } from './flat-split.ts';
import type { PassedOver, Plan, PlanCommand, PlanEvent, ReserveTaken } from './plan.ts';
import { digestOf, householdSums, type PlanDigest, type PlanLine, sharingOfLeft } from './plan-lines.ts';
import type { Account, Pool } from './pool.ts';

/** Lines in one plan, as the contract numbers them. */
const PLAN_LINES_MAX = 100_000;
const ALL_BASIS_POINTS = 10_000n;

export type DraftRefusal =
  | 'already-exists'
  | 'unknown-unit'
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
  const allocation = policy.distribution.governmentLevelPools?.allocations.find((each) =>
    each.holderKinds.includes(pool.holderKind),
  );
  if (allocation) {
    return refuse(
      'not-in-policy',
      '县级、乡镇级收益由本级人民政府统筹安排，不走村集体分配程序',
      'income of a county or township is allocated by its government, not by this procedure',
    );
  }
  const order = new Map(policy.distribution.reserves.map((reserve) => [reserve.id, reserve.order]));
  const unknown = command.reserves.find(({ reserve }) => !order.has(reserve));
  if (unknown)
    return refuse('not-in-policy', `没有公积项目 ${unknown.reserve}`, `there is no reserve ${unknown.reserve}`);
  const reserves = command.reserves.toSorted((a, b) => (order.get(a.reserve) ?? 0) - (order.get(b.reserve) ?? 0));
  return (
    floorsRefusal(reserves, totalFen, policy) ??
    accept({ type: 'plan-drafted', unitPath, title, totalFen, reserves, draftedBy: actor.sub })
  );
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
  const purposes = new Set(policy.distribution.purposes.map((purpose) => purpose.id));
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
  const unexplained = ranksRefusal(digest, command.passedOver, policy);
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
    steps: stepsFor(policy.chains.distribution, pool.holderKind),
  });
}

/**
 * MG-16: first households in need, then the collective economy, posts and works, then incentives. A rank that gets nothing while a
 * later one does needs a recorded reason for each of its purposes.
 */
function ranksRefusal({ purposes }: PlanDigest, passedOver: readonly PassedOver[], policy: Policy): No {
  const known = policy.distribution.purposes;
  const served = new Set(known.filter(({ id }) => purposes.has(id)).map(({ rank }) => rank));
  const last = Math.max(0, ...served);
  const explained = new Set(passedOver.map(({ purpose }) => purpose));
  const open = known.find(({ id, rank }) => rank < last && !served.has(rank) && !explained.has(id));
  return open
    ? refuse(
        'reason-required',
        `未安排优先用途“${open.name.zh}”，须说明理由`,
        `say why the earlier purpose "${open.name.en}" gets nothing`,
      )
    : undefined;
}
