import * as tf from '@tensorflow/tfjs';
import type { Noise } from '../contract.js';
import type { Context } from '../parts.js';
import { meanBack, noiseAt, type Process } from './diffusionProcess.js';

/** Row k of the noise, `[rows, size]`, times the temperature. */
const piece = ({ path }: Noise, k: number, { rows }: Context, temperature: number): tf.Tensor =>
  tf.mul(temperature, tf.reshape(tf.slice(path!, [0, k, 0], [rows, 1, path!.shape[2]!]), [rows, path!.shape[2]!]));

/** A draw that takes noise at each step back but the last (Ho, Jain and Abbeel 2020, algorithm 2). */
export function ancestral(process: Process, noise: Noise, context: Context, temperature: number): tf.Tensor {
  const { back } = process.plan;
  const last = back.length;
  let u = piece(noise, 0, context, temperature);
  for (let t = last; t >= 1; t--) {
    u = meanBack(process, u, t, context);
    if (t > 1) u = tf.add(u, tf.mul(piece(noise, last - t + 1, context, temperature), Math.sqrt(back[t - 1]!)));
  }
  return u;
}

/** A draw whose only noise is where it starts. */
export function deterministic(process: Process, noise: Noise, context: Context, temperature: number): tf.Tensor {
  const { kept } = process.plan;
  let u = piece(noise, 0, context, temperature);
  for (let t = kept.length; t >= 1; t--) {
    const [now, next] = [kept[t - 1]!, kept[t - 2] ?? 1];
    const eps = noiseAt(process, u, t, context);
    const code = tf.div(tf.sub(u, tf.mul(eps, Math.sqrt(1 - now))), Math.sqrt(now));
    u = tf.add(tf.mul(code, Math.sqrt(next)), tf.mul(eps, Math.sqrt(1 - next)));
  }
  return u;
}
