/** The end of an asset's life (SX-09, MG-17): its disposal has been executed, so its card leaves the ledgers and is closed. */
import { accept, type Decision, refuse } from '../../../../platform/decider.ts';
import type { AssetCore } from '../card.ts';
import type { CustodyPart } from '../custody.ts';
import type { RegistrationsDue } from '../outside-registration.ts';
import type { UsePart } from '../use-state.ts';

export interface DisposedPart {
  readonly disposed?: { readonly disposalId: string; readonly mode: string; readonly on: string } | undefined;
}

/** What the card must see of the case. */
export interface DisposalOfAsset {
  readonly status: string;
  readonly assetId: string;
  readonly mode: string;
  readonly executedOn?: string | undefined;
}

export interface RecordDisposal {
  readonly type: 'record-disposal';
  readonly assetId: string;
  readonly disposalId: string;
}

export interface AssetDisposed {
  readonly type: 'asset-disposed';
  readonly unitPath: string;
  readonly disposalId: string;
  readonly mode: string;
  readonly disposedOn: string;
  readonly registrationsDue?: RegistrationsDue | undefined;
}

export type DisposedRefusal = 'wrong-state' | 'stale-version';

type Disposable = AssetCore & UsePart & CustodyPart & DisposedPart;

/** What may still happen to a card that is closed: papers, duties outside, news, and that its unit is merged. */
const ON_DISPOSED = new Set([
  'attach-document',
  'record-registration',
  'record-registration-failure',
  'flag-due',
  'record-write-off',
  'record-reopening',
  'record-plan',
  'record-deadline',
  'move-by-merger',
  'record-disposal',
]);

/** Nothing else is done to an asset that has been disposed of. */
export const disposedRefusal = (asset: AssetCore, command: string): Decision<never, 'wrong-state'> | undefined =>
  asset.use !== 'disposed' || ON_DISPOSED.has(command)
    ? undefined
    : refuse('wrong-state', '该资产已处置', 'the asset has been disposed of');

/**
 * Only what a case has executed for this very asset; no command of a person comes here.
 * @param disposal the case, read together with the card
 */
export function decideDisposed(
  state: Disposable,
  { assetId, disposalId }: RecordDisposal,
  disposal: DisposalOfAsset | undefined,
): Decision<AssetDisposed, DisposedRefusal> {
  if (disposal?.status !== 'executed' || disposal.executedOn === undefined || disposal.assetId !== assetId)
    return refuse('wrong-state');
  if (state.use === 'disposed') return refuse('stale-version');
  const { unitPath } = state;
  const { mode, executedOn } = disposal;
  return accept({ type: 'asset-disposed', unitPath, disposalId, mode, disposedOn: executedOn });
}

/** What was open about its use and its repair is over with it. */
export const evolveDisposed = <Asset extends Disposable>(
  state: Asset,
  { disposalId, mode, disposedOn }: AssetDisposed,
): Asset => ({
  ...state,
  use: 'disposed',
  disposed: { disposalId, mode, on: disposedOn },
  useBefore: undefined,
  lease: undefined,
  idleAreaDm2: undefined,
  damage: undefined,
});
