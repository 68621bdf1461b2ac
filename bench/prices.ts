/** Prices by unit, from the dated file beside this one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const PRICED = [
  'dynamodbWriteUnits',
  'dynamodbReadUnits',
  'sqsFifoRequests',
  'httpApiRequests',
  'lambdaRequests',
] as const;
/** How much of each is used by one event. */
export type UnitsUsed = Readonly<Record<(typeof PRICED)[number], number>>;

export interface PriceFile {
  /** Day on which the prices were taken down. */
  readonly asOf: string;
  readonly region: string;
  readonly currency: string;
  /** Price of a million units. */
  readonly perMillion: UnitsUsed;
}

/** @throws Error when a price is missing or no number */
export function loadPrices(): PriceFile {
  const prices = JSON.parse(readFileSync(join(import.meta.dirname, 'price.json'), 'utf8')) as PriceFile;
  const missing = PRICED.find((unit) => !Number.isFinite(prices.perMillion[unit]));
  if (missing) throw new Error(`price.json holds no price of ${missing}`);
  return prices;
}

/** What a million events cost that use these units each. */
export const costOfMillion = (used: UnitsUsed, { perMillion }: Pick<PriceFile, 'perMillion'>): number =>
  PRICED.reduce((sum, unit) => sum + used[unit] * perMillion[unit], 0);
