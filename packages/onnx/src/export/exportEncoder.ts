import type { Vae } from '@vaekit/core';
import { exportGraph } from './exportGraph.js';
import { labelContext, labelInput } from './labelInput.js';

/**
 * The encoder as an ONNX model (operator set 18) for any batch size: `x [batch, ...event]`, and `y [batch]` (int32) where it is conditioned
 * on labels, to the parameters of q(z|x) by name: `mean` and `logVar`, both `[batch, ...latent]`, of a diagonal normal.
 * Where the code of an example is none of them, it is an additional `z [batch, ...latent]`: the vectors of a codebook.
 *
 * Dropout is off and batch normalization uses its moving averages, as in `encode`. The weights are those of this moment.
 *
 * @throws Error that names the operation that has no counterpart in ONNX, or that does not compute each row by itself
 */
export function exportEncoder(model: Vae): Uint8Array<ArrayBuffer> {
  return exportGraph({
    caller: 'exportEncoder',
    part: 'encoder',
    description: 'Encoder of a variational autoencoder: the parameters of q(z|x).',
    model,
    inputs: { x: { shape: model.event }, ...labelInput(model) },
    run({ x, y }, rows) {
      const context = labelContext(model, y, rows);
      const outputs = model.encodeParameters(x!, context.condition);
      const center = model.posterior.center(outputs, context);
      return {
        ...Object.fromEntries(model.posterior.parameters.map(({ name }, i) => [name, outputs[i]!])),
        ...(outputs.includes(center) ? {} : { z: center }),
      };
    },
  });
}
