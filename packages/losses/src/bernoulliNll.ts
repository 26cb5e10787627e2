import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { eachRow } from './eventSum.js';
import { inFloat } from './inFloat.js';
import { logRatio } from './logRatio.js';
import { checkMask, type MaskOptions } from './mask.js';
import { ofObserved } from './ofObserved.js';
import { sigmoid } from './sigmoid.js';
import { sumEvent } from './sumEvent.js';

/**
 * The Bernoulli negative log-likelihood from logits, `Σ max(l, 0) − l·x + log(1 + exp(−|l|))`.
 *
 * Gray values of x, between 0 and 1, are allowed; what comes back is then a pseudo-NLL (the cross-entropy, no likelihood of anything):
 * a useful loss, but not to be compared with a likelihood.
 *
 * @param logits `l`, finite, `[batch, …event]`; the probability of a 1 is `sigmoid(l)`
 * @param x observations in [0, 1], the shape of `logits`
 * @param options `mask`
 * @returns `[batch]`, in nats, summed over the event axes
 * @throws when the shapes differ or there is no batch axis
 * @see Kingma and Welling 2014, appendix C.1, equation 11, rewritten for logits
 */
export function bernoulliNll(logits: tf.Tensor, x: tf.Tensor, options: MaskOptions = {}): tf.Tensor1D {
  const { mask } = options;
  checkShapes('bernoulliNll', { logits, x }, 'the decoder must put out one logit for every value of `x`');
  checkMask('bernoulliNll', x, mask);
  return inFloat([logits, x], (logits, x) =>
    ofObserved(
      [logits, x],
      mask,
      (keep, logits, x) => {
        // With p = sigmoid(−|l|), in (0, 1/2]: log(1 + exp(−|l|)) = −log(1 − p) = log((1 + z) / (1 − z)), z = p / (2 − p) <= 1/3.
        // So a tiny p is kept in full, and the only transcendental pass is the sigmoid, the fastest one on the WASM backend.
        const p = tf.sigmoid(tf.neg(tf.abs(logits)));
        const softplus = tf.add(tf.relu(logits), logRatio(tf.div(p, tf.sub(2, p))));
        return sumEvent(keep(tf.sub(softplus, tf.mul(logits, x))));
      },
      (_, dy, logits, x) => {
        const each = eachRow(dy, logits.rank);
        return [tf.mul(tf.sub(sigmoid(logits), x), each), tf.mul(logits, tf.neg(each))];
      },
    ),
  );
}
