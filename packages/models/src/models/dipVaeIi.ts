import type { ModelEntry } from '../entry.js';
import { dipVae, type DipVaeOptions } from '../parts/dipVae.js';

/** The variational autoencoder that holds the covariance of the codes to the identity. */
export const dipVaeIi: ModelEntry<'dip-vae-ii', DipVaeOptions> = /* @__PURE__ */ dipVae(
  {
    name: 'dip-vae-ii',
    aliases: ['dipvae-ii'],
    changes: 'a penalty holds the covariance of the codes over a batch to the identity',
  },
  'codes',
);
