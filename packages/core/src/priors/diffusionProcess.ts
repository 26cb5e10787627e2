import * as tf from '@tensorflow/tfjs';
import type { Noise } from '../contract.js';
import { mlp } from '../networks/mlp.js';
import { network, type Network } from '../networks/network.js';
import type { Context } from '../parts.js';
import { type DiffusionSteps, TIME_FEATURES } from './diffusionSteps.js';

/** The network, and the constants of the steps. */
export interface Process {
  readonly net: Network;
  readonly plan: DiffusionSteps;
  readonly size: number;
}

export function denoiser(size: number, hidden: readonly number[], classes: number | undefined, seed: number): Network {
  const recipe = mlp({ hidden, activation: 'swish', conditional: classes !== undefined });
  const outputs = [{ name: 'noise', shape: [size] }];
  const request = { name: 'denoiser', input: [size + TIME_FEATURES], outputs, seed };
  return network(recipe(classes === undefined ? request : { ...request, conditionWidth: classes }), 'denoiser');
}

/** ε(u_t, t), `[rows, size]`; features of t, `[rows, …]`, or `[1, …]` for all rows. */
function noiseIn({ net, plan }: Process, u: tf.Tensor, features: tf.Tensor, { rows, condition }: Context): tf.Tensor {
  if (net.inputShapes.length > 1 && condition === undefined)
    throw new Error(`diffusion: the batch has no labels; give \`y\`, the number of each example’s class`);
  const input = tf.concat([u, tf.mul(features, tf.ones([rows, plan.features[0]!.length]))], 1);
  const inputs = net.inputShapes.length > 1 ? [input, condition!] : [input];
  return net.apply(inputs, { mode: 'evaluate', noise: {} }).outputs[0]!;
}

/** ε(u_t, t) with one t for all rows, counted from 1. */
export const noiseAt = (process: Process, u: tf.Tensor, t: number, context: Context): tf.Tensor =>
  noiseIn(process, u, tf.tensor2d([[...process.plan.features[t - 1]!]]), context);

/** `|ε − ε(√ᾱ_t·u + √(1 − ᾱ_t)·ε, t)|²`, `[rows]`. */
export function denoisingLoss(process: Process, u: tf.Tensor, { t, eps }: Noise, context: Context): tf.Tensor1D {
  const { kept, features } = process.plan;
  const step = tf.cast(tf.floor(tf.mul(t!, kept.length)), 'int32') as tf.Tensor1D;
  const of = (values: (left: number) => number): tf.Tensor => tf.reshape(tf.gather(tf.tensor1d(kept.map(values)), step), [-1, 1]);
  const noisy = tf.add(
    tf.mul(of(Math.sqrt), u),
    tf.mul(
      of((left) => Math.sqrt(1 - left)),
      eps!,
    ),
  );
  const found = noiseIn(process, noisy, tf.gather(tf.tensor2d(features.map((row) => [...row])), step), context);
  return tf.sum(tf.squaredDifference(eps!, found), 1) as tf.Tensor1D;
}

/** The mean of p(u_{t−1}|u_t). */
export function meanBack(process: Process, u: tf.Tensor, t: number, context: Context): tf.Tensor {
  const { kept, added } = process.plan;
  const share = added[t - 1]! / Math.sqrt(1 - kept[t - 1]!);
  return tf.div(tf.sub(u, tf.mul(noiseAt(process, u, t, context), share)), Math.sqrt(1 - added[t - 1]!));
}

/**
 * log p(u) from below, `[rows]`: `log p(u|u_1) − Σ_{t>1} KL(q(u_{t−1}|u_t, u) ‖ p(u_{t−1}|u_t)) − KL(q(u_T|u) ‖ N(0, I))`, with one draw of u_t each.
 *
 * Both normals of a term have variance σ_t², so that it is `|μ̃ − μ|²/(2σ_t²) = β_t²/(2σ_t²·(1 − β_t)(1 − ᾱ_t))·|ε − ε(u_t, t)|²`; the first is the density of
 * u under N(μ(u_1), σ_1²), `u − μ(u_1)` being √β_1/√(1 − β_1) times as far off as the noise.
 */
export function bound(process: Process, u: tf.Tensor, fixed: tf.Tensor, context: Context): tf.Tensor1D {
  const { plan, size } = process;
  const { kept, added, back } = plan;
  const left = kept.at(-1)!;
  const prior = tf.mul(0.5, tf.add(tf.mul(left, tf.sum(tf.square(u), 1)), size * (1 - left - 1 - Math.log(1 - left))));
  const terms = kept.map((share, i) => {
    const eps = tf.slice(fixed, [i, 0], [1, size]);
    const noisy = tf.add(tf.mul(u, Math.sqrt(share)), tf.mul(eps, Math.sqrt(1 - share)));
    const missed = tf.sum(tf.squaredDifference(eps, noiseAt(process, noisy, i + 1, context)), 1);
    const weight = added[i]! ** 2 / (2 * back[i]! * (1 - added[i]!) * (1 - share));
    const constant = i === 0 ? (size / 2) * Math.log(2 * Math.PI * back[0]!) : 0;
    return tf.add(tf.mul(missed, weight), constant);
  });
  return tf.neg(tf.addN([prior, ...terms])) as tf.Tensor1D;
}
