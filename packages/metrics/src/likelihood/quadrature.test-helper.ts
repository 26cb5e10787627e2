import * as tf from '@tensorflow/tfjs';
import { mlp, vae, type Vae } from '@vaekit/core';
import oracles from '../../oracles/likelihoodOracles.json' with { type: 'json' };

export { oracles };

/** The examples of the oracles, `[4, 6]`. */
export const bits: { readonly data: Float32Array; readonly shape: number[] } = {
  data: Float32Array.from(oracles.x.flat()),
  shape: [4, 6],
};

/** The model of the oracles, plain or with three classes. */
export function oracleModel(kind: 'conditional' | 'plain'): Vae {
  const conditional = kind === 'conditional';
  const net = mlp({ hidden: [5], activation: 'tanh', conditional });
  const model = vae({
    event: [6],
    latent: 2,
    encoder: net,
    decoder: net,
    ...(conditional ? { condition: { classes: 3 } } : {}),
  });
  const weights: Readonly<Record<string, readonly number[]>> = oracles[kind].weights;
  for (const [name, variable] of Object.entries(model.variables))
    tf.tidy(() => variable.assign(tf.tensor([...weights[name]!], variable.shape)));
  return model;
}
