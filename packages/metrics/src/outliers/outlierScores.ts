import * as tf from '@tensorflow/tfjs';
import { type Batch, drawNoise, elbo, type ExamplesInMemory, iwae, judgedBy, randomStream, type Vae } from '@vaekit/core';
import type { PlainTensor } from '@vaekit-internal/base';
import { overExamples } from '../doctor/doctorData.js';

/** Scores of examples, the higher the stranger, `[examples]` each. */
export interface OutlierScores {
  /** −ELBO, nats. */
  readonly elbo: Float64Array;
  /** The negative importance-weighted bound with `draws` draws, nats. */
  readonly bound: Float64Array;
  /** −log p(x|z), the mean over the draws: the reconstruction probability. */
  readonly reconstruction: Float64Array;
  /** |−log p(x) − its mean over training examples|, by the bound: the typical set is neither less nor more likely than what was seen. */
  readonly typicality: Float64Array;
  /** The Mahalanobis distance of the code from those of training examples, by numbers of the code. */
  readonly latentDistance: Float64Array;
}

/** Options of {@link outlierScores}. */
export interface OutlierScoresOptions {
  /** Draws of the code an example. Default 16. */
  readonly draws?: number;
  /** Default 0. */
  readonly seed?: number;
}

/** ELBO, bound and reconstruction of examples, and their codes. */
function terms(model: Vae, data: ExamplesInMemory, draws: number, seed: number) {
  const [single, many] = [judgedBy(model, elbo({ samples: draws })), judgedBy(model, iwae({ k: draws }))];
  try {
    const stream = randomStream(seed).fork('outliers');
    return overExamples(model, data, (batch: Batch, rows) => {
      const of = (judge: Vae): Readonly<Record<string, tf.Tensor>> =>
        judge.forward({
          batch,
          noise: drawNoise(judge.noise('evaluate'), rows, stream),
          schedule: Object.fromEntries(
            Object.entries(judge.schedules ?? {}).map(([name, { final }]) => [name, tf.scalar(final)]),
          ),
          mode: 'evaluate',
          dataSize: rows,
        }).terms;
      const [one, all] = [of(single), of(many)];
      const context = model.context(batch.y, rows);
      const center = model.posterior.center(model.encodeParameters(batch.x, context.condition), context);
      return {
        elbo: tf.add(one['reconstruction']!, one['kl']!),
        reconstruction: one['reconstruction']!,
        bound: tf.addN([all['reconstruction']!, all['kl']!, all['tightening']!]),
        code: tf.reshape(center, [rows, -1]),
      };
    });
  } finally {
    single.dispose();
    many.dispose();
  }
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Scores that tell outliers from examples like those of training. Which is best depends on the data: likelihoods of simple images are high whatever a model was trained on, which
 * typicality and the distance of codes can see.
 *
 * @param training examples that the model was trained on, for typicality and the distance of codes
 * @throws Error when the data do not fit the model, or it has no densities
 * @see An and Cho 2015 (reconstruction probability); Nalisnick et al. 2019, "Detecting out-of-distribution inputs to deep generative models using typicality"
 */
export function outlierScores(
  model: Vae,
  data: { readonly training: ExamplesInMemory | PlainTensor; readonly examples: ExamplesInMemory | PlainTensor },
  options: OutlierScoresOptions = {},
): OutlierScores {
  const { draws = 16, seed = 0 } = options;
  const as = (given: ExamplesInMemory | PlainTensor): ExamplesInMemory => ('data' in given ? { x: given } : given);
  const [seen, asked] = [terms(model, as(data.training), draws, seed), terms(model, as(data.examples), draws, seed)];
  const width = asked.code.length / asked.elbo.length;
  const usual = mean(seen.bound);
  const columns = Array.from({ length: width }, (_, d) => {
    const own = seen.code.filter((__, i) => i % width === d);
    const middle = mean(own);
    return { middle, variance: Math.max(1e-12, mean(own.map((value) => (value - middle) ** 2))) };
  });
  const distance = Float64Array.from(asked.elbo, (_, row) =>
    Math.sqrt(columns.reduce((sum, { middle, variance }, d) => sum + (asked.code[row * width + d]! - middle) ** 2 / variance, 0)),
  );
  return {
    elbo: asked.elbo,
    bound: asked.bound,
    reconstruction: asked.reconstruction,
    typicality: asked.bound.map((value) => Math.abs(value - usual)),
    latentDistance: distance,
  };
}
