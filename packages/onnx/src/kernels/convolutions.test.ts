import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { recordTrace } from '../record/recordTrace.js';
import { convolutions } from './convolutions.js';
import { convolutionProperties } from './convolutionProperties.test-helper.js';
import { describeKernels } from './kernelProperty.test-helper.js';

describeKernels(convolutions, convolutionProperties, { convolutions: 'products' });
describeKernels(convolutions, convolutionProperties, { convolutions: 'operators' });

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
