import * as tf from '@tensorflow/tfjs';
import { gradientMend, type Attributes } from './gradientMend.js';

/** The weights with which an axis of `input` positions makes one of `output` positions, `[output, input]`. */
function weights(input: number, output: number, nearest: boolean, alignCorners: boolean, halfPixel: boolean): tf.Tensor2D {
  const matrix = new Float32Array(output * input);
  const scale = alignCorners && output > 1 ? (input - 1) / (output - 1) : input / output;
  for (let i = 0; i < output; i++) {
    if (nearest) {
      const position = scale * (halfPixel ? i + 0.5 : i);
      matrix[i * input + Math.min(input - 1, alignCorners ? Math.round(position) : Math.floor(position))] = 1;
    } else {
      const position = halfPixel ? scale * (i + 0.5) - 0.5 : scale * i;
      const low = Math.max(0, Math.floor(position));
      const high = Math.min(input - 1, Math.ceil(position));
      matrix[i * input + low]! += 1 - (position - low);
      matrix[i * input + high]! += position - low;
    }
  }
  return tf.tensor2d(matrix, [output, input]);
}

/** The sum over runs of `factor` neighbors along an axis seen as the middle one of three. */
const sumRuns = (x: tf.Tensor, before: number, factor: number, after: number): tf.Tensor =>
  factor === 1 ? x : tf.sum(tf.reshape(x, [before, factor, after]), 1);

const resizeMend = (kernelName: string, nearest: boolean): tf.GradConfig =>
  gradientMend(kernelName, { inputs: ['images'] }, (dy, [images], attributes: Attributes) => ({
    images: () => {
      const [batch, height, width, depth] = images!.shape as [number, number, number, number];
      const [, newHeight, newWidth] = dy.shape as [number, number, number, number];
      const alignCorners = attributes['alignCorners'] === true;
      if (nearest && !alignCorners && newHeight % height === 0 && newWidth % width === 0) {
        const [down, across] = [newHeight / height, newWidth / width];
        const rows = sumRuns(dy, batch * height, down, newWidth * depth);
        return tf.reshape(sumRuns(rows, batch * height * width, across, depth), images!.shape);
      }
      const matrix = (input: number, output: number): tf.Tensor =>
        weights(input, output, nearest, alignCorners, attributes['halfPixelCenters'] === true);
      const rows = tf.reshape(dy, [batch, newHeight, newWidth * depth]);
      const down = tf.matMul(tf.expandDims(matrix(height, newHeight), 0), rows, true);
      const columns = tf.reshape(down, [batch * height, newWidth, depth]);
      return tf.reshape(tf.matMul(tf.expandDims(matrix(width, newWidth), 0), columns, true), images!.shape);
    },
  }));

/**
 * `tf.image.resizeBilinear` and `resizeNearestNeighbor`: both are a product with one constant matrix for rows and one for columns, so the
 * gradient is a product with their transposes; nearest neighbors repeated a whole number of times need only sums. tfjs has the sides
 * exchanged (bilinear), mixes examples of a batch (nearest) and forgets half-pixel centers (both); it has no second derivative.
 */
export const resizeMends: readonly tf.GradConfig[] = [
  resizeMend('ResizeBilinear', false),
  resizeMend('ResizeNearestNeighbor', true),
];
