import * as tf from '@tensorflow/tfjs';
import { columns, type FlowStep, positiveAroundOne } from './flowStep.js';

/**
 * A planar flow, `z + û·tanh(wᵀz + b)`, which moves codes along û by how far they are from a plane: parameters u, w (d numbers each) and b.
 *
 * It can be inverted where `wᵀû ≥ −1`: `û = u + (m(wᵀu) − wᵀu)·w/|w|²` with `m(s) = softplus(s + log(e − 1)) − 1`, so that wᵀû = m > −1. Of the many such m
 * this one is 0 at 0: u = 0 changes nothing, and the factor of w/|w|² vanishes with w.
 *
 * `log det = log(1 + (1 − t²)·m) = log(t² + (1 − t²)·(1 + m))` with t the tanh: a sum of numbers that are not negative.
 *
 * @see Rezende and Mohamed 2015, "Variational inference with normalizing flows", equations 10 to 12 and appendix A.1
 */
export const planarFlow: FlowStep = {
  width: (d) => 2 * d + 1,
  apply(z, parameters) {
    const d = z.shape[1]!;
    const [u, w, b] = [columns(parameters, 0, d), columns(parameters, d, d), columns(parameters, 2 * d, 1)];
    const s = tf.sum(tf.mul(w, u), 1, true);
    const onePlusM = positiveAroundOne(s);
    const square = tf.sum(tf.square(w), 1, true);
    const along = tf.div(tf.sub(tf.sub(onePlusM, 1), s), tf.where(tf.greater(square, 1e-12), square, 1));
    const moved = tf.add(u, tf.mul(along, w));
    const t = tf.tanh(tf.add(tf.sum(tf.mul(w, z), 1, true), b));
    const t2 = tf.square(t);
    const det = tf.add(t2, tf.mul(tf.sub(1, t2), onePlusM));
    return { z: tf.add(z, tf.mul(moved, t)), logDet: tf.reshape(tf.log(det), [-1]) };
  },
};
