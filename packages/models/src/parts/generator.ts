import { adam, type OptimizerConfig, type Vae } from '@vaekit/core';

/** Adam as Radford, Metz and Chintala 2016 have it for a discriminator: with a shorter memory. */
export const discriminatorOptimizer = (learningRate: number): OptimizerConfig => adam({ learningRate, beta1: 0.5 });

/**
 * The model, where its decoder gives x and nothing else: a game says nothing about a width.
 *
 * @throws Error for a likelihood whose decoder has more outputs; the model is freed then
 */
export function asGenerator(name: string, model: Vae): Vae {
  const { parameters } = model.likelihood;
  if (parameters.length === 1) return model;
  model.dispose();
  throw new Error(
    `${name}: the decoder is to give ${parameters.map((one) => one.name).join(' and ')} for the likelihood ${model.config.likelihood.kind}, but a game judges x alone; take another likelihood, or a sigma that is learned or fixed`,
  );
}
