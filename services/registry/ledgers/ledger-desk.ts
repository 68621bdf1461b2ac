/** Histories of ledgers for tests: cards come, change, move between units, are taken apart and put together, struck and disposed of, through the real rules. */
import { execute } from '../../../platform/command.ts';
import { unitCodeOf } from '../../../platform/unit-path.ts';
import { loadHolidays, loadPack } from '../../../policy/load.ts';
import { assetKind } from '../aggregates.ts';
import type { Asset, AssetCommand, AssetRefs } from '../domain/asset.ts';
import {
  FAR_VILLAGE,
  NEIGHBOUR,
  PEOPLE,
  type Person,
  SampleRegistry,
  type SampleTable,
  TOWNSHIP,
  VILLAGE,
} from '../sample-registry.ts';

export const HOLDERS = [VILLAGE, NEIGHBOUR, FAR_VILLAGE, TOWNSHIP] as const;
export const CLASSES = ['buildings', 'land', 'infrastructure'] as const;
export const MOVES = [
  'register',
  'register',
  'correct',
  'hand over',
  'hand over',
  'split',
  'merge',
  'dispose',
  'merge unit',
  'strike duplicate',
  'take duplicate back',
] as const;

/** One thing that happens; what cannot happen to the asset it falls on is refused and changes nothing. */
export interface LedgerMove {
  readonly what: (typeof MOVES)[number];
  readonly asset: number;
  readonly other: number;
  readonly unit: (typeof HOLDERS)[number];
  readonly class: (typeof CLASSES)[number];
  readonly originalFen: number;
  readonly acceptedOn: string;
  readonly distinct: boolean;
}

export class LedgerDesk {
  readonly registry: SampleRegistry;
  private causes = 0;

  constructor(table?: SampleTable) {
    this.registry = new SampleRegistry(loadPack('maoxian'), loadHolidays(), table);
  }

  async open(): Promise<this> {
    await this.registry.registerUnits();
    return this;
  }

  /** Every card there is, in the order of registration. */
  async assets(): Promise<{ id: string; version: number; asset: Asset }[]> {
    const items = (await this.registry.items()).filter(({ pk, sk }) => pk.startsWith('ASSET#') && sk === 'STATE');
    return items.map((item) => {
      const { aggregate, version, state } = item as unknown as { aggregate: string; version: number; state: Asset };
      return { id: aggregate.slice('asset/'.length), version, asset: state };
    });
  }

  private async run(who: Person, id: string, command: AssetCommand, refs: AssetRefs = {}): Promise<void> {
    this.causes += 1;
    const key = `key-${this.causes}`;
    const cause = { origin: `person:${who.sub}`, key, correlationId: 'c', causationId: 'c' };
    await execute(this.registry.deps, {
      kind: assetKind,
      id,
      command,
      content: command,
      cause,
      actor: who,
      refs: () => refs,
    });
  }

  async make(move: LedgerMove): Promise<void> {
    const { what, unit } = move;
    const card = {
      name: '资产',
      class: move.class,
      title: 'unclear',
      use: 'in-use',
      originalFen: move.originalFen,
      valueProvisional: false,
      acceptedOn: move.acceptedOn,
      ...(move.class === 'land' ? {} : { depreciationKind: 'vehicle' }),
    } as const;
    const known = await this.assets();
    const target = known[move.asset % Math.max(1, known.length)];
    const second = known[move.other % Math.max(1, known.length)];
    if (what === 'register' || !target || !second) {
      await this.registry.registerAsset({ unitPath: unit, ...card }, PEOPLE.finance);
      return;
    }
    const { id, version, asset } = target;
    const send = (path: string, body: unknown) =>
      this.registry.request(PEOPLE.finance, `POST /registry/assets/{assetId}/${path}`, {
        params: { assetId: id },
        version,
        body,
      });
    switch (what) {
      case 'correct':
        await send('corrections', { ...card, reason: '核对' });
        return;
      case 'hand over':
        await this.handOver(id, unit);
        return;
      case 'split': {
        const first = Math.min(asset.originalFen, move.originalFen);
        const parts = [first, asset.originalFen - first].map((originalFen) => ({ name: '部分', originalFen }));
        await send('splits', { parts, reason: '分户' });
        return;
      }
      case 'merge': {
        const assets = [target, second].map((one) => ({ assetId: one.id, version: one.version }));
        const body = { assets, name: '合并', reason: '同一项目' };
        await this.registry.request(PEOPLE.finance, 'POST /registry/asset-mergers', { body });
        return;
      }
      case 'dispose': {
        const disposalId = `D${id}`;
        const executedOn = this.registry.now.slice(0, 10);
        const disposal = { status: 'executed', assetId: id, mode: 'scrap', executedOn };
        await this.run(PEOPLE.finance, id, { type: 'record-disposal', assetId: id, disposalId }, { disposal });
        return;
      }
      case 'merge unit':
        await this.mergeUnit(asset.unitPath, unit, move.distinct);
        return;
      default:
        await this.judge(known, move);
    }
  }

  /** A verdict on two cards of one unit, or the taking back of one. */
  private async judge(
    known: Awaited<ReturnType<LedgerDesk['assets']>>,
    { what, asset, other }: LedgerMove,
  ): Promise<void> {
    const isStruck = what === 'take duplicate back';
    const cards = known.filter((one) => (one.asset.duplicateOf !== undefined) === isStruck);
    const card = cards[asset % Math.max(1, cards.length)];
    const alike = known.filter(({ id, asset: { unitPath } }) => id !== card?.id && unitPath === card?.asset.unitPath);
    const stays = isStruck
      ? alike.find(({ id }) => id === card?.asset.duplicateOf)
      : alike[other % Math.max(1, alike.length)];
    if (!card || !stays) return;
    const verdict = isStruck ? 'different' : 'same';
    const command = {
      type: 'decide-duplicate',
      assetId: card.id,
      verdict,
      others: [stays.id],
      reason: '核对',
    } as const;
    await this.run(PEOPLE.finance, card.id, command, { others: [stays.asset] });
  }

  private async handOver(id: string, toUnitPath: string): Promise<void> {
    const unit = unitAt(toUnitPath);
    await this.run(PEOPLE.accountant, id, { type: 'propose-handover', toUnitPath, reason: '调整' }, { unit });
    await this.run(PEOPLE.finance, id, { type: 'step-handover', verdict: 'approved' });
    for (const side of ['giver', 'receiver'] as const)
      await this.run(PEOPLE.finance, id, { type: 'confirm-handover', side });
    for (const side of ['giver', 'receiver'] as const)
      await this.run(PEOPLE.finance, id, { type: 'post-handover', side, voucher: '1' });
  }

  /** What a merger of units does to the cards: all of one unit come under the other. */
  private async mergeUnit(fromPath: string, toPath: string, distinct: boolean): Promise<void> {
    if (fromPath === toPath || toPath === TOWNSHIP || fromPath === TOWNSHIP) return;
    this.causes += 1;
    const mergerId = `M${this.causes}`;
    const mode = distinct ? 'distinct' : 'direct';
    const command = {
      type: 'move-by-merger',
      mergerId,
      mode,
      fromCode: unitCodeOf(fromPath),
      fromPath,
      toPath,
    } as const;
    for (const { id, asset } of await this.assets())
      if (asset.unitPath === fromPath) await this.run(PEOPLE.government, id, command, { unit: unitAt(toPath) });
  }
}

const unitAt = (path: string) =>
  ({
    code: unitCodeOf(path),
    name: '单位',
    kind: path === TOWNSHIP ? 'township' : 'village',
    path,
    status: 'active',
  }) as const;
