import * as tf from '@tensorflow/tfjs';
import { requireCount, requireRate } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltCorruption, Corruption } from '../parts.js';

/** Options of {@link maskedPatches}. */
export interface MaskedPatchesOptions {
  /** The side of a patch in pixels. Default 4. Where it does not divide a side of the image, the last patches are cut off. */
  readonly patch?: number;
  /** The part of an image's patches that is hidden; from 0 to below 1, rounded to whole patches. Default 0.5. */
  readonly rate?: number;
  /** What the likelihood scores: all of x (default), or what was hidden alone. */
  readonly scored?: 'all' | 'hidden';
  /** Whether evaluation hides patches too. Default true: without hidden patches the task would be another one. */
  readonly evaluation?: boolean;
}

/**
 * Shows the encoder images with square patches set to 0: of each image the same number, `round(rate · patches)`, drawn without replacement. The
 * likelihood scores the clean x, all of it or the hidden patches alone.
 *
 * A patch is hidden where fewer than that number of the image's patches have a smaller uniform deviate. (In the paper the encoder is a transformer, which
 * leaves hidden patches out; the networks here take whole images, so that what is hidden is 0. It scores the hidden patches alone.)
 *
 * @throws RangeError when `patch` is not a whole number of at least 1, `rate` is outside [0, 1) or `scored` is another word; when the model is built, for
 *   examples that are no images and for a rate that hides no patch, or all
 * @see He, Chen, Xie, Li, Dollár and Girshick 2022, "Masked autoencoders are scalable vision learners", section 3
 */
export const maskedPatches: PartFactory<Corruption, [options?: MaskedPatchesOptions]> = /* @__PURE__ */ partFactory({
  role: 'corruption',
  kind: 'maskedPatches',
  example: { event: [4, 6, 1], parts: { corruption: { kind: 'maskedPatches', patch: 2, rate: 0.5, scored: 'hidden' } } },
  make: maskedPatchesCorruption,
});

function maskedPatchesCorruption(options: MaskedPatchesOptions = {}): Corruption {
  const { patch = 4, rate = 0.5, scored = 'all', evaluation = true } = options;
  requireCount('maskedPatches', 'patch', patch);
  requireRate('maskedPatches', 'rate', rate);
  if (scored !== 'all' && scored !== 'hidden')
    throw new RangeError(`maskedPatches: \`scored\` is '${String(scored)}'; expected 'all' or 'hidden'`);
  return {
    config: { kind: 'maskedPatches', patch, rate, scored, evaluation },
    build({ event }): BuiltCorruption {
      const [height, width, channels] = event;
      if (event.length !== 3)
        throw new RangeError(
          `maskedPatches: an image has shape [height, width, channels] but examples have [${event.join(',')}]; reshape the data, or use masking()`,
        );
      const grid: [number, number] = [Math.ceil(height! / patch), Math.ceil(width! / patch)];
      const patches = grid[0] * grid[1];
      const hidden = Math.round(rate * patches);
      if (hidden === 0 || hidden === patches)
        throw new RangeError(
          `maskedPatches: of ${patches} patches, a part of ${rate} is ${hidden}; expected some to be hidden and some not: change \`rate\`, or take smaller patches`,
        );
      return {
        noise: (mode) =>
          mode === 'train' || evaluation ? { u: { shape: [patches], distribution: 'uniform', per: 'example' } } : {},
        apply(x, { u }) {
          if (u === undefined) return { input: x };
          const rows = x.shape[0]!;
          // The rank of each patch among those of its image.
          const smaller = tf.less(tf.expandDims(u, 1), tf.expandDims(u, 2));
          const rank = tf.sum(tf.cast(smaller, 'float32'), 2);
          const coarse = tf.reshape(tf.cast(tf.less(rank, hidden), 'float32'), [rows, grid[0], 1, grid[1], 1]);
          const fine = tf.mul(coarse, tf.ones([1, 1, patch, 1, patch]));
          const whole = tf.reshape(fine, [rows, grid[0] * patch, grid[1] * patch]);
          const cut = tf.reshape(tf.slice(whole, [0, 0, 0], [rows, height!, width!]), [rows, height!, width!, 1]);
          const mask = tf.mul(cut, tf.ones([1, 1, 1, channels!]));
          return { input: tf.mul(x, tf.sub(1, mask)), ...(scored === 'hidden' ? { mask } : {}) };
        },
      };
    },
  };
}
