import * as tf from '@tensorflow/tfjs';
import type { Recipe } from './recipe.js';

/**
 * A recipe for a decoder of the lower layer of a code alone, p(x|z₁): all but its last `top` numbers, as `hierarchicalPrior()` lays them out, through another
 * recipe.
 *
 * @throws RangeError when a code is no vector of more than `top` numbers
 */
export const lowerLayer =
  (recipe: Recipe, top: number): Recipe =>
  (request) => {
    const [d] = request.input as [number];
    if (request.input.length !== 1 || !(d > top))
      throw new RangeError(
        `lowerLayer: the ${request.name} takes [${request.input.join(',')}], and \`top\` is ${top}; expected a vector of more than ${top} numbers`,
      );
    const inner = recipe({ ...request, name: `${request.name}-lower`, input: [d - top] });
    const z = tf.input({ shape: [d], name: 'code' });
    const cropped = [
      tf.layers.reshape({ targetShape: [d, 1, 1], name: 'as-column' }),
      tf.layers.cropping2D({
        cropping: [
          [0, top],
          [0, 0],
        ],
        name: 'lower',
      }),
      tf.layers.reshape({ targetShape: [d - top], name: 'as-code' }),
    ].reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, z);
    const more = inner.inputs.slice(1).map((input) => tf.input({ shape: input.shape.slice(1), name: 'condition-of-all' }));
    const inputs = [z, ...more];
    const outputs = inner.apply([cropped, ...more].length === 1 ? cropped : [cropped, ...more]) as
      | tf.SymbolicTensor
      | tf.SymbolicTensor[];
    return tf.model({ inputs: inputs.length === 1 ? z : inputs, outputs, name: request.name });
  };
