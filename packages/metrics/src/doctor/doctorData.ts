import * as tf from '@tensorflow/tfjs';
import { batches, batchTensors, type Batch, type ExamplesInMemory, type PlainBatch, type Vae } from '@vaekit/core';
import { type PlainTensor, sizeFromShape } from '@vaekit-internal/base';

/** What the doctor looks at: examples that the model was trained on and examples that it was not. */
export interface DoctorData {
  readonly training: ExamplesInMemory | PlainTensor;
  readonly heldOut: ExamplesInMemory | PlainTensor;
}

const asExamples = (data: ExamplesInMemory | PlainTensor): ExamplesInMemory => ('data' in data ? { x: data } : data);

/** The first `most` of some examples. */
export function firstOf(data: ExamplesInMemory | PlainTensor, most: number): ExamplesInMemory {
  const { x, y, mask, binarization } = asExamples(data);
  const rows = Math.min(most, x.shape[0]!);
  const cut = <T extends PlainTensor>({ data: values, shape }: T): PlainTensor => ({
    data: values.subarray(0, (values.length / shape[0]!) * rows),
    shape: [rows, ...shape.slice(1)],
  });
  return {
    x: cut(x),
    ...(y === undefined ? {} : { y: cut(y) }),
    ...(mask === undefined ? {} : { mask: cut(mask) }),
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
