import * as tf from '@tensorflow/tfjs';
import { requireCount } from '../networks/networkOptions.js';

/** Options of {@link traverse}. */
export interface TraverseOptions {
  /** The dimensions to walk along. Default: all. */
  readonly dimensions?: readonly number[];
  /** The first and the last value. Default −3 and 3. */
  readonly from?: number;
  readonly to?: number;
  /** Values a dimension, both ends included. Default 9. */
  readonly steps?: number;
  /** Add the values to the code's own instead of putting them in their place. Default false. */
  readonly relative?: boolean;
}

/**
 * Codes that differ from one code in a single dimension each, which takes evenly spaced values.
 *
 * @param code a code (a tensor of any shape, or numbers)
 * @returns `[dimensions · steps, width]`, dimension by dimension; the caller disposes it
 * @throws RangeError when a dimension is not one of the code's, `steps` is below 1 or a bound is not finite
 */
export function traverse(code: tf.Tensor | ArrayLike<number>, options: TraverseOptions = {}): tf.Tensor2D {
  const center = Float32Array.from(code instanceof tf.Tensor ? code.dataSync() : Array.from(code));
  const { dimensions = Array.from(center, (_, i) => i), from = -3, to = 3, steps = 9, relative = false } = options;
  requireCount('traverse', 'steps', steps);
  if (!Number.isFinite(from) || !Number.isFinite(to))
    throw new RangeError(`traverse: from ${from} to ${to}; expected finite numbers`);
  for (const dimension of dimensions) {
    if (!Number.isInteger(dimension) || dimension < 0 || dimension >= center.length) {
      throw new RangeError(`traverse: dimension ${dimension} is not one of the code's, 0 to ${center.length - 1}`);
    }
  }
  const codes = dimensions.flatMap((dimension) =>
    Array.from({ length: steps }, (_, i) => {
      const value = steps === 1 ? (from + to) / 2 : from + ((to - from) * i) / (steps - 1);
      return center.with(dimension, relative ? center[dimension]! + value : value);
    }),
  );
  return tf.tensor2d(Float32Array.from(codes.flatMap((row) => [...row])), [codes.length, center.length]);
}
