/**
 * Replaying the money of distribution: per pool, receipts − payouts + what came back is never negative and covers what the events
 * state; every line is paid once and comes back only after it was paid; a plan pays no more than was approved.
 */
import type { TrailEvent } from '../../contracts/audit/trail.ts';
import { unitCodeOf } from '../../platform/unit-path.ts';
import type { DamageList } from './damage.ts';
import { FingerprintTable } from './fingerprint-table.ts';

/**
 * Events are replayed in the order of recording; two functions' clocks may differ. Money that is missing for longer than this was never
 * there.
 */
export const CLOCK_GRACE_MS = 60_000;

interface Pool {
  balanceFen: number;
  /** Promised by approved plans and not paid yet. */
  committedFen: number;
  /** Since when one of them is below zero. */
  belowSince?: { readonly timeMs: number; readonly at: At } | undefined;
  /** It was below for too long, and that has been said. */
  reported: boolean;
}

interface Plan {
  approvedFen: number;
  paidFen: number;
}

interface At {
  readonly line: number;
  readonly aggregate: string;
  readonly version: number;
}

/** What a line's record holds: whether it is paid now, and the amount of its first payment. */
const STATE_AT = 0;
const AMOUNT_AT = 1;
const LINE_RECORD_BYTES = 9;
const UNPAID = 0;
const PAID = 1;
const BOUNCED = 2;
const REVERSED = 3;
const CANCELLED = 4;

/** A payment event: the states its line may be in before, the state after, and what it does to the pool. */
interface Movement {
  readonly from: readonly number[];
  readonly to: number;
  readonly balance: 1 | 0 | -1;
  /** Bounced money is owed again; reversed money is free. */
  readonly committed: 1 | 0 | -1;
}

const MOVEMENTS: Readonly<Record<string, Movement>> = {
  'panhuo.distribution.line-paid.v1': { from: [UNPAID], to: PAID, balance: -1, committed: -1 },
  'panhuo.distribution.line-bounced.v1': { from: [PAID], to: BOUNCED, balance: 1, committed: 1 },
  'panhuo.distribution.line-reissued.v1': { from: [BOUNCED], to: PAID, balance: -1, committed: -1 },
  'panhuo.distribution.line-reversed.v1': { from: [PAID], to: REVERSED, balance: 1, committed: 0 },
  'panhuo.distribution.line-cancelled.v1': { from: [UNPAID, BOUNCED], to: CANCELLED, balance: 0, committed: -1 },
};
/** Flags that state what is left of a receipt. */
const STATING = new Set(['panhuo.distribution.income-parked.v1', 'panhuo.distribution.income-parked-warning.v1']);
const STATE_NAMES = ['unpaid', 'paid', 'bounced', 'reversed', 'cancelled'] as const;

export class MoneyReplay {
  private readonly pools = new Map<string, Pool>();
  private readonly plans = new Map<string, Plan>();
  /** Pools of merged units, and the pool each was led to. */
  private readonly into = new Map<string, string>();
  private readonly lines = new FingerprintTable(LINE_RECORD_BYTES);
  private readonly damages: DamageList;

  constructor(damages: DamageList) {
    this.damages = damages;
  }

  add(event: TrailEvent, at: At): void {
    const { type, data } = event;
    const movement = MOVEMENTS[type];
    if (movement) this.move(event, movement, at);
    else if (type === 'panhuo.distribution.income-received.v1') this.change(event, at, amount(data.amountFen), 0);
    else if (type === 'panhuo.distribution.plan-approved.v1') {
      this.plans.set(planOf(event), { approvedFen: amount(data.committedFen), paidFen: 0 });
      this.change(event, at, 0, amount(data.committedFen));
    } else if (type === 'panhuo.distribution.plan-withdrawn.v1') {
      const plan = this.plans.get(planOf(event));
      if (plan) plan.approvedFen -= amount(data.releasedFen);
      this.change(event, at, 0, -amount(data.releasedFen));
    } else if (type === 'panhuo.distribution.pool-merged.v1') {
      if (data.mode === 'direct') this.into.set(poolOf(event), unitCodeOf(String(data.successorUnitPath)));
      this.lead(event, at, amount(data.transferredFen));
    } else if (type === 'panhuo.distribution.pool-led-on.v1') this.lead(event, at, amount(data.amountFen));
    else if (STATING.has(type)) this.stated(event, at);
  }

  /** Judges what was left open. Call once, after the last entry. */
  finish(): void {
    for (const [unit, pool] of this.pools) {
      this.report(unit, pool);
    }
  }

  private move(event: TrailEvent, movement: Movement, at: At): void {
    const { planId, number, amountFen } = event.data;
    const fen = amount(amountFen);
    const record = this.lines.claim(`${String(planId)} ${String(number)}`).data;
    const state = record[STATE_AT] ?? UNPAID;
    const of = `line ${String(number)} of plan ${String(planId)}`;
    if (!movement.from.includes(state)) this.damage(at, `${of} was ${STATE_NAMES[state] ?? '?'} before`);
    if (state === UNPAID) record.writeDoubleLE(fen, AMOUNT_AT);
    else if (record.readDoubleLE(AMOUNT_AT) !== fen) this.damage(at, `${of} was paid with another amount`);
    record[STATE_AT] = movement.to;
    const plan = this.plans.get(String(planId));
    if (!plan) this.damage(at, `plan ${String(planId)} was never approved`);
    else {
      // Reversed money does not go back to the plan: the line is closed. Cancelled money is not there to be paid any more.
      plan.paidFen -= movement.to === REVERSED ? 0 : movement.balance * fen;
      if (movement.to === CANCELLED) plan.approvedFen -= fen;
      if (plan.paidFen > plan.approvedFen) this.damage(at, `plan ${String(planId)} pays more than was approved`);
    }
    this.change(event, at, movement.balance * fen, movement.committed * fen);
  }

  /** From the pool of a merged unit to its successor's: what one gives the other takes. */
  private lead(event: TrailEvent, at: At, fen: number): void {
    this.change(event, at, -fen, 0);
    this.change(event, at, fen, 0, unitCodeOf(String(event.data.successorUnitPath)));
  }

  private change(event: TrailEvent, at: At, balanceFen: number, committedFen: number, unit = poolOf(event)): void {
    const pool = this.pools.get(unit) ?? { balanceFen: 0, committedFen: 0, reported: false };
    const timeMs = Date.parse(event.time);
    if (pool.belowSince && timeMs - pool.belowSince.timeMs > CLOCK_GRACE_MS) this.report(unit, pool);
    pool.balanceFen += balanceFen;
    pool.committedFen += committedFen;
    if (!Number.isSafeInteger(pool.balanceFen)) this.damage(at, `the balance of ${unit} is no exact amount`);
    const covered = pool.balanceFen >= 0 && pool.committedFen >= 0 && pool.balanceFen >= pool.committedFen;
    pool.belowSince = covered ? undefined : (pool.belowSince ?? { timeMs, at });
    pool.reported &&= !covered;
    this.pools.set(unit, pool);
  }

  /** A flag states what is left of one receipt: never more than the pool holds, together with those that flow into it. */
  private stated(event: TrailEvent, at: At): void {
    const unit = poolOf(event);
    const last = this.lastOf(unit);
    const flowing = [...this.into.keys()].filter((from) => this.lastOf(from) === last);
    const heldFen = [last, ...flowing].reduce((sum, each) => sum + (this.pools.get(each)?.balanceFen ?? 0), 0);
    const remainingFen = amount(event.data.remainingFen);
    if (remainingFen > heldFen)
      this.damage(at, `${remainingFen} fen are stated as left, but the pool of ${unit} holds ${heldFen}`);
  }

  /** The pool to which the money of this one was led in the end. */
  private lastOf(unit: string): string {
    let last = unit;
    for (let next = this.into.get(last); next !== undefined && next !== unit; next = this.into.get(last)) last = next;
    return last;
  }

  /** Says once of every time a pool was short that it was, at the event that made it so. */
  private report(unit: string, pool: Pool): void {
    if (!pool.belowSince || pool.reported) return;
    pool.reported = true;
    this.damage(pool.belowSince.at, `more was paid or promised from the pool of ${unit} than it held`);
  }

  private damage(at: At, detail: string): void {
    this.damages.add({ kind: 'money-mismatch', ...at, detail });
  }
}

/** Anything but a whole number of fen makes the sums NaN, which is found as no exact amount. */
const amount = (value: unknown): number => (Number.isSafeInteger(value) ? (value as number) : Number.NaN);

/** One pool per unit, whatever path leads to it after a merger. */
const poolOf = (event: TrailEvent): string => unitCodeOf(String(event.data.unitPath));
const planOf = (event: TrailEvent): string => event.subject.split('/')[1] ?? '';
