import * as tf from '@tensorflow/tfjs';
import { randomStream } from '@vaekit/core';

/** Three classes of 2×3 "images": class c lights column c, at a brightness of its own, over a little noise. */
export function threeBlobs(
  rows: number,
  seed = 0,
): {
  x: tf.Tensor;
  y: Int32Array;
  data: { x: { data: Float32Array; shape: number[] }; y: { data: Int32Array; shape: number[] } };
} {
  const stream = randomStream(seed);
  const y = Int32Array.from({ length: rows }, (_, row) => row % 3);
  const data = stream.fillUniform(new Float32Array(rows * 6)).map((u) => 0.1 * u);
  y.forEach((label, row) => {
    const brightness = 0.7 + 0.3 * (stream.uint32() / 2 ** 32);
    data[row * 6 + label] = brightness;
    data[row * 6 + 3 + label] = brightness;
  });
  return {
    x: tf.tensor(data.slice(), [rows, 2, 3, 1]),
    y,
    data: { x: { data, shape: [rows, 2, 3, 1] }, y: { data: y, shape: [rows] } },
  };
}
