/**
 * What goes without saying about a card, left out of every item that is kept: DynamoDB charges by the KiB begun, in the table and in each
 * index. A field is left out only where reading gives back exactly what it said, so nothing is lost and older items read the same.
 */
import type { AssetCore, Card, FundingLine, UseState } from './card.ts';
import type { UnitKind } from './units/unit.ts';

/** Of a card's fields those that may be left out. */
interface Whole {
  readonly originalFen: number;
  readonly valueProvisional: boolean;
  readonly title: AssetCore['title'];
  readonly titleCertificate?: Card['titleCertificate'];
  readonly use: UseState;
  readonly funding?: readonly FundingLine[] | undefined;
}

/** A funding line in short: the only one brings the whole original value. */
export type ShortLine = Omit<FundingLine, 'amountFen'> & { readonly amountFen?: number | undefined };

export interface ShortFields {
  /** Absent: the value is not provisional. */
  readonly valueProvisional?: boolean | undefined;
  /** Absent: titled with a certificate, unclear without. */
  readonly title?: AssetCore['title'] | undefined;
  /** Absent: in use. */
  readonly use?: UseState | undefined;
  readonly funding?: readonly ShortLine[] | undefined;
}

export type InShort<Asset> = Omit<Asset, keyof ShortFields> & ShortFields;
type Short = ShortFields & Pick<Whole, 'originalFen' | 'titleCertificate'>;

const USUAL_USE = 'in-use';
/** Most holders are villages. */
export const USUAL_HOLDER: UnitKind = 'village';

const titleBy = (certificate: Card['titleCertificate']): AssetCore['title'] =>
  certificate === undefined ? 'unclear' : 'titled';

/** A card without what goes without saying. */
export function inShort<Asset extends Whole>(asset: Asset): InShort<Asset> {
  const { valueProvisional, title, use, funding, ...said } = asset;
  return {
    ...said,
    ...(valueProvisional ? { valueProvisional } : {}),
    ...(title === titleBy(asset.titleCertificate) ? {} : { title }),
    ...(use === USUAL_USE ? {} : { use }),
    ...(funding === undefined ? {} : { funding: shortLines(funding, asset.originalFen) }),
  };
}

/** The card with everything that {@link inShort} left out. */
export function inFull<Asset extends Short>(asset: Asset) {
  const {
    valueProvisional = false,
    title = titleBy(asset.titleCertificate),
    use = USUAL_USE,
    funding,
    ...said
  } = asset;
  const lines = funding === undefined ? {} : { funding: wholeLines(funding, asset.originalFen) };
  return { ...said, valueProvisional, title, use, ...lines };
}

function shortLines(lines: readonly FundingLine[], wholeFen: number): readonly ShortLine[] {
  const [only] = lines;
  if (lines.length !== 1 || only?.amountFen !== wholeFen) return lines;
  const { amountFen: _whole, ...line } = only;
  return [line];
}

const wholeLines = (lines: readonly ShortLine[], wholeFen: number): readonly FundingLine[] =>
  lines.map(({ amountFen = wholeFen, ...line }) => ({ ...line, amountFen }));
