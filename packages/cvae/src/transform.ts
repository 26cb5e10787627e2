import * as tf from '@tensorflow/tfjs';
import {
  type Context,
  contextFor,
  decode,
  diagonalMoments,
  encode,
  type Labels,
  momentsIfDiagonal,
  type Vae,
} from '@vaekit/core';
import { requireClasses } from './classMoments.js';

/** Options of {@link transform}. */
export interface TransformOptions {
  /** The class of each row. */
  readonly from: Labels;
  /** The class each row is to become. */
  readonly to: Labels;
  /** Draw z from q(z|x). Default false: its center. */
  readonly draw?: boolean | undefined;
  /** The seed of a draw. Default: a fresh one. */
  readonly seed?: number | undefined;
}

function labelContext(name: string, model: Vae, labels: Labels, rows: number): Context {
  const classes = model.classes!;
  const values = Array.from(labels instanceof tf.Tensor ? labels.dataSync() : Array.from(labels));
  if (values.length !== rows) throw new Error(`transform: \`${name}\` has ${values.length} labels for ${rows} rows`);
  const wrong = values.find((label) => !Number.isInteger(label) || label < 0 || label >= classes);
  if (wrong !== undefined)
    throw new RangeError(
      `transform: label ${wrong} in \`${name}\` is out of range; expected whole numbers from 0 to ${classes - 1}`,
    );
  return model.context(tf.tensor1d(values, 'int32'), rows);
}

/**
 * The same example as a member of another class.
 *
 * The code moves with the prior, `z′ = μ^{y′} + (z − μ^y)·σ_{y′}/σ_y`, which leaves it where it is under a prior that knows no classes; a decoder that sees
 * labels decodes it under y′.
 *
 * @param x `[rows, ...event]`
 * @returns `[rows, ...event]`, the mean of p(x|z′); the caller disposes it
 * @throws Error when the model has no classes, the prior no moments, or labels and rows differ in number; RangeError when a label is out of range
 */
export function transform(model: Vae, x: tf.Tensor, options: TransformOptions): tf.Tensor {
  const { from, to, draw, seed } = options;
  requireClasses('transform', model);
  return tf.tidy(() => {
    const rows = x.shape[0]!;
    const source = labelContext('from', model, from, rows);
    const target = labelContext('to', model, to, rows);
    const z = encode(model, x, { labels: from, draw, seed });
    const seen = model.decoder.inputShapes.length > 1;
    const family = (context: Context) => model.prior.family?.(contextFor('prior', context));
    const labels = seen ? { labels: to } : {};
    // A prior of another family has no scale to move by, but the decoder still knows the class.
    if (seen && momentsIfDiagonal(family(source)) === undefined) return decode(model, z, labels);
    const moments = (context: Context) => diagonalMoments('transform', `the prior (${model.config.prior.kind})`, family(context));
    const [before, after] = [moments(source), moments(target)];
    const ratio = tf.exp(tf.mul(tf.sub(after.logVar, before.logVar), 0.5));
    return decode(model, tf.add(after.mean, tf.mul(tf.sub(z, before.mean), ratio)), labels);
  });
}
