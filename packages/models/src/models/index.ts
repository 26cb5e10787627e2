// The registry: a model is a file of this folder and a line here.
export { classMeanCvae } from './classMeanCvae.js';
export { cvae } from './cvae.js';
export { iwae } from './iwae.js';
export { vae } from './vae.js';
