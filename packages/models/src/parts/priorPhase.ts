import { drawCodes, priorOnCodes, startPrior, type Vae } from '@vaekit/core';
import type { FitPhase, Phase, WholeData } from '../phase.js';

/**
 * The phase in which a model's prior is fitted to the codes of its data, all else held: at once where it has a closed form, else by steps. The codes are drawn
 * from the encoder as the phase finds it.
 */
export function priorPhase(
  model: Vae,
  { training, validation }: WholeData,
  name: string,
  options: FitPhase['options'] = {},
): Phase {
  const codes = (data: WholeData['training']) => drawCodes('priorPhase', model, data);
  if (model.prior.fitting?.kind === 'closed') {
    return { kind: 'closed', name, run: async () => startPrior(model, await codes(training)) };
  }
  return {
    kind: 'fit',
    name,
    // All weights are the phase's, so that its points have the whole model; those of the prior move.
    trainable: {
      ...priorOnCodes(model),
      variables: model.variables,
      state: model.state,
      players: { model: { variables: Object.keys(model.variables).filter((variable) => variable.startsWith('prior/')) } },
    },
    async data() {
      const drawn = await codes(training);
      startPrior(model, drawn);
      return { training: drawn, ...(validation === undefined ? {} : { validation: await codes(validation) }) };
    },
    options,
  };
}
