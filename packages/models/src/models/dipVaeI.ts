import type { ModelEntry } from '../entry.js';
import { dipVae, type DipVaeOptions } from '../parts/dipVae.js';

/** The variational autoencoder that holds the covariance of the means of the posteriors to the identity. */
export const dipVaeI: ModelEntry<'dip-vae-i', DipVaeOptions> = /* @__PURE__ */ dipVae(
  {
    name: 'dip-vae-i',
    aliases: ['dipvae-i'],
    changes: 'a penalty holds the covariance of the means of the posteriors over a batch to the identity',
  },
  'means',
);
