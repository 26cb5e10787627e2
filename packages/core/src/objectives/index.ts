export { elbo, type ElboOptions } from './elbo.js';
export { iwae, type IwaeOptions } from './iwae.js';
export { reconstruction } from './reconstruction.js';
