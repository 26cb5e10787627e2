import * as tf from '@tensorflow/tfjs';
import { choose } from './choose.js';
import { inFloat } from './inFloat.js';
import { log1p } from './log1p.js';

/**
 * The Poincaré ball of curvature −c: the points of `[rows, d]` with c|z|² < 1, where a step `dz` at z has the length `2|dz|/(1 − c|z|²)`.
 *
 * Points are kept within `√c|z| <= 1 − 1e-5`, a distance of 12.2/√c from the origin: beyond it float32 has too few numbers. With
 * `x ⊕ y = ((1 + 2c x·y + c|y|²) x + (1 − c|x|²) y)/(1 + 2c x·y + c²|x|²|y|²)`, Möbius addition:
 * - `move(x, v) = x ⊕ tanh(√c|v|/2) v/(√c|v|)`: the exponential map at x of v divided by `2/(1 − c|x|²)`, so that the distance of the result from x is |v|;
 * - `tangent(x, z) = d(x, z)·w/|w|`, w = −x ⊕ z: its inverse;
 * - `logVolume(v) = (d − 1) log(sinh(√c|v|)/(√c|v|))`: by how much a ball of radius |v| has more surface than in flat space.
 *
 * @param curvature c, positive
 * @throws RangeError when `curvature` is not a positive number
 * @see Mathieu et al. 2019, "Continuous hierarchical representations with Poincaré variational auto-encoders", sections 2 and 3.1, appendix A
 */
export function poincareBall(curvature: number): PoincareBall {
  if (!(curvature > 0 && curvature < Infinity))
    throw new RangeError(`poincareBall: \`curvature\` is ${curvature}; expected a positive number c, of a ball of curvature -c`);
  const root = Math.sqrt(curvature);
  const inside = (z: tf.Tensor): tf.Tensor => tf.mul(z, tf.minimum(1, tf.div((1 - 1e-5) / root, lengthOf(z))));
  const add = (x: tf.Tensor, y: tf.Tensor): tf.Tensor => {
    const [xy, xx, yy] = [dot(x, y), dot(x, x), dot(y, y)].map((product) => tf.mul(product, curvature)) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const twice = tf.add(tf.mul(xy, 2), 1);
    const sum = tf.add(tf.mul(tf.add(twice, yy), x), tf.mul(tf.sub(1, xx), y));
    return tf.div(sum, tf.add(twice, tf.mul(xx, yy)));
  };
  return {
    move: (x, v) =>
      inFloat([x, v], (x, v) => {
        const angle = tf.mul(lengthOf(v), root);
        return inside(add(x, tf.mul(v, tf.div(tf.tanh(tf.div(angle, 2)), angle))));
      }),
    tangent: (x, z) =>
      inFloat([x, z], (x, z) => {
        const w = add(tf.neg(x), z);
        const short = tf.minimum(tf.mul(lengthOf(w), root), 1 - 1e-7);
        // 2 artanh s = log1p(2s/(1 − s)).
        return tf.mul(w, tf.div(log1p(tf.div(tf.mul(short, 2), tf.sub(1, short))), short));
      }),
    logVolume: (v) =>
      inFloat([v], (v) => {
        const angle = tf.mul(tf.reshape(lengthOf(v), [-1]), root);
        // log(sinh a/a) = a + log((1 − e^{−2a})/(2a)), and a²/6 − a⁴/180 near 0.
        const held = tf.maximum(angle, 0.1);
        const far = tf.add(held, tf.log(tf.div(tf.sub(1, tf.exp(tf.mul(held, -2))), tf.mul(held, 2))));
        const small = tf.square(tf.minimum(angle, 0.1));
        const near = tf.sub(tf.div(small, 6), tf.div(tf.square(small), 180));
        return tf.mul(
          choose([angle], (angle) => tf.less(angle, 0.1), near, far),
          v.shape[1]! - 1,
        ) as tf.Tensor1D;
      }),
  };
}

/** See {@link poincareBall}. */
export interface PoincareBall {
  /** `[rows, d]`, points and vectors alike. */
  move(x: tf.Tensor, v: tf.Tensor): tf.Tensor;
  tangent(x: tf.Tensor, z: tf.Tensor): tf.Tensor;
  /** `[rows]`, nats. */
  logVolume(v: tf.Tensor): tf.Tensor1D;
}

const dot = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.sum(tf.mul(a, b), 1, true);

/** A little above the length, so that its derivative is finite at 0. */
const lengthOf = (v: tf.Tensor): tf.Tensor => tf.sqrt(tf.add(dot(v, v), 1e-18));
