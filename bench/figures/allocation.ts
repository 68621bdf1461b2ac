/** Splitting a county's income over its households, exact to the fen. */
import { fen, splitFen, sumFen } from '../../platform/fen.ts';
import { type Figure, median } from '../measurement.ts';

const HOUSEHOLDS = 60_000;
/** Does not divide evenly by any weight below. */
const INCOME_FEN = 1_234_567_890_123;
const SECONDS_MAX = 1;
const RUNS = 5;

/** The same with floating-point shares, rounded down: quick, and wrong by the fen it loses. */
function bareSplit(totalFen: number, weights: readonly number[]): number[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => Math.floor((totalFen * weight) / all));
}

function timed(work: () => unknown): number {
  const runs = Array.from({ length: RUNS }, () => {
    const startedMs = performance.now();
    work();
    return (performance.now() - startedMs) / 1000;
  });
  return median(runs);
}

export const allocation: Figure = {
  name: 'allocation',
  about: `one income split over ${HOUSEHOLDS} households by largest remainder`,
  async measure() {
    const weights = Array.from({ length: HOUSEHOLDS }, (_, index) => 1 + (index % 7) + (index % 11));
    const total = fen(INCOME_FEN);
    const shares = splitFen(total, weights);
    if (sumFen(shares) !== total) throw new Error('the shares do not add up');
    return [
      {
        subject: `splitFen over ${HOUSEHOLDS} lines`,
        value: timed(() => splitFen(total, weights)),
        unit: 's',
        baseline: timed(() => bareSplit(INCOME_FEN, weights)),
        baselineIs: 'floats, which lose fen',
        target: { atMost: SECONDS_MAX, compares: 'value' },
      },
    ];
  },
};
