import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import type { Noise } from '../contract.js';
import { mlp } from '../networks/mlp.js';
import { network, type Network } from '../networks/network.js';
import { requireCount, requireCounts } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPrior, Context, Prior } from '../parts.js';
import { randomStream } from '../random/randomStream.js';
import { claimParameters } from '../saving/parameterCount.js';
import { diffusionSteps, type DiffusionSteps, TIME_FEATURES } from './diffusionSteps.js';

/** Options of {@link diffusion}. */
export interface DiffusionOptions {
  /** The number T of steps from a code to noise, at least 2. Default 100. */
  readonly steps?: number;
  /** Widths of the network's hidden layers. Default `[256, 256]`. */
  readonly hidden?: readonly number[];
  /**
   * `'ancestral'` (default) draws at every step back, as the bound below has it; `'deterministic'` draws the noise at the end alone, and the steps back follow
   * from it.
   */
  readonly sampler?: 'ancestral' | 'deterministic';
  /** The number of classes that the network sees one of. Default: none, so that `fitPrior` makes a diffusion for each class of a model with classes. */
  readonly classes?: number;
  /** The seed of the weights. Default 0. */
  readonly seed?: number;
}

/**
 * A diffusion over codes: `q(u_t|u) = N(√ᾱ_t·u, (1 − ᾱ_t)·I)` in T steps, and a dense network ε(u_t, t) that finds the noise in u_t, for
 * the way back. u is the code less its mean, divided by the root mean square of its deviations: `fitPrior` measures both.
 *
 * `fitPrior` minimizes `|ε − ε(√ᾱ_t·u + √(1 − ᾱ_t)·ε, t)|²`, t uniform. Back: `u_{t−1} = (u_t − β_t/√(1 − ᾱ_t)·ε(u_t, t))/√(1 − β_t) + σ_t·w`, or without drawing
 * (DDIM): `√ᾱ_{t−1}·û + √(1 − ᾱ_{t−1})·ε(u_t, t)` with û the code that the noise stands for. `temperature` multiplies all noise.
 *
 * log p(z) is the variational bound of the ancestral steps, from below, so that a KL is one from above. Its expectations are taken at one draw of noise a step,
 * always the same, moved to the length √d that noise has on average: nearly all of their spread is in that length. It costs T passes of the network. With `classes`, the network sees the class.
 *
 * @throws RangeError when `steps` is not a whole number of at least 2, or a width is not one of at least 1
 * @see Ho, Jain and Abbeel 2020, "Denoising diffusion probabilistic models", equations 5 to 14; Song, Meng and Ermon 2021, "Denoising diffusion implicit models",
 *   equation 12; over codes: Rombach et al. 2022
 */
export const diffusion: PartFactory<Prior, [options?: DiffusionOptions]> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'diffusion',
  example: { parts: { prior: { kind: 'diffusion', steps: 3, hidden: [5] } } },
  make: diffusionPrior,
});

function diffusionPrior(options: DiffusionOptions = {}): Prior {
  const { steps = 100, hidden = [256, 256], sampler = 'ancestral', classes, seed = 0 } = options;
  requireCount('diffusion', 'steps', steps);
  if (steps < 2 || steps > 100_000)
    throw new RangeError(`diffusion: \`steps\` is ${steps}; expected a whole number from 2 to 100000`);
  requireCounts('diffusion', 'hidden', hidden);
  if (classes !== undefined) requireCount('diffusion', 'classes', classes);
  if (sampler !== 'ancestral' && sampler !== 'deterministic')
    throw new RangeError(`diffusion: \`sampler\` is ${String(sampler)}; expected ancestral or deterministic`);
  return {
    config: { kind: 'diffusion', steps, hidden: [...hidden], sampler, ...(classes === undefined ? {} : { classes }), seed },
    build({ latent }): BuiltPrior {
      const size = sizeFromShape(latent);
      claimParameters('the scale of the codes', [size + 1]);
      const net = denoiser(size, hidden, classes, seed);
      const [mean, deviation] = tf.tidy(() => [tf.variable(tf.zeros([size]), false), tf.variable(tf.scalar(1), false)]) as [
        tf.Variable,
        tf.Variable,
      ];
      const process: Process = { net, plan: diffusionSteps(steps), size };
      const normal = (shape: readonly number[]) => ({ shape, distribution: 'normal', per: 'example' }) as const;
      const centered = (z: tf.Tensor): tf.Tensor => tf.div(tf.sub(tf.reshape(z, [-1, size]), mean), deviation);
      const fixed = ofFullLength(
        randomStream(seed)
          .fork('prior/bound')
          .fillNormal(new Float32Array(steps * size)),
        size,
      );
      return {
        ...(classes === undefined ? {} : { classes }),
        variables: net.variables,
        state: { mean, deviation },
        logDensity: (z, context) =>
          tf.sub(
            bound(process, centered(z), tf.tensor(fixed, [steps, size]), context),
            tf.mul(size, tf.log(deviation)),
          ) as tf.Tensor1D,
        // One start, and one more for each step back but the last.
        noise: () => ({ path: normal([sampler === 'ancestral' ? steps : 1, size]) }),
        draw(noise, context, temperature) {
          const u =
            sampler === 'ancestral'
              ? ancestral(process, noise, context, temperature)
              : deterministic(process, noise, context, temperature);
          return tf.reshape(tf.add(tf.mul(u, deviation), mean), [context.rows, ...latent]);
        },
        fitting: {
          kind: 'steps',
          noise: { t: { shape: [], distribution: 'uniform', per: 'example' }, eps: normal([size]) },
          start(codes, rows) {
            const spread = spreadOf(codes, rows, size);
            tf.tidy(() => {
              mean.assign(tf.tensor1d(spread.mean));
              deviation.assign(tf.scalar(spread.deviation));
            });
          },
          loss: (z, noise, context) => denoisingLoss(process, centered(z), noise, context),
        },
      };
    },
  };
}

/** The network, and the constants of the steps. */
interface Process {
  readonly net: Network;
  readonly plan: DiffusionSteps;
  readonly size: number;
}

function denoiser(size: number, hidden: readonly number[], classes: number | undefined, seed: number): Network {
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
const noiseAt = (process: Process, u: tf.Tensor, t: number, context: Context): tf.Tensor =>
  noiseIn(process, u, tf.tensor2d([[...process.plan.features[t - 1]!]]), context);

/** `|ε − ε(√ᾱ_t·u + √(1 − ᾱ_t)·ε, t)|²`, `[rows]`. */
function denoisingLoss(process: Process, u: tf.Tensor, { t, eps }: Noise, context: Context): tf.Tensor1D {
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
function meanBack(process: Process, u: tf.Tensor, t: number, context: Context): tf.Tensor {
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
function bound(process: Process, u: tf.Tensor, fixed: tf.Tensor, context: Context): tf.Tensor1D {
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

/** Row k of the noise, `[rows, size]`, times the temperature. */
const piece = ({ path }: Noise, k: number, { rows }: Context, temperature: number): tf.Tensor =>
  tf.mul(temperature, tf.reshape(tf.slice(path!, [0, k, 0], [rows, 1, path!.shape[2]!]), [rows, path!.shape[2]!]));

function ancestral(process: Process, noise: Noise, context: Context, temperature: number): tf.Tensor {
  const { back } = process.plan;
  const last = back.length;
  let u = piece(noise, 0, context, temperature);
  for (let t = last; t >= 1; t--) {
    u = meanBack(process, u, t, context);
    if (t > 1) u = tf.add(u, tf.mul(piece(noise, last - t + 1, context, temperature), Math.sqrt(back[t - 1]!)));
  }
  return u;
}

function deterministic(process: Process, noise: Noise, context: Context, temperature: number): tf.Tensor {
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

/** Rows of noise, each made as long as noise is on average, √size. */
function ofFullLength(rows: Float32Array, size: number): Float32Array {
  for (let from = 0; from < rows.length; from += size) {
    const row = rows.subarray(from, from + size);
    const scale = Math.sqrt(size) / Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    row.forEach((value, i) => (row[i] = value * scale));
  }
  return rows;
}

/** The mean of codes, and the root mean square of their deviations from it; 1 where all are one point. */
function spreadOf(codes: Float32Array, rows: number, size: number): { mean: Float32Array; deviation: number } {
  const mean = new Float64Array(size);
  for (let i = 0; i < rows * size; i++) mean[i % size]! += codes[i]! / rows;
  let square = 0;
  for (let i = 0; i < rows * size; i++) square += (codes[i]! - mean[i % size]!) ** 2;
  return { mean: Float32Array.from(mean), deviation: Math.sqrt(square / (rows * size)) || 1 };
}
