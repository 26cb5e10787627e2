import { describeKernels } from './kernelProperty.test-helper.js';
import { pooling2d } from './pooling.js';
import { poolingProperties } from './poolingProperties.test-helper.js';

describeKernels(pooling2d, poolingProperties);
