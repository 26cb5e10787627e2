import type { ModelOptions } from '@vaekit/models';
import type { Lab, TrainRequest } from './lab.js';

/** The width of the code in experiments on images, unless one is about the width. */
const LATENT = 16;

/**
 * What is asked of a model of the catalog in experiments on the lab's images, so that they share what they train: its own defaults, a code of 16
 * numbers, 20 epochs (10 where it is to be quick).
 */
export const usual = (lab: Lab, model: string, seed: number, options: Partial<ModelOptions> = {}): TrainRequest => ({
  model,
  options: { latent: LATENT, ...options },
  data: lab.images,
  epochs: lab.amount(20, 10),
  seed,
});
