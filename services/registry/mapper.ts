/** The registry's domain words and the contract's words for them, in both directions. Exhaustive: a new event does not compile without a row. */
import type { AssetEvent } from './domain/asset.ts';
import type { UnitEvent } from './domain/unit.ts';

type Words = { readonly type: string; readonly data: Readonly<Record<string, unknown>> };

const ASSET_TYPES: Readonly<Record<AssetEvent['type'], string>> = {
  'asset-registered': 'panhuo.registry.asset-registered.v1',
  'asset-corrected': 'panhuo.registry.asset-corrected.v1',
  'idle-declared': 'panhuo.registry.idle-declared.v1',
  'idle-confirmed': 'panhuo.registry.idle-confirmed.v1',
  'idle-rejected': 'panhuo.registry.idle-rejected.v1',
  'handover-proposed': 'panhuo.registry.handover-proposed.v1',
  'handover-step-taken': 'panhuo.registry.handover-step-taken.v1',
  'handover-confirmed': 'panhuo.registry.handover-confirmed.v1',
  'handover-posted': 'panhuo.registry.handover-posted.v1',
  'asset-handed-over': 'panhuo.registry.asset-handed-over.v1',
  'asset-revitalized': 'panhuo.registry.asset-revitalized.v1',
};
const UNIT_TYPES: Readonly<Record<UnitEvent['type'], string>> = {
  'unit-registered': 'panhuo.registry.unit-registered.v1',
};

/** Domain events have the shape of their contract's data, so only the name changes; the contract tests hold both to it. */
const published = (types: Readonly<Record<string, string>>, event: { readonly type: string }): Words => {
  const { type, ...data } = event;
  const word = types[type];
  if (word === undefined) throw new Error(`no contract word for ${type}`);
  return { type: word, data };
};

function known<Event>(types: Readonly<Record<string, string>>, type: string, data: Words['data']): Event {
  const name = Object.keys(types).find((key) => types[key] === type);
  if (name === undefined) throw new Error(`not an event of this aggregate: ${type}`);
  return { ...data, type: name } as Event;
}

export const assetToContract = (event: AssetEvent): Words => published(ASSET_TYPES, event);
export const assetFromContract = (type: string, data: Words['data']): AssetEvent => known(ASSET_TYPES, type, data);
export const unitToContract = (event: UnitEvent): Words => published(UNIT_TYPES, event);
export const unitFromContract = (type: string, data: Words['data']): UnitEvent => known(UNIT_TYPES, type, data);
