import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPrior, Context, Peers, Prior } from '../parts.js';
import { randomStream } from '../random/randomStream.js';
import { claimParameters } from '../saving/parameterCount.js';
import { codebookOf, drawnCodes, oneHotCodes, vectorsOf } from './codeNumbers.js';

/** Options of {@link autoregressiveCodes}. */
export interface AutoregressiveCodesOptions {
  /** The number K of vectors in the model's codebook. */
  readonly codes: number;
  /** Numbers that stand for a code in front of the hidden layer. Default 16. */
  readonly embedding?: number;
  /** Hidden units of each place. Default 64. */
  readonly hidden?: number;
  /** The seed of the weights. Default 0. */
  readonly seed?: number;
}

/**
 * A distribution over the codebook for each place given the codes of all places before it, row by row, for a model with `vectorQuantized()`:
 * `p(k) = Π_p softmax(a_p + B·tanh(c_p + Σ_{q<p} W_pq·e(k_q)))[k_p]`, with a vector e(k) for each code.
 *
 * `fitPrior` minimizes −log p, nats of code numbers, a probability and no density. `draw` goes from place to place; `temperature` is that of each softmax.
 *
 * @throws RangeError when a size is not a whole number of at least 1; in a pass, Error when the model has no codebook of `codes` vectors
 * @see van den Oord, Vinyals and Kavukcuoglu 2017, section 3.3; Bengio and Bengio 2000 for the network, "Modeling high-dimensional discrete data with
 *   multi-layer neural networks"
 */
export const autoregressiveCodes: PartFactory<Prior, [options: AutoregressiveCodesOptions]> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'autoregressiveCodes',
  example: {
    latent: [2, 3],
    parts: {
      prior: { kind: 'autoregressiveCodes', codes: 4, embedding: 3, hidden: 5 },
      posterior: { kind: 'vectorQuantized', codes: 4 },
      objective: { kind: 'reconstruction' },
    },
  },
  make: autoregressivePrior,
});

type Sizes = Required<Omit<AutoregressiveCodesOptions, 'seed'>> & { readonly places: number };

/** The weights: vectors of codes, from earlier places to a place's units, from units to logits. */
type Weights = Readonly<Record<'at' | 'bias' | 'embed' | 'from' | 'into', tf.Variable>>;

function autoregressivePrior(options: AutoregressiveCodesOptions): Prior {
  const { codes, embedding = 16, hidden = 64, seed = 0 } = options;
  for (const [name, count] of Object.entries({ codes, embedding, hidden })) requireCount('autoregressiveCodes', name, count);
  return {
    config: { kind: 'autoregressiveCodes', codes, embedding, hidden, seed },
    build({ latent }): BuiltPrior {
      const sizes: Sizes = { codes, embedding, hidden, places: sizeFromShape(latent.slice(0, -1)) };
      const weights = freshWeights(sizes, seed);
      const book = (model: Peers): tf.Tensor2D => codebookOf('autoregressiveCodes', model, codes);
      return {
        requirePeers: (model) => void book(model),
        variables: { ...weights },
        logDensity(z, { model }) {
          const hot = oneHotCodes(z, book(model));
          return tf.sum(tf.mul(hot, tf.logSoftmax(allLogits(hot, weights, sizes))), [1, 2]);
        },
        noise: () => ({ u: { shape: [sizes.places, codes], distribution: 'uniform', per: 'example' } }),
        draw: ({ u }, context, temperature) =>
          vectorsOf(drawnInTurn(u!, context, temperature, weights, sizes), book(context.model), context, latent),
      };
    },
  };
}

function freshWeights({ codes, embedding, hidden, places }: Sizes, seed: number): Weights {
  const stream = randomStream(seed).fork('prior/codes');
  const normal = (name: string, shape: readonly number[], deviation: number): tf.Variable => {
    claimParameters(name, shape);
    const values = stream.fork(name).fillNormal(new Float32Array(sizeFromShape(shape)));
    return tf.variable(
      tf.tensor(
        values.map((value) => value * deviation),
        [...shape],
      ),
    );
  };
  claimParameters('biases', [places, hidden + codes]);
  return tf.tidy(() => ({
    embed: normal('embed', [codes, embedding], 1),
    into: normal('into', [places, embedding, places, hidden], 1 / Math.sqrt(places * embedding)),
    bias: tf.variable(tf.zeros([places, hidden])),
    from: normal('from', [hidden, codes], 1 / Math.sqrt(hidden)),
    at: tf.variable(tf.zeros([places, codes])),
  }));
}

const product = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D);

/** The logits of every place at once, `[rows, places, codes]`: weights from a place to itself and to those before it are held at 0. */
function allLogits(hot: tf.Tensor3D, { embed, into, bias, from, at }: Weights, sizes: Sizes): tf.Tensor {
  const { codes, embedding, hidden, places } = sizes;
  const before = Float32Array.from({ length: places * places }, (_, i) => (Math.floor(i / places) < i % places ? 1 : 0));
  const masked = tf.mul(into, tf.tensor(before, [places, 1, places, 1]));
  const embedded = tf.reshape(product(tf.reshape(hot, [-1, codes]), embed), [-1, places * embedding]);
  const units = product(embedded, tf.reshape(masked, [places * embedding, places * hidden]));
  const h = tf.tanh(tf.add(units, tf.reshape(bias, [1, places * hidden])));
  return tf.add(tf.reshape(product(tf.reshape(h, [-1, hidden]), from), [-1, places, codes]), at);
}

/** Codes drawn place by place, one-hot, `[rows, places, codes]`. */
function drawnInTurn(u: tf.Tensor, { rows }: Context, temperature: number, weights: Weights, sizes: Sizes): tf.Tensor {
  const { embed, into, bias, from, at } = weights;
  const { codes, embedding, hidden, places } = sizes;
  const drawn: tf.Tensor[] = [];
  const embedded: tf.Tensor[] = [];
  for (let place = 0; place < places; place++) {
    let units: tf.Tensor = tf.slice(bias, [place, 0], [1, hidden]);
    if (place > 0) {
      const own = tf.reshape(tf.slice(into, [0, 0, place, 0], [place, embedding, 1, hidden]), [place * embedding, hidden]);
      units = tf.add(product(tf.concat(embedded, 1), own), units);
    }
    const logits = tf.add(product(tf.tanh(units), from), tf.slice(at, [place, 0], [1, codes]));
    const uniform = tf.reshape(tf.slice(u, [0, place, 0], [rows, 1, codes]), [rows, codes]);
    const hot = drawnCodes(logits, uniform, temperature);
    drawn.push(hot);
    embedded.push(product(hot, embed));
  }
  return tf.stack(drawn, 1);
}
