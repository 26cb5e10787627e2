import * as tf from '@tensorflow/tfjs';
import { contextFor, momentsIfDiagonal, type Vae } from '@vaekit/core';
import { intensities, type LabeledExamples } from './examples.js';
import { takeNumbers } from './numbers.js';

/** Where the encoder puts examples, row by row. */
export interface Codes {
  /** Numbers in a code. */
  readonly width: number;
  /** The centers of q(z|x), `[rows, width]`. */
  readonly mean: Float32Array;
  /** log σ² of q(z|x), `[rows, width]`, where it is a diagonal normal. */
  readonly logVar?: Float32Array;
  /** KL(q(z|x) ‖ p(z)) of each dimension, nats, the mean over the examples; present where both are diagonal normals. */
  readonly klByDimension?: readonly number[];
  /** The class of each row, where it is known. */
  readonly labels?: ArrayLike<number>;
}

const ROWS = 1000;

/** The closed form of one dimension: `½ (log σ_p² − log σ_q² + (σ_q² + (μ_q − μ_p)²) / σ_p² − 1)`. */
export function klOfDimension(mean: number, logVar: number, priorMean: number, priorLogVar: number): number {
  return 0.5 * (priorLogVar - logVar + (Math.exp(logVar) + (mean - priorMean) ** 2) / Math.exp(priorLogVar) - 1);
}

/** Center and log-variance of q(z|x), mean and log-variance of the prior, one after the other, as far as the model has them. */
function known(model: Vae, x: tf.Tensor, labels: Int32Array | undefined, numbers: tf.Tensor2D | undefined): tf.Tensor[] {
  const y = model.classes === undefined || labels === undefined ? numbers : tf.tensor1d(labels, 'int32');
  const context = model.context(y, x.shape[0]!);
  const parameters = model.encodeParameters(x, context.condition);
  const q = momentsIfDiagonal(model.posterior.family?.(parameters, context));
  if (q === undefined) return [model.posterior.center(parameters, context)];
  if (model.classes !== undefined && y === undefined) return [q.mean, q.logVar];
  const p = momentsIfDiagonal(model.prior.family?.(contextFor('prior', context)));
  return p === undefined ? [q.mean, q.logVar] : [q.mean, q.logVar, p.mean, p.logVar];
}

/**
 * Codes of examples, and how far each dimension is from the prior.
 *
 * @throws Error when shapes do not fit the model, or labels are missing that its encoder needs
 */
export async function codesOf(model: Vae, { x, y, condition }: LabeledExamples): Promise<Codes> {
  const { data, shape } = intensities(x);
  const rows = shape[0]!;
  if (shape.slice(1).join() !== model.event.join())
    throw new Error(`codesOf: the examples have shape [${shape.join(',')}]; expected [rows,${model.event.join(',')}]`);
  const size = data.length / rows;
  const width = model.latent.reduce((product, extent) => product * extent, 1);
  const mean = new Float32Array(rows * width);
  const logVar = new Float32Array(rows * width);
  const kl = new Float64Array(width);
  let parts = 0;
  for (let start = 0; start < rows; start += ROWS) {
    const count = Math.min(ROWS, rows - start);
    const labels = y === undefined ? undefined : Int32Array.from({ length: count }, (_, i) => y[start + i]!);
    const read = await takeNumbers(
      tf.tidy(() => {
        const input = tf.tensor(data.subarray(start * size, (start + count) * size), [count, ...shape.slice(1)]);
        const wide = model.conditionWidth ?? 0;
        const given = condition?.data.subarray(start * wide, (start + count) * wide);
        const numbers = given && tf.tensor2d(Float32Array.from(given), [count, wide]);
        return tf.stack(known(model, input, labels, numbers).map((part) => tf.reshape(part, [count * width])));
      }),
    );
    parts = read.shape[0]!;
    const [q, qLogVar, p, pLogVar] = Array.from({ length: parts }, (_, i) =>
      read.data.subarray(i * count * width, (i + 1) * count * width),
    );
    mean.set(q!, start * width);
    if (qLogVar !== undefined) logVar.set(qLogVar, start * width);
    if (p !== undefined)
      for (let i = 0; i < p.length; i++) kl[i % width]! += klOfDimension(q![i]!, qLogVar![i]!, p[i]!, pLogVar![i]!) / rows;
  }
  return {
    width,
    mean,
    ...(parts > 1 ? { logVar } : {}),
    ...(parts > 2 ? { klByDimension: [...kl] } : {}),
    ...(y === undefined ? {} : { labels: y }),
  };
}
