import * as tf from '@tensorflow/tfjs';
import type { Context, Shapes } from '../parts.js';
import { randomStream } from '../random/randomStream.js';
import { claimParameters } from '../saving/parameterCount.js';

/** Where the classes are, and how wide. */
export interface ClassLocations {
  readonly variables: Readonly<Record<string, tf.Variable>>;
  readonly means: tf.Tensor2D;
  readonly widths: boolean;
  /** μ^y and log σ_y² of the rows' labels, `[rows, ...latent]`. */
  mean(context: Context): tf.Tensor;
  logVar(context: Context): tf.Tensor;
  residual(z: tf.Tensor, context: Context): tf.Tensor;
}

/** The learned places of the classes in the space of codes, as `classMeans` starts them. */
export function classLocations(
  classes: number,
  { latent }: Shapes,
  { classVariance, bias, seed }: { classVariance: boolean; bias: boolean; seed: number },
): ClassLocations {
  const width = latent.reduce((size, extent) => size * extent, 1);
  claimParameters('the class means', [classes, width]);
  if (bias) claimParameters('bias', [width]);
  if (classVariance) claimParameters('logVars', [classes, width]);
  const start = randomStream(seed)
    .fork('prior/means')
    .fillUniform(new Float32Array(classes * width));
  const limit = Math.sqrt(6 / (classes + width));
  for (let i = 0; i < start.length; i++) start[i] = (2 * start[i]! - 1) * limit;
  const means = tf.tidy(() => tf.variable(tf.tensor2d(start, [classes, width])));
  const offset = bias ? tf.tidy(() => tf.variable(tf.zeros([width]))) : undefined;
  const logVars = classVariance ? tf.tidy(() => tf.variable(tf.zeros([classes, width]))) : undefined;

  const rowsOf = ({ condition, rows }: Context, matrix: tf.Tensor2D, shift?: tf.Tensor): tf.Tensor => {
    if (condition === undefined) {
      throw new Error(`classMeans: the batch has no labels; give \`y\`, whole numbers from 0 to ${classes - 1}`);
    }
    const product = tf.matMul(condition, matrix);
    return tf.reshape(shift === undefined ? product : tf.add(product, shift), [rows, ...latent]);
  };
  const mean = (context: Context): tf.Tensor => rowsOf(context, means as tf.Tensor2D, offset);
  const logVar = (context: Context): tf.Tensor =>
    logVars === undefined ? tf.zeros([context.rows, ...latent]) : rowsOf(context, logVars as tf.Tensor2D);
  return {
    variables: { means, ...(offset === undefined ? {} : { bias: offset }), ...(logVars === undefined ? {} : { logVars }) },
    means: means as tf.Tensor2D,
    widths: logVars !== undefined,
    mean,
    logVar,
    residual: (z, context) => {
      const centered = tf.sub(z, mean(context));
      return logVars === undefined ? centered : tf.mul(centered, tf.exp(tf.mul(logVar(context), -0.5)));
    },
  };
}

/** `λ / pairs · Σ_{a<b} max(0, 1 − ‖μ^a − μ^b‖ / margin)²`; a bias common to all classes does not change it. */
export function separationPenalty(means: tf.Tensor2D, weight: number, margin: number): tf.Scalar {
  const [classes, width] = means.shape;
  const difference = tf.sub(tf.reshape(means, [classes, 1, width]), tf.reshape(means, [1, classes, width]));
  // The pairs (a, a) sit at distance √1e-12 and are masked: the root's gradient stays finite there.
  const distance = tf.sqrt(tf.add(tf.sum(tf.square(difference), -1), 1e-12));
  const gap = tf.relu(tf.sub(1, tf.div(distance, margin)));
  const others = tf.sub(1, tf.eye(classes));
  return tf.mul(tf.sum(tf.mul(tf.square(gap), others)), weight / (classes * (classes - 1))) as tf.Scalar;
}
