import * as tf from '@tensorflow/tfjs';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPosterior, Context, Posterior, Shapes } from '../parts.js';
import { claimParameters } from '../saving/parameterCount.js';
import { stopGradient } from '../stopGradient.js';
import { diagonalNormal } from './diagonalNormal.js';
import { choleskyFactor } from './fullNormal.js';
import { requireMovingDensity } from './leapfrog.js';
import { type Centroids, riemannianLeapfrog, riemannianMetric } from './riemannianMetric.js';

/** Options of {@link riemannianHamiltonian}. */
export interface RiemannianHamiltonianOptions {
  /** Places K of the metric that are kept, the latest that were trained on; from 1 to 200. Default 100. */
  readonly centroids?: number;
  /** Leapfrog steps. Default 3. */
  readonly steps?: number;
  /** The length of a step. Default 0.01. */
  readonly stepSize?: number;
  /** β₀, the inverse temperature before the first step; above 0, at most 1. Default 0.3. */
  readonly tempering?: number;
  /** Rounds in which the implicit parts of a step are solved. Default 3. */
  readonly rounds?: number;
  /** T, how far a place of the metric reaches. Default 1.5. */
  readonly temperature?: number;
  /** λ, what the inverse metric has where there are no data. Default 0.01. */
  readonly regularization?: number;
}

const ranges = {
  stepSize: [Infinity, 'a positive number'],
  tempering: [1, 'a number above 0 and at most 1'],
  temperature: [Infinity, 'a positive number'],
  regularization: [Infinity, 'a positive number'],
} as const;

/**
 * A posterior that the model moves toward log p(x, z), as `hamiltonian()` does, in a metric that it learns: `G⁻¹(z) = Σ_i L_i L_iᵀ exp(−|z − c_i|²/T²) + λ I`,
 * the momentum from `N(0, G(z))`, so that draws are moved along the data.
 *
 * The encoder gives `mean` and `logVar` of z₀, and `metricLogVar` and `metricLower` of L, e^(metricLogVar/2) on its diagonal (the paper has a network of its own
 * for L). In training the places c_i are the means of the batch, rows of weight 0 left out, each draw counted; otherwise the K latest ones, which are state: a sum
 * of fewer or more places than in training, by K over a batch's draws.
 *
 * `log q(z|x)` is `log N(z₀; μ, σ²) + log N(ρ₀; 0, G(z₀)/β₀) − ½ d log β₀ − log N(ρ_K; 0, G(z_K))`, exact as far as the implicit steps are solved.
 *
 * @throws RangeError when a count is no whole number of at least 1, there are more than 200 centroids, or another option is out of range; an Error when the
 *   latent is not `[d]`, d at least 2
 * @see Chadebec, Mantoux and Allassonnière 2020, "Geometry-aware Hamiltonian variational auto-encoder", section 3, equation 12
 */
export const riemannianHamiltonian: PartFactory<Posterior, [options?: RiemannianHamiltonianOptions]> =
  /* @__PURE__ */ partFactory({
    role: 'posterior',
    kind: 'riemannianHamiltonian',
    example: { latent: [2], parts: { posterior: { kind: 'riemannianHamiltonian', centroids: 6, steps: 1, rounds: 2 } } },
    make(options: RiemannianHamiltonianOptions = {}): Posterior {
      const {
        centroids = 100,
        steps = 3,
        stepSize = 0.01,
        tempering = 0.3,
        rounds = 3,
        temperature = 1.5,
        regularization = 0.01,
      } = options;
      const all = { centroids, steps, stepSize, tempering, rounds, temperature, regularization };
      for (const name of ['centroids', 'steps', 'rounds'] as const) requireCount('riemannianHamiltonian', name, all[name]);
      if (centroids > 200)
        throw new RangeError(
          `riemannianHamiltonian: \`centroids\` is ${centroids}; expected at most 200, all of which each step looks at`,
        );
      for (const [name, [most, expected]] of Object.entries(ranges) as [keyof typeof ranges, readonly [number, string]][])
        if (!(all[name] > 0 && all[name] <= most && Number.isFinite(all[name])))
          throw new RangeError(`riemannianHamiltonian: \`${name}\` is ${all[name]}; expected ${expected}`);
      return { config: { kind: 'riemannianHamiltonian', ...all }, build: (shapes) => built(shapes, all) };
    },
  });

function built(shapes: Shapes, options: Required<RiemannianHamiltonianOptions>): BuiltPosterior {
  const { centroids: kept, temperature, regularization } = options;
  const { latent } = shapes;
  const [d] = latent as [number];
  if (latent.length !== 1 || d < 2)
    throw new Error(`riemannianHamiltonian: the latent has shape [${latent.join(',')}]; expected [d] with d of at least 2`);
  const base = diagonalNormal().build(shapes);
  claimParameters('the metric', [kept, d + d * d]);
  const state = tf.tidy(() => ({
    centroids: tf.variable(tf.zeros([kept, d]), false),
    metrics: tf.variable(tf.zeros([kept, d, d]), false),
  }));
  return {
    drawsHaveDensity: true,
    requirePeers: (model) => requireMovingDensity('riemannianHamiltonian', model),
    parameters: [
      ...base.parameters,
      { name: 'metricLogVar', shape: latent },
      { name: 'metricLower', shape: [(d * (d - 1)) / 2] },
    ],
    state,
    metric: { ...state, temperature, regularization },
    noise: (mode) => ({ ...base.noise(mode), momentum: { shape: latent, distribution: 'normal', per: 'example' } }),
    perExample: ([mean, logVar, metricLogVar, metricLower]) => [
      ...base.perExample!([mean!, logVar!]),
      choleskyFactor(d, metricLogVar!, metricLower!),
    ],
    draw(parameters, noise, context) {
      const { logJoint, mode } = context;
      if (logJoint === undefined)
        throw new Error(
          'riemannianHamiltonian: a draw is moved by log p(x, z), but there is no x here; take another posterior, or another prior',
        );
      const own = mode === 'train' ? ofBatch(parameters, context) : state;
      const metric = riemannianMetric(own, temperature, regularization);
      const { z } = base.draw(parameters, noise, context);
      const [gamma, before] = [noise['momentum']!, metric.factor(z)];
      const resting = metric.momentum(before, gamma);
      const start = { z, momentum: tf.div(resting, Math.sqrt(options.tempering)) };
      const end = riemannianLeapfrog(start, metric, { ...options, step: options.stepSize }, logJoint);
      // N(ρ₀; 0, G/β₀) without the factor of β₀ is the density of C⁻ᵀγ under N(0, G).
      const logStart = tf.add(base.logDensity!(parameters, z, context), metric.logDensity(before, resting));
      const logEnd = metric.logDensity(metric.factor(end.z), end.momentum);
      return {
        z: end.z,
        logDensity: tf.sub(logStart, logEnd) as tf.Tensor1D,
        ...(mode === 'train' ? { nextState: { ...latest(own, state, kept) } } : {}),
      };
    },
    center: base.center,
  };
}

/** The places and matrices of the rows themselves; what has weight 0 has a matrix of 0. */
function ofBatch([mean, , , factor]: readonly tf.Tensor[], { rows, weight }: Context): Centroids {
  const squares = tf.matMul(factor!, factor!, false, true);
  if (weight === undefined) return { centroids: mean!, metrics: squares };
  const counts = tf.reshape(tf.cast(tf.greater(weight, 0), 'float32'), [rows, 1, 1]);
  return { centroids: mean!, metrics: tf.mul(squares, counts) };
}

/** The first `kept` of the new ones followed by the old ones. */
function latest(next: Centroids, before: Centroids, kept: number): Centroids {
  const first = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.slice(tf.concat([stopGradient(a), b], 0), 0, kept);
  return { centroids: first(next.centroids, before.centroids), metrics: first(next.metrics, before.metrics) };
}
