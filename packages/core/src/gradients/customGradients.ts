import type * as tf from '@tensorflow/tfjs';
import type { CustomGradientFunction, EngineInside } from './engineInside.js';

/**
 * `tf.customGrad` whose gradient can be differentiated again.
 *
 * An operation with its own gradient may save what it computed on the way, and that is on no tape: tfjs takes it as constant in a
 * second derivative (`tf.losses.softmaxCrossEntropy` does so). Here, when the backward pass is itself recorded and uses such a value, the
 * function is run again with the tape on, and the gradient is taken from what it saves then.
 */
export function replayCustomGradients(engine: EngineInside): EngineInside['customGrad'] {
  const customGrad = engine.customGrad;
  return (f) => customGrad.call(engine, replaying(engine, f));
}

const replaying =
  (engine: EngineInside, f: CustomGradientFunction): CustomGradientFunction =>
  (...args) => {
    const inputs = args.slice(0, -1) as tf.Tensor[];
    const save = args.at(-1) as tf.GradSaveFunc;
    let count = 0;
    let inner: ReadonlySet<number> = new Set();
    const forward = f(...inputs, (tensors: tf.Tensor[]) => {
      count = tensors.length;
      const given = new Set(inputs.map(({ id }) => id));
      inner = new Set(tensors.map(({ id }) => id).filter((id) => !given.has(id)));
      // The inputs themselves may be gone by the time of the backward pass.
      save(inner.size === 0 ? tensors : [...tensors, ...inputs]);
    });
    inner = new Set([...inner].filter((id) => id !== forward.value.id));

    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor | tf.Tensor[] => {
      const own = saved.slice(0, count);
      const tape = engine.state.activeTape!;
      const start = tape.length;
      const gradients = forward.gradFunc(dy, own);
      const recorded = engine.state.gradientDepth > 0;
      const usesInner = (): boolean =>
        tape.slice(start).some((node) => Object.values(node.inputs).some((input) => input != null && inner.has(input.id)));
      if (inner.size === 0 || !recorded || !usesInner()) return gradients;
      let again: tf.Tensor[] = [];
      const replay = f(...saved.slice(count), (tensors: tf.Tensor[]) => void (again = tensors));
      return replay.gradFunc(dy, again);
    };
    return { value: forward.value, gradFunc };
  };
