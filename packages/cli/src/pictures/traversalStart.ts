import * as tf from '@tensorflow/tfjs';
import { momentsIfDiagonal, type Vae } from '@vaekit/core';
import { takeNumbers } from './drawing.js';

/** The center of the prior, of a class where there are such, to start a traversal from. */
export async function traversalStart(
  model: Vae,
  classNames: readonly string[] | undefined,
  label: number = Math.min(2, (model.classes ?? 1) - 1),
): Promise<{ start: Float32Array; startName: string; label?: number }> {
  const width = model.latent.reduce((product, extent) => product * extent, 1);
  const origin = { start: new Float32Array(width), startName: 'the origin' };
  if (model.classes === undefined) return origin;
  const mean = tf.tidy(() => {
    const context = model.context(tf.tensor1d([label], 'int32'), 1);
    const center = momentsIfDiagonal(model.prior.family?.(context))?.mean;
    return center && tf.clone(center);
  });
  if (mean === undefined) return origin;
  const name = classNames?.[label] ?? String(label);
  return { start: (await takeNumbers(mean)).data, startName: `the prior's mean of class ${name}`, label };
}
