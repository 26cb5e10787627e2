import * as tf from '@tensorflow/tfjs';
import { derivativeInputs, rememberInputs } from './derivativeInputs.js';
import type { EngineInside } from './engineInside.js';
import { mendedGradients } from './mendedGradients.js';

const mends: ReadonlyMap<string, tf.GradConfig> = new Map(mendedGradients.map((mend) => [mend.kernelName, mend]));

/** What a kernel keeps for the backward pass, by its mend where there is one. */
export function saveForMends(engine: EngineInside): EngineInside['getTensorsForGradient'] {
  const stock = engine.getTensorsForGradient;
  return (kernelName, inputs, outputs) => {
    const mend = mends.get(kernelName);
    if (mend === undefined) return stock.call(engine, kernelName, inputs, outputs);
    const { inputsToSave = [], outputsToSave = [] } = mend;
    return [...inputsToSave.map((name) => inputs[name]!), ...outputs.filter((_, i) => outputsToSave[i])];
  };
}

/**
 * Records an operation with the mended gradient of its kernel, where there is one, and with the inputs that a derivative can pass through.
 * The registry of gradients, which belongs to the whole program, stays as it is.
 */
export function recordMends(engine: EngineInside): EngineInside['addTapeNode'] {
  const stock = engine.addTapeNode;
  return (kernelName, inputs, outputs, gradient, saved, attributes) => {
    // Operations with a gradient of their own are recorded under the name of their scope, which may be anything.
    const registered = gradient === null;
    const smooth = registered ? derivativeInputs(kernelName, attributes) : undefined;
    const passing =
      smooth === undefined ? inputs : Object.fromEntries(Object.entries(inputs).filter(([name]) => smooth.includes(name)));
    stock.call(engine, kernelName, passing, outputs, gradient, saved, attributes);
    const node = engine.state.activeTape!.at(-1)!;
    if (passing !== inputs) rememberInputs(node, inputs);
    const mend = registered ? mends.get(kernelName) : undefined;
    if (mend === undefined) return;
    node.gradient = (dys) => {
      const known = dys.map((dy, i) => dy ?? tf.zeros(outputs[i]!.shape));
      return mend.gradFunc(known.length === 1 ? known[0]! : known, [...saved], attributes ?? {});
    };
  };
}
