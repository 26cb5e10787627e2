import * as tf from '@tensorflow/tfjs';
import { broadcastWidth } from './broadcastWidth.js';
import { checkShapes } from './checkShapes.js';
import { checkGrid, type DiscretizedOptions, logisticLogMass, logisticLogMassSlopes } from './discretizedLogistic.js';
import { eventSum } from './eventSum.js';
import { inFloat } from './inFloat.js';
import { checkMask, type MaskOptions } from './mask.js';

/**
 * The negative log-likelihood of a discretized logistic distribution, `−Σ log [σ((x + h − m)/s) − σ((x − h − m)/s)]`, h half the step of the grid; the
 * lowest and the highest value take all that lies beyond them. A proper likelihood of gray values with 256 levels.
 *
 * @param mean m, `[batch, …event]`, in the units of `x`
 * @param logScale log s, the shape of `mean`, `[1, …event]` for one that all examples share, or a scalar or `[1]` for all values
 * @param x observations on the grid, the shape of `mean`
 * @param options `levels` (256) and `range` (`[0, 1]`) of the grid; `mask`
 * @returns `[batch]`, in nats, summed over the event axes
 * @throws when shapes differ, there is no batch axis, or there is no such grid
 * @see Kingma et al. 2016, "Improved variational inference with inverse autoregressive flow"; Salimans et al. 2017, "PixelCNN++", section 2.1
 */
export function discretizedLogisticNll(
  mean: tf.Tensor,
  logScale: tf.Tensor,
  x: tf.Tensor,
  options: DiscretizedOptions & MaskOptions = {},
): tf.Tensor1D {
  const caller = 'discretizedLogisticNll';
  checkShapes(caller, { mean, x }, 'the decoder must put out one mean for every value of `x`');
  checkMask(caller, x, options.mask);
  checkGrid(caller, options);
  return inFloat([mean, logScale, x], (mean, logScale, x) =>
    eventSum(
      [mean, broadcastWidth(caller, 'logScale', logScale, mean), x],
      (mean, logScale, x) => tf.neg(logisticLogMass(mean, logScale, x, options)),
      (mean, logScale, x) => {
        const [ofMean, ofScale] = logisticLogMassSlopes(mean, logScale, x, options);
        return [tf.neg(ofMean), tf.neg(ofScale), ofMean];
      },
      options.mask,
    ),
  );
}
