/** The registry's domain words and the contract's words for them. A new event does not compile without a row that fits it. */
import {
  assetCorrected,
  assetHandedOver,
  assetIdleAgain,
  assetRegistered,
  assetRevitalized,
  handoverConfirmed,
  handoverPosted,
  handoverProposed,
  handoverStepTaken,
  idleConfirmed,
  idleDeclared,
  idleRejected,
} from '../../contracts/registry/assets.ts';
import { unitRegistered } from '../../contracts/registry/units.ts';
import { type AllTrue, type Conforming, contractWords } from '../../platform/contract-words.ts';
import type { AssetEvent } from './domain/asset.ts';
import type { UnitEvent } from './domain/unit.ts';

const assetContracts = {
  'asset-registered': assetRegistered,
  'asset-corrected': assetCorrected,
  'idle-declared': idleDeclared,
  'idle-confirmed': idleConfirmed,
  'idle-rejected': idleRejected,
  'handover-proposed': handoverProposed,
  'handover-step-taken': handoverStepTaken,
  'handover-confirmed': handoverConfirmed,
  'handover-posted': handoverPosted,
  'asset-handed-over': assetHandedOver,
  'asset-revitalized': assetRevitalized,
  'asset-idle-again': assetIdleAgain,
} as const;
const unitContracts = { 'unit-registered': unitRegistered } as const;

/** Held by the compiler. */
export type RegistryWordsConform = AllTrue<
  Conforming<AssetEvent, typeof assetContracts> & Conforming<UnitEvent, typeof unitContracts>
>;

export const assetWords = contractWords<AssetEvent>(assetContracts);
export const unitWords = contractWords<UnitEvent>(unitContracts);
