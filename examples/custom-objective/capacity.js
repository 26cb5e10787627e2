import { linearWarmup } from '@vaekit/losses';
import * as tf from '@tensorflow/tfjs';

/**
 * Holds every example's code at a capacity C that grows from 0 to `nats` over `steps`: reconstruction + γ |KL − C|, after Burgess et al. 2018,
 * equation 8. The corner of the absolute value is rounded off, |d| ≈ √(d² + 1) − 1, so that steps do not flip from side to side.
 *
 * @returns {import('@vaekit/core').Objective}
 */
export function capacity({ nats, steps, gamma = 10 }) {
  return {
    config: { kind: 'capacity', nats, steps, gamma }, // saved with the model
    samples: 1, // draws of z an example
    schedules: { capacity: linearWarmup({ steps, to: nats }) }, // a number a step, computed outside of the graph
    evaluate(input) {
      /** @type {tf.Tensor1D} */
      const reconstruction = tf.reshape(input.reconstruction(), [-1]); // [batch], nats
      const kl = input.kl(); // [batch], nats
      const away = tf.sub(tf.sqrt(tf.add(tf.square(tf.sub(kl, input.schedule.capacity)), 1)), 1);
      return { terms: { reconstruction, kl }, loss: tf.add(reconstruction, tf.mul(gamma, away)) }; // reported; minimized
    },
  };
}
