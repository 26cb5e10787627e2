import * as tf from '@tensorflow/tfjs';
import { contextFor, momentsIfDiagonal, type Vae } from '@vaekit/core';
import { Matrix } from 'ml-matrix';
import type { Codes } from './codes.js';
import { takeNumbers } from './numbers.js';

/** A code to start a traversal from. */
export interface TraversalStart {
  readonly code: Float32Array;
  /** What it is, for the caption: `the origin`. */
  readonly name: string;
  /** The class to decode under, where the decoder sees one. */
  readonly label?: number | undefined;
  /** How far codes spread in each dimension, where no prior says it. */
  readonly deviations?: Float32Array | undefined;
}

/** Options of {@link traversalStart}. */
export interface TraversalStartOptions {
  readonly label?: number | undefined;
  readonly classNames?: readonly string[] | undefined;
  /** Those of data: without a divergence from a prior, as of an autoencoder, they alone say where codes lie. */
  readonly codes?: Codes | undefined;
}

/**
 * The mean of the prior of a class (2 unless said, or the last of fewer), where there are such; the mean of the codes, with their standard deviations,
 * where they have no divergence from the prior; else the origin.
 */
export async function traversalStart(model: Vae, options: TraversalStartOptions = {}): Promise<TraversalStart> {
  const { label = Math.min(2, (model.classes ?? 1) - 1), classNames, codes } = options;
  if (model.classes === undefined && codes !== undefined && codes.klByDimension === undefined) {
    const matrix = Matrix.from1DArray(codes.mean.length / codes.width, codes.width, codes.mean);
    const code = Float32Array.from(matrix.mean('column'));
    const deviations = Float32Array.from(matrix.standardDeviation('column', { unbiased: false }));
    return { code, name: 'the mean of the codes', label, deviations };
  }
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
