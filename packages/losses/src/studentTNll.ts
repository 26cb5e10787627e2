import * as tf from '@tensorflow/tfjs';
import { broadcastWidth, checkPositive } from './broadcastWidth.js';
import { checkShapes } from './checkShapes.js';
import { eventSum } from './eventSum.js';
import { log1p } from './log1p.js';
import { digammaIncrease, logGammaIncrease } from './logGammaIncrease.js';
import { checkMask, type MaskOptions } from './mask.js';

/** The shape of a Student t likelihood: its width, and its degrees of freedom; and a mask. */
export interface StudentTNllOptions extends MaskOptions {
  /** ν, a positive number; or `logDegrees`. */
  readonly degrees?: number;
  /** log ν to be learned: the shape of `mean`, `[1, …event]` for one that all examples share, or a scalar or `[1]` for all values. */
  readonly logDegrees?: tf.Tensor;
  /** log s: as `logDegrees`. Default 0, s = 1. */
  readonly logScale?: tf.Tensor;
}

/**
 * The negative log-likelihood of Student's t distribution, a Gaussian with heavy tails,
 * `Σ [½ (ν + 1) log(1 + y²/ν) + log s + ½ log(π ν) + log Γ(ν/2) − log Γ((ν + 1)/2)]`, y = (x − mean)/s.
 *
 * @param mean `[batch, …event]`
 * @param x observations, the shape of `mean`
 * @param options `degrees`, a number, or `logDegrees`, a tensor; `logScale`; `mask`
 * @returns `[batch]`, in nats, summed over the event axes
 * @throws when shapes differ, there is no batch axis, or not exactly one of `degrees` (positive) and `logDegrees` is given
 */
export function studentTNll(mean: tf.Tensor, x: tf.Tensor, options: StudentTNllOptions): tf.Tensor1D {
  const { degrees, logDegrees, logScale, mask } = options;
  checkShapes('studentTNll', { mean, x }, 'the decoder must put out one mean for every value of `x`');
  checkMask('studentTNll', x, mask);
  if ((degrees === undefined) === (logDegrees === undefined))
    throw new TypeError('studentTNll: give `degrees`, a positive number, or `logDegrees`, a tensor, and not both');
  if (degrees !== undefined) checkPositive('studentTNll', 'degrees', degrees);
  return tf.tidy(() => {
    const freedom = logDegrees ?? tf.scalar(Math.log(degrees!));
    return eventSum(
      [
        mean,
        tf.cast(x, 'float32'),
        logScale ? broadcastWidth('studentTNll', 'logScale', logScale, mean) : tf.zeros(mean.shape),
        broadcastWidth('studentTNll', 'logDegrees', freedom, mean),
      ],
      (mean, x, logScale, logDegrees) => {
        const nu = tf.exp(logDegrees);
        const tail = tf.mul(log1p(tf.div(tf.square(scaled(mean, x, logScale)), nu)), tf.mul(tf.add(nu, 1), 0.5));
        const normalizer = tf.sub(
          tf.mul(tf.add(logDegrees, Math.log(Math.PI)), 0.5),
          logGammaIncrease(tf.mul(nu, 0.5), halves(nu)),
        );
        return tf.add(tf.add(tail, logScale), normalizer);
      },
      (mean, x, logScale, logDegrees) => {
        const nu = tf.exp(logDegrees);
        const y = scaled(mean, x, logScale);
        const square = tf.square(y);
        // (ν + 1) y/(ν + y²).
        const pull = tf.div(tf.mul(tf.add(nu, 1), y), tf.add(nu, square));
        const ofMean = tf.neg(tf.mul(pull, tf.exp(tf.neg(logScale))));
        // ν d/dν: ½ ν log1p(y²/ν) − ½ (ν + 1) y²/(ν + y²) + ½ − ½ ν (ψ((ν + 1)/2) − ψ(ν/2)).
        const spread = tf.sub(log1p(tf.div(square, nu)), digammaIncrease(tf.mul(nu, 0.5), halves(nu)));
        const ofDegrees = tf.mul(tf.add(tf.sub(tf.mul(nu, spread), tf.mul(pull, y)), 1), 0.5);
        return [ofMean, tf.neg(ofMean), tf.sub(1, tf.mul(pull, y)), ofDegrees];
      },
      mask,
    );
  });
}

function scaled(mean: tf.Tensor, x: tf.Tensor, logScale: tf.Tensor): tf.Tensor {
  return tf.mul(tf.sub(x, mean), tf.exp(tf.neg(logScale)));
}

function halves(like: tf.Tensor): tf.Tensor {
  return tf.fill(like.shape, 0.5);
}
