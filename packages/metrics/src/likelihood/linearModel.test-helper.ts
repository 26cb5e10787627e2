import * as tf from '@tensorflow/tfjs';
import { gaussian, mlp, vae, type Vae } from '@vaekit/core';
import oracles from '../../oracles/inferenceOracles.json' with { type: 'json' };

export const linear: typeof oracles.linear = oracles.linear;

/** The linear model of the oracles, its encoder as it comes. */
export function linearModel(sigma: number = linear.sigma): Vae {
  const model = vae({
    event: [5],
    latent: 2,
    encoder: mlp({ hidden: [] }),
    decoder: mlp({ hidden: [] }),
    likelihood: gaussian({ sigma }),
    seed: 3,
  });
  const set = (end: string, values: readonly number[]): void => {
    const [, variable] = Object.entries(model.variables).find(([name]) => name.startsWith('decoder/') && name.endsWith(end))!;
    tf.tidy(() => variable.assign(tf.tensor([...values], variable.shape)));
  };
  set('kernel', linear.weight);
  set('bias', linear.bias);
  return model;
}
