import { sizeFromShape } from '@vaekit-internal/base';
import { checkSeed, checkTestSize, checkWhole } from './checks.js';
import { dataSetOf } from './dataSetOf.js';
import type { DataSet, Examples } from './examples.js';
import { faults } from './faults.js';
import { type Purpose, type RandomStream, randomStream } from './randomStream.js';

export interface SyntheticOptions {
  /** Training and test examples together; 1000 unless said. */
  readonly size?: number;
  /** 0 unless said. */
  readonly seed?: number;
  /** The part that is test; 0.2 unless said. */
  readonly testFraction?: number;
}

export interface SyntheticParts {
  /** The function that a user called; also the name of its stream. */
  readonly caller: Purpose;
  readonly name: string;
  readonly description: string;
  readonly shape: readonly number[];
  readonly bytes?: boolean;
  readonly factors?: readonly string[];
  readonly classes?: readonly string[];
  /** Writes the numbers of an example and its factors; returns its label where there are classes. */
  draw(stream: RandomStream, row: number, numbers: Float32Array | Uint8Array, factors: Float32Array): number;
}

/** Draws a set's two splits, each from a stream of its own. Throws a `DataError` of kind `'option'`, also where a number leaves single precision. */
export function syntheticSet(parts: SyntheticParts, options: SyntheticOptions): DataSet<'none'> {
  const { caller, name, description, shape, bytes = false, factors = [], classes, draw } = parts;
  const { size = 1000, seed = 0, testFraction = 0.2 } = options;
  checkSeed(caller, seed);
  checkWhole(caller, 'size', size, 4);
  const testSize = checkTestSize(caller, size, testFraction);
  const length = sizeFromShape(shape);
  const drawSplit = (count: number, place: number): Examples<'none'> => {
    const stream = randomStream(seed, caller, place);
    const x = bytes ? new Uint8Array(count * length) : new Float32Array(count * length);
    const values = new Float32Array(count * factors.length);
    const y = new Int32Array(count);
    for (let row = 0; row < count; row++) {
      const own = values.subarray(row * factors.length, (row + 1) * factors.length);
      y[row] = draw(stream, row, x.subarray(row * length, (row + 1) * length), own);
    }
    const lost = x.findIndex((value) => !Number.isFinite(value));
    if (lost >= 0)
      throw faults.option`${caller}: example ${Math.floor(lost / length)} has the number ${x[lost]}: options as large as these leave single precision; give smaller ones`;
    return {
      x: { data: x, shape: [count, ...shape] },
      ...(classes === undefined ? {} : { y: { data: y, shape: [count] }, classes }),
      ...(factors.length === 0 ? {} : { factors: { names: factors, values: { data: values, shape: [count, factors.length] } } }),
      binarization: 'none',
    };
  };
  const about = { name, description, source: 'Synthetic, made by vaekit', license: 'CC0-1.0' };
  return dataSetOf(about, drawSplit(size - testSize, 0), drawSplit(testSize, 1));
}
