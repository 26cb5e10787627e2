export { classMeans, type ClassMeansOptions } from './classMeans.js';
export { mixtureOfNormals, type MixtureOfNormalsOptions } from './mixtureOfNormals.js';
export { perClass } from './perClass.js';
export { standardNormal } from './standardNormal.js';
export { vampPrior, type VampPriorOptions } from './vampPrior.js';
