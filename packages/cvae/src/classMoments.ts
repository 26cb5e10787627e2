import * as tf from '@tensorflow/tfjs';
import { contextFor, diagonalMoments, type Vae } from '@vaekit/core';

/** Mean and log-variance of p(z|y) for every class, both `[classes, latent]`. */
export interface ClassMoments {
  readonly mean: tf.Tensor2D;
  readonly logVar: tf.Tensor2D;
}

/** The model's number of classes, or an error that says which function needs them. */
export function requireClasses(caller: string, model: Vae): number {
  if (model.classes === undefined)
    throw new Error(`${caller}: the model is not conditioned on classes; use classMeanCvae or conditionalVae`);
  return model.classes;
}

/**
 * Mean and log-variance of the prior of every class, μ^y and log σ_y²; the caller disposes them.
 *
 * @returns both `[classes, latent]` (a latent of several axes is flattened)
 * @throws Error when the prior is not a normal one for each class
 */
export function classMoments(model: Vae): ClassMoments {
  const classes = requireClasses('classMoments', model);
  return tf.tidy(() => {
    const context = { ...model.context(undefined, classes), condition: tf.eye(classes) };
    const { mean, logVar } = diagonalMoments(
      'classMoments',
      `the prior (${model.config.prior.kind})`,
      model.prior.family?.(contextFor('prior', context)),
    );
    return {
      mean: tf.clone(tf.reshape(mean, [classes, -1])) as tf.Tensor2D,
      logVar: tf.clone(tf.reshape(logVar, [classes, -1])) as tf.Tensor2D,
    };
  });
}
