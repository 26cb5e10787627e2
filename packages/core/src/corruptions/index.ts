export { gaussianNoise, type GaussianNoiseOptions } from './gaussianNoise.js';
