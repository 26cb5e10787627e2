import type { BatchShapes, Binarization } from '../contract.js';
import type { PlainConditions } from './conditions.js';
import { dataStreams } from './dataStreams.js';
import type { BatchSource, PlainExamples } from './examples.js';
import { type PlainTensor, sizeFromShape } from '@vaekit-internal/base';

/** Arrays that batches are written into, by the names of a batch's members: those of an engine, set before an epoch begins. */
export interface BatchTarget {
  arrays?: Readonly<Record<string, Float32Array | Int32Array>> | undefined;
}

/** Options of {@link batchExamples}. */
export interface BatchExamplesOptions {
  readonly batchSize: number;
  readonly seed: number;
  readonly shuffle: boolean;
  /** Whether each batch of an epoch is written over the one before, for callers that are through with that. */
  readonly reuse?: boolean;
  /** With `reuse`: the arrays to write into, where they are such as a batch has; absent or of another kind, a batch has its own. */
  readonly target?: BatchTarget;
}

/** One batch of examples in memory. */
export interface ExampleBatch {
  /** `[batchSize, …]`, in the model's scale. */
  readonly x: PlainTensor<Float32Array>;
  /** `[batchSize]` labels, or `[batchSize, k]` numbers, where there are such. */
  readonly y?: PlainConditions;
  /** The shape of `x`, where values are missing: 1 for an observed value, 0 for a missing one. */
  readonly mask?: PlainTensor<Float32Array>;
  /** `[batchSize]`: 1 for an example, or its own weight, 0 for a row that only fills the last batch. */
  readonly weight: PlainTensor<Float32Array>;
  /** `[batchSize]`: the row of each example in the set. */
  readonly index: PlainTensor<Int32Array>;
}

/** Batches of examples in memory: none has to be waited for. */
export interface ExampleBatches extends BatchSource {
  /** Batches in an epoch, `⌈size / batchSize⌉`. */
  readonly steps: number;
  /** The shapes of every batch, as an engine's `prepare` takes them. */
  readonly shapes: BatchShapes;
  readonly seekable: true;
  /** The batches of an epoch, from batch `firstStep` (default 0) on. */
  epoch(index: number, firstStep?: number): Iterable<ExampleBatch>;
}

/** The intensities of the eight-bit numbers: a look-up is faster than a division. */
const INTENSITIES = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** Bytes as intensities. A loop: `Float32Array.from` with a function takes forty times as long. */
export function byteIntensities(bytes: Uint8Array | Uint8ClampedArray): Float32Array {
  const values = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) values[i] = INTENSITIES[bytes[i]!]!;
  return values;
}

/** Writes one example into a batch, from an element on: a view of each row would be garbage at every step. */
type RowWriter = (out: Float32Array, at: number, row: number, epoch: number) => void;

const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Bytes four at a time, where they can be read so: most of an image is nothing, and is passed over. */
function byteWriter(data: Uint8Array | Uint8ClampedArray, size: number): RowWriter {
  if (!LITTLE_ENDIAN || size % 4 !== 0 || data.byteOffset % 4 !== 0)
    return (out, at, row) => {
      const start = row * size;
      for (let i = 0; i < size; i++) out[at + i] = INTENSITIES[data[start + i]!]!;
    };
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
  return (out, at, row) => {
    out.fill(0, at, at + size);
    const start = (row * size) / 4;
    for (let i = 0; i < size; i += 4) {
      const word = words[start + i / 4]!;
      if (word === 0) continue;
      out[at + i] = INTENSITIES[word & 255]!;
      out[at + i + 1] = INTENSITIES[(word >>> 8) & 255]!;
      out[at + i + 2] = INTENSITIES[(word >>> 16) & 255]!;
      out[at + i + 3] = INTENSITIES[word >>> 24]!;
    }
  };
}

/** Numbers from which a row is copied as one block. */
const LONG_ROW = 128;

function valueWriter({ data }: PlainTensor, size: number): RowWriter {
  if (data instanceof Uint8Array || data instanceof Uint8ClampedArray) return byteWriter(data, size);
  if (size >= LONG_ROW) return (out, at, row) => out.set(data.subarray(row * size, (row + 1) * size), at);
  return (out, at, row) => {
    const start = row * size;
    for (let i = 0; i < size; i++) out[at + i] = data[start + i]!;
  };
}

function bitWriter({ data }: PlainTensor, size: number, seed: number): RowWriter {
  const streams = dataStreams(seed);
  const scale = data instanceof Uint8Array || data instanceof Uint8ClampedArray ? 255 : 1;
  const open = new Uint32Array(size);
  const words = new Uint32Array(size);
  return (out, at, row, epoch) => {
    const start = row * size;
    let count = 0;
    out.fill(0, at, at + size);
    for (let i = 0; i < size; i++) {
      const value = data[start + i]!;
      if (value === 0) continue;
      const probability = value / scale;
      if (probability >= 1) out[at + i] = 1;
      // Nothing is drawn where the bit is certain; most pixels of most images are.
      if (probability > 0 && probability < 1) open[count++] = i;
    }
    streams.bits(epoch, row, size, words.subarray(0, count));
    for (let k = 0; k < count; k++) {
      const i = open[k]!;
      if (words[k]! < (data[start + i]! / scale) * 2 ** 32) out[at + i] = 1;
    }
  };
}

const rowWriter = (x: PlainTensor, size: number, binarization: Binarization, seed: number): RowWriter =>
  binarization === 'dynamic' ? bitWriter(x, size, seed) : valueWriter(x, size);

function emptyConditions({ data, shape: [, ...width] }: PlainConditions, batchSize: number): PlainConditions {
  const shape = [batchSize, ...width];
  const size = batchSize * (width[0] ?? 1);
  return data instanceof Int32Array ? { data: new Int32Array(size), shape } : { data: new Float32Array(size), shape };
}

/** A batch with the arrays that are given in the place of its own, where they are of the same kind and length. */
function onTarget(batch: ExampleBatch, arrays: BatchTarget['arrays']): ExampleBatch {
  if (arrays === undefined) return batch;
  const members = Object.entries(batch).map(([name, member]) => {
    const { data, shape } = member as PlainTensor;
    const given = arrays[name];
    return [
      name,
      given?.constructor === data.constructor && given.length === data.length ? { data: given, shape } : { data, shape },
    ];
  });
  return Object.fromEntries(members) as ExampleBatch;
}

/** Batches from examples that were read and checked; {@link batches} says what they are. */
export function batchExamples(examples: PlainExamples, options: BatchExamplesOptions): ExampleBatches {
  const { batchSize, shuffle, seed, reuse = false, target } = options;
  const { x, y, mask, weight, binarization } = examples;
  const [count, ...event] = x.shape as [number, ...number[]];
  const size = sizeFromShape(event);
  const steps = Math.ceil(count / batchSize);
  const width = y?.shape[1] ?? 1;
  const writeRow = rowWriter(x, size, binarization, seed);
  const shape = [batchSize, ...event];

  const emptyBatch = (): ExampleBatch => ({
    x: { data: new Float32Array(batchSize * size), shape },
    ...(y === undefined ? {} : { y: emptyConditions(y, batchSize) }),
    ...(mask === undefined ? {} : { mask: { data: new Float32Array(batchSize * size), shape } }),
    weight: { data: new Float32Array(batchSize), shape: [batchSize] },
    index: { data: new Int32Array(batchSize), shape: [batchSize] },
  });

  const fill = (batch: ExampleBatch, order: ArrayLike<number> | undefined, epoch: number, step: number): ExampleBatch => {
    const start = step * batchSize;
    const present = Math.min(batchSize, count - start);
    for (let i = 0; i < batchSize; i++) {
      const position = start + (i % present);
      const row = order?.[position] ?? position;
      batch.index.data[i] = row;
      batch.weight.data[i] = i < present ? (weight?.data[row] ?? 1) : 0;
      writeRow(batch.x.data, i * size, row, epoch);
      if (y !== undefined) batch.y!.data.set(y.data.subarray(row * width, (row + 1) * width), i * width);
      if (mask !== undefined) batch.mask!.data.set(mask.data.subarray(row * size, (row + 1) * size), i * size);
    }
    return batch;
  };

  return {
    size: count,
    ...(weight === undefined ? {} : { weightSum: Float64Array.from(weight.data).reduce((sum, one) => sum + one, 0) }),
    batchSize,
    steps,
    binarization,
    seekable: true,
    shapes: {
      x: shape,
      ...(y === undefined ? {} : { y: [batchSize, ...y.shape.slice(1)] }),
      ...(mask === undefined ? {} : { mask: shape }),
      weight: [batchSize],
      index: [batchSize],
    },
    *epoch(index, firstStep = 0) {
      const order = shuffle ? dataStreams(seed).order(index).permutation(count) : undefined;
      const kept = reuse ? onTarget(emptyBatch(), target?.arrays) : undefined;
      for (let step = firstStep; step < steps; step++) yield fill(kept ?? emptyBatch(), order, index, step);
    },
  };
}
