import type * as tf from '@tensorflow/tfjs';
import type { TapeNode } from './engineInside.js';
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
const inputsByKernel: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...constantKernels.map((name) => [name, []] as const),
  ['AvgPoolGrad', ['dy']],
  ['GatherV2', ['x']],
  ['MaxPoolGrad', ['dy']],
  ['Select', ['t', 'e']],
  ['UnsortedSegmentSum', ['x']],
]);

/** Nothing is saved for a kernel through which nothing passes. */
export const constantMends: readonly tf.GradConfig[] = constantKernels.map((name) => gradientMend(name, {}, () => ({})));

/**
 * The inputs of a kernel that a derivative can pass through; undefined: all of them.
 *
 * Where tfjs has a gradient of zero it multiplies that zero through everything upstream (0 · ∞ = NaN after a root at 0), and where it
 * has none (`tf.greater`, `tf.less`, …) it throws. Off the tape, such a branch is not differentiated at all. A cast to whole numbers or
 * truth values is a step function too, though tfjs passes the gradient through.
 */
export function derivativeInputs(kernelName: string, attributes: tf.NamedAttrMap | undefined): readonly string[] | undefined {
  if (kernelName === 'Cast') return ['bool', 'int32'].includes(attributes?.['dtype'] as string) ? [] : undefined;
  return inputsByKernel.get(kernelName);
}

/** All inputs of the nodes that were recorded with some of them. */
const allInputs = new WeakMap<TapeNode, readonly tf.Tensor[]>();

/** Remembers the inputs that a node was recorded without. */
export function rememberInputs(node: TapeNode, inputs: Readonly<Record<string, tf.Tensor>>): void {
  allInputs.set(node, Object.values(inputs));
}

/** The ids of all tensors that `y` was computed from, whether or not a derivative passes. */
export function ancestors(tape: readonly TapeNode[], y: tf.Tensor): ReadonlySet<number> {
  const found = new Set([y.id]);
  for (const node of tape.toReversed()) {
    if (!node.outputs.some(({ id }) => found.has(id))) continue;
    for (const input of allInputs.get(node) ?? Object.values(node.inputs)) {
      // An optional input may be absent.
      if (input != null) found.add(input.id);
    }
  }
  return found;
}
