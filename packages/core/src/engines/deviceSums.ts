import * as tf from '@tensorflow/tfjs';
import type { SumKeeper } from './stepLedger.js';

/** Sums in float32 on the active backend, which a step adds to without waiting for its numbers. */
export const deviceSums: SumKeeper<tf.Variable, tf.Tensor> = {
  begin: (value) => tf.variable(value, false),
  add(sum, value) {
    sum.assign(tf.add(sum, value));
    return sum;
  },
  read: async (sum) => (await sum.data())[0]!,
  pack: async (sum) => (await sum.data()).slice() as Float32Array,
  unpack: ([value]) => tf.tidy(() => tf.variable(tf.scalar(value!), false)),
  dispose: (sum) => sum.dispose(),
};
