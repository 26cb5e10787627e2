import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPrior, Peers, Prior } from '../parts.js';
import { nearestCodes } from '../posteriors/codebook.js';
import { claimParameters } from '../saving/parameterCount.js';
import { codebookOf, drawnCodes, oneHotCodes, vectorsOf } from './codeNumbers.js';

/** Options of {@link codesByPosition}. */
export interface CodesByPositionOptions {
  /** The number K of vectors in the model's codebook. */
  readonly codes: number;
  /** Examples that are counted beside those of the data, spread evenly over the codes; above 0. Default 1: no code is impossible. */
  readonly pseudoCount?: number;
}

/**
 * A distribution over the codebook for each place by itself, `p(k) = Π_p π_p(k_p)`, for a model with `vectorQuantized()`.
 *
 * `fitPrior` counts: `π_p(k) = (n_pk + c/K) / (n + c)` with c the `pseudoCount`. log p is of code numbers, a probability and no density. `draw` gives code k with the
 * probability's 1/temperature-th power.
 *
 * @throws RangeError when `codes` is not a whole number of at least 1 or `pseudoCount` is not above 0; in a pass, Error when the model has no codebook of that size
 * @see van den Oord, Vinyals and Kavukcuoglu 2017, section 3.3: the prior is fitted once the codes are learned
 */
export const codesByPosition: PartFactory<Prior, [options: CodesByPositionOptions]> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'codesByPosition',
  example: {
    latent: [2, 3],
    parts: {
      prior: { kind: 'codesByPosition', codes: 4 },
      posterior: { kind: 'vectorQuantized', codes: 4 },
      objective: { kind: 'reconstruction' },
    },
  },
  make: positionPrior,
});

function positionPrior({ codes, pseudoCount = 1 }: CodesByPositionOptions): Prior {
  requireCount('codesByPosition', 'codes', codes);
  if (!(pseudoCount > 0 && Number.isFinite(pseudoCount)))
    throw new RangeError(`codesByPosition: \`pseudoCount\` is ${pseudoCount}; expected a number above 0`);
  return {
    config: { kind: 'codesByPosition', codes, pseudoCount },
    build({ latent }): BuiltPrior {
      const places = sizeFromShape(latent.slice(0, -1));
      claimParameters('logits', [places, codes]);
      const logits = tf.tidy(() => tf.variable(tf.zeros([places, codes])));
      const book = (model: Peers): tf.Tensor2D => codebookOf('codesByPosition', model, codes);
      return {
        requirePeers: (model) => void book(model),
        variables: { logits },
        logDensity: (z, { model }) => tf.sum(tf.mul(oneHotCodes(z, book(model)), tf.logSoftmax(logits)), [1, 2]),
        noise: () => ({ u: { shape: [places, codes], distribution: 'uniform', per: 'example' } }),
        draw: ({ u }, context, temperature) =>
          vectorsOf(drawnCodes(logits, u!, temperature), book(context.model), context, latent),
        fitting: {
          kind: 'closed',
          fit(values, rows, _, model) {
            const counts = countedCodes(values, rows, book(model));
            const probabilities = counts.map((count) => (count + pseudoCount / codes) / (rows + pseudoCount));
            tf.tidy(() => logits.assign(tf.tensor(Float32Array.from(probabilities, Math.log), [places, codes])));
          },
        },
      };
    },
  };
}

/** Vectors at a time, so that the table of distances to the codebook stays small. */
const CHUNK = 8192;

/** How often each place has each code, `[places · codes]`. */
function countedCodes(values: Float32Array, rows: number, book: tf.Tensor2D): Float64Array {
  const [codes, d] = book.shape;
  const places = values.length / rows / d;
  const counts = new Float64Array(places * codes);
  for (let from = 0; from < rows * places; from += CHUNK) {
    const chunk = values.subarray(from * d, (from + CHUNK) * d);
    const numbers = tf.tidy(() => nearestCodes(tf.tensor2d(chunk, [chunk.length / d, d]), book).dataSync());
    numbers.forEach((code, i) => (counts[((from + i) % places) * codes + code]! += 1));
  }
  return counts;
}
