import * as tf from '@tensorflow/tfjs';
import { adam, fit, mlp, network, trainable } from '@vaekit/core';

/**
 * A small classifier of digits, trained on these: its last hidden layer, 128 numbers, is what samples are compared in.
 *
 * @returns features of images `[rows, …]` with values in [0, 1], its accuracy on examples, and what frees it
 */
export async function digitFeatures({ x, y }, { epochs = 12, seed = 0, engine }) {
  const size = x.shape.slice(1).reduce((product, extent) => product * extent, 1);
  const outputs = [{ name: 'logits', shape: [10] }];
  const whole = mlp({ hidden: [256, 128], activation: 'relu' })({ name: 'classifier', input: [size], outputs, seed });
  const both = tf.model({ inputs: whole.inputs, outputs: [whole.getLayer('hidden1').output, whole.outputs[0]] });
  const net = network(both, 'classifier');
  const judge = (images) => net.apply([tf.reshape(images, [images.shape[0], size])], { mode: 'evaluate', noise: {} }).outputs;
  const model = trainable({
    variables: net.variables,
    terms({ batch }) {
      const [, logits] = judge(batch.x);
      const hot = tf.oneHot(tf.cast(batch.y, 'int32'), 10);
      return { error: tf.neg(tf.sum(tf.mul(hot, tf.logSoftmax(logits)), 1)) };
    },
  });
  await fit(model, { x, y }, { epochs, batchSize: 128, seed, engine, optimizer: adam() });
  const plain = (tensor) => {
    const values = { data: tensor.dataSync(), shape: tensor.shape };
    tensor.dispose();
    return values;
  };
  return {
    features: (images) => plain(tf.tidy(() => judge(images)[0])),
    accuracy: (images, labels) =>
      tf.tidy(() => tf.mean(tf.equal(tf.argMax(judge(images)[1], 1), tf.tensor1d(labels, 'int32'))).dataSync()[0]),
    dispose: () => both.dispose(),
  };
}
