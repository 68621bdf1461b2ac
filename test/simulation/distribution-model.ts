/** Invariant 1 from the events alone: fen are conserved, per pool, per plan and per line, and no line is paid twice. */
import type { Row } from '../../platform/store/store.ts';
import { lineage } from '../../platform/unit-path.ts';
import type { Recorded } from './checks.ts';
import { totalsIn } from './checks.ts';
import type { World } from './world.ts';

interface Money {
  received: number;
  paid: number;
  returned: number;
  committed: number;
}
const nothing = (): Money => ({ received: 0, paid: 0, returned: 0, committed: 0 });

export function checkDistribution(world: World, { lives }: Recorded): void {
  const complain = (what: string): void => world.judge.complain('fen are conserved', what);
  const pools = new Map<string, Money>();
  const plans = new Map<string, Money>();
  const lines = new Map<string, Map<number, number>>();
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
      const pool = at(pools, String(data.unitPath ?? ''));
      const fen = Number(data.amountFen ?? 0);
      const plan = at(plans, name.startsWith('line-') ? String(data.planId) : aggregate.slice('plan/'.length));
      if (name === 'income-received') pool.received += fen;
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
  pools.delete('');
  checkPools(world, pools, complain);
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

/** Per pool: receipts − payouts + what came back = balance = committed + available, on the account as in the events, and in the totals above. */
function checkPools(world: World, pools: ReadonlyMap<string, Money>, complain: (what: string) => void): void {
  const expected = new Map<string, number>();
  for (const [unitPath, { received, paid, returned, committed }] of pools) {
    const account = rowOf(world, `POOL#${unitPath.split('/').at(-2)}`, 'ACCOUNT');
    const balance = received - paid + returned;
    if (number(account, 'balanceFen') !== balance)
      complain(`${unitPath} holds ${number(account, 'balanceFen')} fen, its events give ${balance}`);
    if (
      number(account, 'receivedFen') !== received ||
      number(account, 'paidFen') !== paid ||
      number(account, 'returnedFen') !== returned
    )
      complain(`the counters of ${unitPath} are not what its events give`);
    if (number(account, 'committedFen') !== committed || number(account, 'availableFen') !== balance - committed)
      complain(`${unitPath} has set aside ${number(account, 'committedFen')} fen, its events give ${committed}`);
    if (balance < 0 || committed < 0 || balance < committed) complain(`${unitPath} is overdrawn`);
    for (const row of lineage(unitPath)) expected.set(row, (expected.get(row) ?? 0) + received);
  }
  const totals = world
    .node('distribution')
    .part.projections.flatMap(({ name }) => Object.entries(totalsIn(world.node('distribution'), name, 1)));
  for (const [unit, received] of expected) {
    const found = totals.filter(([row]) => row.startsWith(`${unit} `)).map(([, total]) => total.receivedFen ?? 0);
    if (received > 0 && !found.includes(received))
      complain(`the totals of ${unit} hold ${found.join()} fen received, the receipts give ${received}`);
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
