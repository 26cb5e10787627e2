import * as tf from '@tensorflow/tfjs';
import { pureTwins } from './pureTwins.js';

type Layer = tf.layers.Layer;

/** A recurrent layer's cell, or cells stacked in one. */
interface Cell {
  readonly cells?: readonly Cell[];
}

const cellsOf = (cell: Cell | undefined): Cell[] => (cell === undefined ? [] : [cell, ...(cell.cells ?? []).flatMap(cellsOf)]);

/** The layers of a model, nested ones too; a layer that is no model, itself. */
const flattened = (layer: Layer): Layer[] => (layer instanceof tf.LayersModel ? layer.layers.flatMap(flattened) : [layer]);

/** Why a layer cannot be trained as a pure function, or `undefined` where it can. */
export function impurity(layer: Layer): string | undefined {
  const name = layer.getClassName();
  // The layers of a nested model are judged one by one.
  if (layer instanceof tf.LayersModel) return undefined;
  const config = layer.getConfig() as Record<string, unknown>;
  if (name === 'AlphaDropout')
    return 'draws its own random numbers; use Dropout, GaussianDropout or GaussianNoise, which have pure twins';
  if (name === 'CategoryEncoding')
    return 'has no gradient, and makes rows of classes out of numbers; encode the data before the network';
  if (name.startsWith('Random')) return 'draws its own random numbers; augment the data before the network';
  if (config['stateful'] === true) return 'keeps a state between batches; build it with `stateful: false`';
  if (name === 'Masking' || config['maskZero'] === true)
    return 'makes a mask, which the layers behind it would not see; weight the terms instead';
  const { layer: wrapped, cell } = layer as Layer & { layer?: Layer; cell?: Cell };
  for (const holder of [config, ...cellsOf(cell)] as Record<string, unknown>[]) {
    for (const rate of ['dropout', 'recurrentDropout']) {
      const value = holder[rate];
      if (typeof value === 'number' && value > 0)
        return `draws its own ${rate} masks; set \`${rate}: 0\` and put a Dropout layer before it`;
    }
  }
  for (const inner of wrapped === undefined ? [] : flattened(wrapped)) {
    if (Object.hasOwn(pureTwins, inner.getClassName()))
      return `wraps a ${inner.getClassName()}, which is pure only outside a wrapper`;
    const reason = impurity(inner);
    if (reason !== undefined) return reason;
  }
  if (layer.losses.length > 0)
    return "has a regularizer, which is not part of the model's terms; use the optimizer's `weightDecay`, or a term";
  if (layer.weights.some((weight) => weight.constraint != null))
    return 'has a weight constraint, which optimizers here do not apply';
  return undefined;
}
