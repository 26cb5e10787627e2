import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { checkGrid, type DiscretizedOptions, logisticLogMass, logisticLogMassSlopes } from './discretizedLogistic.js';
import { eventSum } from './eventSum.js';
import { inFloat } from './inFloat.js';
import { checkMask, type MaskOptions } from './mask.js';
import { softmax } from './softmax.js';

/**
 * The negative log-likelihood of a mixture of discretized logistic distributions,
 * `−Σ log Σ_k softmax(w)_k [σ((x + h − m_k)/s_k) − σ((x − h − m_k)/s_k)]`, the components along the last axis.
 *
 * Every value has a mixture of its own. In PixelCNN++ the channels of a pixel share a component, and the means of green and blue are moved by the
 * channels before them: for color that is the stronger likelihood.
 *
 * @param logits w, `[batch, …event, components]`
 * @param means m, the shape of `logits`, in the units of `x`
 * @param logScales log s, the shape of `logits`
 * @param x observations on the grid, `[batch, …event]`
 * @param options `levels` (256) and `range` (`[0, 1]`) of the grid; `mask`
 * @returns `[batch]`, in nats, summed over the event axes
 * @throws when shapes differ, there is no batch axis, or there is no such grid
 * @see Salimans et al. 2017, "PixelCNN++", section 2.1, equations 1 and 2
 */
export function discretizedLogisticMixtureNll(
  logits: tf.Tensor,
  means: tf.Tensor,
  logScales: tf.Tensor,
  x: tf.Tensor,
  options: DiscretizedOptions & MaskOptions = {},
): tf.Tensor1D {
  const caller = 'discretizedLogisticMixtureNll';
  checkShapes(caller, { logits, means, logScales }, 'every component has a weight, a mean and a scale');
  checkGrid(caller, options);
  if (logits.rank < 2 || `${x?.shape}` !== `${logits.shape.slice(0, -1)}`) {
    throw new Error(
      `${caller}: \`logits\` has shape [${logits.shape}] but \`x\` has [${x?.shape}]; expected [batch,…,components] and [batch,…]`,
    );
  }
  checkMask(caller, x, options.mask);
  return inFloat([logits, means, logScales, x], (logits, means, logScales, x) => {
    const each = tf.expandDims(x, -1);
    const copies = tf.add(each, tf.zeros(logits.shape));
    const joint = (logits: tf.Tensor, means: tf.Tensor, logScales: tf.Tensor, x: tf.Tensor) =>
      tf.add(tf.logSoftmax(logits), logisticLogMass(means, logScales, x, options));
    return eventSum(
      [logits, means, logScales, copies],
      (...given) => tf.neg(tf.logSumExp(joint(...(given as Four)), -1)),
      (...given) => {
        const [logits, means, logScales, x] = given as Four;
        const shares = softmax(joint(logits, means, logScales, x));
        const [ofMean, ofScale] = logisticLogMassSlopes(means, logScales, x, options).map((slope) => tf.mul(slope, shares)) as [
          tf.Tensor,
          tf.Tensor,
        ];
        return [tf.sub(softmax(logits), shares), tf.neg(ofMean), tf.neg(ofScale), ofMean];
      },
      options.mask,
    );
  });
}

type Four = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
