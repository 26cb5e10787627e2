import * as tf from '@tensorflow/tfjs';
import { inFloat } from './inFloat.js';

/** Options of {@link msSsim}. */
export interface MsSsimOptions {
  /** The distance from the least to the largest value. Default 1. */
  readonly range?: number;
  /** The width of the Gaussian window, odd. Default 11. */
  readonly window?: number;
  /** The deviation of the window, in pixels. Default 1.5. */
  readonly sigma?: number;
  /** The weight of each scale, the finest first. Default: the paper's five, or as many of them as have room for the window, divided by their sum. */
  readonly weights?: readonly number[];
}

const OF_PAPER = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];
/** A contrast below this is taken for it: the root of 0 has no slope, and that of a negative number no value. */
const LEAST = 1e-4;

/**
 * The structural similarity of images over several scales, `l_M^{w_M} Π_j cs_j^{w_j}`, 1 where they are the same: on each scale the means over all windows of
 * `cs = (2σ_ab + C2)/(σ_a² + σ_b² + C2)` and, on the coarsest, of `l·cs` with `l = (2μ_aμ_b + C1)/(μ_a² + μ_b² + C1)`; the mean over channels. From one scale to
 * the next, images are averaged in blocks of 2×2.
 *
 * C1 = (0.01·range)², C2 = (0.03·range)²; windows lie inside the image. A mean below 1e-4 counts as that.
 *
 * @param a `[batch, height, width, channels]`
 * @param b the shape of `a`
 * @returns `[batch]`
 * @throws when the shapes differ or are not those of images, `window` is not odd, a weight is negative, or an image has no room for it on a scale
 * @see Wang, Simoncelli and Bovik 2003, "Multi-scale structural similarity for image quality assessment", equations 6 and 7
 */
export function msSsim(a: tf.Tensor, b: tf.Tensor, options: MsSsimOptions = {}): tf.Tensor1D {
  const { range = 1, window = 11, sigma = 1.5 } = options;
  if (a?.rank !== 4 || `${a.shape}` !== `${b?.shape}`)
    throw new Error(`msSsim: shapes are [${a?.shape}] and [${b?.shape}]; expected the same [batch,height,width,channels] twice`);
  if (!(Number.isSafeInteger(window) && window % 2 === 1 && window > 0))
    throw new RangeError(`msSsim: \`window\` is ${window}; expected an odd number of pixels`);
  for (const [name, value] of Object.entries({ range, sigma }))
    if (!(value > 0 && value < Infinity)) throw new RangeError(`msSsim: \`${name}\` is ${value}; it must be positive`);
  const [batch, height, width, channels] = a.shape as [number, number, number, number];
  const room = scalesWithRoom(Math.min(height, width), window);
  const { weights = normalized(OF_PAPER.slice(0, room)) } = options;
  if (weights.length === 0 || weights.length > room)
    throw new RangeError(
      `msSsim: images of ${height} by ${width} have room for a window of ${window} on ${room} scales, but \`weights\` are ${weights.length}; give fewer, or a smaller \`window\``,
    );
  const wrong = weights.find((weight) => !(weight >= 0 && weight < Infinity));
  if (wrong !== undefined)
    throw new RangeError(`msSsim: \`weights\` are [${weights}]; expected numbers of at least 0, the finest scale first`);
  return inFloat([a, b], (a, b) => {
    // Channels are images of their own.
    let both = [a, b].map((x) => tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [batch * channels, height, width]) as tf.Tensor3D);
    const logs = weights.map((weight, scale) => {
      const { contrast, similarity } = means(both[0]!, both[1]!, { range, window, sigma });
      const last = scale === weights.length - 1;
      if (!last) both = both.map((x) => resized(x, halving));
      return tf.mul(tf.log(tf.maximum(last ? similarity : contrast, LEAST)), weight);
    });
    return tf.mean(tf.reshape(tf.exp(tf.addN(logs)), [batch, channels]), 1) as tf.Tensor1D;
  });
}

const normalized = (weights: readonly number[]): number[] => {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
};

function scalesWithRoom(side: number, window: number): number {
  let scales = 0;
  for (let left = side; left >= window && scales < OF_PAPER.length; left = Math.ceil(left / 2)) scales += 1;
  return scales;
}

/** The means over all windows, `[images]`: of cs, and of l·cs. */
function means(
  a: tf.Tensor3D,
  b: tf.Tensor3D,
  { range, window, sigma }: Required<Omit<MsSsimOptions, 'weights'>>,
): { contrast: tf.Tensor; similarity: tf.Tensor } {
  const [c1, c2] = [(0.01 * range) ** 2, (0.03 * range) ** 2];
  const blurred = resized(tf.concat([a, b, tf.add(tf.square(a), tf.square(b)), tf.mul(a, b)]), gaussian(window, sigma));
  const [ma, mb, squares, product] = tf.split(blurred, 4) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const [mean, energy] = [tf.mul(ma, mb), tf.add(tf.square(ma), tf.square(mb))];
  const contrast = tf.div(tf.add(tf.mul(tf.sub(product, mean), 2), c2), tf.add(tf.sub(squares, energy), c2));
  const luminance = tf.div(tf.add(tf.mul(mean, 2), c1), tf.add(energy, c1));
  return { contrast: tf.mean(contrast, [1, 2]), similarity: tf.mean(tf.mul(luminance, contrast), [1, 2]) };
}

/** A matrix `[length, length after]` that acts on rows, and on columns: products have gradients on every backend. */
type Resizing = (length: number) => tf.Tensor2D;

function resized(x: tf.Tensor3D, matrix: Resizing): tf.Tensor3D {
  const along = (x: tf.Tensor3D): tf.Tensor3D => {
    const [images, rows, columns] = x.shape;
    const product = tf.matMul(tf.reshape(x, [images * rows, columns]) as tf.Tensor2D, matrix(columns));
    return tf.transpose(tf.reshape(product, [images, rows, product.shape[1]!]), [0, 2, 1]) as tf.Tensor3D;
  };
  return along(along(x));
}

const matrixOf = (rows: number, columns: number, at: (row: number, column: number) => number): tf.Tensor2D =>
  tf.tensor2d(
    Float32Array.from({ length: rows * columns }, (_, i) => at(Math.floor(i / columns), i % columns)),
    [rows, columns],
  );

function gaussian(window: number, sigma: number): Resizing {
  const weights = normalized(
    Array.from({ length: window }, (_, i) => Math.exp(-((i - (window - 1) / 2) ** 2) / (2 * sigma ** 2))),
  );
  return (length) => matrixOf(length, length - window + 1, (row, column) => weights[row - column] ?? 0);
}

/** Means of two neighbors; an odd last one stays as it is. */
const halving: Resizing = (length) =>
  matrixOf(length, Math.ceil(length / 2), (row, column) =>
    Math.floor(row / 2) !== column ? 0 : row === length - 1 && length % 2 === 1 ? 1 : 0.5,
  );
