import * as tf from '@tensorflow/tfjs';
import type { Flowed } from '../flowed.js';
import { type Made, made } from '../networks/made.js';

/** What an {@link autoregressiveFlow} is made of. */
export interface AutoregressiveFlowRequest {
  /** The number d of dimensions. */
  readonly size: number;
  readonly steps: number;
  readonly hidden: readonly number[];
  /** The width of a context that every step sees; 0: none. */
  readonly context: number;
  readonly seed: number;
}

/** Steps of affine maps, each by a masked network, in both directions. */
export interface AutoregressiveFlow {
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** Step after step `u = (x − m(x))·e^{−s(x)}`: one pass of a network each. */
  parallel(x: tf.Tensor, context?: tf.Tensor): Flowed;
  /** Its inverse, d passes of a network a step. The log-determinant is still that of `parallel`, at what this gives. */
  sequential(u: tf.Tensor, context?: tf.Tensor): Flowed;
}

/** Numbers i of m and s depend on numbers of x before i alone; every other step goes the other way round. */
export function autoregressiveFlow({ size, steps, hidden, context, seed }: AutoregressiveFlowRequest): AutoregressiveFlow {
  const orders = Array.from({ length: steps }, (_, step) => (step % 2 === 0 ? 'forward' : 'backward'));
  const networks = orders.map((order, step) =>
    made({ name: `step${step}`, size, hidden, context, outputs: ['shift', 'logScale'], order, seed }),
  );
  return {
    variables: Object.assign({}, ...networks.map(({ variables }) => variables)) as Record<string, tf.Variable>,
    parallel(x, seen) {
      let z = x;
      const logDets = networks.map((network) => {
        const [m, s] = network.apply(z, seen) as [tf.Tensor, tf.Tensor];
        z = tf.mul(tf.sub(z, m), tf.exp(tf.neg(s)));
        return tf.neg(tf.sum(s, 1)) as tf.Tensor1D;
      });
      return { z, logDet: tf.addN(logDets) };
    },
    sequential(u, seen) {
      let z = u;
      const logDets = networks
        .map((network, step) => [network, orders[step]!] as const)
        .toReversed()
        .map(([network, order]) => {
          const inverse = inTurn(network, z, seen, order);
          z = inverse.z;
          return inverse.logDet;
        });
      return { z, logDet: tf.addN(logDets) };
    },
  };
}

/** `x_i = m_i(x_<i) + u_i·e^{s_i(x_<i)}`, one number after the other; what is not known yet is 0, and nothing that is asked for depends on it. */
function inTurn(network: Made, u: tf.Tensor, seen: tf.Tensor | undefined, order: 'backward' | 'forward'): Flowed {
  const d = u.shape[1]!;
  let x = tf.zerosLike(u);
  const logDets: tf.Tensor1D[] = [];
  for (let k = 0; k < d; k++) {
    const at = order === 'forward' ? k : d - 1 - k;
    const column = tf.tensor2d([Array.from({ length: d }, (_, i) => (i === at ? 1 : 0))]);
    const [m, s] = network.apply(x, seen) as [tf.Tensor, tf.Tensor];
    // The others are left at 0 before the exponential, which might overflow at numbers that nobody asked for.
    const own = tf.mul(s, column);
    x = tf.add(x, tf.mul(column, tf.add(m, tf.mul(u, tf.exp(own)))));
    logDets.push(tf.neg(tf.sum(own, 1)) as tf.Tensor1D);
  }
  return { z: x, logDet: tf.addN(logDets) };
}
