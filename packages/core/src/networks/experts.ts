import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { denseHead, headNetwork, networkInputs } from './headNetwork.js';
import { type DenseLayers, hiddenLayers } from './mlp.js';
import { requireCounts, requireRate } from './networkOptions.js';
import type { Recipe } from './recipe.js';

/** Options of {@link experts}. */
export interface ExpertsRecipeOptions extends DenseLayers {
  /** How many numbers of an example each modality has, in order; together all of them. */
  readonly widths: readonly number[];
  /** Whether each network has the model's condition as a second input. Default false. */
  readonly conditional?: boolean;
}

/**
 * A recipe for a dense network of its own for each modality of x, which lie side by side: the encoder of `productOfExperts()`. An output belongs to the modality
 * whose number its name ends with, `mean0` to the first, and depends on nothing else of x.
 *
 * @throws RangeError when a width is not a whole number of at least 1, or `dropout` is outside [0, 1); an Error when the widths do not add up to an example
 */
export function experts(options: ExpertsRecipeOptions): Recipe {
  const { widths, hidden, dropout = 0, conditional = false } = options;
  requireCounts('experts', 'widths', widths);
  requireCounts('experts', 'hidden', hidden);
  requireRate('experts', 'dropout', dropout);
  return (request) => {
    const size = requireModalities('experts', widths, request.input);
    const inputs = networkInputs('experts', conditional, request);
    const row = tf.layers.reshape({ targetShape: [1, size, 1], name: 'row' }).apply(inputs.first) as tf.SymbolicTensor;
    let start = 0;
    const trunks = widths.map((width, i) => {
      const cropping: [[number, number], [number, number]] = [
        [0, 0],
        [start, size - start - width],
      ];
      start += width;
      const part = tf.layers.cropping2D({ cropping, name: `modality${i}` }).apply(row) as tf.SymbolicTensor;
      const flat = tf.layers.flatten({ name: `flatten${i}` }).apply(part) as tf.SymbolicTensor;
      const { condition } = inputs;
      const joined =
        condition === undefined
          ? flat
          : (tf.layers.concatenate({ name: `join${i}` }).apply([flat, condition]) as tf.SymbolicTensor);
      return hiddenLayers(joined, options, `expert${i}-`);
    });
    const heads = request.outputs.map((output) => {
      const trunk = trunks[Number(/\d+$/.exec(output.name)?.[0] ?? NaN)];
      if (trunk === undefined)
        throw new Error(
          `experts: the output \`${output.name}\` belongs to none of the ${widths.length} modalities; take productOfExperts(widths) with it`,
        );
      return denseHead(trunk, output);
    });
    return headNetwork(inputs, heads, request);
  };
}

/** The size of an example. @throws Error when modalities do not add up to it */
export function requireModalities(caller: string, widths: readonly number[], event: readonly number[]): number {
  const size = sizeFromShape(event);
  const total = widths.reduce((sum, width) => sum + width, 0);
  if (total === size) return size;
  throw new Error(
    `${caller}: the modalities have ${widths.join(' + ')} = ${total} numbers, but an example has ${size}; expected all of them`,
  );
}
