import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, it, vi } from 'vitest';
import { checkConvolutionGradients, checkDepthwiseGradients } from './convolutionGradients.test-helper.js';
import { expectClose, on, tensor, transposed, values } from './kernels.test-helper.js';
import { useWasm } from './node/useWasm.js';

// An engine in which a second module cannot share the backend's memory: everything is done in plain loops.
vi.mock('./heapModule.js', () => ({ heapModule: () => () => null }));

beforeAll(() => useWasm());

describe('without modules of our own', () => {
  it('the gradients of a convolution equal the CPU backend', () => checkConvolutionGradients(30));

  it('the gradient of resizing is the transposed map', () => {
    const forward = (x: tf.Tensor): tf.Tensor => tf.image.resizeBilinear(x as tf.Tensor4D, [5, 7]);
    const [x, dy] = [values([2, 3, 4, 5], 1), values([2, 5, 7, 5], 2)];
    const { gradient, terms } = transposed(forward, [3, 4, 5], dy);
    expectClose(
      on('wasm', () => tf.grad((t) => forward(t))(tensor(x), tensor(dy))),
      gradient,
      terms,
    );
  });

  it('the gradients of a depthwise convolution are its transposed maps', () => checkDepthwiseGradients(20));
});
