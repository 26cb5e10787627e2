import * as tf from '@tensorflow/tfjs';
import { gaussian } from '../likelihoods/gaussian.js';
import { mlp } from '../networks/mlp.js';
import { reconstruction } from '../objectives/reconstruction.js';
import { vectorQuantized } from '../posteriors/vectorQuantized.js';
import { vae, type Vae } from '../vae.js';

/** Vectors of the codebook, and places of a code. */
export const CODES = 3;
export const PLACES = 4;

/** A model whose encoder gives x, `[4, 1]` numbers, and whose codebook is 0, 1, 2: its codes are the data. */
export function quantizing(): Vae {
  const model = vae({
    event: [PLACES],
    latent: [PLACES, 1],
    encoder: mlp({ hidden: [] }),
    decoder: mlp({ hidden: [] }),
    posterior: vectorQuantized({ codes: CODES }),
    likelihood: gaussian(),
    objective: reconstruction(),
  });
  tf.tidy(() => {
    model.variables['encoder/code/kernel']!.assign(tf.eye(PLACES));
    model.state['posterior/codebook']!.assign(tf.tensor2d([0, 1, 2], [CODES, 1]));
  });
  return model;
}

/** Every sequence of codes, `[81, 4]`. */
export const all: readonly (readonly number[])[] = Array.from({ length: CODES ** PLACES }, (_, i) =>
  Array.from({ length: PLACES }, (__, place) => Math.floor(i / CODES ** (PLACES - 1 - place)) % CODES),
);
