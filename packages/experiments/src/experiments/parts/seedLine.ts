import type { LineSeries } from '@vaekit/viz';
import { type Figures, intervalOf } from '../../statistics/figures.js';

/** A line of the means of figures, one for each x, with the band of their 95 % intervals where there are several seeds. */
export function seedLine(figures: Figures, name: string, x: readonly number[], figureOf: (x: number) => string): LineSeries {
  const intervals = x.map((value) => intervalOf(figures, figureOf(value)));
  const line = { name, x, y: intervals.map(({ mean }) => mean), points: true };
  return intervals.every(({ low }) => Number.isFinite(low))
    ? { ...line, low: intervals.map(({ low }) => low), high: intervals.map(({ high }) => high) }
    : line;
}
