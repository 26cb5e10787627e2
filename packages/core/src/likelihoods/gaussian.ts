import * as tf from '@tensorflow/tfjs';
import { gaussianNll } from '@vaekit/losses';
import type { BuiltLikelihood, Likelihood } from '../parts.js';

/** Options of {@link gaussian}. */
export interface GaussianOptions {
  /**
   * A fixed standard deviation (default 1); `'learned'`: one for all elements, a variable of the model (its start is 1);
   * `'predicted'`: the decoder gives a log-variance for every element as its second output.
   */
  readonly sigma?: number | 'learned' | 'predicted';
}

/**
 * A normal likelihood: `−log p(x|z) = ½ Σ [log 2π + log σ² + (x − m)² / σ²]`, its constant included.
 *
 * @throws RangeError when `sigma` is a number that is not positive
 */
export function gaussian(options: GaussianOptions = {}): Likelihood {
  const { sigma = 1 } = options;
  if (sigma !== 'learned' && sigma !== 'predicted' && !(typeof sigma === 'number' && sigma > 0 && Number.isFinite(sigma))) {
    throw new RangeError(`gaussian: \`sigma\` is ${String(sigma)}; expected a positive number, 'learned' or 'predicted'`);
  }
  return {
    config: { kind: 'gaussian', sigma },
    build({ event }): BuiltLikelihood {
      const shared = sigma === 'learned' ? tf.tidy(() => tf.variable(tf.zeros([1]))) : undefined;
      const logVarOf = (parameters: readonly tf.Tensor[]): tf.Tensor => shared ?? parameters[1]!;
      return {
        ...(shared === undefined ? {} : { variables: { logVar: shared } }),
        parameters: (sigma === 'predicted' ? ['mean', 'logVar'] : ['mean']).map((name) => ({ name, shape: event })),
        negativeLogDensity: (parameters, x) =>
          gaussianNll(parameters[0]!, x, typeof sigma === 'number' ? { sigma } : { logVar: logVarOf(parameters) }),
        mean: ([mean]) => mean!,
        noise: () => ({ eps: { shape: event, distribution: 'normal', per: 'example' } }),
        draw: (parameters, noise) =>
          tf.add(
            parameters[0]!,
            tf.mul(noise['eps']!, typeof sigma === 'number' ? sigma : tf.exp(tf.mul(logVarOf(parameters), 0.5))),
          ),
        reportedAs: () => 'nll',
      };
    },
  };
}
