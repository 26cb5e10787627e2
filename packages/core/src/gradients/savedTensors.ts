import type * as tf from '@tensorflow/tfjs';
import type { EngineInside } from './engineInside.js';

/**
 * What keeps a tensor for the backward pass: a copy that is the same tensor to the tape.
 *
 * tfjs's own copy is a separate operation, and for a saved *output* it stands on the tape ahead of the operation that makes this output.
 * Differentiating the backward pass once more then finds no way from the copy to what it depends on: where that way is the only one it throws
 * (tanh, exp, softmax), where there are others the second derivative is silently wrong. The copy here shares data and tensor id with its
 * original, so the way is there, and no operation is added. It holds one reference to the data, as any tensor does, and is disposed
 * with the tape.
 */
export function saveSameTensor(engine: EngineInside): EngineInside['clone'] {
  return (x) => {
    const backend = engine.state.tensorInfo.get(x.dataId)?.backend ?? engine.backend;
    backend.incRef(x.dataId);
    const copy = engine.makeTensorFromTensorInfo({ dataId: x.dataId, shape: x.shape, dtype: x.dtype }, backend);
    (copy as { id: tf.Tensor['id'] }).id = x.id;
    return copy;
  };
}
