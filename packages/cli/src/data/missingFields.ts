import type { Examples } from '@vaekit/datasets';
import type { Run } from '../run/openRun.js';
import { learnedEncoding } from './conditionColumns.js';

/** The widths of the columns of a table that a model learns, as numbers beside each other; of other examples each number is one. */
function widthsOf({ config: { data, options } }: Run, width: number): readonly number[] {
  const { encoding } = data;
  if (encoding === undefined) return Array.from({ length: width }, () => 1);
  const learned = options.condition === undefined ? encoding : learnedEncoding(encoding, options.condition);
  return learned.columns.map((column) => column.width).filter((numbers) => numbers > 0);
}

/** How many fields of examples are missing: a category counts once, however many numbers it takes. */
export function missingFields(run: Run, { mask }: Pick<Examples, 'mask'>): number {
  if (mask === undefined) return 0;
  const width = mask.data.length / mask.shape[0]!;
  let [count, start] = [0, 0];
  for (const numbers of widthsOf(run, width)) {
    for (let at = start; at < mask.data.length; at += width) if (mask.data[at] === 0) count += 1;
    start += numbers;
  }
  return count;
}
