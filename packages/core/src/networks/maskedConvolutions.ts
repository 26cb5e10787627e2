import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { randomStream } from '../random/randomStream.js';
import { claimParameters } from '../saving/parameterCount.js';

/** What {@link maskedConvolutions} are made of. */
export interface MaskedConvolutionsRequest {
  /** Channels of the map that it is given. */
  readonly input: number;
  /** Channels of the hidden layers. */
  readonly channels: number;
  /** Hidden layers behind the first. */
  readonly layers: number;
  /** The side of the first kernel and of those of the hidden layers, an odd number. */
  readonly kernel: number;
  /** Channels of a second map, of which a place sees all around it. Default 0: none. */
  readonly beside?: number;
  /** Numbers that it gives for each place. */
  readonly output: number;
  readonly seed: number;
}

/** A network over maps in which a place sees only those before it, row by row. */
export interface MaskedConvolutions {
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** `[rows, h, w, input]`, and `[rows, h, w, beside]`, to `[rows, h, w, output]`. */
  apply(map: tf.Tensor4D, beside?: tf.Tensor4D): tf.Tensor4D;
}

/** Zeros around a map, before and after, by axis. */
type Padding = Extract<Parameters<typeof tf.conv2d>[3], readonly unknown[]>;

/**
 * 1 where a kernel of `side²` may look, `[side, side, 1, 1]`: above, and left in the middle row; at the middle itself where a layer follows another.
 *
 * @see van den Oord, Kalchbrenner and Kavukcuoglu 2016, "Pixel recurrent neural networks", section 3.4, masks A and B
 */
export function causalMask(side: number, middle: boolean): Float32Array {
  const center = (side * side - 1) / 2;
  return Float32Array.from({ length: side * side }, (_, i) => (i < center || (middle && i === center) ? 1 : 0));
}

/**
 * A PixelCNN: a convolution under mask A, hidden ones under mask B, each added to what it is given, then one of side 1. Stacked masks leave a blind spot
 * to the right above a place, which later papers close and this does not.
 *
 * @see van den Oord, Kalchbrenner and Kavukcuoglu 2016, "Pixel recurrent neural networks", section 3.5
 */
export function maskedConvolutions(request: MaskedConvolutionsRequest): MaskedConvolutions {
  const { input, channels, layers, kernel, beside = 0, output, seed } = request;
  const shapes: Record<string, readonly [number, number, number, number]> = {
    first: [kernel, kernel, input, channels],
    ...(beside > 0 ? { beside: [kernel, kernel, beside, channels] } : {}),
    ...Object.fromEntries(Array.from({ length: layers }, (_, i) => [`hidden${i}`, [kernel, kernel, channels, channels]])),
    last: [1, 1, channels, output],
  };
  const stream = randomStream(seed).fork('maskedConvolutions');
  const variables: Record<string, tf.Variable> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    claimParameters(name, [...shape]);
    claimParameters(name, [shape[3]]);
    // Half of the weights count.
    const deviation = Math.sqrt(2 / (shape[0] * shape[1] * shape[2]));
    const start = stream.fork(name).fillNormal(new Float32Array(sizeFromShape(shape)));
    variables[`${name}/kernel`] = tf.tidy(() => tf.variable(tf.mul(tf.tensor4d(start, [...shape]), deviation)));
    variables[`${name}/bias`] = tf.tidy(() => tf.variable(tf.zeros([shape[3]])));
  }
  const layer = (map: tf.Tensor4D, name: string, kernel: tf.Tensor4D, pad: 'same' | Padding): tf.Tensor4D =>
    tf.add(tf.conv2d(map, kernel, 1, pad), variables[`${name}/bias`]!);
  const kernelOf = (name: string): tf.Tensor4D => variables[`${name}/kernel`] as unknown as tf.Tensor4D;
  const masked = (map: tf.Tensor4D, name: string, middle: boolean): tf.Tensor4D => {
    const weights = kernelOf(name);
    const [side, , into, channels] = weights.shape;
    // What lies below the middle row is masked out whole, so that it is left out of the product too.
    const half = (side - 1) / 2;
    const shape = [half + 1, side] as const;
    const mask = tf.tensor4d(causalMask(side, middle).subarray(0, shape[0] * side), [...shape, 1, 1]);
    const upper = tf.mul(tf.slice(weights, 0, [...shape, into, channels]), mask) as tf.Tensor4D;
    return layer(map, name, upper, [
      [0, 0],
      [half, 0],
      [half, half],
      [0, 0],
    ]);
  };
  return {
    variables,
    apply(map, second) {
      const first = masked(map, 'first', false);
      let h: tf.Tensor4D = second === undefined ? first : tf.add(first, layer(second, 'beside', kernelOf('beside'), 'same'));
      for (let i = 0; i < layers; i++) h = tf.add(h, masked(tf.relu(h), `hidden${i}`, true));
      return masked(tf.relu(h), 'last', true);
    },
  };
}
