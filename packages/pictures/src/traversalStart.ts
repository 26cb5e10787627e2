import * as tf from '@tensorflow/tfjs';
import { contextFor, momentsIfDiagonal, type Vae } from '@vaekit/core';
import { takeNumbers } from './numbers.js';

/** A code to start a traversal from. */
export interface TraversalStart {
  readonly code: Float32Array;
  /** What it is, for the caption: `the origin`. */
  readonly name: string;
  /** The class to decode under, where the decoder sees one. */
  readonly label?: number | undefined;
}

/** The mean of the prior of a class (2 unless said, or the last of fewer), where there are such; else the origin. */
export async function traversalStart(
  model: Vae,
  options: { readonly label?: number | undefined; readonly classNames?: readonly string[] | undefined } = {},
): Promise<TraversalStart> {
  const { label = Math.min(2, (model.classes ?? 1) - 1), classNames } = options;
  const mean = tf.tidy(() => {
    if (model.classes === undefined) return undefined;
    const context = contextFor('prior', model.context(tf.tensor1d([label], 'int32'), 1));
    const center = momentsIfDiagonal(model.prior.family?.(context))?.mean;
    return center && tf.clone(center);
  });
  if (mean === undefined) {
    const width = model.latent.reduce((product, extent) => product * extent, 1);
    return { code: new Float32Array(width), name: 'the origin', label };
  }
  return {
    code: (await takeNumbers(mean)).data,
    name: `the prior's mean of class ${classNames?.[label] ?? String(label)}`,
    label,
  };
}
