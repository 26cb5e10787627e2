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
    build: () => ({
      samples: 1, // draws of z an example
      schedules: { capacity: linearWarmup({ steps, to: nats }) }, // a number a step, computed outside of the graph
      evaluate(pass) {
        /** @type {tf.Tensor1D} */
        const reconstruction = tf.reshape(pass.reconstruction(), [-1]); // [batch], nats
        const kl = pass.kl(); // [batch], nats
        const away = tf.sub(tf.sqrt(tf.add(tf.square(tf.sub(kl, pass.schedule.capacity)), 1)), 1);
        // What is reported, and what is minimized.
        return { terms: { reconstruction, kl }, losses: { model: tf.add(reconstruction, tf.mul(gamma, away)) } };
      },
    }),
  };
}
