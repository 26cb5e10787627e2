import { type Interval, meanInterval, pairedInterval } from '@vaekit/metrics';
import type { Words } from '../words.js';

/** A measured quantity: one value a seed, in the order of the seeds, or one value where chance has no part in it. */
export interface Figure {
  readonly values: readonly number[];
  /** `'nats'`, `'%'`, `''` for a pure number. */
  readonly unit: string;
  /** What tables call it. Default: its name. */
  readonly label?: Words;
}

/** What an experiment measured, by name. A verdict is computed from these alone. */
export type Figures = Readonly<Record<string, Figure>>;

/** The values of a figure. @throws RangeError when nothing has that name */
export function valuesOf(figures: Figures, name: string): readonly number[] {
  const figure = figures[name];
  if (figure === undefined) throw new RangeError(`the figures have no \`${name}\`; they have ${Object.keys(figures).join(', ')}`);
  return figure.values;
}

/** The mean over the seeds of one figure. */
export function meanOf(figures: Figures, name: string): number {
  const values = valuesOf(figures, name);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Nothing is known of the spread of a single draw. */
const unknown = (mean: number): Interval => ({ mean, low: -Infinity, high: Infinity });

const intervalOfValues = (values: readonly number[]): Interval =>
  values.length > 1 && values.every(Number.isFinite) ? meanInterval(values) : unknown(values[0] ?? Number.NaN);

/** The 95 % interval of the mean of a figure over the seeds; unbounded after one seed. */
export const intervalOf = (figures: Figures, name: string): Interval => intervalOfValues(valuesOf(figures, name));

/** A figure that chance has no part in, as an interval without width. */
export function exactly(figures: Figures, name: string): Interval {
  const [value = Number.NaN] = valuesOf(figures, name);
  return { mean: value, low: value, high: value };
}

/** The 95 % interval of the paired difference `a − factor · b` over the seeds; unbounded after one seed. */
export function differenceOf(figures: Figures, a: string, b: string, factor: number = 1): Interval {
  const [left, right] = [valuesOf(figures, a), valuesOf(figures, b).map((value) => factor * value)];
  if (left.length !== right.length)
    throw new RangeError(`\`${a}\` has ${left.length} values and \`${b}\` ${right.length}; paired figures need one a seed`);
  if (left.length === 1) return unknown(left[0]! - right[0]!);
  return pairedInterval(left, right);
}
