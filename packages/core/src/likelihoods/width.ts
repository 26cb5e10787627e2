import * as tf from '@tensorflow/tfjs';
import type { BuiltLikelihood } from '../parts.js';
import { claimParameters } from '../saving/parameterCount.js';

/**
 * Where a width of a likelihood comes from: a number; `'learned'`, one variable for all elements; `'perPixel'`, a variable for each element of the
 * event, shared by all examples; `'predicted'`, an output of the decoder for every element.
 */
export type Width = number | 'learned' | 'perPixel' | 'predicted';

/** The logarithm of a width, wherever it comes from. */
export interface BuiltWidth {
  readonly variables: NonNullable<BuiltLikelihood['variables']>;
  /** The parameters that the decoder must give for it: one, or none. */
  readonly parameters: BuiltLikelihood['parameters'];
  /** The logarithm in a shape that broadcasts with the event, or `undefined` for a fixed number; `predicted` is the decoder's output for it. */
  log(predicted: tf.Tensor | undefined): tf.Tensor | undefined;
}

/** Throws, in the name of `caller`, unless `width` is a positive number or one of the words. */
export function checkWidth(caller: string, option: string, width: unknown): asserts width is Width {
  const words = ['learned', 'perPixel', 'predicted'];
  if (!words.includes(width as string) && !(typeof width === 'number' && width > 0 && Number.isFinite(width))) {
    throw new RangeError(
      `${caller}: \`${option}\` is ${String(width)}; expected a positive number, 'learned', 'perPixel' or 'predicted'`,
    );
  }
}

/** The variables and parameters of a width; `start` is its logarithm where a variable has not moved yet, or the decoder gives 0. Default 0, a width of 1. */
export function buildWidth(name: string, width: Width, event: readonly number[], start = 0): BuiltWidth {
  if (typeof width === 'number') return { variables: {}, parameters: [], log: () => undefined };
  if (width === 'predicted')
    return {
      variables: {},
      parameters: [{ name, shape: event }],
      log: (predicted) => (start === 0 || predicted === undefined ? predicted : tf.add(predicted, start)),
    };
  const shape = width === 'learned' ? [1] : [1, ...event];
  claimParameters(name, shape);
  const variable = tf.tidy(() => tf.variable(tf.fill(shape, start)));
  return { variables: { [name]: variable }, parameters: [], log: () => variable };
}

/** The width itself, to draw with. */
export function widthOf(width: Width, log: tf.Tensor | undefined): tf.Tensor {
  return log === undefined ? tf.scalar(width as number) : tf.exp(log);
}
