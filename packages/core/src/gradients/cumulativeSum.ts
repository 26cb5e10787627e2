import * as tf from '@tensorflow/tfjs';
import { gradientMend } from './gradientMend.js';

/** `tf.cumsum`: the gradient is the cumulative sum from the other end. tfjs transposes it wrongly off the last axis. */
export const cumulativeSumMend: tf.GradConfig = gradientMend('Cumsum', {}, (dy, _, { axis, exclusive, reverse }) => ({
  x: () => tf.cumsum(dy, axis as number, exclusive === true, reverse !== true),
}));
