/** The form of an export line: canonical JSON whose first member checks the line and the one before it (contracts/audit/export.ts). */
import { hash } from 'node:crypto';
import { canonicalJson } from '../../platform/ids.ts';

/** The check before the first line. */
export const NO_CHECK = '';

const OPENING = '{"check":"';
const CHECK_LENGTH = 43;
/** Length of `{"check":"…",`. */
const PREFIX_LENGTH = OPENING.length + CHECK_LENGTH + 2;

const checkOver = (previousCheck: string, unchecked: string): string =>
  hash('sha256', `${previousCheck}\n${unchecked}`, 'base64url');

/** Writes one line without its line feed. The members must all sort after `check`. */
export function checkedLine(previousCheck: string, members: object): { readonly text: string; readonly check: string } {
  const unchecked = canonicalJson(members);
  const check = checkOver(previousCheck, unchecked);
  return { text: `${OPENING}${check}",${unchecked.slice(1)}`, check };
}

export interface LineCheck {
  /** The check the line states. */
  readonly stated: string;
  /** The check it should state if the line before it had `previousCheck`. */
  expected(previousCheck: string): string;
}

/** The check of a line as it stands, or undefined when it does not begin like a line of an export. */
export function checkOf(text: string): LineCheck | undefined {
  if (!text.startsWith(OPENING) || text.slice(PREFIX_LENGTH - 2, PREFIX_LENGTH) !== '",') return undefined;
  const unchecked = `{${text.slice(PREFIX_LENGTH)}`;
  return {
    stated: text.slice(OPENING.length, OPENING.length + CHECK_LENGTH),
    expected: (previousCheck) => checkOver(previousCheck, unchecked),
  };
}
