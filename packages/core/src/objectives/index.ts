export { adversarial, type AdversarialOptions } from './adversarial.js';
export { contractive, type ContractiveOptions } from './contractive.js';
export { elbo, type ElboOptions } from './elbo.js';
export { factor, type FactorOptions } from './factor.js';
export { featureAdversarial, type FeatureAdversarialOptions } from './featureAdversarial.js';
export { iwae, type IwaeOptions } from './iwae.js';
export { mmd, type MmdOptions } from './mmd.js';
export { reconstruction } from './reconstruction.js';
export { totalCorrelation, type TotalCorrelationOptions } from './totalCorrelation.js';
