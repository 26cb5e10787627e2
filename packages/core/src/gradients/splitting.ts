import * as tf from '@tensorflow/tfjs';
import { gradientMend } from './gradientMend.js';

/** What arrives for one output is a tensor, for several a list; tfjs takes it for a list always, and throws on one. */
const listOf = (dy: tf.Tensor | tf.Tensor[]): tf.Tensor[] => (Array.isArray(dy) ? dy : [dy]);

/** `tf.split` and `tf.unstack`, also into one part. */
export const splittingMends: readonly tf.GradConfig[] = [
  gradientMend('SplitV', {}, (dy, _, { axis }) => ({ x: () => tf.concat(listOf(dy), axis as number) })),
  gradientMend('Unpack', {}, (dy, _, { axis }) => ({ value: () => tf.stack(listOf(dy), axis as number) })),
];
