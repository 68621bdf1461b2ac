/**
 * Contract prices to fen. Collective assets are let by the lot, the square metre or the mu, and by the month up to the year; a
 * receipt says how many periods it pays for. The product is exact (BigInt); only its last fraction of a fen is rounded, half
 * up, and the receipt says when that happened.
 */
import { type Fen, fen, MAXIMUM_FEN, parseYuan } from '../../../platform/fen.ts';

/** The measure a price unit multiplies, and how many of it make one of the unit: 100 dm² a square metre, 100 hundredths a mu. */
const PRICE_UNITS = {
  '元/宗/月': { measure: 'lots', perUnit: 1n },
  '元/宗/季': { measure: 'lots', perUnit: 1n },
  '元/宗/半年': { measure: 'lots', perUnit: 1n },
  '元/宗/年': { measure: 'lots', perUnit: 1n },
  '元/平方米/月': { measure: 'areaDm2', perUnit: 100n },
  '元/亩/年': { measure: 'areaCentiMu', perUnit: 100n },
} as const;

export type PriceUnit = keyof typeof PRICE_UNITS;
export const PRICE_UNIT_WORDS = Object.keys(PRICE_UNITS) as readonly PriceUnit[];
const MEASURES = ['lots', 'areaDm2', 'areaCentiMu'] as const;

export interface Price {
  readonly yuanText: string;
  readonly unit: string;
  readonly lots?: number | undefined;
  /** Whole square decimetres (0.01 m²). */
  readonly areaDm2?: number | undefined;
  /** Hundredths of a mu. */
  readonly areaCentiMu?: number | undefined;
  /** Months, quarters, half-years or years, as the unit says. */
  readonly periods: number;
}

/** `exact`: nothing was rounded. `half-up`: half a fen or more became one fen, less became none. */
export type Rounding = 'exact' | 'half-up';

export type PricedAmount =
  | { readonly kind: 'priced'; readonly amountFen: Fen; readonly rounding: Rounding }
  | {
      readonly kind: 'refused';
      readonly code: 'unknown-price-unit' | 'invalid-money' | 'invalid-request';
      readonly zh: string;
      readonly en: string;
    };

/** The amount a price comes to: price × quantity × periods, in fen. */
export function amountOf(price: Price): PricedAmount {
  if (!Object.hasOwn(PRICE_UNITS, price.unit)) {
    return refused(
      'unknown-price-unit',
      `可用单位：${PRICE_UNIT_WORDS.join('、')}`,
      `known units: ${PRICE_UNIT_WORDS.join(', ')}`,
    );
  }
  const priceFen = parseYuan(price.yuanText);
  if (priceFen === undefined || priceFen <= 0) {
    return refused(
      'invalid-money',
      '单价必须是正数元，最多两位小数',
      'the price must be positive yuan, two decimals at most',
    );
  }
  const { measure, perUnit } = PRICE_UNITS[price.unit as PriceUnit];
  const strange = MEASURES.find((other) => other !== measure && price[other] !== undefined);
  const quantity = price[measure] ?? (measure === 'lots' ? 1 : undefined);
  if (strange !== undefined || quantity === undefined) {
    return refused(
      'invalid-request',
      `${price.unit} 只用 ${measure} 计量`,
      `${price.unit} is measured by ${measure} alone`,
    );
  }
  const product = BigInt(priceFen) * BigInt(quantity) * BigInt(price.periods);
  const rounded = (2n * product + perUnit) / (2n * perUnit);
  if (rounded > BigInt(MAXIMUM_FEN) || rounded === 0n) {
    return refused('invalid-money', '金额超出可记范围', 'the amount cannot be held');
  }
  return { kind: 'priced', amountFen: fen(Number(rounded)), rounding: product % perUnit === 0n ? 'exact' : 'half-up' };
}

const refused = (code: Extract<PricedAmount, { kind: 'refused' }>['code'], zh: string, en: string): PricedAmount => ({
  kind: 'refused',
  code,
  zh,
  en,
});
