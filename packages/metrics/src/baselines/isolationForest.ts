import { randomStream, type RandomStream } from '@vaekit/core';
import type { PlainTensor } from '@vaekit-internal/base';
import { rowsOf } from './rowsOf.js';

/** The mean depth of an unsuccessful search among n: `2 (H(n − 1) − (n − 1)/n)`. */
const averageDepth = (n: number): number => {
  if (n <= 1) return 0;
  let harmonic = 0;
  for (let i = 1; i < n; i++) harmonic += 1 / i;
  return 2 * (harmonic - (n - 1) / n);
};

type Tree =
  | { readonly column: number; readonly at: number; readonly below: Tree; readonly above: Tree }
  | { readonly rows: number };

function grow(rows: Float64Array, width: number, own: readonly number[], depth: number, stream: RandomStream): Tree {
  if (depth === 0 || own.length <= 1) return { rows: own.length };
  const ranges = Array.from({ length: width }, (_, column) => {
    let [least, most] = [Infinity, -Infinity];
    for (const row of own) {
      const value = rows[row * width + column]!;
      [least, most] = [Math.min(least, value), Math.max(most, value)];
    }
    return { column, least, most };
  }).filter(({ least, most }) => most > least);
  if (ranges.length === 0) return { rows: own.length };
  const { column, least, most } = ranges[stream.below(ranges.length)]!;
  const at = least + (stream.uint32() / 2 ** 32) * (most - least);
  const side = (isBelow: boolean): Tree =>
    grow(
      rows,
      width,
      own.filter((row) => rows[row * width + column]! < at === isBelow),
      depth - 1,
      stream,
    );
  return { column, at, below: side(true), above: side(false) };
}

function depthOf(tree: Tree, rows: Float64Array, start: number): number {
  let [node, depth] = [tree, 0];
  while ('column' in node) {
    node = rows[start + node.column]! < node.at ? node.below : node.above;
    depth += 1;
  }
  return depth + averageDepth(node.rows);
}

/**
 * An isolation forest: trees that split at random until rows are alone; outliers are alone sooner. Scores are `2^(−mean depth / average depth)`, from 0 to 1, the larger the stranger.
 *
 * @param data `[rows, …]` to grow the trees from, at least two rows
 * @throws Error when there are fewer, rows are of another width, or a number is not finite; RangeError when `trees` or `sample` makes no sense
 * @see Liu, Ting and Zhou 2008, "Isolation forest", equations 1 and 2
 */
export function isolationForest(
  data: PlainTensor,
  { trees = 100, sample = 256, seed = 0 }: { readonly trees?: number; readonly sample?: number; readonly seed?: number } = {},
): { scores(given: PlainTensor): Float64Array } {
  const { rows, count, width } = rowsOf('isolationForest', data);
  if (count < 2) throw new Error('isolationForest: there is one row; trees that tell rows apart need at least two');
  for (const [name, value, least] of [
    ['trees', trees, 1],
    ['sample', sample, 2],
  ] as const)
    if (!(Number.isSafeInteger(value) && value >= least))
      throw new RangeError(`isolationForest: \`${name}\` is ${value}; expected a whole number from ${least}`);
  const stream = randomStream(seed).fork('isolationForest');
  const size = Math.min(sample, count);
  const depth = Math.ceil(Math.log2(Math.max(2, size)));
  const grown = Array.from({ length: trees }, () =>
    grow(rows, width, Array.from(stream.permutation(count).subarray(0, size)), depth, stream),
  );
  return {
    scores(given) {
      const { rows: values, count: all } = rowsOf('isolationForest', given, width);
      return Float64Array.from({ length: all }, (_, row) => {
        const mean = grown.reduce((sum, tree) => sum + depthOf(tree, values, row * width), 0) / trees;
        return 2 ** (-mean / averageDepth(size));
      });
    },
  };
}
