import * as tf from '@tensorflow/tfjs';
import type { Vae } from '@vaekit/core';
import { takeNumbers } from './drawing.js';

/** The center of the prior, of a class where there are such, to start a traversal from. */
export async function traversalStart(
  model: Vae,
  classNames: readonly string[] | undefined,
  label: number = Math.min(2, (model.classes ?? 1) - 1),
): Promise<{ start: Float32Array; startName: string; label?: number }> {
  const width = model.latent.reduce((product, extent) => product * extent, 1);
  const { moments } = model.prior;
  if (model.classes === undefined || moments === undefined) return { start: new Float32Array(width), startName: 'the origin' };
  const mean = tf.tidy(() => tf.clone(moments(model.context(tf.tensor1d([label], 'int32'), 1)).mean));
  const name = classNames?.[label] ?? String(label);
  return { start: (await takeNumbers(mean)).data, startName: `the prior's mean of class ${name}`, label };
}
