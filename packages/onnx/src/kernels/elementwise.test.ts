import { elementwise } from './elementwise.js';
import { elementwiseProperties } from './elementwiseProperties.test-helper.js';
import { describeKernels } from './kernelProperty.test-helper.js';

describeKernels(elementwise, elementwiseProperties);
