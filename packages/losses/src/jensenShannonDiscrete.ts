import * as tf from '@tensorflow/tfjs';
import { horner } from './horner.js';
import { inFloat } from './inFloat.js';
import type { Probabilities } from './klDiscrete.js';
import { log1p } from './log1p.js';
import { quotient } from './quotient.js';
import { withGradient } from './withGradient.js';
import { withoutEmpty } from './withoutEmpty.js';

/**
 * The Jensen–Shannon divergence of discrete distributions, `½ D(P ‖ M) + ½ D(Q ‖ M)`, M = (P + Q)/2: symmetric, between 0 and log 2, and finite
 * where P and Q share no mass.
 *
 * The gradient, ½ log(p / m), is taken as 0 where p is 0 (from the right it is −Infinity).
 *
 * @param p probabilities, `[batch, classes]` (or any shape; `[classes]` gives a scalar)
 * @param q probabilities, the shape of `p`
 * @returns `[batch]` (the shape of `p` without its last axis), in nats
 * @throws when the shapes differ or there is no axis of classes
 * @see Lin 1991, "Divergence measures based on the Shannon entropy"
 */
export function jensenShannonDiscrete(p: Probabilities, q: Probabilities): tf.Tensor {
  return inFloat([p, q], (p, q) => {
    if (p.rank === 0 || `${p.shape}` !== `${q.shape}`) {
      throw new Error(
        `jensenShannonDiscrete: \`p\` has shape [${p.shape}] but \`q\` has [${q.shape}]; both must hold the probabilities of the same ` +
          'classes, along the last axis',
      );
    }
    return withGradient([p, q], divergence, (dy, p, q) => {
      const each = tf.mul(tf.expandDims(dy, -1), 0.5);
      return [logOverMiddle(p, q), logOverMiddle(q, p)].map((slope) => tf.mul(slope, each));
    });
  });
}

// With z = (p − q)/(p + q), p = m (1 + z) and q = m (1 − z): the divergence is ½ Σ m φ(z), φ(z) = (1 + z) log(1 + z) + (1 − z) log(1 − z), which is
// not negative. For |z| <= 0.3 it is z² (1 + z²/6 + z⁴/15 + z⁶/28 + z⁸/45 + …), where the sum of the two logarithms would have nothing left.
function divergence(p: tf.Tensor, q: tf.Tensor): tf.Tensor {
  const sum = tf.add(p, q);
  // Where both are 0, z is 0.
  const safe = tf.add(sum, empty(p, q));
  const z = tf.div(tf.sub(p, q), safe);
  const near = tf.clipByValue(z, -0.3, 0.3);
  const square = tf.square(near);
  const series = tf.mul(square, horner(square, [1, 1 / 6, 1 / 15, 1 / 28, 1 / 45]));
  const side = (x: tf.Tensor) => {
    const y = tf.div(tf.mul(x, 2), safe);
    return tf.mul(y, tf.log(tf.add(y, tf.cast(tf.equal(y, 0), 'float32'))));
  };
  const phi = tf.where(tf.equal(near, z), series, tf.add(side(p), side(q)));
  return tf.mul(tf.sum(tf.mul(sum, phi), -1), 0.25);
}

// log(p/m), which is log1p(z) for small z, and 0 where p is 0.
function logOverMiddle(p: tf.Tensor, q: tf.Tensor): tf.Tensor {
  const [filled, safeP, safeQ] = withoutEmpty(p, q);
  const logarithm = withGradient(
    [safeP, safeQ],
    (p, q) => {
      const z = tf.div(tf.sub(p, q), tf.add(p, q));
      const near = tf.clipByValue(z, -0.3, 0.3);
      return tf.where(tf.equal(near, z), log1p(near), tf.log(tf.div(tf.mul(p, 2), tf.add(p, q))));
    },
    (dy, p, q) => {
      // 1/p − 1/(p + q) = q/(p + q)/p.
      const sum = tf.add(p, q);
      return [tf.mul(dy, quotient(quotient(q, sum), p)), tf.neg(quotient(dy, sum))];
    },
  );
  return tf.mul(filled, logarithm);
}

// 1 where both are 0.
function empty(p: tf.Tensor, q: tf.Tensor): tf.Tensor {
  return tf.cast(tf.logicalAnd(tf.equal(p, 0), tf.equal(q, 0)), 'float32');
}
