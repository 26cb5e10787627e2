import * as tf from '@tensorflow/tfjs';
import type { KnowsExamples } from '../contract.js';
import { byteIntensities } from './batchExamples.js';
import { readConditions } from './conditions.js';
import { checkDescribed, intensitiesOrNumbers } from './describedValues.js';
import type { BatchSource, PlainBatch } from './examples.js';
import type { PlainTensor } from '@vaekit-internal/base';
import type { TensorDataset } from './tensorDataset.js';

const known = ['x', 'xs', 'y', 'ys'];

async function plainBatch(
  caller: string,
  element: tf.TensorContainer,
  expected: KnowsExamples,
): Promise<{ x: PlainTensor; y?: PlainTensor }> {
  const named = (element instanceof tf.Tensor ? { x: element } : element) as Record<string, unknown> | null;
  const fields = typeof named === 'object' && named !== null && !Array.isArray(named) ? Object.keys(named) : undefined;
  const x = named?.['x'] ?? named?.['xs'];
  const y = named?.['y'] ?? named?.['ys'];
  if (
    fields === undefined ||
    !(x instanceof tf.Tensor) ||
    (y !== undefined && !(y instanceof tf.Tensor)) ||
    fields.some((name) => !known.includes(name))
  ) {
    const got = fields === undefined ? (Array.isArray(named) ? 'an array' : typeof element) : `{ ${fields.join(', ')} }`;
    throw new Error(
      `${caller}: an element of the data set is ${got}; expected a tensor, { x, y } or { xs, ys } with a tensor each`,
    );
  }
  if (x.rank < 2) {
    throw new Error(
      `${caller}: an element of the data set has shape [${x.shape.join(',')}]; expected batches, [examples, ...shape of an example]: call .batch(128)`,
    );
  }
  const stored = (await x.data()) as Float32Array | Int32Array | Uint8Array;
  // The bytes of a boolean tensor are truth values, not intensities.
  const data = x.dtype === 'bool' ? Float32Array.from(stored) : stored;
  const whole = intensitiesOrNumbers(caller, { data, shape: x.shape }, expected);
  const plain = whole.data instanceof Uint8Array ? { data: byteIntensities(whole.data), shape: x.shape } : whole;
  if (y === undefined) return { x: plain };
  const rows = x.shape[0]!;
  if (y.shape[0] !== rows)
    throw new Error(`${caller}: a batch of the data set has ${rows} examples but ${y.shape[0] ?? 0} labels`);
  return {
    x: plain,
    y: readConditions(caller, { data: (await y.data()) as Float32Array | Int32Array, shape: y.shape }, expected),
  };
}

/** The elements of a data set, each disposed when its reader moves on. */
async function* elements(dataset: TensorDataset): AsyncGenerator<tf.TensorContainer> {
  const iterator = await dataset.iterator();
  for (;;) {
    const { value, done } = await iterator.next();
    if (done) return;
    try {
      yield value;
    } finally {
      tf.dispose(value);
    }
  }
}

/** @throws Error that says where a batch whose first row is `start` has a number that is not finite */
function checkFinite(caller: string, { data, shape: [rows = 1] }: PlainTensor, start: number): void {
  const bad = data.findIndex((value: number) => !Number.isFinite(value));
  if (bad < 0) return;
  const event = data.length / rows;
  throw new Error(
    `${caller}: the data set has ${data[bad]} at row ${start + Math.floor(bad / event)}, element ${bad % event}; remove or fill such values first`,
  );
}

function filledUp({ data, shape }: PlainTensor, batchSize: number): PlainTensor {
  const [rows = 0, ...event] = shape;
  if (rows === batchSize) return { data, shape };
  const size = data.length / rows;
  const full = data instanceof Int32Array ? new Int32Array(batchSize * size) : new Float32Array(batchSize * size);
  for (let i = 0; i < batchSize; i++) full.set(data.subarray((i % rows) * size, ((i % rows) + 1) * size), i * size);
  return { data: full, shape: [batchSize, ...event] };
}

/**
 * Batches of a `tf.data.Dataset`, in the order that it gives them. The first batch's size is that of all; a shorter one is filled up with its
 * own first rows at weight 0. One pass counts the examples, since some objectives and the last report depend on their number.
 *
 * A run resumes from the middle bit for bit only if the data set gives the same order whenever it is read: `shuffle(n, seed, false)`.
 *
 * @param caller the name that messages begin with
 * @param expected what the model says of its examples
 * @throws Error when the data set is endless or empty, or an element is not a batch of numbers
 */
export async function datasetBatches(caller: string, dataset: TensorDataset, expected: KnowsExamples): Promise<BatchSource> {
  if (dataset.size === Number.POSITIVE_INFINITY)
    throw new Error(`${caller}: the data set is endless, so it has no epoch; end one with .take(batches)`);
  let size = 0;
  let batchSize = 0;
  for await (const element of elements(dataset)) {
    const { x } = await plainBatch(caller, element, expected);
    checkFinite(caller, x, size);
    checkDescribed(caller, x, undefined, expected);
    if (batchSize === 0) [batchSize = 0] = x.shape;
    size += x.shape[0]!;
  }
  if (size === 0) throw new Error(`${caller}: the data set has no examples`);
  return {
    size,
    batchSize,
    binarization: 'none',
    async *epoch(): AsyncGenerator<PlainBatch> {
      let start = 0;
      for await (const element of elements(dataset)) {
        const { x, y } = await plainBatch(caller, element, expected);
        const rows = x.shape[0]!;
        if (rows > batchSize)
          throw new Error(`${caller}: a batch of the data set has ${rows} examples, more than the first, which had ${batchSize}`);
        checkFinite(caller, x, start);
        const from = start;
        yield {
          x: filledUp(x, batchSize),
          ...(y === undefined ? {} : { y: filledUp(y, batchSize) }),
          weight: { data: Float32Array.from({ length: batchSize }, (_, i) => (i < rows ? 1 : 0)), shape: [batchSize] },
          index: { data: Int32Array.from({ length: batchSize }, (_, i) => from + (i % rows)), shape: [batchSize] },
        };
        start += rows;
      }
    },
  };
}
