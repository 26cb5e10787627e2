import { bernoulli, mlp, vae } from '@vaekit/core';

/** A dense VAE of images with a Bernoulli likelihood, its decoder the encoder in reverse. */
export function denseVae({ event = [28, 28, 1], hidden, latent, activation = 'relu', conditional = false, ...parts }) {
  return vae({
    event,
    latent,
    encoder: mlp({ hidden, activation, conditional }),
    decoder: mlp({ hidden: [...hidden].reverse(), activation, conditional }),
    likelihood: bernoulli(),
    ...parts,
  });
}
