import * as tf from '@tensorflow/tfjs';
import { withGradientMends } from '../gradients/withGradientMends.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltObjective, Objective, Pass } from '../pass.js';
import { contextFor } from '../ownScalars.js';
import { requireKnownLabels } from '../residual.js';
import { codeTerms, requireFactors } from './raeL2.js';
import { requireSlopeOfCode } from './requirements.js';

/** Options of {@link raeGp}. */
export interface RaeGpOptions {
  /** β, the factor of ½|z|²; at least 0. Default 0.01. */
  readonly code?: number;
  /** λ, the factor of the squared Jacobian of the decoder; at least 0. Default 0.001. */
  readonly slope?: number;
  /** `'hutchinson'` (default): an unbiased estimate from one random direction of x; `'sum'`: the gradient of the sum of all values of x, as the paper's code has it. */
  readonly jacobian?: 'hutchinson' | 'sum';
  /** As the largest collection in Python has it: the slope is that of the reconstruction in x, through the posterior's center and the decoder, summed. Default false. */
  readonly zoo?: boolean;
}

/**
 * The reconstruction with a small code and a decoder of small slope (regularized autoencoder with a gradient penalty), `−log p(x|z) + β·½|z|² + λ·‖J‖²_F`,
 * J = ∂D(z)/∂z of the decoder's mean D, nats per example: with `point()` deterministic; codes are sampled from what `fitPrior` makes of them.
 *
 * `‖J‖²_F = E‖Jᵀv‖²` with independent signs v takes one backward pass. The decoder is passed as in evaluation: no dropout, moving averages. With class means it
 * is the distance from the mean of the class that is kept small, r = (z − μ^y)/σ^y in place of z.
 *
 * Terms, with their factors: `reconstruction`, `code`, `slope`.
 *
 * @throws RangeError when a factor is negative or not finite, or `jacobian` is another word, or `'hutchinson'` beside `zoo`; with `zoo` an Error when the
 *   code of the posterior has no slope over x
 * @see Ghosh, Sajjadi, Vergari, Black and Schölkopf 2020, "From variational to deterministic autoencoders", section 3
 */
export const raeGp: PartFactory<Objective, [options?: RaeGpOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'raeGp',
  example: { parts: { objective: { kind: 'raeGp', code: 0.1, slope: 0.2 }, posterior: { kind: 'point' } } },
  make: raeGpObjective,
});

function raeGpObjective({
  code = 0.01,
  slope = 0.001,
  zoo = false,
  jacobian = zoo ? 'sum' : 'hutchinson',
}: RaeGpOptions = {}): Objective {
  requireFactors('raeGp', { code, slope });
  if (jacobian !== 'hutchinson' && jacobian !== 'sum')
    throw new RangeError(`raeGp: \`jacobian\` is '${String(jacobian)}'; expected 'hutchinson' or 'sum'`);
  if (zoo && jacobian !== 'sum')
    throw new RangeError(
      `raeGp: \`jacobian\` is '${jacobian}', but the slope of \`zoo\` is that of the sum of all values; leave one of them out`,
    );
  return {
    config: { kind: 'raeGp', code, slope, jacobian, ...(zoo ? { zoo } : {}) },
    build: ({ event }): BuiltObjective => ({
      requirePeers(model) {
        requireKnownLabels('raeGp', model.prior);
        if (zoo) requireSlopeOfCode('raeGp', model);
      },
      samples: 1,
      leavesPrior: true,
      noise: () => (jacobian === 'sum' ? {} : { u: { shape: event, distribution: 'uniform', per: 'example' } }),
      evaluate: (pass) => ({
        terms: { ...codeTerms('raeGp', pass, code), slope: tf.mul(squaredSlope(pass, zoo), slope) as tf.Tensor1D },
      }),
    }),
  };
}

/** `‖Jᵀv‖²` of each row, `[batch]`. */
function squaredSlope(pass: Pass, zoo: boolean): tf.Tensor1D {
  const { batch, noise, rows, condition, model } = pass;
  const u = noise['u'];
  const direction = u === undefined ? 1 : tf.sub(tf.mul(tf.cast(tf.greaterEqual(u, 0.5), 'float32'), 2), 1);
  const decoded = (z: tf.Tensor): tf.Tensor => model.likelihood.mean(model.decodeParameters(z, condition));
  // A row of x depends on its own z alone, so that the gradient of the sum over rows holds one row of Jᵀv for each.
  const summed = (z: tf.Tensor): tf.Tensor => tf.sum(tf.mul(decoded(z), direction));
  const ofInput = (x: tf.Tensor): tf.Tensor =>
    summed(model.posterior.center(model.encodeParameters(x, condition), contextFor('posterior', pass)));
  const pulled = withGradientMends(() => (zoo ? tf.grad(ofInput)(batch.x) : tf.grad(summed)(pass.z())));
  return tf.sum(tf.square(tf.reshape(pulled, [rows, -1])), 1) as tf.Tensor1D;
}
