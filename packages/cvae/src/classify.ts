import * as tf from '@tensorflow/tfjs';
import { drawNoise, type LatentContext, randomStream, repeatRows, type Vae } from '@vaekit/core';
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
}

/** What {@link classify} gives. */
export interface Classification {
  /** The most probable class of each row. */
  readonly labels: Int32Array;
  /** `[rows, classes]`; the caller disposes it. */
  readonly probabilities: tf.Tensor2D;
}

const contextOf = (classes: number, label: number, rows: number): LatentContext => ({
  rows,
  classes: tf.tile(tf.cast(tf.oneHot(tf.tensor1d([label], 'int32'), classes), 'float32'), [rows, 1]) as tf.Tensor2D,
});

/** `[rows, classes]` of E_{q(z|x)} p(y|z), with p(y|z) by Bayes from the prior's densities p(z|y). */
function byPrior(
  model: Vae,
  classes: number,
  x: tf.Tensor,
  samples: number,
  noise: tf.NamedTensorMap,
  logPrior: tf.Tensor1D | undefined,
): tf.Tensor {
  const rows = x.shape[0]!;
  const { outputs } = model.encodeParameters(x, { rows });
  const z = model.posterior.draw(outputs, noise, samples);
  const densities = Array.from({ length: classes }, (_, label) =>
    model.prior.logDensity(z, contextOf(classes, label, rows * samples)),
  );
  const { logPosterior } = classPosterior({
    logLikelihood: tf.stack(densities, 1) as tf.Tensor2D,
    ...(logPrior === undefined ? {} : { logPrior }),
  });
  return tf.mean(tf.reshape(tf.exp(logPosterior), [rows, samples, classes]), 1);
}

/** `[rows, classes]` of p(y|x) ∝ p(y)·exp(bound on log p(x|y)), the bound from `samples` importance-weighted draws. */
function byBound(
  model: Vae,
  classes: number,
  x: tf.Tensor,
  samples: number,
  noise: tf.NamedTensorMap,
  logPrior: tf.Tensor1D | undefined,
): tf.Tensor {
  const rows = x.shape[0]!;
  const bounds = Array.from({ length: classes }, (_, label) => {
    const labels = contextOf(classes, label, rows);
    const wide = contextOf(classes, label, rows * samples);
    const { outputs } = model.encodeParameters(x, labels);
    const z = model.posterior.draw(outputs, noise, samples);
    const logRatio = tf.sub(
      model.prior.logDensity(z, wide),
      model.posterior.logDensity(
        outputs.map((parameter) => repeatRows(parameter, samples)),
        z,
      ),
    );
    const nll = model.likelihood.negativeLogDensity(model.decodeParameters(z, wide).outputs, repeatRows(x, samples));
    return tf.sub(tf.logSumExp(tf.reshape(tf.sub(logRatio, nll), [rows, samples]), 1), Math.log(samples));
  });
  const { logPosterior } = classPosterior({
    logLikelihood: tf.stack(bounds, 1) as tf.Tensor2D,
    ...(logPrior === undefined ? {} : { logPrior }),
  });
  return tf.exp(logPosterior);
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
  const { samples = 16, seed = 0, logPrior } = options;
  const classes = requireClasses('classify', model);
  if (!Number.isInteger(samples) || samples < 1)
    throw new RangeError(`classify: \`samples\` is ${samples}; expected a whole number of at least 1`);
  if (logPrior !== undefined && logPrior.length !== classes)
    throw new Error(`classify: \`logPrior\` has ${logPrior.length} numbers; expected ${classes}, one a class`);
  if (x.shape.slice(1).join() !== model.event.join()) {
    throw new Error(`classify: \`x\` has shape [${x.shape.join(',')}]; expected [rows,${model.event.join(',')}]`);
  }
  const rows = x.shape[0]!;
  const compute = model.encoder.inputShapes.length === 1 ? byPrior : byBound;
  const stream = randomStream(seed).fork('classify');
  const probabilities = joined(
    inChunks(x, (chunk, start) => {
      const noise = drawNoise(model.posterior.noise(samples), chunk.shape[0]!, stream.fork(String(start))) as tf.NamedTensorMap;
      return compute(
        model,
        classes,
        chunk,
        samples,
        noise,
        logPrior === undefined ? undefined : tf.tensor1d(Array.from(logPrior)),
      );
    }),
  );
  const labels = Int32Array.from({ length: rows }, (_, row) => {
    const values = probabilities.subarray(row * classes, (row + 1) * classes);
    return values.indexOf(Math.max(...values));
  });
  return { labels, probabilities: tf.tensor2d(probabilities, [rows, classes]) };
}
