import * as tf from '@tensorflow/tfjs';
import { prefixed } from '../byOwner.js';
import { requireCount } from '../networks/networkOptions.js';
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
} from './codebook.js';
import { startCodebook, type VectorQuantizedOptions, vectorQuantizedRule, type VectorQuantizedRule } from './vectorQuantized.js';

/** Options of {@link residualQuantized}: those of `vectorQuantized()` for each level, and how many there are. */
export interface ResidualQuantizedOptions extends VectorQuantizedOptions {
  /** The number L of levels, each with a codebook of its own. Default 3. */
  readonly levels?: number;
}

/**
 * A code out of nested codebooks, for each place of the latent: `z = Σ_l e^l`, where e^1 is the vector of the first codebook nearest to f(x), and e^l that of
 * the l-th nearest to what the levels before leave, `f(x) − e^1 − … − e^{l−1}`. The first levels are coarse, the later ones add detail.
 *
 * The encoder gives `code` = f(x), of the latent's shape, as for `vectorQuantized()`, which is this with one level. The gradient passes straight through. Term:
 * `commitment`, `β Σ_l |f(x) − e^1 − … − e^l|²`, the codes held. Each codebook is state (`level0/codebook`, …) that follows moving averages of what it is asked
 * for. There is no density, so it goes with `reconstruction()`.
 *
 * @throws RangeError when `levels` or `codes` is not a whole number of at least 1, `commitment` is negative or not finite, or `decay` or `revive` is outside [0, 1)
 * @see Hosking, Tang and Lapata 2022, "Hierarchical sketch induction for paraphrase generation", section 3.2; Juang and Gray 1982, "Multiple stage vector quantization for speech coding"
 */
export const residualQuantized: PartFactory<Posterior, [options: ResidualQuantizedOptions]> = /* @__PURE__ */ partFactory({
  role: 'posterior',
  kind: 'residualQuantized',
  example: {
    latent: [2, 3],
    parts: {
      posterior: { kind: 'residualQuantized', levels: 2, codes: 3, decay: 0.9, revive: 0.2 },
      objective: { kind: 'reconstruction' },
    },
  },
  make({ levels = 3, ...options }: ResidualQuantizedOptions): Posterior {
    requireCount('residualQuantized', 'levels', levels);
    const rule = vectorQuantizedRule('residualQuantized', options);
    return { config: { kind: 'residualQuantized', levels, ...rule }, build: (shapes) => built(levels, rule, shapes) };
  },
});

/** What a level was asked for, and what it gave: vectors and choices `[n, …]`. */
interface Level {
  readonly asked: tf.Tensor2D;
  readonly choice: tf.Tensor2D;
}

function built(levels: number, rule: VectorQuantizedRule, { latent }: Shapes): BuiltPosterior {
  const { codes, commitment, decay, revive, seed } = rule;
  const d = latent.at(-1)!;
  const books = Array.from({ length: levels }, (_, level) => seededCodebook(codes, d, seed + level));
  const states = (of: readonly Codebook[]): Record<string, tf.Tensor> =>
    Object.assign({}, ...of.map((book, level) => prefixed(`level${level}`, { ...book }))) as Record<string, tf.Tensor>;
  const weightsOf = (weight: tf.Tensor1D | undefined, rows: number, n: number): tf.Tensor1D =>
    repeatRows(weight ?? tf.ones<tf.Rank.R1>([rows]), n / rows);
  const nested = (code: tf.Tensor): { found: Level[]; sums: tf.Tensor[] } => {
    let asked = tf.reshape(stopGradient(code), [-1, d]) as tf.Tensor2D;
    let sum: tf.Tensor = tf.zerosLike(asked);
    const [found, sums]: [Level[], tf.Tensor[]] = [[], []];
    for (const { codebook } of books) {
      const choice = tf.cast(tf.oneHot(nearestCodes(asked, codebook) as tf.Tensor1D, codes), 'float32') as tf.Tensor2D;
      const picked = tf.matMul(choice, codebook as tf.Tensor as tf.Tensor2D);
      found.push({ asked, choice });
      asked = tf.sub(asked, picked);
      sum = tf.add(sum, picked);
      sums.push(tf.reshape(sum, code.shape));
    }
    return { found, sums };
  };
  return {
    discrete: true,
    parameters: [{ name: 'code', shape: latent }],
    state: states(books) as Record<string, tf.Variable>,
    noise: (mode) => (mode === 'train' && revive > 0 ? { u: { shape: [1], distribution: 'uniform', per: 'batch' } } : {}),
    initialize({ x, weight }, _, model, condition) {
      const [code] = model.encodeParameters(x, condition) as [tf.Tensor];
      // Each level starts at what those before it, as they now are, leave.
      books.forEach((book, level) => {
        const { asked } = nested(code).found[level]!;
        const vectors = { vectors: asked, weight: weightsOf(weight, code.shape[0]!, asked.shape[0]) };
        startCodebook(book, vectors, seededCodes(codes, d, seed + level));
      });
    },
    draw([code], { u }, { mode, rows, weight }) {
      const { found, sums } = nested(code!);
      const gaps = sums.map((sum) => tf.sum(tf.reshape(tf.square(tf.sub(code!, sum)), [rows, -1]), 1));
      const moved = (): Codebook[] =>
        found.map(({ asked, choice }, level) => {
          const data = { vectors: asked, weight: weightsOf(weight, rows, asked.shape[0]) };
          const next = movedCodebook(books[level]!, data, choice, decay);
          return u === undefined ? next : revivedCodebook(next, pickedVectors(data, codes, u), revive);
        });
      return {
        // f − sg(f) is 0 exactly, so that z is a sum of codes to the bit.
        z: tf.add(sums.at(-1)!, tf.sub(code!, stopGradient(code!))),
        terms: { commitment: tf.mul(tf.addN(gaps), commitment) as tf.Tensor1D },
        ...(mode === 'train' ? { nextState: states(moved()) } : {}),
      };
    },
    center: ([code]) => nested(code!).sums.at(-1)!,
  };
}
