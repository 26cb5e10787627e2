import type { Vae } from '@vaekit/core';
import { exportGraph } from './exportGraph.js';
import { labelContext, labelInput } from './labelInput.js';

/**
 * The decoder as an ONNX model (operator set 18) for any batch size: `z [batch, ...latent]`, and `y [batch]` (int32) where it is conditioned
 * on labels, to `mean` = E[x|z], `[batch, ...event]`, and the likelihood's other parameters by name (`logits` of a Bernoulli, `logVar` of a
 * normal with predicted variance).
 *
 * @throws Error that names the operation that has no counterpart in ONNX, or that does not compute each row by itself
 */
export function exportDecoder(model: Vae): Uint8Array<ArrayBuffer> {
  return exportGraph({
    caller: 'exportDecoder',
    part: 'decoder',
    description: 'Decoder of a variational autoencoder: the mean of p(x|z) and its parameters.',
    model,
    inputs: { z: { shape: model.latent }, ...labelInput(model) },
    run({ z, y }, rows) {
      const outputs = model.decodeParameters(z!, labelContext(model, y, rows).condition);
      const parameters = model.likelihood.parameters.flatMap(({ name }, i) =>
        name === 'mean' ? [] : [[name, outputs[i]!] as const],
      );
      return { mean: model.likelihood.mean(outputs), ...Object.fromEntries(parameters) };
    },
  });
}
