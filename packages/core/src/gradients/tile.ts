import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { gradientMend } from './gradientMend.js';

/**
 * Repetition along axes (`tf.tile`, `tf.broadcastTo`): the gradient is a sum over the repetitions, one reshape and one sum for each
 * repeated axis. tfjs adds up one slice for each repetition, and knows ranks up to 4.
 */
export const tileMend: tf.GradConfig = gradientMend('Tile', { inputs: ['x'] }, (dy, [x], { reps }) => ({
  x: () => {
    const { shape } = x!;
    let sum = dy;
    (reps as readonly number[]).forEach((count, axis) => {
      if (count === 1) return;
      // Axes before this one are summed already, those after it are still repeated.
      const before = sizeFromShape(shape.slice(0, axis));
      const after = sum.size / (before * count);
      const copies = after === 1 ? tf.reshape(sum, [before, count]) : tf.reshape(sum, [before, count, after]);
      sum = tf.sum(copies, 1);
    });
    return tf.reshape(sum, shape);
  },
}));
