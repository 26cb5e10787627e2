import { describeKernels } from './kernelProperty.test-helper.js';
import { reductionProperties } from './reductionProperties.test-helper.js';
import { reductions } from './reductions.js';

describeKernels(reductions, reductionProperties);
