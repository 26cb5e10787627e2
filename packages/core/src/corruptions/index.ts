export { gaussianNoise, type GaussianNoiseOptions } from './gaussianNoise.js';
export { masking, type MaskingOptions } from './masking.js';
export { saltAndPepper, type SaltAndPepperOptions } from './saltAndPepper.js';
