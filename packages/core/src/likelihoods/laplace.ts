import * as tf from '@tensorflow/tfjs';
import { laplaceNll } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltLikelihood, Likelihood } from '../parts.js';
import { buildWidth, checkWidth, type Width, widthOf } from './width.js';

/** Options of {@link laplace}. */
export interface LaplaceOptions {
  /**
   * A fixed scale b (default 1); `'learned'`: one for all elements, a variable of the model (its start is 1); `'perPixel'`: one for each element
   * of the event, likewise; `'predicted'`: the decoder gives log b for every element as its second output.
   */
  readonly scale?: Width;
}

/**
 * A Laplace likelihood: `−log p(x|z) = Σ [|x − m| / b + log 2b]`, the absolute error with its constant.
 *
 * @throws RangeError when `scale` is a number that is not positive
 */
export const laplace: PartFactory<Likelihood, [options?: LaplaceOptions]> = /* @__PURE__ */ partFactory({
  role: 'likelihood',
  kind: 'laplace',
  example: { parts: { likelihood: { kind: 'laplace', scale: 'learned' } } },
  choice: {
    support: 'real',
    data: 'numbers with some outliers',
    widths: ['learned', 'per-pixel', 'predicted', 'number'],
    make: (_, scale) => laplaceLikelihood({ scale: scale as Width }),
  },
  make: laplaceLikelihood,
});

function laplaceLikelihood(options: LaplaceOptions = {}): Likelihood {
  const { scale = 1 } = options;
  checkWidth('laplace', 'scale', scale);
  return {
    config: { kind: 'laplace', scale },
    build({ event }): BuiltLikelihood {
      const width = buildWidth('logScale', scale, event);
      return {
        variables: width.variables,
        parameters: [{ name: 'mean', shape: event }, ...width.parameters],
        negativeLogDensity: ([mean, predicted], x, mask) => {
          const logScale = width.log(predicted);
          return laplaceNll(mean!, x, { ...(logScale === undefined ? { scale: scale as number } : { logScale }), mask });
        },
        mean: ([mean]) => mean!,
        noise: () => ({ u: { shape: event, distribution: 'uniform', per: 'example' } }),
        // m − b sign(v) log(1 − 2|v|) with v = u − ½; at u = 0, of probability 2⁻²⁴, the logarithm is held at that of 2⁻²⁵.
        draw: ([mean, predicted], noise) => {
          const v = tf.sub(noise['u']!, 0.5);
          const tail = tf.log(tf.maximum(tf.sub(1, tf.mul(tf.abs(v), 2)), 2 ** -25));
          return tf.sub(mean!, tf.mul(tf.mul(tf.sign(v), tail), widthOf(scale, width.log(predicted))));
        },
        support: 'real',
        reportedAs: () => 'nll',
      };
    },
  };
}
