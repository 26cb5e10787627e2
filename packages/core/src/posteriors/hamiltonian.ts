import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { standardNormalLogDensity } from '@vaekit/losses';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPosterior, Posterior, Shapes } from '../parts.js';
import { claimParameters } from '../saving/parameterCount.js';
import { diagonalNormal } from './diagonalNormal.js';
import { requireMovingDensity, temperedLeapfrog } from './leapfrog.js';

/** Options of {@link hamiltonian}. */
export interface HamiltonianOptions {
  /** Leapfrog steps K, each with two passes of the decoder and their gradients. Default 3. */
  readonly steps?: number;
  /** The length of a step at the beginning of training; each dimension learns its own. Default 0.05. */
  readonly stepSize?: number;
  /** The length that no step exceeds. Default 0.5. */
  readonly largestStep?: number;
  /** β₀ in (0, 1) at the beginning of training, the inverse temperature before the first step; it is learned. Default 0.3. */
  readonly tempering?: number;
}

/**
 * A posterior that the model itself moves toward log p(x, z): `z₀` from a diagonal normal, and K tempered leapfrog steps from it with a momentum
 * `ρ₀ = γ/√β₀`, γ from N(0, I).
 *
 * The encoder gives `mean` and `logVar` of z₀, whose mean is the center. On the space of places and momenta the draw has the density
 * `log N(z₀; μ, σ²) + log N(γ; 0, I)` after the volume, and what the model has there is `log p(x, z_K) + log N(ρ_K; 0, I)`; so `log q(z|x)` is
 * `log N(z₀; μ, σ²) + log N(γ; 0, I) − log N(ρ_K; 0, I)`: with it the bound is the paper's, and importance weights are unbiased.
 *
 * Steps are taken in evaluation too. A draw needs x, so that where there is none (a VampPrior) it is refused.
 *
 * @throws RangeError when `steps` is not a whole number of at least 1, or a length or `tempering` is out of range
 * @see Caterini, Doucet and Sejdinovic 2018, "Hamiltonian variational auto-encoder", algorithm 1 and equation 14
 */
export const hamiltonian: PartFactory<Posterior, [options?: HamiltonianOptions]> = /* @__PURE__ */ partFactory({
  role: 'posterior',
  kind: 'hamiltonian',
  example: { latent: [2], parts: { posterior: { kind: 'hamiltonian', steps: 2 } } },
  make(options: HamiltonianOptions = {}): Posterior {
    const { steps = 3, stepSize = 0.05, largestStep = 0.5, tempering = 0.3 } = options;
    requireCount('hamiltonian', 'steps', steps);
    if (!(largestStep > 0 && Number.isFinite(largestStep)))
      throw new RangeError(`hamiltonian: \`largestStep\` is ${largestStep}; expected a positive number`);
    if (!(stepSize > 0 && stepSize < largestStep))
      throw new RangeError(
        `hamiltonian: \`stepSize\` is ${stepSize}; expected a number above 0 and below \`largestStep\`, ${largestStep}`,
      );
    if (!(tempering > 0 && tempering < 1))
      throw new RangeError(`hamiltonian: \`tempering\` is ${tempering}; expected a number above 0 and below 1`);
    const all = { steps, stepSize, largestStep, tempering };
    return { config: { kind: 'hamiltonian', ...all }, build: (shapes) => built(shapes, all) };
  },
});

const logit = (share: number): number => Math.log(share / (1 - share));

function built(shapes: Shapes, { steps, stepSize, largestStep, tempering }: Required<HamiltonianOptions>): BuiltPosterior {
  const { latent } = shapes;
  const { parameters, noise, perExample, draw, logDensity, center } = diagonalNormal().build(shapes);
  claimParameters('the steps', [sizeFromShape(latent) + 1]);
  const variables = tf.tidy(() => ({
    steps: tf.variable(tf.fill([...latent], logit(stepSize / largestStep))),
    tempering: tf.variable(tf.scalar(logit(tempering))),
  }));
  return {
    drawsHaveDensity: true,
    requirePeers: (model) => requireMovingDensity('hamiltonian', model),
    parameters,
    variables,
    noise: (mode) => ({ ...noise(mode), momentum: { shape: latent, distribution: 'normal', per: 'example' } }),
    ...(perExample === undefined ? {} : { perExample }),
    draw(q, given, context) {
      const { logJoint } = context;
      if (logJoint === undefined)
        throw new Error(
          'hamiltonian: a draw is moved by log p(x, z), but there is no x here; take another posterior, or another prior',
        );
      const { z } = draw(q, given, context);
      const beta = tf.sigmoid(variables.tempering);
      const momentum = tf.div(given['momentum']!, tf.sqrt(beta));
      const step = tf.mul(tf.sigmoid(variables.steps), largestStep);
      const end = temperedLeapfrog({ z, momentum }, { steps, step, tempering: beta }, logJoint);
      const before = tf.add(logDensity!(q, z, context), standardNormalLogDensity(given['momentum']!));
      return { z: end.z, logDensity: tf.sub(before, standardNormalLogDensity(end.momentum)) as tf.Tensor1D };
    },
    center,
  };
}
