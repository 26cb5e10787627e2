import type * as tf from '@tensorflow/tfjs';
import type { EngineInside, TapeNode } from './engineInside.js';
import { gradientMend } from './gradientMend.js';

/** Kernels that are constant almost everywhere: no derivative passes through them. */
const constantKernels = [
  'All',
  'Any',
  'ArgMax',
  'ArgMin',
  'Ceil',
  'Equal',
  'Floor',
  'FloorDiv',
  'Greater',
  'GreaterEqual',
  'IsFinite',
  'IsInf',
  'IsNan',
  'Less',
  'LessEqual',
  'LogicalAnd',
  'LogicalNot',
  'LogicalOr',
  'LogicalXor',
  'NotEqual',
  'OneHot',
  'OnesLike',
  'Round',
  'Sign',
  'Step',
  'ZerosLike',
] as const;

/** Kernels whose value is smooth in some of their inputs only. */
const differentiableInputs: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(constantKernels.map((name) => [name, []])),
  AvgPoolGrad: ['dy'],
  GatherV2: ['x'],
  MaxPoolGrad: ['dy'],
  Select: ['t', 'e'],
  UnsortedSegmentSum: ['x'],
};

/** For the registry: nothing is saved for a kernel through which nothing passes. */
export const constantMends: readonly tf.GradConfig[] = constantKernels.map((name) => gradientMend(name, {}, () => ({})));

/** The inputs of a node that its derivative does not depend on, by node. */
const hidden = new WeakMap<TapeNode, readonly tf.Tensor[]>();

/**
 * Records operations with the inputs that a derivative can pass through.
 *
 * Where tfjs has a gradient of zero it multiplies that zero through everything upstream (0 · ∞ = NaN behind a root at 0), and where it
 * has none (`tf.greater`, `tf.less`, …) it throws. Off the tape, such a branch is not differentiated at all. A cast to whole numbers or
 * truth values is a step function too, though tfjs passes the gradient through.
 */
export function recordDerivativeInputs(engine: EngineInside): EngineInside['addTapeNode'] {
  const record = engine.addTapeNode;
  return (kernelName, inputs, outputs, gradient, saved, attributes) => {
    const steps = kernelName === 'Cast' && ['bool', 'int32'].includes(attributes?.['dtype'] as string);
    const smooth = steps ? [] : Object.hasOwn(differentiableInputs, kernelName) ? differentiableInputs[kernelName] : undefined;
    // Operations with a gradient of their own are recorded under the name of their scope, which may be anything.
    if (smooth === undefined || gradient !== null) {
      record.call(engine, kernelName, inputs, outputs, gradient, saved, attributes);
      return;
    }
    const names = Object.keys(inputs).filter((name) => smooth.includes(name));
    const kept = Object.fromEntries(names.map((name) => [name, inputs[name]!]));
    record.call(engine, kernelName, kept, outputs, gradient, saved, attributes);
    hidden.set(engine.state.activeTape!.at(-1)!, Object.values(inputs));
  };
}

/** The ids of all tensors that `y` was computed from, whether or not a derivative passes. */
export function ancestors(tape: readonly TapeNode[], y: tf.Tensor): ReadonlySet<number> {
  const found = new Set([y.id]);
  for (const node of tape.toReversed()) {
    if (!node.outputs.some(({ id }) => found.has(id))) continue;
    for (const input of hidden.get(node) ?? Object.values(node.inputs)) {
      // An optional input may be absent.
      if (input != null) found.add(input.id);
    }
  }
  return found;
}
