import { contextFor, type Vae } from '@vaekit/core';
import { exportGraph } from './exportGraph.js';
import { labelContext, labelInput } from './labelInput.js';

/**
 * The sampler as an ONNX model (operator set 18) for any batch size: noise of the prior (`eps [batch, ...latent]`, standard normal, for the
 * priors of this project), the scalar `temperature`, which multiplies the prior's standard deviation, and `y [batch]` (int32) where the model
 * is conditioned on labels, to `samples [batch, ...event]`, the means of p(x|z).
 *
 * @throws Error that names the operation that has no counterpart in ONNX, or that does not compute each row by itself
 */
export function exportSampler(model: Vae): Uint8Array<ArrayBuffer> {
  const noise = model.prior.noise(model);
  return exportGraph({
    caller: 'exportSampler',
    part: 'sampler',
    description: 'Sampler of a variational autoencoder: from the noise of its prior to the mean of p(x|z).',
    model,
    inputs: {
      ...Object.fromEntries(Object.entries(noise).map(([name, { shape, per }]) => [name, { shape, perRow: per === 'example' }])),
      ...labelInput(model),
    },
    scalars: ['temperature'],
    run(inputs, rows, { temperature }) {
      const context = labelContext(model, inputs['y'], rows);
      const z = model.prior.draw(inputs, contextFor('prior', context), temperature!);
      return { samples: model.likelihood.mean(model.decodeParameters(z, context.condition)) };
    },
  });
}
