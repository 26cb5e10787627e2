import * as tf from '@tensorflow/tfjs';
import { categoricalNll } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltLikelihood, Likelihood } from '../parts.js';

/** Options of {@link categorical}. */
export interface CategoricalOptions {
  /** How many classes an element can be of. */
  readonly classes: number;
  /** What x holds: the class of each element, a whole number from 0 (default), or one-hot rows, the classes along the event's last axis. */
  readonly encoding?: 'index' | 'oneHot';
}

/**
 * A categorical likelihood from logits: `−log p(x|z) = Σ [log Σ_k exp(l_k) − l_x]`.
 *
 * The decoder gives logits with the classes along the last axis: `[…event, classes]` for indices, the event's shape for one-hot rows. The mean is the
 * classes' probabilities for one-hot rows, and Σ k p_k for indices (of use where classes are levels). A one-hot row counts where all of its numbers
 * were observed.
 *
 * @throws RangeError when `classes` is not a whole number of at least 2; when it is built, Error unless a one-hot event ends in `classes`
 */
export const categorical: PartFactory<Likelihood, [options: CategoricalOptions]> = /* @__PURE__ */ partFactory({
  role: 'likelihood',
  kind: 'categorical',
  example: { parts: { likelihood: { kind: 'categorical', classes: 4, encoding: 'index' } } },
  make: categoricalLikelihood,
});

function categoricalLikelihood(options: CategoricalOptions): Likelihood {
  const { classes, encoding = 'index' } = options;
  if (!Number.isSafeInteger(classes) || classes < 2)
    throw new RangeError(`categorical: \`classes\` is ${classes}; expected a whole number of at least 2`);
  if (encoding !== 'index' && encoding !== 'oneHot')
    throw new RangeError(`categorical: \`encoding\` is ${String(encoding)}; expected 'index' or 'oneHot'`);
  return {
    config: { kind: 'categorical', classes, encoding },
    build({ event }): BuiltLikelihood {
      if (encoding === 'oneHot' && event.at(-1) !== classes)
        throw new Error(`categorical: the event has shape [${event}]; one-hot rows of ${classes} classes must end in ${classes}`);
      const shape = encoding === 'oneHot' ? event : [...event, classes];
      const index = () => tf.range(0, classes, 1, 'float32');
      return {
        parameters: [{ name: 'logits', shape }],
        negativeLogDensity: ([logits], x, mask) => categoricalNll(logits!, x, { mask }),
        mean: ([logits]) => (encoding === 'oneHot' ? tf.softmax(logits!) : tf.sum(tf.mul(tf.softmax(logits!), index()), -1)),
        noise: () => ({ u: { shape, distribution: 'uniform', per: 'example' } }),
        draw: ([logits], noise) => {
          const chosen = gumbelMax(logits!, noise['u']!);
          return encoding === 'oneHot' ? chosen : tf.sum(tf.mul(chosen, index()), -1);
        },
        support: 'categories',
        reportedAs: () => 'nll',
      };
    },
  };
}

/** One-hot draws from logits along the last axis: the largest of `l − log(−log u)`. */
export function gumbelMax(logits: tf.Tensor, u: tf.Tensor): tf.Tensor {
  const classes = logits.shape.at(-1) as number;
  // tfjs has no one-hot rows of one class.
  if (classes === 1) return tf.onesLike(logits);
  const held = tf.clipByValue(u, 2 ** -25, 1 - 2 ** -24);
  const scores = tf.sub(logits, tf.log(tf.neg(tf.log(held))));
  return tf.cast(tf.oneHot(tf.argMax(scores, -1), classes), 'float32');
}
