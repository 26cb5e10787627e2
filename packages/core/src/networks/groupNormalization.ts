import * as tf from '@tensorflow/tfjs';

/** Options of {@link groupNormalization}. */
export interface GroupNormalizationOptions {
  /** Groups of channels, next to each other and of one size. */
  readonly groups: number;
  /** The prefix of its layers' names. */
  readonly name: string;
  /** Added to the variance. Default 1e-3. */
  readonly epsilon?: number;
}

/**
 * Group normalization of a map `[height, width, channels]`: `γ_c · (x − μ_g)/√(σ_g² + ε) + β_c`, with the moments of one example's group of channels over
 * all places. It is the same in training and in evaluation and looks at no other row.
 *
 * It is made of layers that tfjs has: a normalization between two reshapes, whose own scale and shift stay 1 and 0 (without them its gradient throws), and a depthwise convolution of side 1 for γ and β.
 *
 * @throws RangeError unless the channels are divided by the groups
 * @see Wu and He 2018, "Group normalization", equations 1 to 7
 */
export function groupNormalization(
  map: tf.SymbolicTensor,
  { groups, name, epsilon = 1e-3 }: GroupNormalizationOptions,
): tf.SymbolicTensor {
  const [height, width, channels] = map.shape.slice(1) as number[];
  if (map.rank !== 4 || !Number.isInteger(groups) || groups < 1 || channels! % groups !== 0)
    throw new RangeError(
      `groupNormalization: \`groups\` is ${groups} and a map has shape [${map.shape.slice(1).join(',')}]; expected [height,width,channels] and a number that divides the channels`,
    );
  const grouped = tf.layers.reshape({ targetShape: [height! * width!, groups, channels! / groups], name: `${name}-groups` });
  const normalized = tf.layers.layerNormalization({
    axis: [1, 3],
    epsilon,
    trainable: false,
    name: `${name}-moments`,
  });
  const whole = tf.layers.reshape({ targetShape: [height!, width!, channels!], name: `${name}-whole` });
  const affine = tf.layers.depthwiseConv2d({ kernelSize: 1, depthwiseInitializer: 'ones', name });
  return [grouped, normalized, whole, affine].reduce((h, layer) => layer.apply(h) as tf.SymbolicTensor, map);
}

/** Throws where a recipe is to normalize twice. */
export function requireOneNorm(
  caller: string,
  { batchNorm = false, groupNorm }: { readonly batchNorm?: boolean; readonly groupNorm?: number },
): void {
  if (batchNorm && groupNorm !== undefined)
    throw new Error(`${caller}: both \`batchNorm\` and \`groupNorm\` are given; take one`);
}
