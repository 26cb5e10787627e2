import * as tf from '@tensorflow/tfjs';
import type { Trainable } from '../contract.js';

/** A copy of everything a model carries, variables and state, by name. */
export async function readWeights(model: Trainable): Promise<Record<string, Float32Array>> {
  const weights: Record<string, Float32Array> = {};
  for (const [name, variable] of Object.entries({ ...model.variables, ...model.state }))
    weights[name] = Float32Array.from(await variable.data());
  return weights;
}

/**
 * Puts weights into a model.
 *
 * @throws Error that names what is missing, unknown or of another size, before anything is written
 */
export function writeWeights(model: Trainable, weights: Readonly<Record<string, ArrayLike<number>>>): void {
  const own = { ...model.variables, ...model.state };
  const unknown = Object.keys(weights).filter((name) => !Object.hasOwn(own, name));
  const missing = Object.keys(own).filter((name) => !Object.hasOwn(weights, name));
  if (unknown.length > 0 || missing.length > 0) {
    const list = (names: string[]): string => names.map((name) => `\`${name}\``).join(', ') || 'none';
    throw new Error(
      `writeWeights: the weights do not fit the model; missing: ${list(missing)}; not in the model: ${list(unknown)}`,
    );
  }
  for (const [name, variable] of Object.entries(own)) {
    if (weights[name]!.length !== variable.size) {
      throw new Error(
        `writeWeights: \`${name}\` has ${weights[name]!.length} numbers; expected ${variable.size}, shape [${variable.shape.join(',')}]`,
      );
    }
  }
  for (const [name, variable] of Object.entries(own)) {
    tf.tidy(() => variable.assign(tf.tensor(Float32Array.from(weights[name]!), variable.shape, variable.dtype)));
  }
}
