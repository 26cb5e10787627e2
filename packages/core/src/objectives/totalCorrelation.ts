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
 * Where the model has classes all of this is within a class, and averaged over classes: the mean of q(z|x_n) is over the N_y examples of the class of the
 * code, `E_y[I(z; n | y) + β·TC(z | y) + …]`, so that what differs between classes is no correlation. B is then B_y, the batch's examples of that class, and N
 * is N_y, estimated as N·B_y/B. Codes are seen from the prior, `r = (z − mean)/deviation`, which changes none of the terms.
 *
 * Terms, without factors: `reconstruction`, `mutualInformation`, `totalCorrelation`, `dimensionWise`; the last three add up to log q(z|x) − log p(z) of
 * the draw, of p(z|y) with classes, so that α = β = γ = 1 is the evidence lower bound, and with α = γ = 1 the loss is `−ELBO + (β − 1)·TC`. Memory: `[batch, batch, latent]`.
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
    build: ({ classes }): BuiltObjective => ({
      requirePeers: (model, shapes) => requireDiagonal('totalCorrelation', model, shapes),
      samples: 1,
      sumsReconstruction: true,
      schedules: { beta: schedule },
      evaluate(pass) {
        const reconstruction = tf.reshape(pass.reconstruction(), [-1]) as tf.Tensor1D;
        const parts = decomposition(pass, shares[estimator](pass, sizesOf(pass, classes)));
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

/** Whom the code of example i is compared with. */
interface Sizes {
  /** What example j weighs beside example i, `[i or 1, j]`: nothing if it is of another class. */
  readonly weight: tf.Tensor;
  /** What all of these weigh together, `[i or 1, 1]`. */
  readonly inBatch: tf.Tensor;
  /** How many there are in the training data, `[i or 1, 1]`; at least the example itself. */
  readonly inData: tf.Tensor;
}

const weightOf = ({ weight, rows }: Pass): tf.Tensor1D => weight ?? tf.ones([rows]);

function sizesOf(pass: Pass, classes: number | undefined): Sizes {
  const each = tf.expandDims(weightOf(pass), 0);
  const all = tf.sum(each, 1, true);
  if (classes === undefined || pass.condition === undefined)
    return { weight: each, inBatch: all, inData: tf.fill([1, 1], pass.dataSize) };
  const weight = tf.mul(tf.matMul(pass.condition, pass.condition, false, true), each);
  const inBatch = tf.sum(weight, 1, true);
  return { weight, inBatch, inData: tf.maximum(tf.mul(tf.div(inBatch, all), pass.dataSize), 1) };
}

/** The share of example j in the estimate of q(z) at the code of example i, `[i or 1, j]`. */
const shares = {
  weighted(_: Pass, { weight, inBatch, inData }: Sizes): tf.Tensor {
    return tf.div(weight, tf.maximum(tf.mul(inBatch, inData), 1e-6)); // a row of weight 0 may be the only one of its class
  },
  stratified(pass: Pass, { weight, inBatch, inData }: Sizes): tf.Tensor {
    const own = tf.eye(pass.rows);
    // An example that is alone in its batch has no others, of any share.
    const others = tf.maximum(tf.sub(inBatch, tf.expandDims(weightOf(pass), 1)), 1e-6);
    const share = tf.div(tf.mul(weight, tf.sub(inData, 1)), others);
    return tf.div(tf.add(own, tf.mul(tf.sub(1, own), share)), inData);
  },
} as const;
