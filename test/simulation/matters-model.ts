/** The registry's weightier matters as the events tell them: fen that are conserved when cards split, merge, move and are sold. */
import { dateInShanghai } from '../../platform/calendar.ts';
import type { EventItem } from '../../platform/store/store.ts';
import { lineage } from '../../platform/unit-path.ts';
import type { Asset } from '../../services/registry/domain/asset.ts';
import type { Unit } from '../../services/registry/domain/units/unit.ts';
import { monthOf, valueAt } from '../../services/registry/domain/value/asset-value.ts';
import { fundedKey, unitKey } from '../../services/registry/keys.ts';
import { netAt, netBreakdowns } from '../../services/registry/ledgers/ledger-net.ts';
import { stateOf, statesOf } from './actions.ts';
import { addTo, type Recorded, same, totalsIn, withoutNothing } from './checks.ts';
import { COUNTY } from './people.ts';
import type { World } from './world.ts';

type Lives = Recorded['lives'];
/** Every card by its id, as far as these models look at it. */
type Cards = ReadonlyMap<string, { readonly unit: string }>;
type Data = Readonly<Record<string, unknown>>;
const nameOf = (event: EventItem): string => event.type.split('.')[2] ?? '';
const dataOf = (event: EventItem): Data => event.data as Data;
const fenOf = (data: Data, name: string): number => Number(data[name] ?? 0);

/** The county's net value, which its ledger reads from sums of lines, is what the schedules of its cards say, this month and next year. */
export function checkNet(world: World, rows: Recorded['totals']): void {
  const totals = totalsIn(rows, 'ledger');
  const assets = statesOf<Asset>(world, 'registry', 'ASSET#').filter(({ item }) => item.state.use !== 'disposed');
  const now = monthOf(dateInShanghai(world.clock.now()));
  for (const month of [now, `${Number(now.slice(0, 4)) + 1}${now.slice(4)}`]) {
    const lines = netBreakdowns(month).map((breakdown) => totals[`${COUNTY} ${breakdown}`]);
    const found = [...netAt(month, lines as never).values()].reduce((sum, fen) => sum + fen, 0);
    const sum = assets.reduce((net, { item }) => net + valueAt(item.state, month).netFen, 0);
    if (found !== sum)
      world.judge.complain('ledger', `net value of the county in ${month} is ${found}, its cards say ${sum}`);
  }
}

/** What a card leaves is what the cards that come from it begin with, to the fen, original and net; and both sides are there or neither. */
export function checkLineage(world: World, lives: Lives, models: Cards): void {
  const merged = new Map<string, { original: number; net: number; ids: string[] }>();
  for (const [aggregate, life] of lives) {
    const complain = (what: string): void => world.judge.complain('fen are conserved', `${aggregate}: ${what}`);
    const id = aggregate.slice('asset/'.length);
    for (const event of life) {
      const data = dataOf(event);
      if (nameOf(event) === 'asset-split') {
        const parts = (data.parts as { assetId: string }[]).map(({ assetId }) => beginning(lives, assetId));
        const sum = (name: 'original' | 'net'): number => parts.reduce((all, part) => all + (part?.[name] ?? 0), 0);
        if (parts.some((part) => part?.splitFrom !== id)) complain('was split into cards that are not there');
        if (sum('original') !== data.originalFen || sum('net') !== data.netFen)
          complain(
            `left ${String(data.originalFen)}/${String(data.netFen)}, its parts have ${sum('original')}/${sum('net')}`,
          );
      }
      if (nameOf(event) === 'asset-merged') {
        const into = String(data.into);
        const { original, net, ids } = merged.get(into) ?? { original: 0, net: 0, ids: [] };
        merged.set(into, {
          ...{ original: original + fenOf(data, 'originalFen'), net: net + fenOf(data, 'netFen'), ids: [...ids, id] },
        });
      }
    }
  }
  for (const id of models.keys()) {
    const card = beginning(lives, id);
    const from = merged.get(id);
    const sources = card?.mergedFrom?.toSorted();
    if (!same(sources, from?.ids.toSorted()) || (from && (card?.original !== from.original || card.net !== from.net)))
      world.judge.complain('fen are conserved', `asset/${id} does not begin with what was merged into it`);
  }
  for (const id of merged.keys())
    if (!models.has(id)) world.judge.complain('fen are conserved', `asset/${id} has swallowed cards and is not there`);
}

/** What a card that comes from others began with. */
function beginning(lives: Lives, id: string) {
  const [first] = lives.get(`asset/${id}`) ?? [];
  if (!first) return undefined;
  const { originalFen, opening, splitFrom, mergedFrom } = dataOf(first) as {
    readonly originalFen: number;
    readonly opening?: { readonly netFen: number };
    readonly splitFrom?: string;
    readonly mergedFrom?: readonly string[];
  };
  return { original: originalFen, net: opening?.netFen ?? originalFen, splitFrom, mergedFrom };
}

/** Which step of a disposal may come in which state, and the state after; `*` leaves it to the verdict. */
const STEPS: Readonly<Record<string, readonly [from: readonly string[], to: string]>> = {
  'disposal-proposed': [['none', 'returned'], 'proposed'],
  'disposal-step-taken': [['proposed'], '*'],
  'disposal-withdrawn': [['proposed', 'returned', 'approved', 'concluded', 'published'], 'withdrawn'],
  'disposal-concluded': [['approved', 'concluded', 'published'], 'concluded'],
  'disposal-published': [['concluded'], 'published'],
  'disposal-objection-recorded': [['published'], 'published'],
  'disposal-objection-answered': [['published'], 'published'],
  'disposal-executed': [['published'], 'executed'],
  'disposal-proceeds-spent': [['executed'], 'executed'],
};

/** Every disposal: legal steps, nobody twice in its chain, not a fen spent that did not come in; and each card is sold once. */
export function checkDisposals(world: World, lives: Lives, rows: Recorded['totals']): void {
  const totals: Record<string, Record<string, number>> = {};
  const funded = new Map<string, number>();
  const sold = new Map<string, string>();
  for (const [aggregate, life] of lives) {
    if (!aggregate.startsWith('disposal/')) continue;
    const end = followDisposal(world, aggregate, life, funded);
    if (end.status !== 'executed') continue;
    if (sold.has(end.assetId)) world.judge.complain('fen are conserved', `${end.assetId} was sold twice`);
    sold.set(end.assetId, aggregate.slice('disposal/'.length));
    const { earmarked, spent, unit } = end;
    const left = earmarked - spent;
    const add = { openCases: left > 0 ? 1 : 0, earmarkedFen: earmarked, spentFen: spent, leftFen: left };
    for (const row of lineage(unit)) addTo(totals, `${row} ALL`, add);
  }
  if (!same(withoutNothing(totals), totalsIn(rows, 'proceeds')))
    world.judge.complain('fen are conserved', 'the totals of proceeds are not what the disposals give');
  for (const [id, fen] of funded) {
    const { pk, sk } = fundedKey(id);
    const row = world.node('registry').table.items.get(`${pk}\n${sk}`);
    if (row?.fen !== fen)
      world.judge.complain('fen are conserved', `${id} was funded with ${fen}, noted is ${String(row?.fen)}`);
  }
  for (const [assetId, disposalId] of sold) {
    const left = (lives.get(`asset/${assetId}`) ?? []).filter((event) => nameOf(event) === 'asset-disposed');
    if (left.length !== 1 || dataOf(left[0] as EventItem).disposalId !== disposalId)
      world.judge.complain('fen are conserved', `${assetId} was sold, and its card was closed ${left.length} times`);
  }
}

interface DisposalEnd {
  readonly status: string;
  readonly assetId: string;
  readonly unit: string;
  readonly earmarked: number;
  readonly spent: number;
}

function followDisposal(
  world: World,
  aggregate: string,
  life: readonly EventItem[],
  funded: Map<string, number>,
): DisposalEnd {
  let [status, assetId, unit, earmarked, spent, stepsLeft, soldFen] = ['none', '', '', 0, 0, 0, 0];
  let unanswered = 0;
  let hands = new Set<string>();
  for (const event of life) {
    const complain = (what: string): void =>
      world.judge.complain('legal transitions', `${aggregate} v${event.version} ${event.type} in ${status}: ${what}`);
    const [name, data] = [nameOf(event), dataOf(event)];
    if (name === 'disposal-moved-by-merger') {
      unit = String(data.unitPath);
      continue;
    }
    const step = STEPS[name];
    if (!step?.[0].includes(status)) complain('not now');
    if (name === 'disposal-proposed') {
      assetId = String(data.assetId);
      unit = String(data.unitPath);
      hands = new Set([...(status === 'returned' ? hands : []), event.actor]);
      stepsLeft = (data.steps as unknown[]).length;
    }
    if (name === 'disposal-step-taken') {
      if (hands.has(event.actor)) complain('a second hand in one chain, or a hand in the own proposal');
      hands.add(event.actor);
      stepsLeft -= 1;
      const next = stepsLeft === 0 ? 'approved' : 'proposed';
      status = data.verdict === 'approved' ? next : String(data.verdict);
      if (status === 'returned') hands = new Set([...hands].filter((hand) => hand === String(life[0]?.actor)));
      continue;
    }
    if (name === 'disposal-concluded') soldFen = fenOf(data, 'soldFen');
    if (name === 'disposal-objection-recorded') unanswered += 1;
    if (name === 'disposal-objection-answered') unanswered -= 1;
    if (name === 'disposal-concluded') unanswered = 0;
    if (name === 'disposal-executed') {
      earmarked = fenOf(data, 'earmarkedFen');
      if (earmarked !== soldFen) complain(`it brought in ${soldFen}, earmarked are ${earmarked}`);
      if (unanswered > 0) complain('an objection is unanswered');
    }
    if (name === 'disposal-proceeds-spent') {
      spent += fenOf(data, 'amountFen');
      if (spent > earmarked || data.leftFen !== earmarked - spent) complain(`${spent} of ${earmarked} are spent`);
      if (data.assetId !== undefined)
        funded.set(String(data.assetId), (funded.get(String(data.assetId)) ?? 0) + fenOf(data, 'amountFen'));
    }
    status = step?.[1] ?? status;
  }
  return { status, assetId, unit, earmarked, spent };
}

/** A merger that is complete has moved what it found, to the fen, and left nothing under the old path; a unit is merged away once. */
export function checkMergers(world: World, lives: Lives, models: Cards): void {
  const closed = new Set<string>();
  for (const [aggregate, life] of lives) {
    if (!aggregate.startsWith('merger/')) continue;
    const complain = (what: string): void => world.judge.complain('mergers', `${aggregate}: ${what}`);
    const executed = life.find((event) => nameOf(event) === 'merger-executed');
    if (!executed) continue;
    for (const { code, path } of dataOf(executed).closed as { code: string; path: string }[]) {
      if (closed.has(code)) complain(`${code} was merged away twice`);
      closed.add(code);
      const { pk } = unitKey(code);
      if (stateOf<Unit>(world, 'registry', pk)?.state.status !== 'closed') complain(`${code} was never closed`);
      const last = nameOf(life.at(-1) as EventItem);
      if (last === 'merger-differed') continue;
      if (last !== 'merger-completed') complain(`was never brought to its end: ${last}`);
      for (const [id, { unit }] of models)
        if (unit.startsWith(path)) complain(`asset ${id} was left behind in ${path}`);
    }
    checkTallies(life, complain);
  }
}

/** What the portions counted before and after adds up to the same, and to what the case says at its end. */
function checkTallies(life: readonly EventItem[], complain: (what: string) => void): void {
  const last = life.at(-1);
  if (!last || nameOf(last) !== 'merger-completed') return;
  type Tally = { unit: string; part: string; count: number; fen: number };
  const sum = (name: 'expected' | 'moved'): Record<string, Record<string, number>> => {
    const sums: Record<string, Record<string, number>> = {};
    // A recount lists everything anew.
    const since = life.findLastIndex((event) => nameOf(event) === 'merger-recounted');
    for (const event of life.slice(since + 1))
      for (const { unit, part, count, fen } of (dataOf(event)[name] as Tally[] | undefined) ?? [])
        addTo(sums, `${unit} ${part}`, { count, fen });
    return withoutNothing(sums);
  };
  const tallies: Record<string, Record<string, number>> = {};
  for (const { unit, part, count, fen } of dataOf(last).tallies as Tally[])
    addTo(tallies, `${unit} ${part}`, { count, fen });
  if (life.some((event) => nameOf(event) === 'merger-recounted')) return;
  if (!same(sum('expected'), withoutNothing(tallies)) || !same(sum('moved'), withoutNothing(tallies)))
    complain('what was found, what was moved and what was reported are not the same');
}
