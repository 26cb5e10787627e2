import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { inFloat } from './inFloat.js';
import { logSumExpAboveTop } from './logSumExpAboveTop.js';
import { checkMask, maskTogether, type MaskOptions, observed } from './mask.js';
import { ofObserved } from './ofObserved.js';
import { softmax } from './softmax.js';
import { sumEvent } from './sumEvent.js';

/**
 * The categorical negative log-likelihood from logits, `Σ [log Σ_k exp(l_k) − l_x]`, the classes along the last axis.
 *
 * @param logits `l`, `[batch, …event, classes]`; −Infinity for a class that cannot be
 * @param x observations: the class of each element, whole numbers from 0, `[batch, …event]`; or one-hot, the shape of `logits` (any
 *   probabilities are allowed; what comes back is then a cross-entropy). A class that does not exist adds nothing.
 * @param options `mask`, the shape of `x`; of one-hot rows also `[batch, …event, 1]`: a row counts where all of its numbers were observed
 * @returns `[batch]`, in nats, summed over the event axes
 * @throws when `x` has neither shape, or there is no axis of classes behind the batch
 */
export function categoricalNll(logits: tf.Tensor, x: tf.Tensor, options: MaskOptions = {}): tf.Tensor1D {
  const { mask } = options;
  checkShapes('categoricalNll', { logits }, '');
  const [classes] = logits.shape.slice(-1) as [number];
  const indices = `${x?.shape}` === `${logits.shape.slice(0, -1)}`;
  if (logits.rank < 2 || !(indices || `${x?.shape}` === `${logits.shape}`)) {
    throw new Error(
      `categoricalNll: \`logits\` has shape [${logits.shape}] but \`x\` has [${x?.shape}]; expected logits [batch,…,classes], and classes [batch,…] ` +
        'or one-hot rows in the shape of the logits',
    );
  }
  checkMask('categoricalNll', x, mask, !indices);
  return inFloat([logits, x], (logits, x) => {
    const rows = mask && (indices ? tf.cast(mask, 'float32') : maskTogether(mask));
    // What is missing need not be a number, of which there is no one-hot row.
    const index = () => tf.cast(rows ? observed(tf.cast(x, 'float32'), rows) : x, 'int32');
    const hot = tf.cast(indices ? tf.oneHot(index(), classes) : x, 'float32');
    return sumEvent(
      ofObserved(
        [logits, tf.reshape(hot, logits.shape)],
        rows,
        (keep, logits, hot) => {
          const { lowered, total } = logSumExpAboveTop(logits);
          // A class of which nothing was seen may have the logit −Infinity: selected, as 0 · ∞ is no number.
          const seen = tf.where(tf.equal(hot, 0), tf.zerosLike(hot), tf.mul(hot, lowered));
          return keep(tf.sub(tf.mul(total, tf.sum(hot, -1)), tf.sum(seen, -1)));
        },
        (_, dy, logits, hot) => {
          const each = tf.expandDims(dy, -1);
          return [
            tf.mul(each, tf.sub(tf.mul(softmax(logits), tf.sum(hot, -1, true)), hot)),
            tf.neg(tf.mul(each, tf.logSoftmax(logits))),
          ];
        },
      ),
    );
  });
}
