import * as tf from '@tensorflow/tfjs';
import { maskedConvolutions } from '../networks/maskedConvolutions.js';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPrior, Peers, Prior } from '../parts.js';
import { codebookOf, drawnCodes, oneHotCodes, vectorsOf } from './codeNumbers.js';

/** Options of {@link pixelCnnCodes}. */
export interface PixelCnnCodesOptions {
  /** The number K of vectors in the model's codebook. */
  readonly codes: number;
  /** Channels of the hidden layers. Default 32. */
  readonly channels?: number;
  /** Hidden layers behind the first. Default 2. */
  readonly layers?: number;
  /** The side of the kernels, an odd number. Default 3. */
  readonly kernel?: number;
  /** The seed of the weights. Default 0. */
  readonly seed?: number;
}

/**
 * A PixelCNN over maps of codes, for a model with `vectorQuantized()`: `p(k) = Π_p p(k_p | k_q, q before p row by row)`, by convolutions whose kernels are
 * masked. Codes of shape `[h, w, d]` are a map of h·w places; those of `[places, d]` a square one where there are as many, else one row.
 *
 * `fitPrior` minimizes −log p, nats of code numbers, a probability and no density. `draw` takes a pass of the network for each place; `temperature` is that of
 * each softmax.
 *
 * @throws RangeError when a size is not a whole number of at least 1 or `kernel` is even; Error when a code is one vector; in a pass, when the model
 *   has no codebook of `codes` vectors
 * @see van den Oord, Vinyals and Kavukcuoglu 2017, "Neural discrete representation learning", section 3.3
 */
export const pixelCnnCodes: PartFactory<Prior, [options: PixelCnnCodesOptions]> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'pixelCnnCodes',
  example: {
    latent: [4, 3],
    parts: {
      prior: { kind: 'pixelCnnCodes', codes: 4, channels: 5, layers: 1 },
      posterior: { kind: 'vectorQuantized', codes: 4 },
      objective: { kind: 'reconstruction' },
    },
  },
  make({ codes, channels = 32, layers = 2, kernel = 3, seed = 0 }: PixelCnnCodesOptions): Prior {
    for (const [name, count] of Object.entries({ codes, channels, layers, kernel })) requireCount('pixelCnnCodes', name, count);
    if (kernel % 2 === 0)
      throw new RangeError(`pixelCnnCodes: \`kernel\` is ${kernel}; expected an odd number, which has a middle`);
    return {
      config: { kind: 'pixelCnnCodes', codes, channels, layers, kernel, seed },
      build({ latent }): BuiltPrior {
        const [height, width] = mapOf(latent);
        const places = height * width;
        const net = maskedConvolutions({ input: codes, channels, layers, kernel, output: codes, seed });
        const book = (model: Peers): tf.Tensor2D => codebookOf('pixelCnnCodes', model, codes);
        const logits = (hot: tf.Tensor, rows: number): tf.Tensor =>
          tf.reshape(net.apply(tf.reshape(hot, [rows, height, width, codes])), [rows, places, codes]);
        return {
          requirePeers: (model) => void book(model),
          variables: net.variables,
          logDensity(z, { model, rows }) {
            const hot = oneHotCodes(z, book(model));
            return tf.sum(tf.mul(hot, tf.logSoftmax(logits(hot, rows))), [1, 2]);
          },
          noise: () => ({ u: { shape: [places, codes], distribution: 'uniform', per: 'example' } }),
          draw({ u }, context, temperature) {
            const { rows } = context;
            const at = (of: tf.Tensor, place: number): tf.Tensor => tf.slice(of, [0, place, 0], [rows, 1, codes]);
            const drawn: tf.Tensor[] = [];
            for (let place = 0; place < places; place++) {
              // What is not drawn yet is 0, and is not looked at.
              const all = tf.concat([...drawn, tf.zeros([rows, places - place, codes])], 1);
              drawn.push(drawnCodes(at(logits(all, rows), place), at(u!, place), temperature));
            }
            return vectorsOf(tf.concat(drawn, 1), book(context.model), context, latent);
          },
        };
      },
    };
  },
});

/** Height and width of a map of codes. */
function mapOf(latent: readonly number[]): readonly [number, number] {
  const [first, second] = latent;
  if (latent.length === 3) return [first!, second!];
  if (latent.length !== 2)
    throw new Error(
      `pixelCnnCodes: a code has shape [${latent.join(',')}], which is no map of places; expected [height,width,d] or [places,d]`,
    );
  const side = Math.round(Math.sqrt(first!));
  return side * side === first ? [side, side] : [1, first!];
}
