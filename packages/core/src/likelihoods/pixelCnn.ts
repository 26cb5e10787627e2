import * as tf from '@tensorflow/tfjs';
import { bernoulliNll } from '@vaekit/losses';
import { type MaskedConvolutions, maskedConvolutions } from '../networks/maskedConvolutions.js';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltLikelihood, Likelihood } from '../parts.js';

/** Options of {@link pixelCnn}. */
export interface PixelCnnOptions {
  /** Channels of the hidden layers. Default 16. */
  readonly channels?: number;
  /** Hidden layers behind the first. Default 2. */
  readonly layers?: number;
  /** The side of the kernels, an odd number. Default 3. */
  readonly kernel?: number;
  /** The seed of the weights. Default 0. */
  readonly seed?: number;
}

/**
 * An autoregressive Bernoulli likelihood of images: `−log p(x|z) = −Σ_i log p(x_i | x_j, j before i row by row; z)`, nats, by a PixelCNN, convolutions whose
 * kernels are masked, beside the decoder. A pixel has the logit `l_i + f_i(x_{<i}, l)`, l the decoder's, of which f sees all around it. The channels of a
 * pixel are independent given the pixels before it.
 *
 * A pixel sees those within `(layers + 1)·(kernel − 1)/2` rows and columns: what is wider is left to the code. A missing value is 0 for those behind it, which are told that it
 * is missing; so the sum over what was observed is the logarithm of a probability of it.
 *
 * A draw is taken pixel by pixel: `w + (h − 1)·(kernel + 1)/2` passes of the network over the image, after which every pixel was drawn behind all that it sees. The mean
 * is no expectation, which has no closed form: it is drawn so too, with the mean of a pixel in its place. On gray values the sum is reported as `pseudoNll`.
 *
 * @throws RangeError when a size is not a whole number of at least 1 or `kernel` is even; when it is built, an Error when examples are no images, `[height, width, channels]`
 * @see Gulrajani, Kumar, Ahmed, Taiga, Visin, Vazquez and Courville 2017, "PixelVAE: a latent variable model for natural images", section 3.1; Chen et al. 2017,
 *   "Variational lossy autoencoder", section 3, for what the code is left
 */
export const pixelCnn: PartFactory<Likelihood, [options?: PixelCnnOptions]> = /* @__PURE__ */ partFactory({
  role: 'likelihood',
  kind: 'pixelCnn',
  example: { event: [4, 3, 1], parts: { likelihood: { kind: 'pixelCnn', channels: 3, layers: 1 } } },
  make: pixelCnnLikelihood,
});

function pixelCnnLikelihood({ channels = 16, layers = 2, kernel = 3, seed = 0 }: PixelCnnOptions = {}): Likelihood {
  for (const [name, count] of Object.entries({ channels, layers, kernel })) requireCount('pixelCnn', name, count);
  if (kernel % 2 === 0) throw new RangeError(`pixelCnn: \`kernel\` is ${kernel}; expected an odd number, which has a middle`);
  return {
    config: { kind: 'pixelCnn', channels, layers, kernel, seed },
    build({ event }): BuiltLikelihood {
      const [height, width, depth] = event;
      if (event.length !== 3)
        throw new Error(
          `pixelCnn: examples have shape [${event.join(',')}]; expected images, [height,width,channels], whose pixels have an order`,
        );
      const net = maskedConvolutions({ input: 2 * depth!, beside: depth!, channels, layers, kernel, output: depth!, seed });
      const passes = width! + ((height! - 1) * (kernel + 1)) / 2;
      const settled = (logits: tf.Tensor, next: (logits: tf.Tensor) => tf.Tensor): tf.Tensor => {
        let x: tf.Tensor = tf.zerosLike(logits);
        // Of each pass the image alone is kept.
        for (let pass = 0; pass < passes; pass++) {
          const before = x;
          x = tf.tidy(() => next(behind(net, before, logits)));
        }
        return x;
      };
      return {
        variables: net.variables,
        parameters: [{ name: 'logits', shape: event }],
        negativeLogDensity: ([logits], x, mask) => bernoulliNll(behind(net, x, logits!, mask), x, { mask }),
        mean: ([logits]) => settled(logits!, (all) => tf.sigmoid(all)),
        noise: () => ({ u: { shape: event, distribution: 'uniform', per: 'example' } }),
        draw: ([logits], { u }) => settled(logits!, (all) => tf.cast(tf.less(u!, tf.sigmoid(all)), 'float32')),
        dependentValues: true,
        support: 'unitInterval',
        reportedAs: (binarization) => (binarization === 'none' ? 'pseudoNll' : 'nll'),
      };
    },
  };
}

/** The logits of each pixel behind those before it. */
function behind(net: MaskedConvolutions, x: tf.Tensor, logits: tf.Tensor, mask?: tf.Tensor): tf.Tensor {
  const [seen, known] =
    mask === undefined
      ? [x, tf.onesLike(x)]
      : [tf.where(tf.greater(mask, 0), x, tf.zerosLike(x)), tf.cast(tf.greater(mask, 0), 'float32')];
  return tf.add(logits, net.apply(tf.concat([seen, known], 3) as tf.Tensor4D, logits as tf.Tensor4D));
}
