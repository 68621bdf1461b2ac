/** What a figure measures and how it is judged. */

/** What is held against the target: the value itself, what it adds to the baseline, or how many times the baseline it is. */
export type Comparison = 'value' | 'over-baseline' | 'times-baseline';

export interface Target {
  readonly atMost: number;
  readonly compares: Comparison;
}

/** One number, beside what a bare program needs for the same in the same run. */
export interface Measured {
  /** What was measured, e.g. `registry/http`. */
  readonly subject: string;
  readonly value: number;
  /** `KiB`, `ms`, `write units`… */
  readonly unit: string;
  readonly baseline?: number;
  /** What the baseline is, in a few words. */
  readonly baselineIs?: string;
  readonly target?: Target;
  /** Anything the reader must know to judge the number. */
  readonly note?: string;
  /** What the number is made of; in the JSON report only. */
  readonly parts?: Readonly<Record<string, number>>;
}

/** `shown`: the figure has no target and is there to be read. */
export type Verdict = 'reached' | 'missed' | 'shown';

/** Arguments of a run that figures look at. */
export interface BenchOptions {
  /** Also the sizes that take minutes: histories of 10⁵ events, 10⁵ assets, 10⁶ leaves. */
  readonly deep: boolean;
  /** Says what is being done; never on standard output. */
  progress(text: string): void;
}

export interface Figure {
  /** Name for `--only`. */
  readonly name: string;
  readonly about: string;
  /** @throws anything when the measurement itself failed, which is not the same as a missed target */
  measure(options: BenchOptions): Promise<readonly Measured[]>;
}

/**
 * Judges one number.
 * @throws Error when a target compares with a baseline that was not measured
 */
export function judge({ subject, value, baseline, target }: Measured): Verdict {
  if (!target) return 'shown';
  return compared(subject, value, baseline, target.compares) <= target.atMost ? 'reached' : 'missed';
}

function compared(subject: string, value: number, baseline: number | undefined, compares: Comparison): number {
  if (compares === 'value') return value;
  if (baseline === undefined) throw new Error(`${subject} is judged by a baseline that was not measured`);
  return compares === 'over-baseline' ? value - baseline : value / baseline;
}

/** The middle value; of two middle ones the lower. @throws RangeError without any value */
export function median(values: readonly number[]): number {
  const middle = values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
  if (middle === undefined) throw new RangeError('no values');
  return middle;
}
