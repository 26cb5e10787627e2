import { adam, type OptimizerConfig, type Vae } from '@vaekit/core';
import type { Phase } from '../phase.js';

/** Adam as Radford, Metz and Chintala 2016 have it for both players: with a shorter memory, which follows the other player. */
export const playerOptimizer = (learningRate: number): OptimizerConfig => adam({ learningRate, beta1: 0.5 });

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

/** What of a game's options its training needs. */
interface GameValues {
  readonly 'generator-lr': number;
  readonly 'game-average': number;
}

/**
 * The training of a game: no loss of it says which epoch was best, and the last weights are one point of a circle, so that their moving average is taken.
 *
 * @see Yazıcı, Foo, Winkler, Yap, Piliouras and Chandrasekhar 2019, "The unusual effectiveness of averaging in GAN training"
 */
export const gamePhase = (model: Vae, { 'generator-lr': rate, 'game-average': averageWeights }: GameValues): Phase => ({
  kind: 'fit',
  name: 'training',
  trainable: model,
  options: { optimizer: playerOptimizer(rate), earlyStopping: undefined, averageWeights },
});
