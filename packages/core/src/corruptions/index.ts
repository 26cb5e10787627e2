export { gaussianNoise, type GaussianNoiseOptions } from './gaussianNoise.js';
export { maskedPatches, type MaskedPatchesOptions } from './maskedPatches.js';
export { masking, type MaskingOptions } from './masking.js';
export { saltAndPepper, type SaltAndPepperOptions } from './saltAndPepper.js';
