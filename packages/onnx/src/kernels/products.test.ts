import { describeKernels } from './kernelProperty.test-helper.js';
import { productProperties } from './productProperties.test-helper.js';
import { products } from './products.js';

describeKernels(products, productProperties);
