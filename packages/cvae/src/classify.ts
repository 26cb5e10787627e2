import * as tf from '@tensorflow/tfjs';
import { type BuiltObjective, contextFor, drawNoise, iwae, type Pass, randomStream, type Vae } from '@vaekit/core';
import { classPosterior } from '@vaekit/losses';
import { requireClasses } from './classMoments.js';
import { inChunks, joined } from './inChunks.js';

/** Options of {@link classify}. */
export interface ClassifyOptions {
  /** Draws of z an example. Default 16. */
  readonly samples?: number;
  /** The seed of the draws. Default 0. */
  readonly seed?: number;
  /** log p(y), one number a class. Default: all classes alike. */
  readonly logPrior?: ArrayLike<number> | undefined;
  /** Of the shape of `x`: 1 where a value was observed, 0 where it is missing and counts for nothing. Default: all were. */
  readonly mask?: tf.Tensor | undefined;
}

/** What {@link classify} gives. */
export interface Classification {
  /** The most probable class of each row. */
  readonly labels: Int32Array;
  /** `[rows, classes]`; the caller disposes it. */
  readonly probabilities: tf.Tensor2D;
}

/** One-hot rows of one class. */
const rowsOf = (label: number, classes: number, rows: number): tf.Tensor2D =>
  tf.tile(tf.cast(tf.oneHot(tf.tensor1d([label], 'int32'), classes), 'float32'), [rows, 1]) as tf.Tensor2D;

/** `[rows, classes]` of E_{q(z|x)} p(y|z), with p(y|z) by Bayes from the prior's densities p(z|y). */
function byPrior({ pass, classes, logPrior, model }: Opened): tf.Tensor {
  const { rows, samples } = pass;
  const forPrior = contextFor('prior', pass.drawContext);
  const { logDensity } = model.prior;
  if (logDensity === undefined) throw new Error(`classify: the prior (${model.config.prior.kind}) has no density to compare`);
  const densities = Array.from({ length: classes }, (_, label) =>
    logDensity(pass.z(), { ...forPrior, condition: rowsOf(label, classes, forPrior.rows) }),
  );
  const { logPosterior } = classPosterior({ logLikelihood: tf.stack(densities, 1) as tf.Tensor2D, ...logPrior });
  return tf.mean(tf.reshape(tf.exp(logPosterior), [rows, samples, classes]), 1);
}

/** `[rows, classes]` of p(y|x) ∝ p(y)·exp(bound on log p(x|y)), the bound from `samples` importance-weighted draws. */
function byBound({ pass, classes, logPrior, bound }: Opened): tf.Tensor {
  const bounds = Array.from({ length: classes }, (_, label) => {
    const { terms } = bound.evaluate(pass.under(rowsOf(label, classes, pass.rows)));
    return tf.neg(tf.addN(Object.values(terms)));
  });
  const { logPosterior } = classPosterior({ logLikelihood: tf.stack(bounds, 1) as tf.Tensor2D, ...logPrior });
  return tf.exp(logPosterior);
}

/** A pass over some rows, and what it is asked with. */
interface Opened {
  readonly model: Vae;
  readonly classes: number;
  readonly pass: Pass;
  readonly bound: BuiltObjective;
  readonly logPrior: { readonly logPrior?: tf.Tensor1D };
}

/**
 * Classes of examples by the model itself.
 *
 * Where the encoder sees no label: `p(y|x) ≈ E_{q(z|x)} p(y|z)` with `p(y|z) ∝ p(z|y)·p(y)`. Where it does:
 * `p(y|x) ∝ p(y)·p(x|y)` with log p(x|y) estimated by the importance-weighted bound under each class in turn.
 *
 * @param x `[rows, ...event]`
 * @throws Error when the model has no classes or shapes do not fit; RangeError when `samples` is not a whole number of at least 1
 * @see Su Jianlin 2018 for the first; Kingma et al. 2014, section 3, for the second
 */
export function classify(model: Vae, x: tf.Tensor, options: ClassifyOptions = {}): Classification {
  const { samples = 16, seed = 0, logPrior, mask } = options;
  const classes = requireClasses('classify', model);
  if (!Number.isInteger(samples) || samples < 1)
    throw new RangeError(`classify: \`samples\` is ${samples}; expected a whole number of at least 1`);
  if (logPrior !== undefined && logPrior.length !== classes)
    throw new Error(`classify: \`logPrior\` has ${logPrior.length} numbers; expected ${classes}, one a class`);
  if (x.shape.slice(1).join() !== model.event.join()) {
    throw new Error(`classify: \`x\` has shape [${x.shape.join(',')}]; expected [rows,${model.event.join(',')}]`);
  }
  if (mask !== undefined && mask.shape.join() !== x.shape.join())
    throw new Error(`classify: \`mask\` has shape [${mask.shape.join(',')}]; expected that of \`x\`, [${x.shape.join(',')}]`);
  const rows = x.shape[0]!;
  const compute = model.encoder.inputShapes.length === 1 ? byPrior : byBound;
  const bound = iwae({ k: samples }).build(model.shapes);
  const stream = randomStream(seed).fork('classify');
  const probabilities = joined(
    inChunks(x, (chunk, start) => {
      const count = chunk.shape[0]!;
      const noise = drawNoise(model.noise('evaluate', bound), count, stream.fork(String(start)));
      const origin = [start, ...model.event.map(() => 0)];
      const observed = mask === undefined ? {} : { mask: tf.slice(mask, origin, [...chunk.shape]) };
      const batch = { x: chunk, y: tf.zeros([count], 'int32') as tf.Tensor1D, ...observed };
      const pass = model.pass({ batch, noise, schedule: {}, mode: 'evaluate', dataSize: rows }, bound);
      const given = logPrior === undefined ? {} : { logPrior: tf.tensor1d(Array.from(logPrior)) };
      return compute({ model, classes, pass, bound, logPrior: given });
    }),
  );
  const labels = Int32Array.from({ length: rows }, (_, row) => {
    const values = probabilities.subarray(row * classes, (row + 1) * classes);
    return values.indexOf(Math.max(...values));
  });
  return { labels, probabilities: tf.tensor2d(probabilities, [rows, classes]) };
}
