/** Invariant 1 from the events alone: fen are conserved, per pool, per plan and per line, and no line is paid twice. */
import type { Row } from '../../platform/store/store.ts';
import { lineage } from '../../platform/unit-path.ts';
import type { Recorded } from './checks.ts';
import { addTo, totalsIn } from './checks.ts';
import type { World } from './world.ts';

interface Money {
  /** What came in and went out when units were merged. */
  led: number;
  received: number;
  paid: number;
  returned: number;
  committed: number;
}
const nothing = (): Money => ({ led: 0, received: 0, paid: 0, returned: 0, committed: 0 });

export function checkDistribution(world: World, { lives, totals }: Recorded): void {
  const complain = (what: string): void => world.judge.complain('fen are conserved', what);
  const pools = new Map<string, Money>();
  const plans = new Map<string, Money>();
  const lines = new Map<string, Map<number, number>>();
  const incomeAt = new Map<string, number>();
  const at = (map: Map<string, Money>, id: string): Money => {
    const money = map.get(id) ?? nothing();
    map.set(id, money);
    return money;
  };
  for (const [aggregate, life] of lives) {
    let line = 'unpaid';
    for (const event of life) {
      const name = event.type.split('.')[2] ?? '';
      const data = event.data as Record<string, never>;
      // Pools are named by their unit's code, wherever the unit stands.
      const pool = at(pools, codeOf(data.unitPath));
      const fen = Number(data.amountFen ?? 0);
      const plan = at(plans, name.startsWith('line-') ? String(data.planId) : aggregate.slice('plan/'.length));
      if (name === 'income-received') {
        pool.received += fen;
        incomeAt.set(String(data.unitPath), (incomeAt.get(String(data.unitPath)) ?? 0) + fen);
      }
      if (name === 'pool-merged' || name === 'pool-led-on') {
        const led = Number(name === 'pool-merged' ? data.transferredFen : fen);
        pool.led -= led;
        at(pools, codeOf(data.successorUnitPath)).led += led;
      }
      if (name === 'plan-approved') for (const money of [pool, plan]) money.committed += Number(data.committedFen);
      if (name === 'plan-withdrawn') for (const money of [pool, plan]) money.committed -= Number(data.releasedFen);
      if (!name.startsWith('line-')) continue;
      const before = {
        'line-paid': 'unpaid',
        'line-reissued': 'bounced',
        'line-bounced': 'paid',
        'line-reversed': 'paid',
      }[name];
      if (line !== before) complain(`${aggregate} was ${line}, and then ${name}`);
      line =
        { 'line-paid': 'paid', 'line-reissued': 'paid', 'line-bounced': 'bounced', 'line-reversed': 'reversed' }[
          name
        ] ?? line;
      if (name === 'line-paid')
        lines.set(String(data.planId), (lines.get(String(data.planId)) ?? new Map()).set(Number(data.number), fen));
      for (const money of [pool, plan]) {
        if (name === 'line-paid' || name === 'line-reissued') {
          money.paid += fen;
          money.committed -= fen;
        } else money.returned += fen;
        if (name === 'line-bounced') money.committed += fen;
      }
    }
  }
  checkPools(world, pools, complain);
  checkIncome(totals, incomeAt, complain);
  for (const [planId, { committed, paid, returned }] of plans) {
    const funds = rowOf(world, `PLAN#${planId}`, 'FUNDS');
    if (
      number(funds, 'committedFen') !== committed ||
      number(funds, 'paidFen') !== paid ||
      number(funds, 'returnedFen') !== returned
    )
      complain(`the funds of plan ${planId} are not what its events give`);
    if (committed < 0) complain(`more was paid of plan ${planId} than was committed`);
    checkTotal(
      world,
      planId,
      lives.get(`plan/${planId}`)?.[0]?.data as Record<string, unknown> | undefined,
      lines.get(planId),
      complain,
    );
  }
}

const codeOf = (unitPath: unknown): string =>
  String(unitPath ?? '')
    .split('/')
    .at(-2) ?? '';

/** Per pool: receipts − payouts + what came back + what mergers led in = balance = committed + available, on the account as in the events. */
function checkPools(world: World, pools: ReadonlyMap<string, Money>, complain: (what: string) => void): void {
  let ledInAll = 0;
  for (const [code, { received, paid, returned, committed, led }] of pools) {
    const account = rowOf(world, `POOL#${code}`, 'ACCOUNT');
    const balance = received - paid + returned + led;
    ledInAll += led;
    if (number(account, 'balanceFen') !== balance)
      complain(`pool ${code} holds ${number(account, 'balanceFen')} fen, its events give ${balance}`);
    if (
      number(account, 'receivedFen') !== received ||
      number(account, 'paidFen') !== paid ||
      number(account, 'returnedFen') !== returned ||
      number(account, 'transferredInFen') - number(account, 'transferredOutFen') !== led
    )
      complain(`the counters of pool ${code} are not what its events give`);
    if (number(account, 'committedFen') !== committed || number(account, 'availableFen') !== balance - committed)
      complain(`pool ${code} has set aside ${number(account, 'committedFen')} fen, its events give ${committed}`);
    if (balance < 0 || committed < 0 || balance < committed) complain(`pool ${code} is overdrawn`);
  }
  if (ledInAll !== 0) complain('mergers made or lost money between pools');
}

/** The totals of every unit hold the receipts of the pools in it and below it. */
function checkIncome(
  rows: Recorded['totals'],
  incomeAt: ReadonlyMap<string, number>,
  complain: (what: string) => void,
): void {
  const expected: Record<string, Record<string, number>> = {};
  for (const [unitPath, receivedFen] of incomeAt)
    for (const row of lineage(unitPath)) addTo(expected, `${row} ALL`, { receivedFen });
  const found = totalsIn(rows, 'income');
  for (const row of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const [is, should] = [found[row]?.receivedFen ?? 0, expected[row]?.receivedFen ?? 0];
    if (is !== should) complain(`the totals of ${row} hold ${is} fen received, the receipts give ${should}`);
  }
}

/** The sum over the lines is the plan's total, once every line has been paid. */
function checkTotal(
  world: World,
  planId: string,
  drafted: Record<string, unknown> | undefined,
  paid: ReadonlyMap<number, number> | undefined,
  complain: (what: string) => void,
): void {
  const state = rowOf(world, `PLAN#${planId}`, 'STATE')?.state as { lineCount: number } | undefined;
  if (!drafted || !state || paid?.size !== state.lineCount) return;
  const sum = [...paid.values()].reduce((total, fen) => total + fen, 0);
  if (sum !== drafted.totalFen)
    complain(`the lines of plan ${planId} add up to ${sum}, its total is ${String(drafted.totalFen)}`);
}

const rowOf = (world: World, pk: string, sk: string): Row | undefined =>
  world.node('distribution').table.items.get(`${pk}\n${sk}`);
const number = (row: Row | undefined, name: string): number => Number(row?.[name] ?? 0);
