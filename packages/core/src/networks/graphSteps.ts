import * as tf from '@tensorflow/tfjs';
import type { NoiseEntry } from '../contract.js';
import { impurity } from './impurity.js';
import { pureTwins } from './pureTwins.js';

type Layer = tf.layers.Layer;

/** One application of a layer in the order of a model. */
export interface GraphStep {
  readonly layer: Layer;
  readonly path: string;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly callArgs: Record<string, unknown>;
  readonly noise?: { readonly name: string; readonly entry: NoiseEntry };
  readonly inner?: readonly GraphStep[];
  readonly innerModel?: tf.LayersModel;
}

/** A layer's stable name: its own, or class and position where tfjs numbered it by a global counter. */
function stableName(layer: Layer, position: number): string {
  const className = layer.getClassName();
  return new RegExp(`_${className}\\d+$`).test(layer.name) || /^(model|sequential)_?\d+$/.test(layer.name)
    ? `${className.toLowerCase()}${position}`
    : layer.name;
}

/** A symbol's shape behind the batch. */
export const eventShape = (shape: tf.Shape): number[] => {
  if (shape.slice(1).some((extent) => extent == null)) {
    throw new Error(`expected static shapes behind the batch, got [${shape.map((extent) => extent ?? 'null').join(',')}]`);
  }
  return shape.slice(1) as number[];
};

/** Stable names of a model's layers, each once, also of layers inside nested models, after the nested model's name. */
function layerNames(model: tf.LayersModel): Map<Layer, string> {
  const named = new Map<Layer, string>();
  const own = model.layers.map((layer, position) => [layer, stableName(layer, position)] as const);
  // A name somebody chose stays; one made from a position gives way to it.
  const chosen = new Set(own.flatMap(([layer, name]) => (layer.name === name ? [name] : [])));
  for (const [layer, name] of own) {
    let free = name;
    while (layer.name !== name && chosen.has(free)) free += '_';
    named.set(layer, free);
    if (layer instanceof tf.LayersModel) {
      for (const [inner, innerName] of layerNames(layer)) if (!named.has(inner)) named.set(inner, `${free}/${innerName}`);
    }
  }
  return named;
}

/**
 * The model's layers in the order in which values flow, found from its outputs back to its inputs. `call` tells the passes through a nested
 * model that is used more than once apart: they share weights but not noise.
 */
export function graphSteps(model: tf.LayersModel, prefix: string, call = ''): GraphStep[] {
  const names = layerNames(model);
  const calls = new Map<Layer, number>();
  const known = new Set(model.inputs.map((symbol) => symbol.id));
  const steps: GraphStep[] = [];

  const visit = (symbol: tf.SymbolicTensor): void => {
    if (known.has(symbol.id)) return;
    const layer = symbol.sourceLayer;
    const node = layer.inboundNodes[symbol.nodeIndex]!;
    for (const input of node.inputTensors) visit(input);
    for (const output of node.outputTensors) known.add(output.id);

    const path = `${prefix}/${names.get(layer) ?? layer.name}`;
    const reason = impurity(layer);
    if (reason !== undefined)
      throw new Error(`network: layer \`${layer.name}\` (${layer.getClassName()}) of the ${prefix} ${reason}`);
    const earlier = calls.get(layer) ?? 0;
    calls.set(layer, earlier + 1);
    const thisCall = earlier === 0 ? call : `${call}#${earlier}`;
    const entry = pureTwins[layer.getClassName()]?.noise?.(layer, eventShape(node.inputTensors[0]!.shape));
    steps.push({
      layer,
      path,
      inputs: node.inputTensors.map((input) => input.id),
      outputs: node.outputTensors.map((output) => output.id),
      callArgs: (node.callArgs as Record<string, unknown> | null) ?? {},
      ...(entry === undefined ? {} : { noise: { name: `${path}${thisCall}`, entry } }),
      ...(layer instanceof tf.LayersModel ? { inner: graphSteps(layer, path, thisCall), innerModel: layer } : {}),
    });
  };
  for (const output of model.outputs) visit(output);
  return steps;
}
