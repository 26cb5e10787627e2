import type { RandomStream } from '../random/randomStream.js';
import type { BatchSource, PlainBatch, PlainExamples, TypedArray } from './examples.js';

/** Options of {@link batchExamples}. */
export interface BatchExamplesOptions {
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly stream: RandomStream;
  /** Whether each batch of an epoch is written over the one before, for callers that are through with that. */
  readonly reuse?: boolean;
}

/** Batches of examples in memory: none has to be waited for. */
export interface MemoryBatches extends BatchSource {
  epoch(index: number): Iterable<PlainBatch>;
}

/** Rows of examples, by position; the labels go along. */
export function takeRows(examples: PlainExamples, rows: ArrayLike<number>): PlainExamples {
  const { x, y, mask } = examples;
  const size = x.shape.slice(1).reduce((product, extent) => product * extent, 1);
  const taken = (all: TypedArray): TypedArray => {
    // A Buffer of Node's is a Uint8Array with a constructor of its own, which is not to be called.
    const kind = all instanceof Uint8Array ? Uint8Array : all.constructor;
    const data = new (kind as new (length: number) => TypedArray)(rows.length * size);
    for (let i = 0; i < rows.length; i++) data.set(all.subarray(rows[i]! * size, (rows[i]! + 1) * size), i * size);
    return data;
  };
  const shape = [rows.length, ...x.shape.slice(1)];
  return {
    ...examples,
    x: { data: taken(x.data), shape },
    ...(mask === undefined ? {} : { mask: { data: taken(mask.data), shape } }),
    ...(y === undefined ? {} : { y: { data: Int32Array.from(rows, (row) => y.data[row]!), shape: [rows.length] } }),
  };
}

/**
 * Batches from examples in memory. Epoch `i` is a function of the stream's key and `i` alone. The last, short batch is filled up with
 * its own first rows at weight 0; eight-bit values are divided by 255; dynamic binarization draws `x ~ Bernoulli(x)` anew.
 */
export function batchExamples(examples: PlainExamples, options: BatchExamplesOptions): MemoryBatches {
  const { batchSize, shuffle, stream, reuse = false } = options;
  const { x, y, mask, binarization } = examples;
  const [count, ...event] = x.shape as [number, ...number[]];
  const size = event.reduce((product, extent) => product * extent, 1);
  const scale = x.data instanceof Uint8Array || x.data instanceof Uint8ClampedArray ? 255 : 1;
  const arrays = () => ({
    data: new Float32Array(batchSize * size),
    labels: new Int32Array(batchSize),
    weight: new Float32Array(batchSize),
    rows: new Int32Array(batchSize),
    observed: mask === undefined ? undefined : new Float32Array(batchSize * size),
  });

  return {
    size: count,
    batchSize,
    binarization,
    *epoch(index) {
      const order = shuffle ? stream.fork(`order/${index}`).permutation(count) : undefined;
      const draws = binarization === 'dynamic' ? stream.fork(`binarize/${index}`) : undefined;
      const uniform = new Float32Array(draws === undefined ? 0 : size);
      const kept = reuse ? arrays() : undefined;
      for (let start = 0; start < count; start += batchSize) {
        const present = Math.min(batchSize, count - start);
        const { data, labels, weight, rows, observed } = kept ?? arrays();
        for (let i = 0; i < batchSize; i++) {
          const position = start + (i % present);
          const row = order?.[position] ?? position;
          rows[i] = row;
          weight[i] = i < present ? 1 : 0;
          if (y !== undefined) labels[i] = y.data[row]!;
          const from = row * size;
          const to = i * size;
          observed?.set(mask!.data.subarray(from, from + size), to);
          if (draws === undefined && scale === 1) data.set(x.data.subarray(from, from + size), to);
          else if (draws === undefined) for (let j = 0; j < size; j++) data[to + j] = x.data[from + j]! / scale;
          else {
            draws.fillUniform(uniform);
            for (let j = 0; j < size; j++) data[to + j] = uniform[j]! < x.data[from + j]! / scale ? 1 : 0;
          }
        }
        yield {
          x: { data, shape: [batchSize, ...event] },
          ...(y === undefined ? {} : { y: { data: labels, shape: [batchSize] } }),
          ...(observed === undefined ? {} : { mask: { data: observed, shape: [batchSize, ...event] } }),
          weight: { data: weight, shape: [batchSize] },
          index: { data: rows, shape: [batchSize] },
        };
      }
    },
  };
}
