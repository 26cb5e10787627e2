import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { fullIntensity, type PlainTensor } from '@vaekit-internal/base';
import { checkSeed, checkWhole } from './checks.js';
import { counted } from './counted.js';
import { DataError } from './dataError.js';
import type { Binarization, Examples } from './examples.js';
import { randomStream } from './randomStream.js';
import { rowLength, sizeOf } from './subset.js';
import { validateExamples } from './validateExamples.js';

/** Options of `batches`. */
export interface BatchesOptions {
  /** Examples in a batch. */
  readonly batchSize: number;
  /** The seed of order and bits; 0 unless said. */
  readonly seed?: number;
  /** Whether every epoch has an order of its own; true unless said. */
  readonly shuffle?: boolean;
  /**
   * Whether each batch of an epoch is written over the one before: for loops that are through with a batch when they take the next, as training
   * is. Large arrays made anew at every step keep the garbage collector busy. False unless said.
   */
  readonly reuse?: boolean;
}

/**
 * One batch. `x` is `[batchSize, …]` in the model's scale, `y` is `[batchSize]`, `weight` is `[batchSize]`: 1 for an example, 0 for a row that only
 * fills the last batch; `mask` is `[batchSize, …]`, 1 for an observed number and 0 for a missing one, where some are missing; `index` is `[batchSize]`, the row of each example in the set.
 */
export interface PlainBatch {
  readonly x: PlainTensor<Float32Array>;
  readonly y?: PlainTensor<Int32Array>;
  readonly mask?: PlainTensor<Float32Array>;
  readonly weight: PlainTensor<Float32Array>;
  readonly index: PlainTensor<Int32Array>;
}

/** The shapes of every batch of a source; they do not change from batch to batch. */
export interface PlainBatchShapes {
  readonly x: readonly number[];
  readonly y?: readonly number[];
  readonly mask?: readonly number[];
  readonly weight: readonly number[];
  readonly index: readonly number[];
}

/** Batches of a set, epoch after epoch. */
export interface BatchSource<B extends Binarization = Binarization> {
  /** Examples in the set. */
  readonly size: number;
  readonly batchSize: number;
  /** Batches in an epoch: `ceil(size / batchSize)`. */
  readonly steps: number;
  readonly binarization: B;
  readonly shapes: PlainBatchShapes;
  /**
   * The batches of an epoch, from batch `firstStep` (0 unless said) on.
   *
   * A pure function of the seed and the epoch's index: epochs can be had in any order, again, and from the middle.
   */
  epoch(index: number, firstStep?: number): Iterable<PlainBatch>;
}

/**
 * Cuts examples into batches of one shape, in an order and with bits that are functions of `seed` and epoch alone.
 *
 * Each epoch holds every example once. The last batch is filled up with rows from its own beginning (again and again if need be) whose weight is 0, so
 * that a sum weighted by `weight` counts every example once. A `Uint8Array` is divided by 255. Dynamic examples have each number
 * replaced by a bit, `P(bit = 1) = x`, drawn from a stream of seed, epoch and example: whatever the batch size and the order, an example has the same
 * bits in an epoch. Throws a `DataError` of kind `'option'` if `batchSize` is not a whole number from 1 to n, and whatever
 * `validateExamples` throws.
 */
export function batches<B extends Binarization>(examples: Examples<B>, options: BatchesOptions): BatchSource<B> {
  const { batchSize, seed = 0, shuffle = true, reuse = false } = options;
  validateExamples(examples);
  checkSeed('batches', seed);
  const size = sizeOf(examples);
  checkWhole('batches', 'batchSize', batchSize, 1);
  if (batchSize > size) {
    throw new DataError(
      'option',
      `batches: \`batchSize\` is ${batchSize} but \`x\` has only ${counted(size, 'example')}; take a smaller batch`,
    );
  }
  const steps = Math.ceil(size / batchSize);
  const shapes: PlainBatchShapes = {
    x: [batchSize, ...examples.x.shape.slice(1)],
    ...(examples.y === undefined ? {} : { y: [batchSize] }),
    ...(examples.mask === undefined ? {} : { mask: [batchSize, ...examples.mask.shape.slice(1)] }),
    weight: [batchSize],
    index: [batchSize],
  };
  const fill = examples.binarization === 'dynamic' ? bitFiller(examples.x, seed) : valueFiller(examples.x);

  const length = rowLength(examples.x);
  const labels = examples.y?.data;
  const observed = examples.mask?.data;

  const emptyBatch = (): PlainBatch => ({
    x: { data: new Float32Array(batchSize * length), shape: shapes.x },
    ...(labels === undefined ? {} : { y: { data: new Int32Array(batchSize), shape: [batchSize] } }),
    ...(shapes.mask === undefined ? {} : { mask: { data: new Float32Array(batchSize * length), shape: shapes.mask } }),
    weight: { data: new Float32Array(batchSize), shape: shapes.weight },
    index: { data: new Int32Array(batchSize), shape: shapes.index },
  });
  const fillBatch = (batch: PlainBatch, order: Int32Array, epoch: number, step: number): PlainBatch => {
    const { x, y, mask, weight, index } = batch;
    const start = step * batchSize;
    const count = Math.min(batchSize, size - start);
    for (let i = 0; i < batchSize; i++) {
      const row = order[start + (i % count)] ?? 0;
      index.data[i] = row;
      weight.data[i] = i < count ? 1 : 0;
      fill(x.data.subarray(i * length, (i + 1) * length), row, epoch);
      if (y !== undefined) y.data[i] = labels?.[row] ?? 0;
      mask?.data.set(observed?.subarray(row * length, (row + 1) * length) ?? [], i * length);
    }
    return batch;
  };

  return {
    size,
    batchSize,
    steps,
    binarization: examples.binarization,
    shapes,
    epoch(epoch: number, firstStep = 0): Iterable<PlainBatch> {
      checkWhole('batches', 'epoch', epoch, 0);
      checkWhole('batches', 'firstStep', firstStep, 0, steps);
      return {
        *[Symbol.iterator](): Iterator<PlainBatch> {
          const order = shuffle ? permutation(size, seed, epoch) : Int32Array.from({ length: size }, (_, i) => i);
          const kept = reuse ? emptyBatch() : undefined;
          for (let step = firstStep; step < steps; step++) yield fillBatch(kept ?? emptyBatch(), order, epoch, step);
        },
      };
    },
  };
}

type Filler = (row: Float32Array, index: number, epoch: number) => void;

function valueFiller(x: PlainTensor): Filler {
  const { data } = x;
  const length = rowLength(x);
  const one = fullIntensity(data);
  if (one === 1) return (row, index) => row.set(data.subarray(index * length, (index + 1) * length));
  return (row, index) => {
    const start = index * length;
    for (let i = 0; i < length; i++) row[i] = (data[start + i] ?? 0) / one;
  };
}

function bitFiller(x: PlainTensor, seed: number): Filler {
  const { data } = x;
  const length = rowLength(x);
  const scale = 2 ** 32 / fullIntensity(data);
  return (row, index, epoch) => {
    const stream = randomStream(seed, 'bits', epoch, index);
    const start = index * length;
    for (let i = 0; i < length; i++) {
      const threshold = (data[start + i] ?? 0) * scale;
      // Nothing is drawn where the bit is certain; most pixels of most images are.
      row[i] = threshold > 0 && (threshold >= 2 ** 32 || stream.next() >>> 0 < threshold) ? 1 : 0;
    }
  };
}

function permutation(size: number, seed: number, epoch: number): Int32Array {
  const stream = randomStream(seed, 'order', epoch);
  const order = Int32Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = uniformInt(stream, 0, i);
    const moved = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = moved;
  }
  return order;
}
