import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { checkShapes } from './checkShapes.js';
import { checkGrid, type DiscretizedOptions, logisticLogMass, logisticLogMassSlopes } from './discretizedLogistic.js';
import { eventSum } from './eventSum.js';
import { inFloat } from './inFloat.js';
import { checkMask, maskTogether, type MaskOptions } from './mask.js';
import { withGradient } from './withGradient.js';

/**
 * The negative log-likelihood of color pixels under a mixture of discretized logistic distributions whose channels are conditioned on each other,
 * `−Σ_pixels log Σ_k softmax(w)_k Π_c [σ((x_c + h − m'_ck)/s_ck) − σ((x_c − h − m'_ck)/s_ck)]` with
 * `m'_red = m_red`, `m'_green = m_green + tanh(c_0) x_red`, `m'_blue = m_blue + tanh(c_1) x_red + tanh(c_2) x_green`.
 *
 * A pixel has one mixture: its channels share the component. h is half the step of the grid; the lowest and the highest value take all that lies
 * beyond them.
 *
 * @param logits w, `[batch, …pixels, components]`
 * @param means m, `[batch, …pixels, 3, components]`, in the units of `x`; red, green, blue
 * @param logScales log s, the shape of `means`
 * @param coefficients c before the hyperbolic tangent, the shape of `means`; in this order: green by red, blue by red, blue by green
 * @param x observations on the grid, `[batch, …pixels, 3]`
 * @param options `levels` (256) and `range` (`[0, 1]`) of the grid; the paper's is `[-1, 1]`; `mask`, `[batch, …pixels, 3]` or `[batch, …pixels, 1]`: a pixel
 *   counts where all of its channels were observed, and not at all where one is missing, as it is one event
 * @returns `[batch]`, in nats, summed over pixels and channels
 * @throws when shapes do not fit, there are not 3 channels, or there is no such grid
 * @see Salimans et al. 2017, "PixelCNN++", sections 2.1 and 2.2, equations 1 to 3
 */
export function discretizedLogisticRgbNll(
  logits: tf.Tensor,
  means: tf.Tensor,
  logScales: tf.Tensor,
  coefficients: tf.Tensor,
  x: tf.Tensor,
  options: DiscretizedOptions & MaskOptions = {},
): tf.Tensor1D {
  const caller = 'discretizedLogisticRgbNll';
  const advice = 'every component has a mean, a scale and a coefficient for each channel';
  checkShapes(caller, { means, logScales, coefficients }, advice);
  checkGrid(caller, options);
  const [rows = 1, ...event] = means.shape;
  const [channels, components = 1] = event.splice(-2);
  const [weights, values] = [
    [rows, ...event, components],
    [rows, ...event, 3],
  ];
  if (means.rank < 3 || channels !== 3 || `${logits?.shape}` !== `${weights}` || `${x?.shape}` !== `${values}`) {
    throw new Error(
      `${caller}: \`logits\` has shape [${logits?.shape}], \`means\` [${means.shape}] and \`x\` [${x?.shape}]; ` +
        'expected [batch,…,components], [batch,…,3,components] and [batch,…,3]',
    );
  }
  const { mask } = options;
  checkMask(caller, x, mask, true);
  return inFloat([logits, means, logScales, coefficients, x], (logits, means, logScales, coefficients, x) => {
    const pixels = sizeFromShape(event);
    const of = (parameter: tf.Tensor) => tf.reshape(parameter, [rows, pixels, 3, components]);
    return eventSum(
      [
        tf.reshape(logits, [rows, pixels, components]),
        of(means),
        of(logScales),
        of(coefficients),
        tf.reshape(x, [rows, pixels, 3, 1]),
      ],
      (...given) => tf.neg(tf.logSumExp(joint(options, ...(given as Five)).logs, -1)),
      (...given) => slopes(options, ...(given as Five)),
      mask && tf.reshape(maskTogether(mask), [rows, pixels]),
    );
  });
}

type Five = [logits: tf.Tensor, means: tf.Tensor, logScales: tf.Tensor, coefficients: tf.Tensor, x: tf.Tensor];

/** log p(component, pixel), `[rows, pixels, components]`, and the moved means. */
function joint(options: DiscretizedOptions, ...[logits, means, logScales, coefficients, x]: Five) {
  const moved = tf.add(means, shifts(tanh(coefficients), x));
  const logs = tf.add(tf.logSoftmax(logits), tf.sum(logisticLogMass(moved, logScales, x, options), 2));
  return { moved, logs };
}

/** The derivatives of −log Σ exp(joint) of each pixel. */
function slopes(options: DiscretizedOptions, ...given: Five): tf.Tensor[] {
  const [logits, , logScales, coefficients, x] = given;
  const { moved, logs } = joint(options, ...given);
  const shares = tf.softmax(logs);
  const [ofMean, ofScale] = logisticLogMassSlopes(moved, logScales, x, options).map((slope) =>
    tf.neg(tf.mul(slope, tf.expandDims(shares, 2))),
  ) as [tf.Tensor, tf.Tensor];
  const [, green, blue] = channelsOf(ofMean);
  const [greenByRed, blueByRed, blueByGreen] = channelsOf(tanh(coefficients));
  const [red, middle] = channelsOf(x);
  const ofT = tf.concat([tf.mul(green, red), tf.mul(blue, red), tf.mul(blue, middle)], 2);
  // x stands in its own cell, where only x − m' counts, and in the means of the channels behind it.
  const ofRed = tf.add(tf.mul(green, greenByRed), tf.mul(blue, blueByRed));
  const behind = tf.concat([ofRed, tf.mul(blue, blueByGreen), tf.zerosLike(blue)], 2);
  return [
    tf.sub(tf.softmax(logits), shares),
    ofMean,
    ofScale,
    tf.mul(ofT, tanhSlope(coefficients)),
    tf.sum(tf.sub(behind, ofMean), -1, true),
  ];
}

function tanh(x: tf.Tensor): tf.Tensor {
  return withGradient([x], tf.tanh, (dy, x) => [tf.mul(dy, tanhSlope(x))]);
}

/** 1 − tanh² without cancellation where tanh is nearly 1. */
function tanhSlope(x: tf.Tensor): tf.Tensor {
  return tf.mul(4, tf.mul(tf.sigmoid(tf.mul(x, 2)), tf.sigmoid(tf.mul(x, -2))));
}

/** What the channels before it add to the mean of each, `[rows, pixels, 3, components]`. */
function shifts(t: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const [greenByRed, blueByRed, blueByGreen] = channelsOf(t);
  const [red, green] = channelsOf(x);
  const ofBlue = tf.add(tf.mul(blueByRed, red), tf.mul(blueByGreen, green));
  return tf.concat([tf.zerosLike(ofBlue), tf.mul(greenByRed, red), ofBlue], 2);
}

function channelsOf(t: tf.Tensor): [tf.Tensor, tf.Tensor, tf.Tensor] {
  return [0, 1, 2].map((channel) => tf.slice(t, [0, 0, channel, 0], [-1, -1, 1, -1])) as [tf.Tensor, tf.Tensor, tf.Tensor];
}
