/** Exact conversions of what a file says into our units. Every one is a rational, none passes through a float. */
import { parseYuan } from '../platform/fen.ts';

/** A ratio of whole numbers: `numerator / denominator`. */
interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Square decimetres (0.01 m²) in one of each unit. A foot is 0.3048 m exactly; 15 mu are one hectare exactly. */
export const AREA_UNITS = {
  sq_ft: { numerator: 9_290_304n, denominator: 1_000_000n },
  m2: { numerator: 100n, denominator: 1n },
  mu: { numerator: 200_000n, denominator: 3n },
  hectare: { numerator: 1_000_000n, denominator: 1n },
} as const satisfies Record<string, Ratio>;
export type AreaUnit = keyof typeof AREA_UNITS;

/** What becomes of the part below one whole unit. `exact` refuses it. */
export type Rounding = 'half-up' | 'exact';

/** ASCII digits with at most six decimals: no sign, exponent, separator or full-width digit. */
const DECIMAL = /^(0|[1-9]\d{0,14})(?:\.(\d{1,6}))?$/;

/** Reads a plain decimal as a ratio; undefined for anything else. */
export function parseDecimal(text: string): Ratio | undefined {
  const parts = DECIMAL.exec(text);
  if (!parts) return undefined;
  const decimals = parts[2] ?? '';
  return { numerator: BigInt(`${parts[1]}${decimals}`), denominator: 10n ** BigInt(decimals.length) };
}

/**
 * `amount × ratio` as a whole number.
 * @returns undefined when it is not whole and `rounding` is `exact`, or past what a double holds exactly
 */
export function wholeOf(amount: Ratio, ratio: Ratio, rounding: Rounding): number | undefined {
  const numerator = amount.numerator * ratio.numerator;
  const denominator = amount.denominator * ratio.denominator;
  if (rounding === 'exact' && numerator % denominator !== 0n) return undefined;
  const whole = (2n * numerator + denominator) / (2n * denominator);
  return whole <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(whole) : undefined;
}

/** A whole number in plain digits, zero or more; undefined for anything else. */
export function wholeNumber(text: string): number | undefined {
  const value = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : undefined;
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}

/** An area in whole square decimetres, half a square decimetre rounded up unless `exact`. */
export function areaDm2(text: string, unit: AreaUnit, rounding: Rounding): number | undefined {
  const amount = parseDecimal(text);
  return amount && wholeOf(amount, AREA_UNITS[unit], rounding);
}

export const MONEY_UNITS = ['fen', 'yuan', 'wan-yuan'] as const;
export type MoneyUnit = (typeof MONEY_UNITS)[number];

/** An amount in whole fen, never rounded: yuan to two decimals, 10,000 yuan (万元) to six. */
export function amountFen(text: string, unit: MoneyUnit): number | undefined {
  if (unit === 'yuan') {
    const fen = parseYuan(text);
    return fen !== undefined && fen >= 0 ? fen : undefined;
  }
  const amount = parseDecimal(text);
  return amount && wholeOf(amount, { numerator: unit === 'fen' ? 1n : 1_000_000n, denominator: 1n }, 'exact');
}

export const DATE_FORMATS = ['YYYY-MM-DD', 'YYYY/M/D', 'YYYYMMDD', 'YYYY年M月D日'] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

const DATE_PATTERNS: Readonly<Record<DateFormat, RegExp>> = {
  'YYYY-MM-DD': /^(\d{4})-(\d{2})-(\d{2})$/,
  'YYYY/M/D': /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/,
  YYYYMMDD: /^(\d{4})(\d{2})(\d{2})$/,
  YYYY年M月D日: /^(\d{4})年(\d{1,2})月(\d{1,2})日$/,
};

/** A date in the first format that fits, as `YYYY-MM-DD`; whether that day exists is for the contract to say. */
export function dateText(text: string, formats: readonly DateFormat[]): string | undefined {
  for (const format of formats) {
    const parts = DATE_PATTERNS[format].exec(text);
    if (parts) return `${parts[1]}-${(parts[2] ?? '').padStart(2, '0')}-${(parts[3] ?? '').padStart(2, '0')}`;
  }
  return undefined;
}
