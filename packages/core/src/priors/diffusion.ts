import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { requireCount, requireCounts } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPrior, Prior } from '../parts.js';
import { randomStream } from '../random/randomStream.js';
import { claimParameters } from '../saving/parameterCount.js';
import { ancestral, deterministic } from './diffusionDraws.js';
import { bound, denoiser, denoisingLoss, type Process } from './diffusionProcess.js';
import { diffusionSteps } from './diffusionSteps.js';

/** Options of {@link diffusion}. */
export interface DiffusionOptions {
  /** The number T of steps from a code to noise, at least 2. Default 100. */
  readonly steps?: number;
  /** Widths of the network's hidden layers. Default `[256, 256]`. */
  readonly hidden?: readonly number[];
  /**
   * `'ancestral'` (default) draws at every step back but the last, whose small noise the bound below counts and a draw, as is usual, leaves out; `'deterministic'`
   * draws the noise at the end alone, and the steps back follow from it.
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
 * always the same, moved to the length √d that noise has on average: nearly all of their spread is in that length. It costs T passes of the network, and is for scores
 * after `fitPrior`: a network that is trained against it learns those draws, not a density, so that training a model under this prior is refused. With `classes`, the
 * network sees the class.
 *
 * @throws RangeError when `steps` is not a whole number of at least 2, or a width is not one of at least 1
 * @see Ho, Jain and Abbeel 2020, "Denoising diffusion probabilistic models", equations 5 to 14; Song, Meng and Ermon 2021, "Denoising diffusion implicit models",
 *   equation 12; over codes: Rombach et al. 2022
 */
export const diffusion: PartFactory<Prior, [options?: DiffusionOptions]> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'diffusion',
  example: { parts: { prior: { kind: 'diffusion', steps: 3, hidden: [5] }, objective: { kind: 'reconstruction' } } },
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
        densityIsBound: true,
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
