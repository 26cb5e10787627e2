import * as tf from '@tensorflow/tfjs';
import { constant, normalLogDensity, scheduleFromJSON, standardNormalLogDensity, type StepSchedule } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltObjective, Objective, Pass } from '../pass.js';
import { seenFromPrior } from './seenFromPrior.js';
import { requireDiagonal } from './requirements.js';

/** Options of {@link totalCorrelation}. */
export interface TotalCorrelationOptions {
  /** The factor of the mutual information between examples and codes. Default 1. */
  readonly alpha?: number;
  /** The factor of the total correlation, or a schedule of it. Default 6. */
  readonly beta?: number | StepSchedule;
  /** The factor of the dimension-wise divergence. Default 1. */
  readonly gamma?: number;
  /** How log q(z) is estimated from a batch. Default `'weighted'`; `'stratified'` is unbiased for q(z). */
  readonly estimator?: 'stratified' | 'weighted';
}

/**
 * The evidence lower bound with its divergence split into three terms (β-TC-VAE):
 * `E_q[−log p(x|z)] + α·I(z; n) + β·KL(q(z) ‖ Π_k q(z_k)) + γ·Σ_k KL(q(z_k) ‖ p(z_k))`, nats per example.
 *
 * q(z) is the mean of q(z|x_n) over the N training examples, estimated at the code of each of the B examples of a batch:
 * `'weighted'` as `1/(N·B) Σ_j q(z|x_j)`, `'stratified'` as `1/N q(z|x_i) + (N−1)/(N·(B−1)) Σ_{j≠i} q(z|x_j)`. Appendix C.2 gives one
 * of the others, whichever, (N−M)/(N·M) and the rest 1/M, M = B − 1; this is the mean over which one it is: the same expectation with less
 * variance, no order among the examples, and exact where the batch is the whole data set.
 *
 * Codes are seen from the prior, `r = (z − mean)/deviation`: that changes nothing without classes, and with class means it is the residual
 * of a class, which the model has independent of the class. The positions of the classes are then no correlation; what r reveals of the class is.
 *
 * Terms, without factors: `reconstruction`, `mutualInformation`, `totalCorrelation`, `dimensionWise`; the last three add up to log q(z|x) − log p(z) of
 * the draw, so that α = β = γ = 1 is the evidence lower bound. Memory: `[batch, batch, latent]`.
 *
 * @throws RangeError when a factor is negative or not finite, or `estimator` is another word; in a pass, an Error when posterior or prior is not a
 *   diagonal normal, or the prior takes rows without a label
 * @see Chen, Li, Grosse and Duvenaud 2018, "Isolating sources of disentanglement in variational autoencoders", section 4.1 and appendix C
 */
export const totalCorrelation: PartFactory<Objective, [options?: TotalCorrelationOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'totalCorrelation',
  example: {
    classes: 2,
    parts: {
      objective: {
        kind: 'totalCorrelation',
        alpha: 0.5,
        beta: { kind: 'linearWarmup', steps: 20, to: 3 },
        estimator: 'stratified',
      },
      prior: { kind: 'classMeans', classes: 2, classVariance: true },
    },
  },
  argumentsOf: ({ beta, ...options }) => [
    { ...options, beta: scheduleFromJSON(beta as unknown as Parameters<typeof scheduleFromJSON>[0]) },
  ],
  make: totalCorrelationObjective,
});

function totalCorrelationObjective(options: TotalCorrelationOptions = {}): Objective {
  const { alpha = 1, beta = 6, gamma = 1, estimator = 'weighted' } = options;
  for (const [name, factor] of Object.entries({ alpha, beta, gamma })) {
    if (typeof factor === 'number' && !(factor >= 0 && Number.isFinite(factor)))
      throw new RangeError(`totalCorrelation: \`${name}\` is ${factor}; expected a number of at least 0`);
  }
  if (estimator !== 'weighted' && estimator !== 'stratified')
    throw new RangeError(`totalCorrelation: \`estimator\` is '${String(estimator)}'; expected 'weighted' or 'stratified'`);
  const schedule = typeof beta === 'number' ? constant(beta) : beta;
  return {
    config: { kind: 'totalCorrelation', alpha, beta: { ...schedule.toJSON() }, gamma, estimator },
    build: (): BuiltObjective => ({
      requirePeers: (model, shapes) => requireDiagonal('totalCorrelation', model, shapes),
      samples: 1,
      sumsReconstruction: true,
      schedules: { beta: schedule },
      evaluate(pass) {
        const reconstruction = tf.reshape(pass.reconstruction(), [-1]) as tf.Tensor1D;
        const parts = decomposition(pass, shares[estimator](pass));
        const { mutualInformation, totalCorrelation: dependence, dimensionWise } = parts;
        const loss = tf.addN([
          reconstruction,
          tf.mul(mutualInformation, alpha),
          tf.mul(dependence, pass.schedule['beta']!),
          tf.mul(dimensionWise, gamma),
        ]);
        return { terms: { reconstruction, ...parts }, losses: { model: loss } };
      },
    }),
  };
}

/** The three parts of log q(z|x) − log p(z), each `[batch]`, from the share of each example in the estimate of q(z), `[batch or 1, batch]`. */
function decomposition(
  pass: Pass,
  share: tf.Tensor,
): Readonly<Record<'dimensionWise' | 'mutualInformation' | 'totalCorrelation', tf.Tensor1D>> {
  const { standardized, mean, logVar } = seenFromPrior('totalCorrelation', pass);
  const r = standardized(pass.z());
  const [rows, size] = r.shape as [number, number];
  const [code, center, spread] = [tf.reshape(r, [rows, 1, size]), tf.expandDims(mean, 0), tf.expandDims(logVar, 0)];
  const distance = tf.mul(tf.square(tf.sub(code, center)), tf.exp(tf.neg(spread)));
  // log q(r_ik | x_j) at [i, j, k].
  const pairs = tf.mul(tf.add(tf.add(distance, spread), Math.log(2 * Math.PI)), -0.5);
  // A share of 0 is a logarithm so far down that nothing is left of it, and yet finite: ∞ − ∞ has no gradient.
  const logShare = tf.sub(tf.log(tf.maximum(share, 1e-30)), tf.mul(tf.cast(tf.lessEqual(share, 0), 'float32'), 1e30));
  const joint = tf.logSumExp(tf.add(tf.sum(pairs, 2), logShare), 1);
  const marginals = tf.sum(tf.logSumExp(tf.add(pairs, tf.expandDims(logShare, 2)), 1), 1);
  return {
    mutualInformation: tf.sub(normalLogDensity(r, mean, logVar), joint) as tf.Tensor1D,
    totalCorrelation: tf.sub(joint, marginals) as tf.Tensor1D,
    dimensionWise: tf.sub(marginals, standardNormalLogDensity(r)) as tf.Tensor1D,
  };
}

const weightOf = ({ weight, rows }: Pass): tf.Tensor1D => weight ?? tf.ones([rows]);

/** The share of example j in the estimate of q(z) at the code of example i, `[i or 1, j]`. */
const shares = {
  weighted(pass: Pass): tf.Tensor {
    const weight = weightOf(pass);
    return tf.expandDims(tf.div(weight, tf.mul(tf.sum(weight), pass.dataSize)), 0);
  },
  stratified(pass: Pass): tf.Tensor {
    const weight = weightOf(pass);
    const own = tf.eye(pass.rows);
    // An example that is alone in its batch has no others, of any share.
    const others = tf.maximum(tf.sub(tf.sum(weight), weight), 1e-6);
    const share = tf.div(tf.mul(tf.expandDims(weight, 0), pass.dataSize - 1), tf.expandDims(others, 1));
    return tf.div(tf.add(own, tf.mul(tf.sub(1, own), share)), pass.dataSize);
  },
} as const;
