export { autoregressiveCodes, type AutoregressiveCodesOptions } from './autoregressiveCodes.js';
export { classMeans, type ClassMeansOptions } from './classMeans.js';
export { codesByPosition, type CodesByPositionOptions } from './codesByPosition.js';
export { diffusion, type DiffusionOptions } from './diffusion.js';
export { mixtureOfNormals, type MixtureOfNormalsOptions } from './mixtureOfNormals.js';
export { perClass } from './perClass.js';
export { standardNormal } from './standardNormal.js';
export { uniformSphere } from './uniformSphere.js';
export { vampPrior, type VampPriorOptions } from './vampPrior.js';
