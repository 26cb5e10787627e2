import { assembled, type Vae } from './assembled.js';
import { partsOf } from './judgedBy.js';
import type { Prior } from './parts.js';
import { freeParts, startedOnce } from './startedOnce.js';

/**
 * The same model under another prior, as it is before any fit. Networks and parts are shared, nothing is copied: what trains the one trains the other, and
 * `dispose` frees only the prior.
 */
export function underPrior(model: Vae, prior: Prior): Vae {
  const built = startedOnce(prior.build(model.shapes));
  try {
    const parts = { ...partsOf(model), prior: built, config: { ...model.config, prior: prior.config } };
    return assembled(parts, () => Object.values({ ...built.variables, ...built.state }));
  } catch (error) {
    freeParts([built]);
    throw error;
  }
}
