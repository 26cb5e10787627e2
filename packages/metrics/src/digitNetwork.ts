import * as tf from '@tensorflow/tfjs';

/** The variables of the classifier and their shapes, in the order in which its file holds them. */
export const digitShapes = {
  'conv0/kernel': [5, 5, 1, 16],
  'conv0/bias': [16],
  'conv1/kernel': [3, 3, 16, 32],
  'conv1/bias': [32],
  'conv2/kernel': [3, 3, 32, 32],
  'conv2/bias': [32],
  'features/kernel': [512, 64],
  'features/bias': [64],
  'logits/kernel': [64, 10],
  'logits/bias': [10],
} as const;

/** A tensor for each name of {@link digitShapes}. */
export type DigitWeights = Readonly<Record<keyof typeof digitShapes, tf.Tensor>>;

/** Images of 14 × 14 pixels at 28 × 28, bilinear between the centers of pixels; images of 28 × 28 as they are. */
export function atFullSize(images: tf.Tensor4D): tf.Tensor4D {
  return images.shape[1] === 28 ? images : tf.image.resizeBilinear(images, [28, 28], false, true);
}

/**
 * The pass of the classifier: three convolutions of stride 2, a hidden layer of 64, ten logits.
 *
 * @param images `[rows, 28, 28, 1]` in [0, 1]
 */
export function digitNetwork(
  weights: DigitWeights,
  images: tf.Tensor4D,
): { readonly features: tf.Tensor2D; readonly logits: tf.Tensor2D } {
  const conv = (x: tf.Tensor4D, name: 'conv0' | 'conv1' | 'conv2') =>
    tf.relu(tf.add(tf.conv2d(x, weights[`${name}/kernel`] as tf.Tensor4D, 2, 'same'), weights[`${name}/bias`])) as tf.Tensor4D;
  const dense = (x: tf.Tensor, name: 'features' | 'logits') =>
    tf.add(tf.matMul(x, weights[`${name}/kernel`]), weights[`${name}/bias`]) as tf.Tensor2D;
  const last = conv(conv(conv(images, 'conv0'), 'conv1'), 'conv2');
  const features = tf.relu(dense(tf.reshape(last, [images.shape[0], -1]), 'features'));
  return { features, logits: dense(features, 'logits') };
}
