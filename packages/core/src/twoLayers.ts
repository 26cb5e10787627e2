import * as tf from '@tensorflow/tfjs';
import type { DiagonalMoments } from './family.js';
import { requireCount } from './networks/networkOptions.js';
import type { BuiltPrior } from './parts.js';

/** The widths of a code of two layers that lie side by side, `[z₁, z₂]`. */
export interface LayerWidths {
  readonly bottom: number;
  readonly top: number;
}

/** @throws RangeError when a code is no vector with room for two layers */
export function layerWidths(caller: string, latent: readonly number[], top: number): LayerWidths {
  requireCount(caller, 'top', top);
  const [d] = latent as [number];
  if (latent.length !== 1 || d <= top)
    throw new RangeError(
      `${caller}: the latent has shape [${latent.join(',')}], and \`top\` is ${top}; expected a vector of more than ${top} numbers, the lower layer before the upper`,
    );
  return { bottom: d - top, top };
}

/** z₁ and z₂ of codes `[rows, bottom + top]`. */
export const layersOf = (z: tf.Tensor, { bottom, top }: LayerWidths): [tf.Tensor, tf.Tensor] => [
  tf.slice(z, [0, 0], [z.shape[0]!, bottom]),
  tf.slice(z, [0, bottom], [z.shape[0]!, top]),
];

/** `mean + σ·ε` */
export const drawnFrom = ({ mean, logVar }: DiagonalMoments, eps: tf.Tensor): tf.Tensor =>
  tf.add(mean, tf.mul(tf.exp(tf.mul(logVar, 0.5)), eps));

/** A prior of two layers, `p(z₁|z₂)·p(z₂)`, which knows the moments of the lower layer under the upper. */
export interface LayeredPrior extends BuiltPrior {
  readonly widths: LayerWidths;
  lower(z2: tf.Tensor): DiagonalMoments;
}

/** Whether a prior has two layers. */
export const isLayered = (prior: BuiltPrior): prior is LayeredPrior => 'lower' in prior && 'widths' in prior;
