export { diagonalNormal } from './diagonalNormal.js';
export { fullNormal } from './fullNormal.js';
export { householder, type HouseholderOptions } from './householder.js';
export { independent } from './independent.js';
export { inverseAutoregressive, type InverseAutoregressiveOptions } from './inverseAutoregressive.js';
export { planarRadial, type PlanarRadialOptions, type PlanarRadialStep } from './planarRadial.js';
export { point, type PointOptions } from './point.js';
export { vectorQuantized, type VectorQuantizedOptions } from './vectorQuantized.js';
