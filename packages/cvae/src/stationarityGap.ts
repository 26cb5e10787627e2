import * as tf from '@tensorflow/tfjs';
import { encode, type Vae } from '@vaekit/core';
import { classMoments } from './classMoments.js';
import { inChunks, joined } from './inChunks.js';

/** How far the class means are from their fixed point. */
export interface StationarityGap {
  /** The largest `|μ^y_i − E[μ_i(x) | y]|` over classes and dimensions. */
  readonly largest: number;
  /** The largest over the dimensions, for each class; NaN for a class without examples. */
  readonly byClass: readonly number[];
}

/**
 * How far a class-mean CVAE is from `μ^y = E[μ(x) | y]`, which holds where the derivative of the KL with respect to μ^y vanishes:
 * `∂/∂μ^y E[½ Σ (μ(x) − μ^y)² / σ_y²] = 0`. A separation term moves the means away from it.
 *
 * @param x `[rows, ...event]`
 * @param labels the rows' classes
 * @throws Error when the model has no class means, its encoder needs a label, or rows and labels differ in number
 */
export function stationarityGap(model: Vae, x: tf.Tensor, labels: ArrayLike<number>): StationarityGap {
  if (model.prior.classes === undefined) throw new Error('stationarityGap: the prior has no class means; use classMeanCvae');
  if (model.encoder.inputShapes.length > 1)
    throw new Error('stationarityGap: the encoder sees the label; the fixed point is that of classMeanCvae');
  if (labels.length !== x.shape[0]) throw new Error(`stationarityGap: got ${labels.length} labels for ${x.shape[0]} rows`);
  const { mean, logVar } = classMoments(model);
  try {
    const [classes, width] = mean.shape;
    const codes = joined(inChunks(x, (chunk) => encode(model, chunk)));
    const sums = new Float64Array(classes * width);
    const counts = new Float64Array(classes);
    for (let row = 0; row < labels.length; row++) {
      const label = labels[row]!;
      if (!Number.isInteger(label) || label < 0 || label >= classes) {
        throw new RangeError(
          `stationarityGap: label ${label} at row ${row} is out of range; expected whole numbers from 0 to ${classes - 1}`,
        );
      }
      counts[label]! += 1;
      for (let i = 0; i < width; i++) sums[label * width + i]! += codes[row * width + i]!;
    }
    const means = mean.dataSync();
    const byClass = Array.from(counts, (count, label) => {
      if (count === 0) return Number.NaN;
      let largest = 0;
      for (let i = 0; i < width; i++)
        largest = Math.max(largest, Math.abs(means[label * width + i]! - sums[label * width + i]! / count));
      return largest;
    });
    return { largest: Math.max(...byClass.filter((gap) => !Number.isNaN(gap))), byClass };
  } finally {
    tf.dispose([mean, logVar]);
  }
}
