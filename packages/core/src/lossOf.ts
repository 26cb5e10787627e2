import * as tf from '@tensorflow/tfjs';
import type { Batch, Outcome } from './contract.js';
import { weightedMean } from './weightedMean.js';

/**
 * The scalar that a player minimizes: its entry among the outcome's `losses`; where the outcome has none at all, the weighted mean of the sum of the
 * terms, `Σ w·(t₁ + t₂ + …) / Σ w`, nats.
 *
 * @param caller the name that the message begins with
 * @param batch for its `weight`, `[batch]`
 * @throws Error when there are `losses` but none for the player
 */
export function lossOf(caller: string, { losses, terms }: Outcome, player: string, { weight }: Pick<Batch, 'weight'>): tf.Scalar {
  if (losses === undefined) return weightedMean(tf.addN(Object.values(terms)) as tf.Tensor1D, weight);
  const loss = losses[player];
  if (loss !== undefined) return loss;
  const names = Object.keys(losses).join(', ') || 'none';
  throw new Error(
    `${caller}: \`losses\` has no entry for player '${player}'; it has ${names}. Give every player a loss, or leave out \`losses\`: the loss is then the mean of the terms' sum`,
  );
}
