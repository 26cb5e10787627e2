// The registry: a model is a file of this folder and a line here.
export { autoencoder } from './autoencoder.js';
export { betaTcVae } from './betaTcVae.js';
export { classMeanCvae } from './classMeanCvae.js';
export { cvae } from './cvae.js';
export { denoisingAutoencoder } from './denoisingAutoencoder.js';
export { factorVae } from './factorVae.js';
export { fullCovarianceVae } from './fullCovarianceVae.js';
export { infoVae } from './infoVae.js';
export { iwae } from './iwae.js';
export { mixtureVae } from './mixtureVae.js';
export { vae } from './vae.js';
export { vampVae } from './vampVae.js';
export { vqVae } from './vqVae.js';
