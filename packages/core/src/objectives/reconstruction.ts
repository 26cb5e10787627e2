import * as tf from '@tensorflow/tfjs';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltObjective, Objective } from '../pass.js';

/**
 * The reconstruction alone, `−log p(x|z)`, nats per example: what a plain autoencoder minimizes, with `point()` or `vectorQuantized()`.
 *
 * It asks for no density of the code and no prior. Under a posterior with a variance, that variance shrinks towards 0.
 *
 * Terms: `reconstruction`, to which the model adds those of the posterior's draw.
 *
 * @see Vincent et al. 2010, "Stacked denoising autoencoders", section 2.2
 */
export const reconstruction: PartFactory<Objective, []> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'reconstruction',
  example: { parts: { objective: { kind: 'reconstruction' } } },
  make: () => ({
    config: { kind: 'reconstruction' },
    build: (): BuiltObjective => ({
      samples: 1,
      leavesPrior: true,
      evaluate: (pass) => ({ terms: { reconstruction: tf.reshape(pass.reconstruction(), [-1]) as tf.Tensor1D } }),
    }),
  }),
});
