import * as tf from '@tensorflow/tfjs';
import { batches, batchTensors, type Batch, type ExamplesInMemory, type PlainBatch, randomStream, type Vae } from '@vaekit/core';
import { type PlainTensor, rowOfEachPart, sizeFromShape, type TypedArray } from '@vaekit-internal/base';

/** What the doctor looks at: examples that the model was trained on and examples that it was not. */
export interface DoctorData {
  readonly training: ExamplesInMemory | PlainTensor;
  readonly heldOut: ExamplesInMemory | PlainTensor;
}

const asExamples = (data: ExamplesInMemory | PlainTensor): ExamplesInMemory => ('data' in data ? { x: data } : data);

/** Examples themselves, or where there are more than `most`, one at random out of each of so many parts: rows may be in the order of their classes. */
export function someOf(data: ExamplesInMemory | PlainTensor, most: number, seed: number): ExamplesInMemory {
  const examples = asExamples(data);
  const { x, y, mask, binarization } = examples;
  const count = x.shape[0]!;
  if (count <= most) return examples;
  const rows = rowOfEachPart(count, randomStream(seed).fork('examples').fillUniform(new Float32Array(most)));
  const take = ({ data: values, shape }: PlainTensor): PlainTensor => {
    const size = values.length / count;
    // A Buffer of Node's is a Uint8Array with its own constructor, which must not be called.
    const kind = values instanceof Uint8Array ? Uint8Array : values.constructor;
    const taken = new (kind as new (length: number) => TypedArray)(most * size);
    rows.forEach((row, at) => taken.set(values.subarray(row * size, (row + 1) * size), at * size));
    return { data: taken, shape: [most, ...shape.slice(1)] };
  };
  return {
    x: take(x),
    ...(y === undefined ? {} : { y: take(y) }),
    ...(mask === undefined ? {} : { mask: take(mask) }),
    ...(binarization === undefined ? {} : { binarization }),
  };
}

/** Rows that a pass of the doctor has at most. */
const BATCH = 250;

/** Numbers of every example, `[rows, width]` each, from a function of batches called inside a tidy. */
export function overExamples<K extends string>(
  model: Vae,
  examples: ExamplesInMemory,
  of: (batch: Batch, rows: number, plain: PlainBatch) => Readonly<Record<K, tf.Tensor>>,
  seed = 0,
): Record<K, Float64Array> {
  const count = examples.x.shape[0]!;
  const batchSize = Math.min(BATCH, count);
  const found: Partial<Record<K, Float64Array>> = {};
  let done = 0;
  for (const plain of batches(examples, { batchSize, shuffle: false, seed }).epoch(0)) {
    const real = Math.min(batchSize, count - done);
    const values = tf.tidy(() => {
      const { y, ...batch } = batchTensors(plain);
      const conditioned = model.classes !== undefined || model.conditionWidth !== undefined;
      const results = of({ ...batch, ...(conditioned && y !== undefined ? { y } : {}) }, batchSize, plain);
      return Object.entries<tf.Tensor>(results).map(([name, tensor]) => [name as K, tensor.dataSync()] as const);
    });
    for (const [name, data] of values) {
      const width = data.length / batchSize;
      const all = (found[name] ??= new Float64Array(count * width));
      all.set(data.subarray(0, real * width), done * width);
    }
    done += real;
  }
  return found as Record<K, Float64Array>;
}

/** The width of a code. */
export const codeWidth = (model: Vae): number => sizeFromShape(model.latent);

/** Whether a variable of a model's state counts the uses of the codes of a codebook; one of several levels has its own. */
export const isCodeCounts = (name: string): boolean => /^posterior\/(?:level\d+\/)?counts$/.test(name);

/** Whether draws of the prior are codes that the model was trained for: something held codes to it, or it was fitted to them. */
export const hasPrior = ({ objective, prior }: Vae): boolean =>
  objective.leavesPrior !== true || Object.keys(prior.variables ?? {}).length > 0;
