import * as tf from '@tensorflow/tfjs';
import type { Flowed } from '../flowed.js';

/** An invertible map of codes, by parameters that belong to each row, or to all. */
export interface FlowStep {
  /** How many parameters it has for codes of d numbers. */
  width(d: number): number;
  /** @param parameters `[rows, width]`, or `[1, width]` for all rows */
  apply(z: tf.Tensor, parameters: tf.Tensor): Flowed;
}

/** `log(e − 1)`, where a softplus is 1. */
const SHIFT = Math.log(Math.E - 1);

/** A positive number that is 1 at 0: `softplus(x + log(e − 1))`. */
export const positiveAroundOne = (x: tf.Tensor): tf.Tensor => tf.softplus(tf.add(x, SHIFT));

/** So many columns of `[rows, width]`, from one on. */
export const columns = (parameters: tf.Tensor, from: number, count: number): tf.Tensor =>
  tf.slice(parameters, [0, from], [parameters.shape[0]!, count]);
