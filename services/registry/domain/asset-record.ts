/** An asset as its state item keeps it: without what goes without saying, so that an ordinary card stays below a KiB. Rules see whole assets only. */
import type { Asset } from './asset.ts';
import { inFull, inShort, type ShortFields, USUAL_HOLDER } from './card-in-short.ts';
import type { Finding } from './finding.ts';
import type { Handover, Side } from './handover.ts';
import type { OutsideDuty, RegistrationsDue } from './outside-registration.ts';
import type { UnitKind } from './units/unit.ts';

/** A duty to register outside in short: to be entered, and still to be done. */
type ShortDuty = Omit<OutsideDuty, 'status' | 'purpose'> & Partial<Pick<OutsideDuty, 'status' | 'purpose'>>;
/** A finding in short: of idleness; declared while it names who declared it, written off once it names the day of that. */
type ShortFinding = Omit<Finding, 'finding' | 'status'> & Partial<Pick<Finding, 'finding' | 'status'>>;

/** A handover in short: to a village, approved, nothing posted; both sides have confirmed once there is a day by which to post. */
interface ShortHandover extends Omit<Handover, 'toKind' | 'approval' | 'confirmed' | 'posted'> {
  readonly toKind?: UnitKind | undefined;
  readonly approval?: Handover['approval'] | undefined;
  readonly confirmed?: readonly Side[] | undefined;
  readonly posted?: readonly Side[] | undefined;
}

interface Kept extends ShortFields {
  /** Absent: a village. */
  readonly holderKind?: UnitKind | undefined;
  /** Absent with an external code: the number stands in the register of the present holder. */
  readonly externalUnitPath?: string | undefined;
  readonly finding?: ShortFinding | undefined;
  readonly handover?: ShortHandover | undefined;
  /** The systems and the one day by which it is to be entered in all of them; a list of duties once they differ. */
  readonly registrations?: RegistrationsDue | readonly ShortDuty[] | undefined;
}

export type AssetRecord = Omit<Asset, keyof Kept> & Kept;

/** What is kept of an asset. */
export function recordOf(asset: Asset): AssetRecord {
  const { holderKind, externalUnitPath, finding, handover, registrations, ...rest } = asset;
  return {
    ...inShort(rest),
    ...(holderKind === USUAL_HOLDER ? {} : { holderKind }),
    ...(externalUnitPath === undefined || externalUnitPath === asset.unitPath ? {} : { externalUnitPath }),
    ...(finding ? { finding: shortFinding(finding) } : {}),
    ...(handover ? { handover: shortHandover(handover) } : {}),
    ...(registrations ? { registrations: shortDuties(registrations) } : {}),
  };
}

/** The asset behind a record; one that was written with everything reads the same. */
export function assetOf(record: AssetRecord): Asset {
  const { holderKind = USUAL_HOLDER, externalUnitPath = record.unitPath, ...kept } = record;
  const { finding, handover, registrations, ...rest } = kept;
  return {
    ...inFull(rest),
    holderKind,
    ...(record.externalCode === undefined ? {} : { externalUnitPath }),
    ...(finding ? { finding: wholeFinding(finding) } : {}),
    ...(handover ? { handover: wholeHandover(handover) } : {}),
    ...(registrations ? { registrations: wholeDuties(registrations) } : {}),
  };
}

function shortFinding({ finding, status, ...facts }: Finding): ShortFinding {
  return {
    ...facts,
    ...(finding === 'idle' ? {} : { finding }),
    ...(status === statusBy(facts) ? {} : { status }),
  };
}

function wholeFinding(record: ShortFinding): Finding {
  const { finding = 'idle', status = statusBy(record), ...facts } = record;
  return { finding, status, ...facts };
}

function statusBy({ declaredBy, writtenOffOn }: Pick<Finding, 'declaredBy' | 'writtenOffOn'>): Finding['status'] {
  if (declaredBy !== undefined) return 'declared';
  return writtenOffOn === undefined ? 'confirmed' : 'written-off';
}

const BOTH_SIDES: readonly Side[] = ['giver', 'receiver'];
const confirmedBy = ({ postingDueDate }: Pick<Handover, 'postingDueDate'>): readonly Side[] =>
  postingDueDate === undefined ? [] : BOTH_SIDES;

function shortHandover({ toKind, approval, confirmed, posted, ...facts }: Handover): ShortHandover {
  return {
    ...facts,
    ...(approval.status === 'approved' ? {} : { approval }),
    ...(toKind === USUAL_HOLDER ? {} : { toKind }),
    ...(confirmed.join() === confirmedBy(facts).join() ? {} : { confirmed }),
    ...(posted.length === 0 ? {} : { posted }),
  };
}

function wholeHandover({ approval = { status: 'approved' }, ...record }: ShortHandover): Handover {
  const { toKind = USUAL_HOLDER, confirmed = confirmedBy(record), posted = [], ...facts } = record;
  return { ...facts, toKind, approval, confirmed, posted };
}

function shortDuties(duties: readonly OutsideDuty[]): AssetRecord['registrations'] {
  const short = duties.map(({ status, purpose, ...duty }) => ({
    ...duty,
    ...(status === 'due' ? {} : { status }),
    ...(purpose === 'register' ? {} : { purpose }),
  }));
  const dueDate = short[0]?.dueDate;
  const allToBeEntered = short.every(
    ({ system, ...duty }) => duty.dueDate === dueDate && Object.values(duty).filter(isSaid).length === 1,
  );
  if (dueDate === undefined || !allToBeEntered) return short;
  return { systems: short.map(({ system }) => system), dueDate };
}

const isSaid = (value: unknown): boolean => value !== undefined;

function wholeDuties(record: NonNullable<AssetRecord['registrations']>): readonly OutsideDuty[] {
  const short: readonly ShortDuty[] = isOneTerm(record)
    ? record.systems.map((system) => ({ system, dueDate: record.dueDate }))
    : record;
  return short.map(({ status = 'due', purpose = 'register', ...duty }) => ({ status, purpose, ...duty }));
}

const isOneTerm = (record: NonNullable<AssetRecord['registrations']>): record is RegistrationsDue =>
  'systems' in record;
