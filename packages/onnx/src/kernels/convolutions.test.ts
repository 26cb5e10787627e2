import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { recordTrace } from '../record/recordTrace.js';
import { convolutions } from './convolutions.js';
import { convolutionProperties, openConvolutionProperties } from './convolutionProperties.test-helper.js';
import { describeKernels, holds } from './kernelProperty.test-helper.js';

describeKernels(convolutions, convolutionProperties);

describe('convolutions that have no lowering', () => {
  it('are refused by their data format', () => {
    const record = (): unknown =>
      recordTrace({
        inputs: [],
        variables: [],
        run: () => ({ y: tf.conv2d(tf.ones<tf.Rank.R4>([1, 2, 4, 4]), tf.ones<tf.Rank.R4>([3, 3, 2, 2]), 1, 'same', 'NCHW') }),
      });
    expect(record).toThrow(/compile: Conv2D: data format NCHW; only NHWC/);
  });
});

// Not lowered yet: rounding up the number of places, and a fused bias that is not a vector.
describe.skip('convolutions still to be lowered', () => {
  for (const [kernel, property] of Object.entries(openConvolutionProperties)) it(kernel, () => holds(kernel, property));
});
