/**
 * Codes of units. Where a county uses the state's numeric codes they must agree with the kind of unit and with the unit above: GB/T 2260 for counties (6
 * digits), 9 digits for townships, the 12-digit statistical code for villages, each beginning with the code above it. A county's own codes for departments,
 * groups and the like hold a letter or a dash, and unified social credit codes stand for themselves.
 */

import type { UnitKind } from '../../../../platform/holder-kind.ts';
import { isCreditCode } from './credit-code.ts';

/** Digits of a numeric code, for the kinds the state numbers. */
const DIGITS: Partial<Readonly<Record<UnitKind, number>>> = { county: 6, township: 9, village: 12 };

const isNumeric = (code: string): boolean => /^\d+$/.test(code);

/** What is wrong with the code of a new unit, in the reader's two languages, or undefined. */
export function unitCodeFault(
  code: string,
  kind: UnitKind,
  parentCode: string | undefined,
): { readonly zh: string; readonly en: string } | undefined {
  if (!isNumeric(code)) return undefined;
  const digits = DIGITS[kind];
  if (digits === undefined && isCreditCode(code)) return undefined;
  if (digits !== undefined && code.length !== digits) {
    return { zh: `${kind} 的数字代码应为 ${digits} 位`, en: `the numeric code of a ${kind} has ${digits} digits` };
  }
  if (parentCode === undefined || !isNumeric(parentCode)) return undefined;
  if (code.length > parentCode.length && code.startsWith(parentCode)) return undefined;
  return { zh: `代码应以上级代码 ${parentCode} 开头`, en: `the code must begin with ${parentCode}, the code above it` };
}
