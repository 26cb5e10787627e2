import * as tf from '@tensorflow/tfjs';
import type { RandomStream } from '../random/randomStream.js';

/**
 * Sets a model's kernels by Glorot's uniform rule, `U(−a, a)` with `a = √(6 / (fanIn + fanOut))`, from a seeded stream, and leaves
 * biases and normalization weights as they are: the same network in every engine for one seed.
 *
 * @see Glorot and Bengio 2010, equation 16
 */
export function initializeWeights(model: tf.LayersModel, stream: RandomStream): void {
  for (const layer of model.layers) {
    for (const weight of layer.trainableWeights) {
      const variable = weight.read() as tf.Variable;
      if (variable.rank < 2) continue;
      const [fanIn, fanOut] = variable.shape.slice(-2) as [number, number];
      const receptive = variable.shape.slice(0, -2).reduce((size, extent) => size * extent, 1);
      const limit = Math.sqrt(6 / ((fanIn + fanOut) * receptive));
      const values = stream
        .fork(`${layer.name}/${weight.originalName.split('/').at(-1)}`)
        .fillUniform(new Float32Array(variable.size));
      for (let i = 0; i < values.length; i++) values[i] = (2 * values[i]! - 1) * limit;
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
    }
  }
}
