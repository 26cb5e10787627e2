import type * as tf from '@tensorflow/tfjs';
import { type Kernel, runKernel } from './wasmBackend.js';

/** `Cast`: to the type that `x` has already, as in the gradient of ReLU, it shares the memory where the `stock` kernel copies. */
export const castKernel =
  (stock: Kernel): Kernel =>
  (call) => {
    const { x } = call.inputs as { x: tf.TensorInfo };
    return x.dtype === call.attrs['dtype'] ? runKernel(call.backend, 'Identity', { x }) : stock(call);
  };
