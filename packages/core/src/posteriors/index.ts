export { diagonalNormal } from './diagonalNormal.js';
export { fullNormal } from './fullNormal.js';
export { gumbelSoftmax, type GumbelSoftmaxOptions } from './gumbelSoftmax.js';
export { independent } from './independent.js';
export { point, type PointOptions } from './point.js';
export { vectorQuantized, type VectorQuantizedOptions } from './vectorQuantized.js';
export { vonMisesFisher, type VonMisesFisherOptions } from './vonMisesFisher.js';
export { wrappedNormal, type WrappedNormalOptions } from './wrappedNormal.js';
