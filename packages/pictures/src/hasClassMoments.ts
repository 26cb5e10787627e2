import * as tf from '@tensorflow/tfjs';
import { contextFor, momentsIfDiagonal, type Vae } from '@vaekit/core';

/** Whether the prior of each class is a diagonal normal. */
export const hasClassMoments = (model: Vae): boolean =>
  tf.tidy(() => {
    const first = model.context(tf.tensor1d([0], 'int32'), 1);
    return momentsIfDiagonal(model.prior.family?.(contextFor('prior', first))) !== undefined;
  });
