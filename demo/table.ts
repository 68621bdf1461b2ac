/** The table the demonstration prints, row by row as it goes. Chinese characters are two columns wide. */
import type { Row } from './demo.ts';

const STEP_WIDTH = 34;
const COUNT_WIDTH = 8;
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u;

const widthOf = (text: string): number =>
  [...text].reduce((width, character) => width + (WIDE.test(character) ? 2 : 1), 0);
const fill = (text: string, width: number): string => ' '.repeat(Math.max(0, width - widthOf(text)));

/** One line of the table. */
export function tableLine({ step, count, note }: Row): string {
  const shown = typeof count === 'number' ? count.toLocaleString('en-US') : count;
  return `  ${step}${fill(step, STEP_WIDTH)}${fill(shown, COUNT_WIDTH)}${shown}  ${note}`;
}

export const chapterLine = (title: string, elapsedMs: number): string =>
  `${title}${fill(title, STEP_WIDTH + COUNT_WIDTH + 2)}  ${(elapsedMs / 1_000).toFixed(1)} s`;
