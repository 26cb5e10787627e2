import * as tf from '@tensorflow/tfjs';
import type { BuiltPrior } from './parts.js';

/** A prior's penalties as terms, `[rows]`, nats, the same in every row. */
export const penaltyTerms = ({ penalties }: Pick<BuiltPrior, 'penalties'>, rows: number): Record<string, tf.Tensor1D> =>
  Object.fromEntries(
    Object.entries(penalties?.() ?? {}).map(([name, value]) => [name, tf.mul(value, tf.ones([rows])) as tf.Tensor1D]),
  );
