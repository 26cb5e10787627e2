import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltLikelihood, Likelihood, PartConfig } from '../parts.js';
import { type ElementNumbers, elementNumbers } from '../elementNumbers.js';

/** Options of {@link scaled}. */
export interface ScaledOptions {
  /** The mean of the training data: one for all elements, or one for each element of the event. */
  readonly mean: ElementNumbers;
  /** The deviation, likewise; above 0. */
  readonly deviation: ElementNumbers;
  /** The likelihood of (x − mean)/deviation; one of real numbers. */
  readonly likelihood: Likelihood;
}

/**
 * A likelihood of data in their own units by one of standardized numbers: with `u = (x − m)/s`, `−log p(x|z) = −log p_u(u|z) + Σ log s`. The decoder
 * gives numbers near 0 and 1, and means and draws are in the units of the data.
 *
 * @throws RangeError when a deviation is not positive or a number is not finite; when it is built, Error unless there is one number, or one for each
 *   element of the event, or when the likelihood does not describe all real numbers
 */
export const scaled: PartFactory<Likelihood, [options: ScaledOptions]> = /* @__PURE__ */ partFactory({
  role: 'likelihood',
  kind: 'scaled',
  example: {
    parts: {
      likelihood: {
        kind: 'scaled',
        mean: [3, 0, 50, 3, 0, 50],
        deviation: 20,
        likelihood: { kind: 'gaussian', sigma: 'learned' },
      },
    },
  },
  make: scaledLikelihood,
  argumentsOf: ({ likelihood, ...numbers }, again) => [
    { ...(numbers as unknown as ScaledOptions), likelihood: again<Likelihood>('likelihood', likelihood as PartConfig) },
  ],
});

function scaledLikelihood({ mean, deviation, likelihood }: ScaledOptions): Likelihood {
  const numbers = elementNumbers('scaled', mean, deviation);
  return {
    config: { kind: 'scaled', mean, deviation, likelihood: likelihood.config },
    build(shapes): BuiltLikelihood {
      const { m, s } = numbers(shapes.event);
      const built = likelihood.build(shapes);
      if (built.support !== 'real') {
        tf.dispose(Object.values(built.variables ?? {}));
        throw new Error(
          `scaled: the likelihood ${likelihood.config.kind} does not describe all real numbers; take one that does, such as gaussian()`,
        );
      }
      const back = (u: tf.Tensor): tf.Tensor => tf.add(tf.mul(u, s()), m());
      return {
        ...built,
        negativeLogDensity(parameters, x, mask) {
          const logs = tf.mul(tf.log(s()), mask ?? tf.onesLike(x));
          const volume = tf.sum(tf.reshape(logs, [x.shape[0]!, sizeFromShape(shapes.event)]), 1);
          return tf.add(built.negativeLogDensity(parameters, tf.div(tf.sub(x, m()), s()), mask), volume);
        },
        mean: (parameters) => back(built.mean(parameters)),
        draw: (parameters, noise) => back(built.draw(parameters, noise)),
      };
    },
  };
}
