import { assembled, type Vae } from './assembled.js';
import type { Objective } from './pass.js';
import { freeParts, startedOnce } from './startedOnce.js';

/**
 * The same model under another objective: `evaluate(judgedBy(model, iwae({ k: 5000 })), data)` is another bound of it. Networks and parts are
 * shared, nothing is copied: what trains the one trains the other, and `dispose` frees only what the objective brought.
 */
export function judgedBy(model: Vae, objective: Objective): Vae {
  const built = startedOnce(objective.build(model.shapes));
  try {
    return assembled({ ...partsOf(model), objective: built, config: { ...model.config, objective: objective.config } }, () =>
      Object.values({ ...built.variables, ...built.state }),
    );
  } catch (error) {
    freeParts([built]);
    throw error;
  }
}

/** What a model is composed of, without what the assembly adds. */
export const partsOf = ({
  encoder,
  decoder,
  posterior,
  prior,
  likelihood,
  corruption,
  inputTransform,
  objective,
  shapes,
  config,
}: Vae): Parameters<typeof assembled>[0] => ({
  encoder,
  decoder,
  posterior,
  prior,
  likelihood,
  ...(corruption === undefined ? {} : { corruption }),
  ...(inputTransform === undefined ? {} : { inputTransform }),
  objective,
  shapes,
  config,
});
