import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { checkPositive } from './broadcastWidth.js';
import { checkShapes } from './checkShapes.js';
import { eachRow } from './eventSum.js';
import { indicator } from './indicator.js';
import { inFloat } from './inFloat.js';
import { checkMask, type MaskOptions } from './mask.js';
import { type Keep, ofObserved } from './ofObserved.js';
import { quotient } from './quotient.js';
import { sumEvent } from './sumEvent.js';

/** Options of {@link gaussianOptimalSigmaNll}. */
export interface GaussianOptimalSigmaOptions extends MaskOptions {
  /** One sigma for the whole batch (default), or one for each example. */
  readonly per?: 'batch' | 'example';
  /** The least sigma, for where a decoder is perfect. Default exp(−6). */
  readonly minimum?: number;
  /** With `per: 'batch'`, how much each example counts for sigma, `[batch]`; default all alike. */
  readonly weight?: tf.Tensor;
}

type Fitted = MaskOptions & {
  readonly per: 'batch' | 'example';
  readonly minimum: number;
  readonly weight: tf.Tensor | undefined;
};

/**
 * The Gaussian negative log-likelihood at the sigma that makes it least, σ*² = mean (x − mean)², the optimal sigma-VAE:
 * `Σ ½ (x − mean)²/σ*² + ½ log σ*² + ½ log 2π`; with `per: 'example'`, and above the minimum, `½ D (log(2π σ*²) + 1)`.
 *
 * Because σ* is the optimum, its own derivative drops out of the gradient of the batch's (weighted) mean: (mean − x)/σ*² remains. σ* is fitted to
 * what is scored: a loss that balances itself, but not the negative logarithm of a density.
 *
 * @param mean `[batch, …event]`
 * @param x observations, the shape of `mean`
 * @param options `per`, `minimum`, `weight`; `mask`: σ*² is then the mean over the values that were observed, and D their number
 * @returns `[batch]`, in nats, summed over the event axes
 * @throws when shapes differ, there is no batch axis, or `minimum` is not positive
 * @see Rybkin et al. 2021, "Simple and effective VAE training with calibrated decoders", section 4
 */
export function gaussianOptimalSigmaNll(mean: tf.Tensor, x: tf.Tensor, options: GaussianOptimalSigmaOptions = {}): tf.Tensor1D {
  const { per = 'batch', minimum = Math.exp(-6), weight, mask } = options;
  checkShapes('gaussianOptimalSigmaNll', { mean, x }, 'the decoder must put out one mean for every value of `x`');
  checkMask('gaussianOptimalSigmaNll', x, mask);
  checkPositive('gaussianOptimalSigmaNll', 'minimum', minimum);
  if (per !== 'batch' && per !== 'example')
    throw new RangeError(`gaussianOptimalSigmaNll: \`per\` is ${JSON.stringify(per)}; expected 'batch' or 'example'`);
  if (weight && `${weight.shape}` !== `${mean.shape[0]}`)
    throw new Error(
      `gaussianOptimalSigmaNll: \`weight\` has shape [${weight.shape}]; expected [${mean.shape[0]}], one for each example`,
    );
  return inFloat([mean, x, weight], (mean, x, weight) => optimalSigmaNll(mean, x, { per, minimum, weight, mask }));
}

function optimalSigmaNll(mean: tf.Tensor, x: tf.Tensor, options: Fitted): tf.Tensor1D {
  const { per, minimum, weight, mask } = options;
  const sharesOf = (errors: tf.Tensor): tf.Tensor =>
    weight ? tf.div(weight, tf.sum(weight)) : tf.fill(errors.shape, 1 / (errors.shape[0] ?? 1));
  const joined = (each: tf.Tensor): tf.Tensor => (per === 'example' ? each : tf.sum(tf.mul(each, sharesOf(each))));
  // How many values an example has, and how many share a sigma: numbers, or with a mask tensors. Of nothing, the error is 0.
  const size = sizeFromShape(mean.shape.slice(1));
  const counted = (keep: Keep): { each: tf.Tensor | number; shared: tf.Tensor | number } => {
    if (mask === undefined) return { each: size, shared: size };
    const each = sumEvent(keep(tf.ones(mean.shape)));
    return { each, shared: tf.maximum(joined(each), 1e-30) };
  };
  return ofObserved(
    [mean, x],
    mask,
    (keep, mean, x) => {
      const { each, shared } = counted(keep);
      const errors = sumEvent(tf.square(tf.sub(x, mean)));
      const v = tf.maximum(tf.div(joined(errors), shared), minimum ** 2);
      return tf.mul(tf.add(tf.div(errors, v), tf.mul(tf.log(tf.mul(v, 2 * Math.PI)), each)), 0.5) as tf.Tensor1D;
    },
    (keep, dy, mean, x) => {
      const { each, shared } = counted(keep);
      const distance = tf.sub(mean, x);
      const errors = sumEvent(tf.square(distance));
      const best = tf.div(joined(errors), shared);
      const v = tf.maximum(best, minimum ** 2);
      let factor: tf.Tensor = quotient(dy, tf.add(v, tf.zerosLike(dy)));
      if (per === 'batch') {
        // For one example by itself σ* is not the optimum: Σ dy ½ (D/v − error/v²) is what v does, and 2 share (mean − x)/N what moves v, where D
        // are its values and N = Σ share D.
        const free = indicator([best], (best) => tf.greater(best, minimum ** 2));
        const own = mask === undefined ? 1 : tf.div(each, shared);
        const pull = tf.mul(tf.sum(tf.mul(factor, tf.sub(own, tf.div(errors, tf.mul(v, shared))))), free);
        factor = tf.add(factor, tf.mul(sharesOf(errors), pull));
      }
      const slope = tf.mul(distance, eachRow(factor, mean.rank));
      return [slope, tf.neg(slope)];
    },
  );
}
