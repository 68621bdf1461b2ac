/** An asset as the events tell it, worked out anew: what may follow what, who may do what, and what the ledgers must add up to. */
import type { EventItem } from '../../platform/store/store.ts';
import { partsView } from '../../services/registry/ledgers/ledger-parts.ts';
import type { Recorded } from './checks.ts';
import { addTo, totalsIn } from './checks.ts';
import { checkDisposals, checkLineage, checkMergers, checkNet } from './matters-model.ts';
import type { World } from './world.ts';

interface Model {
  unit: string;
  fen: number;
  class: string;
  titled: boolean;
  idle: boolean;
  /** Who declared the finding that is open, or what became of it. */
  finding: 'none' | 'declared' | 'confirmed' | 'rejected' | 'written-off';
  declaredBy: string;
  findingKind: string;
  handover:
    | { to: string; hands: Set<string>; stepsLeft: number; confirmed: Set<string>; posted: Set<string> }
    | undefined;
  itemVersion: number;
  /** The old collective whose it stays inside a merged unit. */
  heldFor: string | undefined;
  /** Why its card counts no more. */
  gone: 'split' | 'merged' | 'disposed' | undefined;
}

/** Follows every asset's life, complains of what may not be, and holds the ledgers against the sum. */
export function checkRegistry(world: World, { lives, totals }: Recorded): void {
  const models = new Map<string, Model>();
  for (const [aggregate, life] of lives) {
    if (!aggregate.startsWith('asset/')) continue;
    const complain = (event: EventItem, what: string): void =>
      world.judge.complain('legal transitions', `${aggregate} v${event.version} ${event.type}: ${what}`);
    let model: Model | undefined;
    for (const event of life) model = follow(model, event, (what) => complain(event, what));
    if (model) models.set(aggregate.slice('asset/'.length), model);
  }
  checkLedger(world, models, totals);
  checkNet(world, totals);
  checkLineage(world, lives, models);
  checkDisposals(world, lives, totals);
  checkMergers(world, lives, models);
}

type Data = Readonly<Record<string, never>> & { readonly [name: string]: unknown };

function follow(before: Model | undefined, event: EventItem, complain: (what: string) => void): Model {
  const data = event.data as Data;
  const name = event.type.split('.')[2];
  if (name === 'asset-registered') {
    if (before) complain('registered twice');
    return {
      ...card(data),
      unit: String(data.unitPath),
      idle: false,
      finding: 'none',
      declaredBy: '',
      findingKind: '',
      handover: undefined,
      itemVersion: 0,
      heldFor: data.heldFor as string | undefined,
      gone: undefined,
    };
  }
  if (!before) {
    complain('nothing was registered');
    throw new Error('no asset');
  }
  const model = { ...before };
  const { handover } = model;
  if (model.gone && NOT_AFTER_THE_END.has(name ?? '')) complain(`${name} after it was ${model.gone}`);
  switch (name) {
    case 'asset-corrected':
      return { ...model, ...card(data) };
    case 'idle-declared':
      if (model.finding === 'declared' || model.finding === 'confirmed') complain('declared while a finding is open');
      return { ...model, finding: 'declared', declaredBy: event.actor, findingKind: String(data.finding) };
    case 'idle-confirmed':
    case 'idle-rejected':
      if (model.finding !== 'declared') complain('reviewed without a declaration');
      if (model.declaredBy === event.actor) complain('reviewed by whoever declared it');
      if (name === 'idle-rejected') return { ...model, finding: 'rejected' };
      return { ...model, finding: 'confirmed', idle: model.findingKind === 'idle' };
    case 'handover-proposed':
      if (handover) complain('proposed while a handover is under way');
      return {
        ...model,
        handover: {
          to: String(data.toUnitPath),
          hands: new Set([event.actor]),
          stepsLeft: (data.steps as unknown as unknown[]).length,
          confirmed: new Set(),
          posted: new Set(),
        },
      };
    case 'handover-step-taken': {
      if (!handover || handover.stepsLeft === 0) complain('a step without an open handover');
      if (handover?.hands.has(event.actor)) complain('a second hand in one chain, or a hand in the own proposal');
      if (data.verdict !== 'approved') return { ...model, handover: undefined };
      return {
        ...model,
        handover: handover && {
          ...handover,
          hands: new Set([...handover.hands, event.actor]),
          stepsLeft: handover.stepsLeft - 1,
        },
      };
    }
    case 'handover-confirmed':
      if (!handover || handover.stepsLeft > 0 || handover.confirmed.has(String(data.side)))
        complain('confirmed twice or before the approval');
      return {
        ...model,
        handover: handover && { ...handover, confirmed: new Set([...handover.confirmed, String(data.side)]) },
      };
    case 'handover-posted':
    case 'asset-handed-over': {
      if (handover?.confirmed.size !== 2) complain('posted before both confirmed');
      if (handover?.posted.has(String(data.side))) complain('posted twice by one side');
      const posted = new Set([...(handover?.posted ?? []), String(data.side)]);
      if (name === 'handover-posted') return { ...model, handover: handover && { ...handover, posted } };
      if (posted.size !== 2) complain('changed hands before both had posted');
      if (data.unitPath !== handover?.to) complain('changed hands to somebody else');
      return { ...model, unit: String(data.unitPath), handover: undefined };
    }
    case 'asset-revitalized':
    case 'asset-idle-again': {
      const itemVersion = Number(data.itemVersion);
      if (itemVersion <= model.itemVersion) complain('recorded old news of its item');
      if (model.finding === 'confirmed' && name === 'asset-revitalized')
        return { ...model, itemVersion, finding: 'written-off', idle: false };
      return {
        ...model,
        itemVersion,
        ...(name === 'asset-idle-again' && model.finding === 'written-off'
          ? { finding: 'confirmed', idle: model.findingKind === 'idle' }
          : {}),
      };
    }
    case 'final-account-recorded':
      if (data.previousFen !== model.fen) complain(`replaces ${String(data.previousFen)}, it was ${model.fen}`);
      return { ...model, fen: Number(data.originalFen) };
    case 'handover-withdrawn':
      return { ...model, handover: undefined };
    case 'handover-redirected':
      return { ...model, handover: handover && { ...handover, to: String(data.toUnitPath) } };
    case 'asset-moved-by-merger':
      return { ...model, unit: String(data.unitPath), heldFor: (data.heldFor as string | undefined) ?? model.heldFor };
    case 'asset-split':
    case 'asset-merged':
      if (data.originalFen !== model.fen) complain(`leaves with ${String(data.originalFen)}, it was ${model.fen}`);
      if (handover || model.finding === 'declared') complain('left the ledgers in the middle of something');
      return { ...model, gone: name === 'asset-split' ? 'split' : 'merged' };
    case 'asset-disposed':
      return { ...model, gone: 'disposed' };
    default:
      // What else is kept in an asset's file neither moves it nor counts.
      return model;
  }
}

/** What must not happen to a card any more that has left the ledgers; papers, news and duties outside may come late. */
const NOT_AFTER_THE_END = new Set([
  ...['asset-corrected', 'asset-split', 'asset-merged', 'asset-disposed', 'final-account-recorded'],
  ...['asset-impaired', 'asset-revalued', 'idle-declared', 'idle-confirmed'],
  ...['handover-proposed', 'handover-step-taken', 'handover-confirmed', 'handover-posted', 'asset-handed-over'],
]);

const card = (data: Data) => ({
  fen: Number(data.originalFen),
  class: String(data.class),
  // What goes without saying is left out: a card with a certificate is titled.
  titled: data.title === undefined ? data.titleCertificate !== undefined : data.title === 'titled',
});

/** Invariant 5: each unit's total is the sum over the assets in it and below it, to the fen, and so is each class of it. */
function checkLedger(world: World, models: ReadonlyMap<string, Model>, totals: Recorded['totals']): void {
  const expected: Record<string, Record<string, number>> = {};
  for (const { unit, fen, class: assetClass, titled, idle, gone, heldFor } of models.values()) {
    if (gone) continue;
    if (heldFor !== undefined) addTo(expected, `held-for/${heldFor} ALL`, { count: 1, originalFen: fen });
    const codes = unit.split('/').slice(0, -1);
    for (const level of codes.keys()) {
      const row = `${codes.slice(0, level + 1).join('/')}/`;
      addTo(expected, `${row} ALL`, {
        count: 1,
        originalFen: fen,
        titledCount: titled ? 1 : 0,
        idleCount: idle ? 1 : 0,
      });
      addTo(expected, `${row} ${assetClass}`, { count: 1, originalFen: fen });
    }
  }
  const found: Record<string, Record<string, number>> = {};
  for (const [row, numbers] of Object.entries(totalsIn(totals, 'ledger'))) {
    if (row.endsWith(' ALL')) found[row] = numbers;
    if (!row.endsWith(' PARTS') || row.startsWith('held-for/')) continue;
    for (const { class: assetClass, count, originalFen } of partsView(numbers).byClass)
      addTo(found, row.replace(/PARTS$/, assetClass), { count, originalFen });
  }
  // Other breakdowns are held against a replay of the events; these are worked out anew.
  for (const row of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    for (const name of ['count', 'originalFen', 'titledCount', 'idleCount']) {
      const [is, should] = [found[row]?.[name] ?? 0, expected[row]?.[name] ?? 0];
      if (is !== should) world.judge.complain('ledger', `${row}: ${name} is ${is}, the assets sum up to ${should}`);
    }
  }
}
