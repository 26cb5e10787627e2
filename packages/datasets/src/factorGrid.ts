import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { sizeFromShape } from '@vaekit-internal/base';
import { checkSeed, checkTestSize, checkWhole } from './checks.js';
import { dataSetOf } from './dataSetOf.js';
import { defined } from './defined.js';
import { counted, faults } from './faults.js';
import type { DataSet, Examples } from './examples.js';
import { randomStream } from './randomStream.js';
import type { SyntheticOptions } from './syntheticSet.js';

/** One generative factor: what it is called and the values it takes, in order. */
export interface Factor {
  readonly name: string;
  readonly values: readonly number[];
  /** What the values mean where they are numbers of something else that has no order, for example shapes. */
  readonly labels?: readonly string[];
}

/**
 * A set that holds one example for each combination of its factors, as dSprites does: what measures of disentanglement need.
 *
 * Examples are made when they are asked for. They are numbered from 0 to `size − 1` with the last factor running fastest:
 * `index = Σ_f factors[f] · Π_{g > f} sizes[g]`.
 */
export interface FactorGrid {
  readonly name: string;
  readonly description: string;
  readonly source: string;
  readonly license: string;
  readonly factors: readonly Factor[];
  readonly sizes: readonly number[];
  /** The number of combinations, `Π sizes`. */
  readonly size: number;
  readonly shape: readonly number[];
  /** The number of the example with these factors, each a whole number from 0, in the order of `factors`. */
  indexOf(factors: ArrayLike<number>): number;
  /** The factors of an example by its number; the inverse of `indexOf`. */
  factorsOf(index: number): Int32Array;
  /** The examples of the given numbers, in that order, with their factors. */
  examples(indices: ArrayLike<number>): Examples<'none'>;
  /** All examples from number `from` (0 unless said) up to `to` (`size` unless said), in pieces of `count` (1000 unless said). */
  chunks(options?: ChunkOptions): Generator<Examples<'none'>, void>;
}

export interface ChunkOptions {
  readonly count?: number;
  readonly from?: number;
  readonly to?: number;
}

export interface FactorGridParts extends Pick<FactorGrid, 'name' | 'description' | 'source' | 'license' | 'factors' | 'shape'> {
  /** The name of the factor that becomes `y`; its labels become the classes. */
  readonly label: string;
  /** Writes the example with these factors (and this number) over `pixels`, which are 0. */
  render(pixels: Uint8Array, factors: Int32Array, index: number): void;
}

export function factorGrid(parts: FactorGridParts): FactorGrid {
  const { name, description, source, license, factors, shape, label, render } = parts;
  const sizes = factors.map((factor) => factor.values.length);
  const size = sizeFromShape(sizes);
  const length = sizeFromShape(shape);
  const count = factors.length;
  const unordered = factors.flatMap((factor) => (factor.labels === undefined ? [] : [factor.name]));
  const labeled = factors.findIndex((factor) => factor.name === label);
  const classes = factors[labeled]?.labels;

  const factorsOf = (index: number): Int32Array => {
    checkWhole(`${name}.factorsOf`, 'index', index, 0, size - 1);
    const result = new Int32Array(count);
    let rest = index;
    for (let f = count - 1; f >= 0; f--) {
      const values = sizes[f] ?? 1;
      result[f] = rest % values;
      rest = Math.floor(rest / values);
    }
    return result;
  };
  const indexOf = (wanted: ArrayLike<number>): number => {
    if (wanted.length !== count) {
      const names = factors.map((factor) => factor.name).join(', ');
      throw faults.shape`${name}.indexOf: ${counted(wanted.length, 'factor')} came but there ${count === 1 ? 'is' : 'are'} ${count}: ${names}`;
    }
    return sizes.reduce((index, values, f) => {
      const value = wanted[f] ?? 0;
      checkWhole(`${name}.indexOf`, factors[f]?.name ?? '', value, 0, values - 1);
      return index * values + value;
    }, 0);
  };
  const examples = (indices: ArrayLike<number>): Examples<'none'> => {
    const n = indices.length;
    if (n === 0) throw faults.option`${name}.examples: \`indices\` is empty; at least one was expected`;
    const x = new Uint8Array(n * length);
    const y = new Int32Array(n);
    const chosen = new Int32Array(n * count);
    const values = new Float32Array(n * count);
    for (let row = 0; row < n; row++) {
      const index = indices[row] ?? 0;
      const own = factorsOf(index);
      render(x.subarray(row * length, (row + 1) * length), own, index);
      y[row] = own[labeled] ?? 0;
      chosen.set(own, row * count);
      own.forEach((value, f) => {
        values[row * count + f] = factors[f]?.values[value] ?? 0;
      });
    }
    return {
      x: { data: x, shape: [n, ...shape] },
      y: { data: y, shape: [n] },
      factors: {
        names: factors.map((factor) => factor.name),
        values: { data: values, shape: [n, count] },
        sizes,
        indices: { data: chosen, shape: [n, count] },
        ...(unordered.length === 0 ? {} : { unordered }),
      },
      binarization: 'none',
      ...defined({ classes }),
      name,
    };
  };
  return {
    name,
    description,
    source,
    license,
    factors,
    sizes,
    size,
    shape,
    factorsOf,
    indexOf,
    examples,
    *chunks(options: ChunkOptions = {}): Generator<Examples<'none'>, void> {
      const { count: rows = 1000, from = 0, to = size } = options;
      checkWhole(`${name}.chunks`, 'count', rows, 1);
      checkWhole(`${name}.chunks`, 'to', to, 0, size);
      checkWhole(`${name}.chunks`, 'from', from, 0, to);
      for (let start = from; start < to; start += rows)
        yield examples(Int32Array.from({ length: Math.min(rows, to - start) }, (_, i) => start + i));
    },
  };
}

/** `count` numbers from `low` to `high`, evenly apart; the middle if there is one only. */
export const evenly = (low: number, high: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => (count === 1 ? (low + high) / 2 : low + ((high - low) * i) / (count - 1)));

/** Options of `drawFromGrid`; `size` is that of the grid, or 10,000 if it has more, unless said. */
export type DrawFromGridOptions = SyntheticOptions;

/**
 * A data set of combinations drawn from a grid, uniformly and without putting back: no example of the test split is in the training split.
 *
 * Throws a `DataError` of kind `'option'`.
 */
export function drawFromGrid(grid: FactorGrid, options: DrawFromGridOptions = {}): DataSet<'none'> {
  const { size = Math.min(grid.size, 10_000), seed = 0, testFraction = 0.2 } = options;
  checkSeed('drawFromGrid', seed);
  checkWhole('drawFromGrid', 'size', size, 2, grid.size);
  const testSize = checkTestSize('drawFromGrid', size, testFraction);
  const stream = randomStream(seed, 'grid');
  const order = Int32Array.from({ length: grid.size }, (_, i) => i);
  for (let i = 0; i < size; i++) {
    const j = uniformInt(stream, i, grid.size - 1);
    const drawn = order[j] ?? 0;
    order[j] = order[i] ?? 0;
    order[i] = drawn;
  }
  const train = grid.examples(order.subarray(0, size - testSize));
  return dataSetOf(grid, train, grid.examples(order.subarray(size - testSize, size)));
}
