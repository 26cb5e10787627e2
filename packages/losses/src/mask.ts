import * as tf from '@tensorflow/tfjs';

/** What every likelihood takes: which values of `x` were observed. */
export interface MaskOptions {
  /**
   * 1 where a value of `x` was observed, 0 where it is missing: the shape of `x`, or with 1 in the place of a last axis that is one thing (the
   * numbers of a one-hot row, the channels of a color). What is missing adds exactly 0 to the value and to every gradient, whatever stands in its
   * place. Default: everything was observed.
   */
  readonly mask?: tf.Tensor | undefined;
}

/**
 * Throws, in the name of `caller`, unless `mask` is absent or has the shape of `x`; with `together`, where the last axis is one thing, it may also
 * have 1 in its place.
 */
export function checkMask(caller: string, x: tf.Tensor, mask: tf.Tensor | undefined, together = false): void {
  if (mask === undefined) return;
  const found = (mask as Partial<tf.Tensor> | null)?.shape;
  const one = [...x.shape.slice(0, -1), 1];
  if (found && (`${found}` === `${x.shape}` || (together && `${found}` === `${one}`))) return;
  throw new Error(
    `${caller}: \`mask\` ${found ? `has shape [${found}]` : `is ${String(mask)}`} but \`x\` has shape [${x.shape}]; ` +
      `give a tensor of that shape${together ? ` or of [${one}]` : ''}, 1 where a value was observed and 0 where it is missing`,
  );
}

/** The mask of what the last axis makes together, that axis gone: observed where every number of it was. */
export function maskTogether(mask: tf.Tensor): tf.Tensor {
  return tf.min(tf.cast(mask, 'float32'), -1);
}

/**
 * `tensor` where `mask` is 1, and 0 where it is 0, selected and not multiplied: NaN and infinity are gone as well.
 *
 * @param mask the shape of `tensor`, or of its first axes
 */
export function observed(tensor: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const first = tf.reshape(
    mask,
    tensor.shape.map((extent, axis) => (axis < mask.rank ? extent : 1)),
  );
  // Spread by an addition: tfjs's `where` would tile the condition.
  const each = mask.rank === tensor.rank ? first : tf.add(first, tf.zeros(tensor.shape));
  // As numbers: the WASM backend makes every boolean that it selects false.
  return tf.where(tf.greater(each, 0), tf.cast(tensor, 'float32'), tf.zeros(tensor.shape));
}
