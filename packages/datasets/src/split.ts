import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { checkSeed } from './checks.js';
import { counted, faults } from './faults.js';
import type { Examples } from './examples.js';
import { randomStream } from './randomStream.js';
import { sizeOf, subsetFor } from './subset.js';

export interface SplitOptions {
  /** The part that goes to validation, between 0 and 1; 0.1 unless said. */
  readonly fraction?: number;
  /** Which examples go; 0 unless said. */
  readonly seed?: number;
  /** Whether each class gives the same part; true where there are labels unless said. */
  readonly stratify?: boolean;
}

/** The two parts of a split: disjoint, and together everything. */
export interface Split<E extends Examples = Examples> {
  readonly train: E;
  readonly validation: E;
}

/**
 * Parts examples at random into a training and a validation set; both keep the order they had.
 *
 * Validation gets `round(fraction · n)` examples, but one at least and not all. Stratified, class c with n_c examples gives `fraction · n_c` of them, rounded down or up by largest
 * remainder so that the sum stays the same. Throws a `DataError` of kind `'option'` for fewer than two examples, or if labels are missing.
 */
export function split<E extends Examples>(examples: E, options: SplitOptions = {}): Split<E> {
  const { fraction = 0.1, seed = 0, stratify = examples.y !== undefined } = options;
  checkSeed('split', seed);
  const size = sizeOf(examples);
  if (!(fraction > 0 && fraction < 1))
    throw faults.option`split: \`fraction\` is ${fraction}; a number between 0 and 1 was expected, the part that goes to validation`;
  if (size < 2)
    throw faults.option`split: ${counted(size, 'example')} cannot be parted in two; give more, or take no part away (--validation none, option \`validationFraction\`)`;
  const count = Math.min(Math.max(Math.round(fraction * size), 1), size - 1);
  const labels = examples.y?.data;
  if (stratify && labels === undefined)
    throw faults.option`split: \`stratify\` is true but the examples have no \`y\`; leave it out or give labels`;
  const groups = new Map<number, number[]>();
  for (let row = 0; row < size; row++) {
    const key = stratify ? (labels?.[row] ?? 0) : 0;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const strata = [...groups.entries()].sort(([a], [b]) => a - b).map(([label, rows]) => ({ label, rows }));
  const shares = apportion(
    strata.map(({ rows }) => (count * rows.length) / size),
    count,
  );
  const chosen = new Uint8Array(size);
  strata.forEach(({ label, rows }, stratum) => {
    const stream = randomStream(seed, 'split', label);
    const share = shares[stratum] ?? 0;
    for (let i = 0; i < share; i++) {
      const j = uniformInt(stream, i, rows.length - 1);
      const row = rows[j] ?? 0;
      rows[j] = rows[i] ?? 0;
      rows[i] = row;
      chosen[row] = 1;
    }
  });
  const rows = Array.from({ length: size }, (_, row) => row);
  return {
    train: subsetFor(
      'split',
      examples,
      rows.filter((row) => chosen[row] === 0),
    ),
    validation: subsetFor(
      'split',
      examples,
      rows.filter((row) => chosen[row] === 1),
    ),
  };
}

/** Whole numbers near the quotas that add up to `total`: the largest remainders are rounded up (Hamilton's method). */
function apportion(quotas: readonly number[], total: number): number[] {
  const shares = quotas.map(Math.floor);
  const missing = total - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = quotas
    .map((quota, i) => ({ i, remainder: quota - Math.floor(quota) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const { i } of byRemainder.slice(0, missing)) shares[i] = (shares[i] ?? 0) + 1;
  return shares;
}
