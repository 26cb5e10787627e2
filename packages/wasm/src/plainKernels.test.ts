import { beforeAll, describe, it, vi } from 'vitest';
import { checkConvolutionGradients, checkDepthwiseGradients } from './convolutionGradients.test-helper.js';
import { useWasm } from './node/useWasm.js';

// An engine in which a second module cannot share the backend's memory: everything is done in plain loops.
vi.mock('./heapModule.js', () => ({ heapModule: () => () => null }));

beforeAll(() => useWasm());

describe('without modules of our own', () => {
  it('the gradients of a convolution equal the CPU backend', () => checkConvolutionGradients(60));

  it('the gradients of a depthwise convolution are its transposed maps', () => checkDepthwiseGradients(40));
});
