import * as tf from '@tensorflow/tfjs';
import type { Network } from '@vaekit/core';

/** A rectified layer, and how many of its units were 0 for every example. */
export interface DeadUnits {
  readonly layer: string;
  readonly units: number;
  readonly dead: number;
}

const isRectified = (layer: tf.layers.Layer): boolean => {
  const name = layer.getClassName();
  if (name === 'ReLU') return true;
  return (layer.getConfig() as { readonly activation?: unknown })['activation'] === 'relu';
};

/** The activity of the units of each rectified layer of a network, `[rows, units]`, a channel's being its largest over the places; called inside a tidy. */
export function rectifiedUnits({ model, name }: Network, inputs: readonly tf.Tensor[]): Readonly<Record<string, tf.Tensor>> {
  const layers = model.layers.filter((layer) => isRectified(layer) && !Array.isArray(layer.output));
  if (layers.length === 0) return {};
  const taps = tf.model({ inputs: model.inputs, outputs: layers.map((layer) => layer.output as tf.SymbolicTensor) });
  const results = taps.predictOnBatch(inputs.length === 1 ? inputs[0]! : [...inputs]);
  const outputs = Array.isArray(results) ? results : [results];
  return Object.fromEntries(
    outputs.map((output, i) => {
      const [rows, units] = [output.shape[0]!, output.shape.at(-1)!];
      return [`${name}/${layers[i]!.name}`, tf.max(tf.reshape(output, [rows, -1, units]), 1)];
    }),
  );
}

/** How many columns of `[rows, units]` are 0 in every row. */
export function deadUnits(layer: string, activity: Float64Array, rows: number): DeadUnits {
  const units = activity.length / rows;
  let dead = 0;
  for (let unit = 0; unit < units; unit++) {
    let row = 0;
    while (row < rows && activity[row * units + unit] === 0) row++;
    if (row === rows) dead += 1;
  }
  return { layer, units, dead };
}
