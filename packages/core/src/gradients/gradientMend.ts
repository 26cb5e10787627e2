import * as tf from '@tensorflow/tfjs';

/** Attributes as a kernel got them. */
export type Attributes = Readonly<Record<string, unknown>>;

/** What a kernel keeps for the backward pass. */
interface Saves {
  readonly inputs?: readonly string[];
  readonly output?: true;
}

/** A gradient in the form of tfjs's registry: from dy, what was saved (inputs first, then the output) and the attributes, dx by input. */
export function gradientMend(
  kernelName: string,
  { inputs = [], output }: Saves,
  gradient: (dy: tf.Tensor, saved: tf.Tensor[], attributes: Attributes) => Readonly<Record<string, () => tf.Tensor>>,
): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: [...inputs],
    ...(output === true ? { outputsToSave: [true] } : {}),
    gradFunc: (dy, saved, attributes) => gradient(dy as tf.Tensor, saved, attributes as Attributes),
  };
}

/** A kernel of the active backend, on the tape like any operation. */
export function runKernel(
  kernelName: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: Attributes = {},
): tf.Tensor {
  return tf.engine().runKernel<tf.Tensor>(kernelName, { ...inputs }, attributes as unknown as tf.NamedAttrMap);
}

/** The position of an axis, counted from 0. */
export const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);
