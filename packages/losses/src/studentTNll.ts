import * as tf from '@tensorflow/tfjs';
import { broadcastWidth, checkPositive } from './broadcastWidth.js';
import { checkShapes } from './checkShapes.js';
import { choose } from './choose.js';
import { eventSum } from './eventSum.js';
import { exponentialExcess } from './exponentialExcess.js';
import { inFloat } from './inFloat.js';
import { log1p } from './log1p.js';
import { digammaGain, logGammaIncrease } from './logGammaIncrease.js';
import { checkMask, type MaskOptions } from './mask.js';
import { quotient } from './quotient.js';
import { sigmoid } from './sigmoid.js';
import { timesExp } from './timesExp.js';
import { withGradient } from './withGradient.js';

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
  return inFloat([mean, x, logScale, logDegrees], (mean, x, logScale, logDegrees) => {
    const freedom = logDegrees ?? tf.scalar(Math.log(degrees!));
    return eventSum(
      [
        mean,
        x,
        logScale ? broadcastWidth('studentTNll', 'logScale', logScale, mean) : tf.zeros(mean.shape),
        broadcastWidth('studentTNll', 'logDegrees', freedom, mean),
      ],
      (mean, x, logScale, logDegrees) => {
        const nu = tf.exp(logDegrees);
        const tail = tf.mul(tailOf(mean, x, logScale, logDegrees), tf.mul(tf.add(nu, 1), 0.5));
        const normalizer = tf.sub(
          tf.mul(tf.add(logDegrees, Math.log(Math.PI)), 0.5),
          logGammaIncrease(tf.mul(nu, 0.5), halves(nu)),
        );
        return tf.add(tf.add(tail, logScale), normalizer);
      },
      (mean, x, logScale, logDegrees) => {
        const [ofMean, share] = pulls(mean, x, logScale, logDegrees).weighted;
        const ofScale = tf.sub(1, share);
        // ν d/dν: ½ [ν log1p(u²) − (ν + 1) u²/(1 + u²)] + ½ − ½ ν (ψ((ν + 1)/2) − ψ(ν/2)).
        const normalizer = tf.sub(0.5, digammaGain(tf.sub(logDegrees, Math.LN2), halves(logDegrees)));
        const ofDegrees = tf.add(tf.mul(degreesPart(mean, x, logScale, logDegrees), 0.5), normalizer);
        return [ofMean, tf.neg(ofMean), ofScale, ofDegrees];
      },
      mask,
    );
  });
}

type Parameters = [mean: tf.Tensor, x: tf.Tensor, logScale: tf.Tensor, logDegrees: tf.Tensor];

/** u = |x − mean|/(s √ν), held below 1e9, where the square is still a number and 1 + u² is u². */
function distance(...[mean, x, logScale, logDegrees]: Parameters): { apart: tf.Tensor; u: tf.Tensor; near: tf.Tensor } {
  const apart = tf.abs(tf.sub(x, mean));
  const u = timesExp(apart, tf.sub(tf.mul(logDegrees, -0.5), logScale));
  return { apart, u, near: tf.minimum(u, 1e9) };
}

/** log(1 + u²), which is 2 log u for a large u: then from logarithms, as u itself may leave the range of float32. */
function tailOf(...given: Parameters): tf.Tensor {
  return withGradient(
    given,
    (...given) => {
      const { apart, u, near } = distance(...(given as Parameters));
      const [, , logScale, logDegrees] = given as Parameters;
      const logarithm = tf.sub(tf.sub(tf.log(apart), logScale), tf.mul(logDegrees, 0.5));
      return tf.where(tf.equal(near, u), log1p(tf.square(near)), tf.mul(logarithm, 2));
    },
    (dy, ...given) => {
      const [slope, share] = pulls(...(given as Parameters)).plain;
      const ofMean = tf.mul(tf.mul(dy, slope), 2);
      return [ofMean, tf.neg(ofMean), tf.mul(tf.mul(dy, share), -2), tf.neg(tf.mul(dy, share))];
    },
  );
}

/**
 * ν log(1 + u²) − (ν + 1) u²/(1 + u²), with the derivatives written out, in which nothing of the size of u² ν is left: with h = u²/(1 + u²) they are
 * 2 d/(d² + s² ν) ((ν + 1) h − 1), −2 h ((ν + 1) h − 1), and ν (w − 1 + exp(−w)) − h ((ν + 1) h − 1), w = log(1 + u²).
 */
function degreesPart(...given: Parameters): tf.Tensor {
  return withGradient(
    given,
    (...given) => {
      const [, share] = pulls(...(given as Parameters)).plain;
      // With u² = exp(w) − 1: ν (w − 1 + exp(−w)) − h, in which no difference of the size of ν u² is formed where u is small and ν large.
      return tf.sub(tf.mul(tf.exp(given[3]!), exponentialExcess(tf.neg(tailOf(...(given as Parameters))))), share);
    },
    (dy, ...given) => {
      const { plain, weighted } = pulls(...(given as Parameters));
      const above = tf.sub(weighted[1], 1);
      const [ofMean, ofScale] = plain.map((part) => tf.mul(dy, tf.mul(tf.mul(part, above), 2))) as [tf.Tensor, tf.Tensor];
      const bend = tf.mul(tf.exp(given[3]!), exponentialExcess(tf.neg(tailOf(...(given as Parameters)))));
      return [ofMean, tf.neg(ofMean), tf.neg(ofScale), tf.sub(tf.mul(dy, bend), tf.mul(ofScale, 0.5))];
    },
  );
}

/** Half the slope of {@link tailOf} in `mean`, which is d/(d² + s² ν) with d = mean − x, and u²/(1 + u²); and both times ν + 1. */
function pulls(
  ...[mean, x, logScale, logDegrees]: Parameters
): Record<'plain' | 'weighted', [slope: tf.Tensor, share: tf.Tensor]> {
  // With l = log(s √ν) and v = d exp(−l): exp(−l) v/(1 + v²), for |v| > 1 (1/d)/(1 + 1/v²): each factor has its range.
  const l = tf.add(logScale, tf.mul(logDegrees, 0.5));
  const d = tf.sub(mean, x);
  const v = timesExp(d, tf.neg(l));
  const isNear = (v: tf.Tensor) => tf.lessEqual(tf.abs(v), 1);
  const one = tf.onesLike(v);
  const near = choose([v], isNear, v, one);
  // 1/(1 + 1/v²) from the logarithm of |v|, which may be infinite itself.
  const farD = choose([v], isNear, one, d);
  const farShare = sigmoid(tf.mul(tf.sub(tf.log(tf.abs(farD)), l), 2));
  const nearSum = tf.add(tf.square(near), 1);
  const away = tf.mul(quotient(one, farD), farShare);
  const either = (near: tf.Tensor, far: tf.Tensor) => choose([v], isNear, near, far);
  // (ν + 1)/ν · y exp(−log s)/(1 + v²), y = d/s: for a large ν its derivative in ν is small, and not the difference of that of ν + 1 and of 1/(d² + s² ν).
  const y = either(timesExp(d, tf.neg(logScale)), one);
  const [nearWeight, farWeight] = [tf.add(tf.exp(tf.neg(logDegrees)), 1), tf.add(tf.exp(logDegrees), 1)];
  return {
    plain: [either(quotient(timesExp(near, tf.neg(l)), nearSum), away), either(quotient(tf.square(near), nearSum), farShare)],
    weighted: [
      either(tf.mul(nearWeight, quotient(timesExp(y, tf.neg(logScale)), nearSum)), tf.mul(farWeight, away)),
      either(tf.mul(nearWeight, quotient(tf.square(y), nearSum)), tf.mul(farWeight, farShare)),
    ],
  };
}

function halves(like: tf.Tensor): tf.Tensor {
  return tf.fill(like.shape, 0.5);
}
