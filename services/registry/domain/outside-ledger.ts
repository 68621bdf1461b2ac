/**
 * The ledger of a department or of the finance bureau for a unit and a period (MG-05, SX-12). It is posted in chunks, sealed when it adds up to its own total,
 * compared with our cards in both directions, and every difference is settled with a record.
 */
import { accept, type Decision, type DecisionContext, invariant, refuse } from '../../../platform/decider.ts';
import { fen } from '../../../platform/fen.ts';
import type { Policy } from '../../../policy/policy.ts';
import type { AssetCore } from './card.ts';
import { addSums, NOTHING, type Sum, sameSum } from './inventory/inventory-figures.ts';
import type { Unit } from './units/unit.ts';

export interface OutsideScope {
  readonly unitPath: string;
  readonly source: string;
  readonly period: string;
  readonly department?: string | undefined;
  readonly fundingSource?: string | undefined;
}
export interface OutsideLine {
  readonly by: 'code' | 'external';
  readonly code: string;
  readonly name?: string | undefined;
  readonly amountFen: number;
}
export interface OutsideWork {
  readonly phase: 'ours' | 'theirs';
  readonly after?: string | undefined;
}
export interface OutsideLedger extends OutsideScope {
  readonly unitCode: string;
  readonly status: 'open' | 'comparing' | 'compared';
  readonly theirs: Sum;
  readonly ours: Sum;
  readonly differences: number;
  readonly differenceFen: number;
  readonly settled: number;
  readonly work?: OutsideWork | undefined;
}

export type OutsideCommand =
  | ({ readonly type: 'open' } & OutsideScope)
  | { readonly type: 'post'; readonly lines: readonly OutsideLine[] }
  | { readonly type: 'seal'; readonly total: Sum }
  | ({ readonly type: 'compare'; readonly done: OutsideWork; readonly next?: OutsideWork | undefined } & Compared)
  | { readonly type: 'settle'; readonly key: string; readonly why: string; readonly entry: string };

interface Compared {
  readonly ours: Sum;
  readonly differences: number;
  readonly differenceFen: number;
}

export type OutsideEvent =
  | ({ readonly type: 'outside-ledger-opened'; readonly unitCode: string } & OutsideScope)
  | { readonly type: 'outside-lines-posted'; readonly lines: readonly OutsideLine[] }
  | { readonly type: 'outside-ledger-sealed'; readonly total: Sum; readonly next: OutsideWork }
  | ({
      readonly type: 'outside-ledger-compared';
      readonly done: OutsideWork;
      readonly next?: OutsideWork | undefined;
    } & Compared)
  | {
      readonly type: 'outside-difference-settled';
      readonly key: string;
      readonly by: string;
      readonly why: string;
      readonly entry: string;
      readonly on: string;
    };

export type OutsideRefusal =
  | 'already-exists'
  | 'not-found'
  | 'unknown-unit'
  | 'not-in-policy'
  | 'wrong-state'
  | 'stale-version'
  | 'lines-do-not-add-up';

export interface OutsideRefs {
  readonly unit?: Unit | undefined;
  /** The difference named in the command is one. */
  readonly differs?: boolean;
}

type Context = DecisionContext<Policy>;
type Result = Decision<OutsideEvent, OutsideRefusal>;

/** What an asset adds to our side of a comparison: nothing when the other ledger is not about it. */
export function oursFen(asset: AssetCore & { readonly duplicateOf?: string | undefined }, scope: OutsideScope) {
  const { department, fundingSource } = scope;
  if (asset.use === 'disposed' || asset.duplicateOf !== undefined) return undefined;
  if (department !== undefined && asset.department !== department) return undefined;
  if (fundingSource === undefined) return asset.originalFen;
  const lines = (asset.funding ?? []).filter((line) => line.source === fundingSource);
  return lines.length === 0 ? undefined : fen(lines.reduce((total, line) => total + line.amountFen, 0));
}

export function decideOutside(
  state: OutsideLedger | undefined,
  command: OutsideCommand,
  { unit, differs }: OutsideRefs,
  { actor, policy, today }: Context,
): Result {
  if (command.type === 'open') {
    if (state) return refuse('already-exists');
    if (!unit || unit.path !== command.unitPath) return refuse('unknown-unit');
    const { type: _type, ...scope } = command;
    const known = (list: readonly { readonly id: string }[], id: string | undefined): boolean =>
      id === undefined || list.some((one) => one.id === id);
    if (!known(policy.departments, scope.department) || !known(policy.fundingSources, scope.fundingSource))
      return refuse('not-in-policy');
    return accept({ type: 'outside-ledger-opened', ...scope, unitCode: unit.code });
  }
  if (!state) return refuse('not-found');
  switch (command.type) {
    case 'post':
      if (state.status !== 'open') return refuse('wrong-state');
      if (new Set(command.lines.map(outsideLineKey)).size < command.lines.length) return refuse('already-exists');
      return accept({ type: 'outside-lines-posted', lines: command.lines });
    case 'seal':
      if (state.status !== 'open') return refuse('wrong-state');
      if (!sameSum(state.theirs, command.total)) return refuse('lines-do-not-add-up');
      return accept({ type: 'outside-ledger-sealed', total: command.total, next: { phase: 'ours' } });
    case 'compare':
      return compare(state, command);
    case 'settle': {
      if (state.status !== 'compared') return refuse('wrong-state');
      if (!differs) return refuse('not-found');
      const { key, why, entry } = command;
      return accept({ type: 'outside-difference-settled', key, by: actor.sub, why, entry, on: today });
    }
  }
}

export const outsideLineKey = ({ by, code }: Pick<OutsideLine, 'by' | 'code'>): string => `${by}#${code}`;

function compare(state: OutsideLedger, command: Extract<OutsideCommand, { type: 'compare' }>): Result {
  const { type: _type, ...portion } = command;
  const { work } = state;
  if (work?.phase !== command.done.phase || work.after !== command.done.after) return refuse('stale-version');
  const next = compared(state, portion);
  // What differs explains the whole difference, to the fen.
  invariant(
    command.next !== undefined || next.ours.fen - next.theirs.fen === next.differenceFen,
    `the differences of ${state.source} explain all of it`,
  );
  return accept({ type: 'outside-ledger-compared', ...portion });
}

const compared = (state: OutsideLedger, portion: Compared): OutsideLedger => ({
  ...state,
  ours: addSums(state.ours, portion.ours),
  differences: state.differences + portion.differences,
  differenceFen: fen(state.differenceFen + portion.differenceFen),
});

export function evolveOutside(state: OutsideLedger | undefined, event: OutsideEvent): OutsideLedger {
  if (event.type === 'outside-ledger-opened') {
    const { type: _type, ...ledger } = event;
    const none = { theirs: NOTHING, ours: NOTHING, differences: 0, differenceFen: 0, settled: 0 };
    return { ...ledger, ...none, status: 'open' };
  }
  if (!state) throw new Error(`${event.type} before outside-ledger-opened`);
  switch (event.type) {
    case 'outside-lines-posted': {
      const added = event.lines.map((line) => ({ count: 1, fen: line.amountFen }));
      return { ...state, theirs: addSums(state.theirs, ...added) };
    }
    case 'outside-ledger-sealed':
      return { ...state, status: 'comparing', work: event.next };
    case 'outside-ledger-compared':
      return { ...compared(state, event), work: event.next, status: event.next ? 'comparing' : 'compared' };
    case 'outside-difference-settled':
      return { ...state, settled: state.settled + 1 };
  }
}
