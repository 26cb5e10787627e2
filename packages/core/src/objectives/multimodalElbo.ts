import * as tf from '@tensorflow/tfjs';
import { requireModalities } from '../networks/experts.js';
import { requireCounts } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltObjective, Objective, Pass } from '../pass.js';
import { requireKl } from './requirements.js';

/** Options of {@link multimodalElbo}. */
export interface MultimodalElboOptions {
  /** How many numbers of an example each modality has, in order; together all of them. */
  readonly widths: readonly number[];
  /** Subsets of the modalities that are drawn anew in each training step. Default 1. */
  readonly subsets?: number;
}

/**
 * The negative evidence lower bounds of x whole, of each modality alone, and in training of `subsets` random subsets, added up: what is hidden is neither shown
 * to the posterior nor scored. With `productOfExperts()` and the networks `experts()`: an encoder
 * that mixes modalities is shown all of them.
 *
 * Terms: `reconstruction` and `kl` of x whole, which are the bound; `subsets`, the sum of the other bounds.
 *
 * @throws RangeError when a width, or `subsets`, is not a whole number (of at least 1, of at least 0); an Error when the widths do not add up to an example
 * @see Wu and Goodman 2018, "Multimodal generative models for scalable weakly-supervised learning", equation 5
 */
export const multimodalElbo: PartFactory<Objective, [options: MultimodalElboOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'multimodalElbo',
  example: {
    parts: {
      objective: { kind: 'multimodalElbo', widths: [2, 3, 1], subsets: 2 },
      posterior: { kind: 'productOfExperts', widths: [2, 3, 1] },
    },
  },
  make({ widths, subsets = 1 }: MultimodalElboOptions): Objective {
    requireCounts('multimodalElbo', 'widths', widths);
    if (!Number.isInteger(subsets) || subsets < 0)
      throw new RangeError(`multimodalElbo: \`subsets\` is ${subsets}; expected a whole number of at least 0`);
    return {
      config: { kind: 'multimodalElbo', widths: [...widths], subsets },
      build({ event }): BuiltObjective {
        const size = requireModalities('multimodalElbo', widths, event);
        const blocks = (): tf.Tensor2D => tf.tensor2d(blockRows(widths, size), [widths.length, size]);
        return {
          requirePeers: (model, shapes) => requireKl('multimodalElbo', model, shapes),
          samples: 1,
          noise: (mode) =>
            mode === 'train' && subsets > 0
              ? { subset: { shape: [subsets, widths.length], distribution: 'uniform', per: 'batch' } }
              : {},
          evaluate(pass) {
            const [reconstruction, kl] = boundOf(pass);
            const { subset } = pass.noise;
            const every = blocks();
            const drawn = subset && tf.matMul(tf.cast(tf.greaterEqual(subset, 0.5), 'float32') as tf.Tensor2D, every);
            const shown = [every, ...(drawn === undefined ? [] : [drawn])].flatMap((rows) => tf.split(rows, rows.shape[0]));
            const others = shown.flatMap((row) => boundOf(pass.masked(maskOf(row, pass))));
            return { terms: { reconstruction, kl, subsets: tf.addN(others) } };
          },
        };
      },
    };
  },
});

/** 1 at the numbers of each modality, row by row. */
const blockRows = (widths: readonly number[], size: number): Float32Array => {
  const rows = new Float32Array(widths.length * size);
  let start = 0;
  widths.forEach((width, i) => {
    rows.fill(1, i * size + start, i * size + start + width);
    start += width;
  });
  return rows;
};

const boundOf = (pass: Pass): [tf.Tensor1D, tf.Tensor1D] => [tf.reshape(pass.reconstruction(), [pass.rows]), pass.kl()];

/** What was observed of a subset, of the shape of x. */
function maskOf(row: tf.Tensor, { batch, mask }: Pass): tf.Tensor {
  const shown = tf.reshape(row, [1, ...batch.x.shape.slice(1)]);
  return tf.mul(mask ?? tf.onesLike(batch.x), shown);
}
