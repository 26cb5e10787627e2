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

/** How many fields of each example are missing: a category counts once, however many numbers it takes. */
export function missingByRow(run: Run, { mask }: Pick<Examples, 'mask'>): readonly number[] {
  if (mask === undefined) return [];
  const size = mask.shape[0]!;
  const width = mask.data.length / size;
  const counts = Array.from({ length: size }, () => 0);
  let start = 0;
  for (const numbers of widthsOf(run, width)) {
    // What is missing hides all numbers of its column; of an amount of 0, which is observed, the second is hidden alone.
    for (let row = 0; row < size; row++) if (mask.data[row * width + start] === 0) counts[row]! += 1;
    start += numbers;
  }
  return counts;
}
