import type { Examples } from '@vaekit/datasets';
import { randomStream } from '@vaekit/core';
import { UsageError } from '../usageError.js';

/**
 * The examples with labels on a part of the rows alone, −1 on the others. Of each class as large a part keeps them, rounded, and one row at least.
 *
 * @throws UsageError for examples without labels
 */
export function hiddenLabels<E extends Examples>(examples: E, fraction: number, seed: number): E {
  const { y } = examples;
  if (y === undefined) throw new UsageError(`--labels-fraction ${fraction} hides labels, but the data have none; leave it out`);
  const rows = Array.from(y.data.keys());
  // Where a row stands in an order by chance decides whether it keeps its label.
  const chance = randomStream(seed).fork('labels').fillUniform(new Float32Array(rows.length));
  const data = new Int32Array(rows.length).fill(-1);
  for (const label of new Set(y.data)) {
    if (label < 0) continue;
    const own = rows.filter((row) => y.data[row] === label).toSorted((a, b) => chance[a]! - chance[b]! || a - b);
    for (const row of own.slice(0, Math.max(1, Math.round(fraction * own.length)))) data[row] = label;
  }
  return { ...examples, y: { data, shape: y.shape } };
}
