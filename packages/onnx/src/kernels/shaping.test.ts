import { describeKernels } from './kernelProperty.test-helper.js';
import { shaping } from './shaping.js';
import { shapingProperties } from './shapingProperties.test-helper.js';

describeKernels(shaping, shapingProperties);
