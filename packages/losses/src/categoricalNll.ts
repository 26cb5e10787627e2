import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { logSumExpAboveTop } from './logSumExpAboveTop.js';
import { sumEvent } from './sumEvent.js';
import { withGradient } from './withGradient.js';

/**
 * The categorical negative log-likelihood from logits, `Σ [log Σ_k exp(l_k) − l_x]`, the classes along the last axis.
 *
 * @param logits `l`, `[batch, …event, classes]`
 * @param x observations: the class of each element, whole numbers from 0, `[batch, …event]`; or one-hot, the shape of `logits` (any
 *   probabilities are allowed; what comes back is then a cross-entropy). A class that does not exist adds nothing.
 * @returns `[batch]`, in nats, summed over the event axes
 * @throws when `x` has neither shape, or there is no axis of classes behind the batch
 */
export function categoricalNll(logits: tf.Tensor, x: tf.Tensor): tf.Tensor1D {
  checkShapes('categoricalNll', { logits }, '');
  const [classes] = logits.shape.slice(-1) as [number];
  const indices = `${x?.shape}` === `${logits.shape.slice(0, -1)}`;
  if (logits.rank < 2 || !(indices || `${x?.shape}` === `${logits.shape}`)) {
    throw new Error(
      `categoricalNll: \`logits\` has shape [${logits.shape}] but \`x\` has [${x?.shape}]; expected logits [batch,…,classes], and classes [batch,…] ` +
        'or one-hot rows in the shape of the logits',
    );
  }
  return tf.tidy(() => {
    const hot = tf.cast(indices ? tf.oneHot(tf.cast(x, 'int32'), classes) : x, 'float32');
    return sumEvent(
      withGradient(
        [logits, tf.reshape(hot, logits.shape)],
        (logits, hot) => {
          const { lowered, total } = logSumExpAboveTop(logits);
          return tf.sub(tf.mul(total, tf.sum(hot, -1)), tf.sum(tf.mul(hot, lowered), -1));
        },
        (dy, logits, hot) => {
          const each = tf.expandDims(dy, -1);
          return [
            tf.mul(each, tf.sub(tf.mul(tf.softmax(logits), tf.sum(hot, -1, true)), hot)),
            tf.neg(tf.mul(each, tf.logSoftmax(logits))),
          ];
        },
      ),
    );
  });
}
