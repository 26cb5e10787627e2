import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { msSsim as similarity } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltLikelihood, Likelihood } from '../parts.js';

/** Options of {@link msSsim}. */
export interface MsSsimLikelihoodOptions {
  /** λ; at least 0. Default: the number of values of an example. */
  readonly weight?: number;
  /** The width of the Gaussian window, odd. Default 11, or as wide as the image has room for. */
  readonly window?: number;
}

/**
 * A pseudo-likelihood of images from 0 to 1 by their structural similarity over several scales: `λ·(1 − MS-SSIM(x, sigmoid(l)))` from logits l, which is the
 * negative logarithm of no density, and is reported as `pseudoNll`. As many of the five scales as the image has room for; a draw is the mean.
 *
 * A missing value is 0 in both images, where it is like itself.
 *
 * @throws RangeError when `weight` is negative or not finite; when it is built, an Error when examples are no images, `[height, width, channels]`
 * @see Wang, Simoncelli and Bovik 2003, "Multi-scale structural similarity for image quality assessment"; Snell et al. 2017, "Learning to generate images
 *   with perceptual similarity metrics", for autoencoders
 */
export const msSsim: PartFactory<Likelihood, [options?: MsSsimLikelihoodOptions]> = /* @__PURE__ */ partFactory({
  role: 'likelihood',
  kind: 'msSsim',
  example: { event: [6, 7, 1], parts: { likelihood: { kind: 'msSsim', weight: 20, window: 3 } } },
  make: msSsimLikelihood,
});

function msSsimLikelihood(options: MsSsimLikelihoodOptions = {}): Likelihood {
  const { weight, window } = options;
  if (weight !== undefined && !(weight >= 0 && Number.isFinite(weight)))
    throw new RangeError(`msSsim: \`weight\` is ${weight}; expected a number of at least 0`);
  return {
    config: { kind: 'msSsim', ...(weight === undefined ? {} : { weight }), ...(window === undefined ? {} : { window }) },
    build({ event }): BuiltLikelihood {
      const [height, width] = event;
      if (event.length !== 3)
        throw new Error(
          `msSsim: examples have shape [${event.join(',')}]; expected images, [height,width,channels], as structure is of neighboring pixels`,
        );
      const room = Math.min(11, height!, width!);
      const chosen = window ?? (room % 2 === 1 ? room : room - 1);
      const factor = weight ?? sizeFromShape(event);
      const seen = (x: tf.Tensor, mask: tf.Tensor | undefined): tf.Tensor =>
        mask === undefined ? x : tf.where(tf.greater(mask, 0), x, tf.zerosLike(x));
      const mean = (logits: tf.Tensor): tf.Tensor => tf.sigmoid(logits);
      return {
        parameters: [{ name: 'logits', shape: event }],
        negativeLogDensity: ([logits], x, mask) =>
          tf.mul(tf.sub(1, similarity(seen(x, mask), seen(mean(logits!), mask), { window: chosen })), factor) as tf.Tensor1D,
        mean: ([logits]) => mean(logits!),
        noise: () => ({}),
        draw: ([logits]) => mean(logits!),
        support: 'unitInterval',
        pseudo: true,
        reportedAs: () => 'pseudoNll',
      };
    },
  };
}
