import * as tf from '@tensorflow/tfjs';
import { gaussianNll, gaussianOptimalSigmaNll } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltLikelihood, Likelihood } from '../parts.js';
import { claimParameters } from '../saving/parameterCount.js';

/** Options of {@link gaussian}. */
export interface GaussianOptions {
  /**
   * A fixed standard deviation (default 1); `'learned'`: one for all elements, a variable of the model (its start is 1);
   * `'perPixel'`: one for each element of the event, likewise; `'predicted'`: the decoder gives a log-variance for every element as its
   * second output; `'optimal'`: for each example the one that fits its reconstruction best.
   */
  readonly sigma?: number | 'learned' | 'perPixel' | 'predicted' | 'optimal';
}

const words = ['learned', 'perPixel', 'predicted', 'optimal'] as const;

/**
 * A normal likelihood: `−log p(x|z) = ½ Σ [log 2π + log σ² + (x − m)² / σ²]`, its constant included.
 *
 * With `'optimal'`, σ² is the mean of (x − m)² over the example's own elements, those that were observed (at least e⁻¹²), the optimal sigma-VAE of
 * Rybkin et al. 2021 in its form of one σ an image. σ is then fitted to what is scored, so the value is reported as `pseudoNll`; a draw is its mean,
 * as σ is not known without x.
 *
 * @throws RangeError when `sigma` is a number that is not positive
 */
export const gaussian: PartFactory<Likelihood, [options?: GaussianOptions]> = /* @__PURE__ */ partFactory({
  role: 'likelihood',
  kind: 'gaussian',
  example: { parts: { likelihood: { kind: 'gaussian', sigma: 'predicted' } } },
  choice: {
    support: 'real',
    data: 'any numbers',
    widths: ['learned', 'per-pixel', 'predicted', 'optimal', 'number'],
    make: (_, sigma) => gaussianLikelihood({ sigma: sigma! }),
  },
  make: gaussianLikelihood,
});

function gaussianLikelihood(options: GaussianOptions = {}): Likelihood {
  const { sigma = 1 } = options;
  if (typeof sigma === 'number' ? !(sigma > 0 && Number.isFinite(sigma)) : !words.includes(sigma)) {
    throw new RangeError(
      `gaussian: \`sigma\` is ${String(sigma)}; expected a positive number, 'learned', 'perPixel', 'predicted' or 'optimal'`,
    );
  }
  return {
    config: { kind: 'gaussian', sigma },
    build({ event }): BuiltLikelihood {
      const shape = sigma === 'learned' ? [1] : sigma === 'perPixel' ? [1, ...event] : undefined;
      if (shape !== undefined) claimParameters('logVar', shape);
      const shared = shape && tf.tidy(() => tf.variable(tf.zeros(shape)));
      const logVarOf = (parameters: readonly tf.Tensor[]): tf.Tensor => shared ?? parameters[1]!;
      return {
        ...(shared === undefined ? {} : { variables: { logVar: shared } }),
        parameters: (sigma === 'predicted' ? ['mean', 'logVar'] : ['mean']).map((name) => ({ name, shape: event })),
        negativeLogDensity: (parameters, x, mask) =>
          sigma === 'optimal'
            ? gaussianOptimalSigmaNll(parameters[0]!, x, { per: 'example', mask })
            : gaussianNll(parameters[0]!, x, {
                ...(typeof sigma === 'number' ? { sigma } : { logVar: logVarOf(parameters) }),
                mask,
              }),
        mean: ([mean]) => mean!,
        noise: () => (sigma === 'optimal' ? {} : { eps: { shape: event, distribution: 'normal', per: 'example' } }),
        draw: (parameters, noise) =>
          sigma === 'optimal'
            ? tf.clone(parameters[0]!)
            : tf.add(
                parameters[0]!,
                tf.mul(noise['eps']!, typeof sigma === 'number' ? sigma : tf.exp(tf.mul(logVarOf(parameters), 0.5))),
              ),
        support: 'real',
        ...(sigma === 'optimal' ? { pseudo: true } : {}),
        reportedAs: () => (sigma === 'optimal' ? 'pseudoNll' : 'nll'),
      };
    },
  };
}
