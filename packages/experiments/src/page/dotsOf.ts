import { meanInterval } from '@vaekit/metrics';
import type { DotChartOptions, DotRow } from '@vaekit/viz';
import type { Figures } from '../statistics/figures.js';
import type { Say } from '../words.js';

/** The words of a `dotChart`'s legend. */
export const dotWords = (say: Say): NonNullable<DotChartOptions['words']> => ({
  value: say({ en: 'value by seed', zh: '各随机种子的值' }),
  mean: say({ en: 'mean', zh: '均值' }),
  interval: say({ en: '95 % interval', zh: '95 % 区间' }),
});

/** A figure as a row of a `dotChart`: its values, and with several their interval, from `least` on, where less is not possible. */
export function dotsOf(figures: Figures, name: string, label: string, least: number = -Infinity): DotRow {
  const values = figures[name]!.values;
  if (values.length < 2) return { name: label, values };
  const { low, high } = meanInterval(values);
  return { name: label, values, low: Math.max(least, low), high };
}
