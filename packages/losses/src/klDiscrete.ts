import * as tf from '@tensorflow/tfjs';
import { inFloat } from './inFloat.js';
import { logQuotient } from './logQuotient.js';
import { quotient } from './quotient.js';
import { withGradient } from './withGradient.js';
import { withoutEmpty } from './withoutEmpty.js';

/** Probabilities over the last axis: a tensor, or plain numbers. */
export type Probabilities = tf.Tensor | number[] | number[][];

/**
 * The divergence of one discrete distribution from another, `D(P ‖ Q) = Σ p log(p / q)`, with `0 · log 0 = 0` and `+Infinity` where q is 0 and p is not.
 *
 * The gradient where p is 0 is taken as 0 (from the right the true one is −Infinity), so that a class without mass does not spoil the others.
 *
 * @param p probabilities, `[batch, classes]` (or any shape; `[classes]` gives a scalar)
 * @param q probabilities, the shape of `p`
 * @returns `[batch]` (the shape of `p` without its last axis), in nats, summed over the classes. `p` and `q` are not normalized here.
 * @throws when the shapes differ or there is no axis of classes
 * @see Kullback and Leibler 1951, equation 2.4
 */
export function klDiscrete(p: Probabilities, q: Probabilities): tf.Tensor {
  return inFloat([p, q], (p, q) => {
    if (p.rank === 0 || `${p.shape}` !== `${q.shape}`) {
      throw new Error(
        `klDiscrete: \`p\` has shape [${p.shape}] but \`q\` has [${q.shape}]; both must hold the probabilities of the same classes, ` +
          'along the last axis',
      );
    }
    return tf.sum(withGradient([p, q], terms, gradients), -1);
  });
}

function terms(p: tf.Tensor, q: tf.Tensor): tf.Tensor {
  const [, safeP, safeQ] = withoutEmpty(p, q);
  return tf.mul(p, logQuotient(safeP, safeQ));
}

// d/dp = log(p / q) + 1, d/dq = −p / q (not through q², which would leave the range of float32).
function gradients(dy: tf.Tensor, p: tf.Tensor, q: tf.Tensor): tf.Tensor[] {
  const [filled, safeP, safeQ] = withoutEmpty(p, q);
  const slope = tf.mul(dy, filled);
  return [tf.mul(slope, tf.add(logQuotient(safeP, safeQ), 1)), tf.mul(slope, tf.neg(quotient(safeP, safeQ)))];
}
