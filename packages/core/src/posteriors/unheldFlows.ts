import * as tf from '@tensorflow/tfjs';
import { columns, type FlowStep } from './flowStep.js';
import { planarFlow } from './planarFlow.js';
import { radialFlow, radialMove } from './radialFlow.js';

/**
 * A planar flow as the largest collection in Python has it, `z + u·tanh(wᵀz + b)`: u is not held to where the flow can be inverted, and the determinant may be
 * negative, `log det = log(|1 + (1 − t²)·wᵀu| + 1e-4)`.
 */
export const unheldPlanarFlow: FlowStep = {
  width: planarFlow.width,
  apply(z, parameters) {
    const d = z.shape[1]!;
    const [u, w, b] = [columns(parameters, 0, d), columns(parameters, d, d), columns(parameters, 2 * d, 1)];
    const t = tf.tanh(tf.add(tf.sum(tf.mul(w, z), 1, true), b));
    const det = tf.add(1, tf.mul(tf.sub(1, tf.square(t)), tf.sum(tf.mul(w, u), 1, true)));
    return { z: tf.add(z, tf.mul(u, t)), logDet: tf.reshape(tf.log(tf.add(tf.abs(det), 1e-4)), [-1]) };
  },
};

/** A radial flow as the largest collection in Python has it: `α = exp(a)` and `β = softplus(b) − α`, which b = 0 does not make the identity. */
export const unheldRadialFlow: FlowStep = {
  width: radialFlow.width,
  apply(z, parameters) {
    const d = z.shape[1]!;
    const alpha = tf.exp(columns(parameters, d, 1));
    const beta = tf.sub(tf.softplus(columns(parameters, d + 1, 1)), alpha);
    return radialMove(z, columns(parameters, 0, d), alpha, beta);
  },
};
