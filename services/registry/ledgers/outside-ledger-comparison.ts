/** Compares an outside ledger with our cards, a page per message: first what we have, then what only they have. */
import type * as z from 'zod/mini';
import type { AnyEvent } from '../../../contracts/envelope.ts';
import { outsideLedgerCompared, outsideLedgerSealed } from '../../../contracts/registry/outside-ledgers.ts';
import { type CommandOutcome, execute } from '../../../platform/command.ts';
import type { Reaction } from '../../../platform/consume.ts';
import type { Cause } from '../../../platform/event-item.ts';
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts';
import type { Key, Row, StateItem, Store } from '../../../platform/store/store.ts';
import { assetItem } from '../assets/asset-items.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import { addSums } from '../domain/inventory/inventory-figures.ts';
import { type OutsideLedger, type OutsideLine, type OutsideWork, oursFen } from '../domain/outside-ledger.ts';
import { assetListKey, outsideKey, outsideRowsKey } from '../keys.ts';
import { writeAll } from '../mergers/merger-lines.ts';
import { partitionPage, partitionsOf } from '../partition-pages.ts';
import { outsideKind } from './outside-ledger-aggregate.ts';

/** Each asset is looked for by two keys. */
const PAGE = 50;
interface LineRow extends Row, OutsideLine {}

export interface DifferenceRow extends Row {
  readonly kind: 'only-ours' | 'only-theirs' | 'amount';
  readonly assetId?: string;
  readonly line?: string;
  readonly oursFen: number;
  readonly theirsFen: number;
}

interface Portion {
  readonly rows: readonly Row[];
  readonly differing: readonly DifferenceRow[];
  readonly oursFen: readonly number[];
  readonly next: OutsideWork | undefined;
}

/** A page of a unit's assets with their states as they truly are, over all the partitions that its lists lie in. */
export async function assetsPage(
  store: Store,
  list: string,
  unitPath: string,
  cursor: string | undefined,
  limit: number,
) {
  const page = await partitionPage<Key>({
    name: list,
    partitions: await partitionsOf(store, unitPath),
    limit,
    cursor,
    query: (partition, range) => store.queryByUnit(assetListKey(partition), unitPath, range),
    position: ({ pk, sk, unitKey, unitSort }) => ({
      pk,
      sk,
      unitKey: String(unitKey),
      unitSort: String(unitSort),
    }),
    accept: ({ pk, sk }) => ({ pk, sk }),
  });
  const rows = page.rows.length === 0 ? [] : await store.read(page.rows);
  return { items: rows.flatMap((row) => (row ? [assetItem(row)] : [])), nextCursor: page.nextCursor };
}

async function ourSide(store: Store, id: string, ledger: OutsideLedger, after: string | undefined): Promise<Portion> {
  const page = await assetsPage(store, `outside:${id}`, ledger.unitPath, after, PAGE);
  const assets = page.items.flatMap(({ aggregate, state }) => {
    const fen = oursFen(state, ledger);
    return fen === undefined ? [] : [{ assetId: aggregate.slice('asset/'.length), state, fen }];
  });
  const asked = assets.flatMap(({ state }) => [`code#${state.code ?? '-'}`, `external#${state.externalCode ?? '-'}`]);
  const distinct = [...new Set(asked)];
  const [lines, matches] =
    distinct.length === 0
      ? [[], []]
      : await Promise.all(
          (['LINE', 'MATCH'] as const).map((part) =>
            store.read(distinct.map((sk) => ({ pk: outsideRowsKey(part, id), sk }))),
          ),
        );
  const line = new Map(distinct.map((sk, index) => [sk, lines?.[index] as LineRow | undefined]));
  const owner = new Map(distinct.map((sk, index) => [sk, matches?.[index]?.assetId as string | undefined]));
  const rows: Row[] = [];
  const differing: DifferenceRow[] = [];
  for (const [index, { assetId, fen }] of assets.entries()) {
    // A line stands for one asset: the first that it fits.
    const sort = asked.slice(index * 2, index * 2 + 2).find((sk) => {
      const taken = owner.get(sk);
      return line.get(sk) !== undefined && (taken === undefined || taken === assetId);
    });
    const theirs = sort === undefined ? undefined : line.get(sort)?.amountFen;
    if (sort !== undefined) {
      owner.set(sort, assetId);
      rows.push({ pk: outsideRowsKey('MATCH', id), sk: sort, assetId });
    }
    const difference = { assetId, ...(sort === undefined ? {} : { line: sort }), oursFen: fen, theirsFen: theirs ?? 0 };
    const row = { pk: outsideRowsKey('DIFFERENCE', id), sk: `asset#${assetId}`, ...difference };
    if (theirs === undefined) differing.push({ ...row, kind: 'only-ours' });
    else if (theirs !== fen) differing.push({ ...row, kind: 'amount' });
  }
  const next: OutsideWork = page.nextCursor ? { phase: 'ours', after: page.nextCursor } : { phase: 'theirs' };
  return { rows, differing, oursFen: assets.map(({ fen }) => fen), next };
}

async function theirSide(store: Store, id: string, after: string | undefined): Promise<Portion> {
  const pk = outsideRowsKey('LINE', id);
  const page = await store.queryPartition(pk, '', { limit: PAGE, after: decodeCursor(pk, after) });
  const lines = page.rows as readonly LineRow[];
  const keys = lines.map(({ sk }) => ({ pk: outsideRowsKey('MATCH', id), sk }));
  const matches = keys.length === 0 ? [] : await store.read(keys);
  const differing = lines
    .filter((_, index) => matches[index] === undefined)
    .map(
      ({ sk, amountFen }): DifferenceRow => ({
        pk: outsideRowsKey('DIFFERENCE', id),
        sk: `line#${sk}`,
        kind: 'only-theirs',
        line: sk,
        oursFen: 0,
        theirsFen: amountFen,
      }),
    );
  return {
    rows: [],
    differing,
    oursFen: [],
    next: page.next && { phase: 'theirs', after: encodeCursor(pk, page.next) },
  };
}

type Continued = z.infer<typeof outsideLedgerSealed> | z.infer<typeof outsideLedgerCompared>;

async function goOn(runtime: RegistryRuntime, event: AnyEvent, cause: Cause): Promise<CommandOutcome | undefined> {
  const work = (event as Continued).data.next;
  const id = event.subject.split('/')[1] ?? '';
  const [row] = await runtime.store.read([outsideKey(id)]);
  const ledger = (row as StateItem<OutsideLedger> | undefined)?.state;
  if (!work || ledger?.work?.phase !== work.phase || ledger.work.after !== work.after) return undefined;
  const { store } = runtime;
  const {
    rows,
    differing,
    oursFen: ours,
    next,
  } = work.phase === 'ours' ? await ourSide(store, id, ledger, work.after) : await theirSide(store, id, work.after);
  await writeAll(runtime, [...rows, ...differing]);
  return execute(runtime, {
    kind: outsideKind,
    id,
    command: {
      type: 'compare',
      done: work,
      ours: addSums(...ours.map((fen) => ({ count: 1, fen }))),
      differences: differing.length,
      differenceFen: differing.reduce((sum, one) => sum + one.oursFen - one.theirsFen, 0),
      next,
    },
    content: { compare: id, work },
    cause,
    actor: { sub: event.source, roles: [], unit: '' },
    refs: () => ({}),
  });
}

export const outsideLedgerReactions: readonly Reaction<RegistryRuntime>[] = [
  { type: 'panhuo.registry.outside-ledger-sealed.v1', schema: outsideLedgerSealed, react: goOn },
  { type: 'panhuo.registry.outside-ledger-compared.v1', schema: outsideLedgerCompared, react: goOn },
];
