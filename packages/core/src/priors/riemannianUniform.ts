import * as tf from '@tensorflow/tfjs';
import { normalLogDensity } from '@vaekit/losses';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPrior, Peers, Prior } from '../parts.js';
import { hamiltonianWalk } from '../random/hamiltonianWalk.js';
import { riemannianMetric, type RiemannianMetric } from '../posteriors/riemannianMetric.js';
import { keptMetric, startOf } from './metricPlaces.js';
import { randomStream } from '../random/randomStream.js';

/** Options of {@link riemannianUniform}. */
export interface RiemannianUniformOptions {
  /** T of the model's `riemannianHamiltonian()`. Default: its own; another one is refused. */
  readonly temperature?: number;
  /** λ of the model's `riemannianHamiltonian()`. Default: its own; another one is refused. */
  readonly regularization?: number;
  /** Steps of the chain that a draw is the end of. Default 20. */
  readonly chain?: number;
  /** Leapfrog steps of each. Default 5. */
  readonly leapfrog?: number;
  /** Their length. Default 0.1. */
  readonly stepSize?: number;
  /** The seed of the draws that the normalizer is estimated from. Default 0. */
  readonly seed?: number;
}

/** The options, all but those of the metric with their defaults. */
type Settled = RiemannianUniformOptions & Required<Omit<RiemannianUniformOptions, 'regularization' | 'temperature'>>;

/** Refuses a model without a metric, and one whose metric is not the one that the options name. */
function requireOwnMetric(model: Peers, options: RiemannianUniformOptions): void {
  const kept = keptMetric(model);
  for (const name of ['temperature', 'regularization'] as const)
    if (options[name] !== undefined && options[name] !== kept[name])
      throw new Error(
        `riemannianUniform: \`${name}\` is ${options[name]}, but the metric of the model’s posterior has ${kept[name]}; leave it out`,
      );
}

/** Draws of each of two normals that the normalizer is estimated from. */
const DRAWS = 2048;

/**
 * The prior of a model with `riemannianHamiltonian()` after training: uniform by the volume of its metric, `p(z) ∝ √det G⁻¹(z) · N(z; m, 4 diag s²)`,
 * so that draws stay where the data are. m and s are the moments of the codes: the normal takes the place of the paper's compact set.
 *
 * A draw is the end of a Hamiltonian Monte Carlo chain that begins at a place of the metric, of `chain` steps, each accepted or not; `temperature` multiplies its
 * momenta. `fitPrior` computes m and s, and the normalizer by importance sampling, so that log p(z) is exact up to that constant's error.
 *
 * @throws RangeError when a count is no whole number of at least 1 or a number is not positive; Error beside a posterior that has no such metric, or one of another
 *   `temperature` or `regularization`
 * @see Chadebec, Mantoux and Allassonnière 2020, "Geometry-aware Hamiltonian variational auto-encoder", section 3.3
 */
export const riemannianUniform: PartFactory<Prior, [options?: RiemannianUniformOptions]> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'riemannianUniform',
  example: {
    latent: [2],
    parts: {
      prior: { kind: 'riemannianUniform', chain: 2, leapfrog: 1 },
      posterior: { kind: 'riemannianHamiltonian', centroids: 6, steps: 1, rounds: 2 },
    },
  },
  make(options: RiemannianUniformOptions = {}): Prior {
    const { temperature, regularization, chain = 20, leapfrog = 5, stepSize = 0.1, seed = 0 } = options;
    const given = {
      ...(temperature === undefined ? {} : { temperature }),
      ...(regularization === undefined ? {} : { regularization }),
    };
    for (const [name, count] of Object.entries({ chain, leapfrog })) requireCount('riemannianUniform', name, count);
    for (const [name, value] of Object.entries({ ...given, stepSize }))
      if (!(value > 0 && Number.isFinite(value)))
        throw new RangeError(`riemannianUniform: \`${name}\` is ${value}; expected a positive number`);
    const all = { ...given, chain, leapfrog, stepSize, seed };
    return { config: { kind: 'riemannianUniform', ...all }, build: ({ latent }) => built(latent, all) };
  },
});

function built(latent: readonly number[], options: Settled): BuiltPrior {
  const { chain, seed } = options;
  const d = latent.at(-1)!;
  const state = tf.tidy(() => ({
    mean: tf.variable(tf.zeros([1, d]), false),
    logVar: tf.variable(tf.zeros([1, d]), false),
    logNormalizer: tf.variable(tf.scalar(0), false),
  }));
  const { mean, logVar } = state;
  const metricOf = (model: Peers): RiemannianMetric => {
    const kept = keptMetric(model);
    return riemannianMetric(kept, kept.temperature, kept.regularization);
  };
  const volume = (metric: RiemannianMetric, z: tf.Tensor): tf.Tensor =>
    tf.sum(tf.log(tf.sum(tf.mul(metric.factor(z), tf.eye(d)), 2)), 1);
  const unscaled = (metric: RiemannianMetric, z: tf.Tensor): tf.Tensor =>
    tf.add(volume(metric, z), normalLogDensity(z, tf.add(tf.zerosLike(z), mean), tf.add(tf.zerosLike(z), logVar)));
  const slope = (metric: RiemannianMetric, z: tf.Tensor): tf.Tensor =>
    // A momentum of 0 leaves ½ ∇ log det G⁻¹ of the force.
    tf.sub(metric.force(z)(tf.zerosLike(z)), tf.mul(tf.sub(z, mean), tf.exp(tf.neg(logVar))));
  return {
    requirePeers: (model) => requireOwnMetric(model, options),
    state,
    logDensity: (z, { model }) => tf.sub(unscaled(metricOf(model), z), state.logNormalizer) as tf.Tensor1D,
    fitting: { kind: 'closed', fit: (codes, rows, _, model) => fitted(codes, rows, model) },
    noise: () => ({
      place: { shape: [1], distribution: 'uniform', per: 'example' },
      momentum: { shape: [chain, d], distribution: 'normal', per: 'example' },
      accept: { shape: [chain], distribution: 'uniform', per: 'example' },
    }),
    draw: (noise, context, heat) => {
      const metric = metricOf(context.model);
      const target = { log: (z: tf.Tensor) => unscaled(metric, z), slope: (z: tf.Tensor) => slope(metric, z) };
      return hamiltonianWalk(
        startOf(noise['place']!, context),
        { momentum: tf.mul(noise['momentum']!, heat), accept: noise['accept']! },
        target,
        options,
      );
    },
  };

  /** The moments of the codes, then log E_r[π/r] with r half of the normal around all codes and half of normals of variance T²/2 around the places. */
  function fitted(codes: Float32Array, rows: number, model: Peers): void {
    tf.tidy(() => {
      const { mean: center, variance } = tf.moments(tf.tensor2d(codes, [rows, d]), 0, true);
      mean.assign(center);
      logVar.assign(tf.log(tf.add(tf.mul(variance, 4), 1e-6)));
      const { centroids, temperature } = keptMetric(model);
      const count = centroids.shape[0]!;
      const eps = tf.tensor2d(
        randomStream(seed)
          .fork('normalizer')
          .fillNormal(new Float32Array(2 * DRAWS * d)),
        [2 * DRAWS, d],
      );
      const near = tf.gather(
        centroids,
        tf.tensor1d(
          Int32Array.from({ length: DRAWS }, (_, i) => i % count),
          'int32',
        ),
      );
      const narrow = tf.mul(tf.slice(eps, [DRAWS, 0], [DRAWS, d]), temperature / Math.SQRT2);
      const wide = tf.mul(tf.slice(eps, [0, 0], [DRAWS, d]), tf.exp(tf.mul(logVar, 0.5)));
      const z = tf.concat([tf.add(wide, mean), tf.add(near, narrow)], 0);
      const around = tf.mul(
        tf.sum(tf.square(tf.sub(tf.expandDims(z, 1), tf.expandDims(centroids, 0))), 2),
        -1 / temperature ** 2,
      );
      const ofPlaces = tf.sub(tf.logSumExp(around, 1), Math.log(count) + 0.5 * d * Math.log(Math.PI * temperature ** 2));
      const ofAll = normalLogDensity(z, tf.add(tf.zerosLike(z), mean), tf.add(tf.zerosLike(z), logVar));
      const proposal = tf.sub(tf.logSumExp(tf.stack([ofAll, ofPlaces]), 0), Math.LN2);
      const logs = tf.sub(unscaled(metricOf(model), z), proposal);
      state.logNormalizer.assign(tf.sub(tf.logSumExp(logs), Math.log(2 * DRAWS)));
    });
  }
}
