import * as tf from '@tensorflow/tfjs';
import type { BuiltPart } from './parts.js';

/**
 * A part whose `initialize` does something once in its life, however often it is asked: its state has a scalar more, `started`, which is saved with the
 * model. A part without a start is given back as it is.
 */
export function startedOnce<B extends BuiltPart>(part: B): B {
  if (part.initialize === undefined) return part;
  const started = tf.tidy(() => tf.variable(tf.scalar(0), false));
  // The part stays what it is, with whatever its methods find in `this`.
  return Object.assign(Object.create(part) as B, {
    state: { ...part.state, started },
    initialize(...given: Parameters<NonNullable<BuiltPart['initialize']>>) {
      if (started.dataSync()[0] !== 0) return;
      part.initialize!(...given);
      started.assign(tf.scalar(1));
    },
  });
}

/** Frees the variables and the state of parts. */
export const freeParts = (parts: readonly (BuiltPart | undefined)[]): void => {
  tf.dispose(parts.flatMap((part) => Object.values({ ...part?.variables, ...part?.state })));
};
