/** What every chapter of the demonstration works with, and how it says that something did not hold. */

import type { Role } from '../contracts/roles.ts';
import { RefusedError, RegionClient } from '../importer/region-client.ts';
import type { LocalRegion } from '../local/local-region.ts';

/** A line of the table: what was done, how often, and what was checked about it. */
export interface Row {
  readonly step: string;
  readonly count: number | string;
  readonly note: string;
}

export type Chapter = (demo: Demo) => Promise<readonly Row[]>;

/** Something did not hold: the demonstration has failed. */
export class DidNotHoldError extends Error {
  override readonly name = 'DidNotHoldError';
}

export interface Demo {
  readonly region: LocalRegion;
  /** Path of the county: `653127/`. */
  readonly county: string;
  /** The file of lots to import, and a directory for what the chapters write. */
  readonly lotsFile: string;
  readonly workDirectory: string;
  /** What a chapter leaves for a later one. */
  readonly marks: { lotsRegisteredAtMs?: number };
  /** A client that acts as one person. The same name is the same person. */
  as(person: string, role: Role, unitPath: string): Promise<RegionClient>;
}

/** @param lotsFile the lots, or a part of them */
export function demoOn(region: LocalRegion, lotsFile: string, workDirectory: string): Demo {
  const clients = new Map<string, Promise<RegionClient>>();
  const sign = async (sub: string, role: Role, unit: string): Promise<RegionClient> =>
    new RegionClient({ url: region.url, token: await region.token(sub, { sub, roles: [role], unit }) });
  return {
    region,
    county: `${region.code}/`,
    lotsFile,
    workDirectory,
    marks: {},
    as(person, role, unitPath) {
      const known = clients.get(`${person} ${role} ${unitPath}`) ?? sign(person, role, unitPath);
      clients.set(`${person} ${role} ${unitPath}`, known);
      return known;
    },
  };
}

/** Goes on only if it held. @throws DidNotHoldError */
export function hold(what: string, held: boolean): asserts held {
  if (!held) throw new DidNotHoldError(`${what}: did not hold`);
}

/** Two values that must be the same. @throws DidNotHoldError with both of them */
export function holdSame<T>(what: string, found: T, expected: T): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) throw new DidNotHoldError(`${what}: ${a} instead of ${b}`);
}

/** The refusal that was expected; its detail in both languages. @throws DidNotHoldError when it was accepted or refused otherwise */
export async function holdRefused(code: string, attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    holdSame('the reason of the refusal', error.code, code);
    return error.detail;
  }
  throw new DidNotHoldError(`it was accepted and should have been refused as ${code}`);
}

/** Yuan with two decimals and thousands apart, for the table. */
export function yuan(amountFen: number): string {
  const digits = String(amountFen).padStart(3, '0');
  const whole = digits.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return `${whole}.${digits.slice(-2)} 元`;
}
