import * as tf from '@tensorflow/tfjs';
import { requireCount, requireRate } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPosterior, Posterior, Shapes } from '../parts.js';
import { repeatRows } from '../repeatRows.js';
import { stopGradient } from '../stopGradient.js';
import {
  type Codebook,
  movedCodebook,
  nearestCodes,
  pickedVectors,
  revivedCodebook,
  seededCodebook,
  seededCodes,
  type WeightedVectors,
} from './codebook.js';

/** Options of {@link vectorQuantized}. */
export interface VectorQuantizedOptions {
  /** The number K of codes. */
  readonly codes: number;
  /** The factor β of the commitment term; at least 0. Default 0.25. */
  readonly commitment?: number;
  /** The decay γ of the codebook's moving averages; from 0 to below 1. Default 0.99. */
  readonly decay?: number;
  /**
   * The part of an even share, from 0 to below 1, below which a code counts as dead: one that has had fewer than `revive · (encoder outputs a step)/K`
   * on the moving average is put at one of the batch's. Default 0: codes are left where they are.
   */
  readonly revive?: number;
  /** The seed of the codes before there is data. Default 0. */
  readonly seed?: number;
}

/**
 * A code out of a codebook: `z = e_k`, `k = argmin_j |f(x) − e_j|²`, for each place of the latent.
 *
 * The encoder gives one output of the latent's shape, `code` = f(x): `[d]` is one vector, `[places, d]` and `[height, width, d]` are one for each place.
 * All places share the codebook `[K, d]`. The gradient passes straight through, `dz/df = 1`. Term: `commitment`, `β Σ |f(x) − e_k|²`, summed
 * over the places, with the code held. There is no density, so it goes with `reconstruction()`.
 *
 * The codebook has no gradient. It is state (`codebook`, `counts`, `sums`) that follows moving averages, rows of weight 0 left out:
 * `N_k ← γ N_k + (1−γ) n_k`, `m_k ← γ m_k + (1−γ) Σ f(x)`, `e_k = m_k / N_k`, the counts smoothed by 1e-5 a code. It starts at encoder outputs of the
 * first batch. `codePerplexity` of `counts` says how many codes are in use; `nearestCodes` gives their numbers.
 *
 * @throws RangeError when `codes` is not a whole number of at least 1, `commitment` is negative or not finite, or `decay` or `revive` is outside [0, 1)
 * @see van den Oord, Vinyals and Kavukcuoglu 2017, "Neural discrete representation learning", section 3.2 and appendix A.1
 */
export const vectorQuantized: PartFactory<Posterior, [options: VectorQuantizedOptions]> = /* @__PURE__ */ partFactory({
  role: 'posterior',
  kind: 'vectorQuantized',
  example: {
    latent: [2, 3],
    parts: { posterior: { kind: 'vectorQuantized', codes: 4, decay: 0.9, revive: 0.2 }, objective: { kind: 'reconstruction' } },
  },
  make: vectorQuantizedPosterior,
});

/** Options of {@link vectorQuantized}, all of them. */
export interface VectorQuantizedRule extends Readonly<Record<string, number>> {
  readonly codes: number;
  readonly commitment: number;
  readonly decay: number;
  readonly revive: number;
  readonly seed: number;
}

function vectorQuantizedPosterior(options: VectorQuantizedOptions): Posterior {
  const rule = vectorQuantizedRule('vectorQuantized', options);
  return { config: { kind: 'vectorQuantized', ...rule }, build: (shapes) => built(rule, shapes) };
}

/** The options with their defaults. @throws RangeError when one is out of range */
export function vectorQuantizedRule(caller: string, options: VectorQuantizedOptions): VectorQuantizedRule {
  const { codes, commitment = 0.25, decay = 0.99, revive = 0, seed = 0 } = options;
  requireCount(caller, 'codes', codes);
  requireRate(caller, 'decay', decay);
  requireRate(caller, 'revive', revive);
  if (!(commitment >= 0 && Number.isFinite(commitment)))
    throw new RangeError(`${caller}: \`commitment\` is ${commitment}; expected a number of at least 0`);
  return { codes, commitment, decay, revive, seed };
}

function built({ codes, commitment, decay, revive, seed }: VectorQuantizedRule, { latent }: Shapes): BuiltPosterior {
  const d = latent.at(-1)!;
  const state = seededCodebook(codes, d, seed);
  // The encoder's outputs as data: rows of the codebook's width, off the tape.
  const vectorsOf = (code: tf.Tensor, weight: tf.Tensor1D = tf.ones([code.shape[0]!])): WeightedVectors => ({
    vectors: tf.reshape(stopGradient(code), [-1, d]),
    weight: repeatRows(weight, code.size / code.shape[0]! / d),
  });
  const choiceOf = (vectors: tf.Tensor2D): tf.Tensor2D =>
    tf.cast(tf.oneHot(nearestCodes(vectors, state.codebook) as tf.Tensor1D, codes), 'float32') as tf.Tensor2D;
  const quantized = (code: tf.Tensor, choice: tf.Tensor2D): tf.Tensor =>
    tf.reshape(tf.matMul(choice, state.codebook as tf.Tensor as tf.Tensor2D), code.shape);
  const moved = (data: WeightedVectors, choice: tf.Tensor2D, u: tf.Tensor | undefined): Record<string, tf.Tensor> => {
    const next = movedCodebook(state, data, choice, decay);
    return { ...(u === undefined ? next : revivedCodebook(next, pickedVectors(data, codes, u), revive)) };
  };
  return {
    parameters: [{ name: 'code', shape: latent }],
    discrete: true,
    state: { ...state },
    noise: (mode) => (mode === 'train' && revive > 0 ? { u: { shape: [1], distribution: 'uniform', per: 'batch' } } : {}),
    initialize: ({ x, weight }, _, model, condition) =>
      startCodebook(state, vectorsOf(model.encodeParameters(x, condition)[0]!, weight), seededCodes(codes, d, seed)),
    draw([code], { u }, { mode, rows, weight }) {
      const data = vectorsOf(code!, weight);
      const choice = choiceOf(data.vectors);
      const nearest = quantized(code!, choice);
      const gap = tf.reshape(tf.square(tf.sub(code!, nearest)), [rows, -1]);
      return {
        // f − sg(f) is 0 exactly, so that z is a code to the bit.
        z: tf.add(nearest, tf.sub(code!, stopGradient(code!))),
        terms: { commitment: tf.mul(tf.sum(gap, 1), commitment) as tf.Tensor1D },
        ...(mode === 'train' ? { nextState: moved(data, choice, u) } : {}),
      };
    },
    center: ([code]) => quantized(code!, choiceOf(vectorsOf(code!).vectors)),
  };
}

/** Codes at encoder outputs, each number up to 1 % off by the seed, so that no two are the same where there are few; each has an even share. */
export function startCodebook(
  { codebook, counts, sums }: Codebook<tf.Variable>,
  data: WeightedVectors,
  seeded: Float32Array,
): void {
  const codes = counts.shape[0]!;
  const apart = tf.add(1, tf.mul(tf.tensor(seeded, codebook.shape), codes / 100));
  codebook.assign(tf.mul(pickedVectors(data, codes, 0.5), apart));
  counts.assign(tf.mul(tf.ones([codes]), tf.div(tf.sum(data.weight), codes)));
  sums.assign(tf.mul(codebook, tf.reshape(counts, [codes, 1])));
}
