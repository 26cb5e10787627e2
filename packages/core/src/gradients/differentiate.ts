import * as tf from '@tensorflow/tfjs';
import { ancestors } from './derivativeInputs.js';
import type { EngineInside, TapeNode } from './engineInside.js';

/**
 * tfjs's differentiation (`tf.grad`, `tf.variableGrads`, …), which where it throws frees what was kept for the backward pass, and gives
 * zeros for an input that the value reaches through step functions only.
 */
export function differentiate(engine: EngineInside): EngineInside['gradients'] {
  const gradients = engine.gradients;
  return (f, xs, dy, allowNoGradients = false) => {
    let tape: readonly TapeNode[] = [];
    let length = 0;
    try {
      const { value, grads } = gradients.call(
        engine,
        () => {
          const y = f();
          tape = engine.state.activeTape!;
          ({ length } = tape);
          return y;
        },
        xs,
        dy,
        true,
      );
      if (grads.every((gradient) => gradient != null)) return { value, grads };
      const from = ancestors(tape.slice(0, length), value);
      const filled = grads.map((gradient, i) => gradient ?? (from.has(xs[i]!.id) ? tf.zeros(xs[i]!.shape) : undefined));
      if (!allowNoGradients && filled.every((gradient) => gradient === undefined)) {
        throw new Error(
          'tf.grad: the value does not depend on what it is differentiated by; compute everything that leads from there to the value ' +
            'inside the differentiated function',
        );
      }
      return { value, grads: filled };
    } catch (error) {
      const { state } = engine;
      if (state.gradientDepth === 0) {
        for (const { saved } of state.activeTape ?? []) tf.dispose([...saved]);
        state.activeTape = null;
      }
      throw error;
    }
  };
}
