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
  const layer = (map: tf.Tensor4D, name: string, middle: boolean, seen: 'all' | 'before' = 'before'): tf.Tensor4D => {
    const weights = variables[`${name}/kernel`] as unknown as tf.Tensor4D;
    const [side] = weights.shape;
    const masked = seen === 'all' ? weights : tf.mul(weights, tf.tensor4d(causalMask(side, middle), [side, side, 1, 1]));
    return tf.add(tf.conv2d(map, masked as tf.Tensor4D, 1, 'same'), variables[`${name}/bias`]!);
  };
  return {
    variables,
    apply(map, second) {
      const first = layer(map, 'first', false);
      let h: tf.Tensor4D = second === undefined ? first : tf.add(first, layer(second, 'beside', true, 'all'));
      for (let i = 0; i < layers; i++) h = tf.add(h, layer(tf.relu(h), `hidden${i}`, true));
      return layer(tf.relu(h), 'last', true);
    },
  };
}
