import type * as tf from '@tensorflow/tfjs';
import type { Kernel } from './wasmBackend.js';

/**
 * `Identity` (`tf.clone`, which every gradient takes of its operands): the same memory, counted once more, as on the other backends;
 * the `stock` kernel copies. Tensors are never written to after they were made, so the difference cannot be seen.
 */
export function identityKernel(stock: Kernel): Kernel {
  return (call): tf.TensorInfo => {
    const { x } = call.inputs as { x: tf.TensorInfo };
    if (x.dtype === 'string') {
      return stock(call);
    }
    call.backend.incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  };
}
