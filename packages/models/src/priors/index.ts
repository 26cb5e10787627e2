// The registry: a prior that can be fitted to codes is a file of this folder and a line here.
export { autoregressiveCodes } from './autoregressiveCodes.js';
export { codesByPosition } from './codesByPosition.js';
export { diffusion } from './diffusion.js';
export { iaf } from './iaf.js';
export { maf } from './maf.js';
export { mixtureOfNormals } from './mixtureOfNormals.js';
export { pixelCnn } from './pixelCnn.js';
export { riemannian } from './riemannian.js';
export { twoStage } from './twoStage.js';
