import * as tf from '@tensorflow/tfjs';
import type { Recipe } from './recipe.js';

/**
 * A recipe for a network without weights that gives x as it is: the encoder where there is none, with `independent()`.
 *
 * @throws Error when something else than x is asked for
 */
export const passThrough =
  (): Recipe =>
  ({ name, input, outputs }) => {
    const [only] = outputs;
    if (outputs.length !== 1 || only!.shape.join() !== input.join())
      throw new Error(
        `passThrough: the ${name} is to give ${outputs.map((one) => `${one.name} [${one.shape.join(',')}]`).join(' and ')}; it can only give x, [${input.join(',')}], so take another recipe, such as mlp()`,
      );
    const x = tf.input({ shape: [...input], name: 'x' });
    return tf.model({ inputs: x, outputs: x, name });
  };
