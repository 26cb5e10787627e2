import * as tf from '@tensorflow/tfjs';

/**
 * A width of a likelihood in the shape of `mean`: given in that shape, as a scalar or `[1]` for all values, or as `[1, …event]`, one for each
 * element of the event that all examples share.
 *
 * By an addition of zeros: tfjs unrolls the gradient of `broadcastTo` into one slice a copy.
 *
 * @throws in the name of `caller`, when it has another shape
 */
export function broadcastWidth(caller: string, name: string, width: tf.Tensor, mean: tf.Tensor): tf.Tensor {
  const shape = (width as Partial<tf.Tensor> | undefined)?.shape;
  if (!shape) throw new TypeError(`${caller}: \`${name}\` must be a tensor or a number, but is ${String(width)}`);
  if (`${shape}` === `${mean.shape}`) return width;
  if (width.size === 1 && width.rank <= 1) return tf.add(tf.reshape(width, []), tf.zeros(mean.shape));
  if (`${shape}` === `${[1, ...mean.shape.slice(1)]}`) return tf.add(width, tf.zeros(mean.shape));
  throw new Error(
    `${caller}: \`mean\` has shape [${mean.shape}] but \`${name}\` has [${shape}]; give one \`${name}\` for every value of \`mean\`, ` +
      `[${[1, ...mean.shape.slice(1)]}] for one that all examples share, or a scalar for all of them`,
  );
}

/** Throws, in the name of `caller`, unless `value` is positive and finite. */
export function checkPositive(caller: string, name: string, value: number): void {
  if (!(value > 0 && value < Infinity))
    throw new RangeError(`${caller}: \`${name}\` is ${value}; it must be positive and finite`);
}
