import type * as tf from '@tensorflow/tfjs';
import type { Parameter } from '../parts.js';

/** What a network is to take and to give. */
export interface NetworkRequest {
  /** `'encoder'`, `'decoder'` or another prefix of its weights' names; part of the seed of its weights. */
  readonly name: string;
  /** The shape of its first input, without the batch: of an example, or of a code. */
  readonly input: readonly number[];
  /** What it must give, in order: the parameters of a posterior or a likelihood. */
  readonly outputs: readonly Parameter[];
  /** The width of the condition, where the model has one. A recipe takes it as a second input if its options say so. */
  readonly conditionWidth?: number;
  /** The seed of the weights. Default 0. */
  readonly seed?: number;
}

/** A network before its shapes are known: made when it is clear what must come out of it. */
export type Recipe = (request: NetworkRequest) => tf.LayersModel;

/** The condition's width of a recipe that takes it as a second input. @throws Error where the model has no condition */
export function requestedCondition(
  caller: string,
  conditional: boolean,
  { name, conditionWidth }: NetworkRequest,
): number | undefined {
  if (!conditional) return undefined;
  if (conditionWidth !== undefined) return conditionWidth;
  throw new Error(`${caller}: the ${name} is to be conditional, but the model has no condition; give \`condition\` to vae`);
}
