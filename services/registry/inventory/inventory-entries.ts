/** The entries of an approved count, as commands on the assets they are about; what a rule of the asset refuses stays open with its reason. */
import { execute } from '../../../platform/command.ts';
import type { Actor } from '../../../platform/decider.ts';
import type { Cause } from '../../../platform/event-item.ts';
import { evidenceFiled, evidenceKey } from '../../../platform/evidence/evidence.ts';
import type { Key, Row, StateItem } from '../../../platform/store/store.ts';
import { assetKind } from '../aggregates.ts';
import { assetIn, assetItem } from '../assets/asset-items.ts';
import type { RegistryRuntime } from '../dependencies.ts';
import type { Asset, AssetCommand, AssetRefs } from '../domain/asset.ts';
import type { Card } from '../domain/card.ts';
import type { Count } from '../domain/inventory/count-state.ts';
import type { KeptLine, SurplusFields } from '../domain/inventory/inventory-lines.ts';
import type { Unit } from '../domain/units/unit.ts';
import { assetKey, unitKey } from '../keys.ts';

export interface Posting {
  readonly runtime: RegistryRuntime;
  readonly count: Count;
  readonly cause: Cause;
  readonly actor: Actor;
}

export type Made =
  | { readonly made: 'made'; readonly assetId: string }
  | { readonly made: 'open'; readonly problem: string };

const NOT_PROPOSED: Made = { made: 'open', problem: 'not-proposed' };

/** Makes the entry of a line that differs. */
export async function makeEntry(posting: Posting, line: KeptLine): Promise<Made> {
  const { count, runtime } = posting;
  const reason = line.reason ?? '';
  switch (line.entry) {
    case 'write-down': {
      const evidence = line.evidence ?? [];
      const command = { type: 'report-loss', lostOn: count.asOf, foundBy: 'inventory', reason } as const;
      const keys = evidence.map(({ evidenceId }) => evidenceKey(evidenceId));
      return run(posting, line.assetId, line.assetId, command, keys, (rows) => ({
        evidence: evidenceFiled(evidence, rows),
      }));
    }
    case 'mark-duplicate': {
      const { assetId, duplicateOf = '' } = line;
      const command = { type: 'decide-duplicate', assetId, verdict: 'same', others: [duplicateOf], reason } as const;
      return run(posting, assetId, assetId, command, [assetKey(duplicateOf)], ([row]) => ({
        others: [assetIn(row)],
      }));
    }
    case 'correct-card': {
      const [row] = await runtime.store.read([assetKey(line.assetId)]);
      if (!row) return { made: 'open', problem: 'not-found' };
      const { name, ...said } = line.shouldBe ?? {};
      const now = cardOf(assetItem(row).state);
      const card = { ...now, ...said, ...(name === undefined ? {} : { name }) };
      return run(posting, line.assetId, line.assetId, { type: 'correct', card, reason });
    }
    default:
      return NOT_PROPOSED;
  }
}

/** Registers a thing that no book knew, its title unclear until it has been examined. */
export function registerSurplus(posting: Posting, surplusId: string, surplus: SurplusFields): Promise<Made> {
  if (surplus.entry !== 'register') return Promise.resolve(NOT_PROPOSED);
  const { name, subType, amountFen, place } = surplus;
  const card: Card = {
    name,
    class: surplus.class,
    ...(subType === undefined ? {} : { subType }),
    originalFen: amountFen,
    valueProvisional: true,
    ...(place === undefined ? {} : { place }),
    title: 'unclear',
    use: 'in-use',
  };
  const { unitPath, unitCode } = posting.count;
  const command = { type: 'register', unitPath, card } as const;
  return run(
    posting,
    surplusId,
    (eventId) => eventId,
    command,
    [unitKey(unitCode)],
    ([row]) => ({
      unit: (row as StateItem<Unit> | undefined)?.state,
    }),
  );
}

async function run(
  { runtime, cause, actor }: Posting,
  thing: string,
  id: string | ((eventId: string) => string),
  command: AssetCommand,
  refKeys: readonly Key[] = [],
  refs: (rows: readonly (Row | undefined)[]) => AssetRefs = () => ({}),
): Promise<Made> {
  const part = { ...cause, key: `${cause.key}/${thing}` };
  // The content is what the count says: a card read anew when the message is delivered again must not look like another request.
  const content = { entry: command.type, thing };
  const outcome = await execute(runtime, { kind: assetKind, id, command, content, cause: part, actor, refKeys, refs });
  return outcome.kind === 'accepted'
    ? { made: 'made', assetId: outcome.id }
    : { made: 'open', problem: outcome.refusal.code };
}

const CARD_FIELDS = [
  'name',
  'class',
  'subType',
  'originalFen',
  'valueProvisional',
  'acquiredOn',
  'areaDm2',
  'place',
  'title',
  'titleCertificate',
  'funding',
  'externalCode',
  'externalRegister',
  'details',
  'acceptedOn',
  'department',
  'benefitMechanism',
  'householdCode',
  'implementedBy',
  'benefits',
  'finalAccount',
  'disbursedFen',
  'buyBackUntil',
  'depreciationKind',
] as const satisfies readonly (keyof Card)[];

/** What the card says now, for a correction that changes a part of it. */
function cardOf(asset: Asset): Card {
  const said = CARD_FIELDS.filter((field) => asset[field] !== undefined).map((field) => [field, asset[field]]);
  return { ...(Object.fromEntries(said) as Omit<Card, 'use'>), use: asset.use === 'leased' ? 'leased' : 'in-use' };
}
