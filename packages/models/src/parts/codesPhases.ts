import { standardNormal, underPrior, type Vae } from '@vaekit/core';
import type { Phase, WholeData } from '../phase.js';
import { priorPhase } from './priorPhase.js';

/** First the autoencoder, the same networks under N(0, I); then the model's own prior, fitted to the codes. */
export function codesPhases(model: Vae, data: WholeData, name: string, autoencoderEpochs: number): Phase[] {
  return [
    {
      kind: 'fit',
      name: 'autoencoder',
      trainable: underPrior(model, standardNormal()),
      options: { epochs: autoencoderEpochs, earlyStopping: undefined },
    },
    priorPhase(model, data, name),
  ];
}
