export type { PlainTensor } from '@vaekit-internal/base';
export { densityCoverage, type DensityCoverageOptions } from './densityCoverage.js';
export { type DigitFeatures, digitFeatures } from './digitFeatures.js';
export { frechetDistance } from './frechetDistance.js';
export { kernelDistance } from './kernelDistance.js';
export { type Interval, meanInterval } from './meanInterval.js';
export { pairedInterval } from './pairedInterval.js';
export { precisionRecall, type PrecisionRecallOptions } from './precisionRecall.js';
export { type SampleDistance, sampleDistance, type SampleDistanceOptions } from './sampleDistance.js';
