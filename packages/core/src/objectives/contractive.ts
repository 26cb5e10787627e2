import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { withGradientMends } from '../gradients/withGradientMends.js';
import { contextFor } from '../ownScalars.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltObjective, Objective, Pass } from '../pass.js';
import { stopGradient } from '../stopGradient.js';
import { requireSlopeOfCode } from './requirements.js';

/** Options of {@link contractive}. */
export interface ContractiveOptions {
  /** The factor λ of the penalty; at least 0. Default 0.1. */
  readonly weight?: number;
  /** `'hutchinson'` (default): an unbiased estimate from one random direction of the code; `'exact'`: every number of the code in turn. */
  readonly jacobian?: 'exact' | 'hutchinson';
}

/**
 * The reconstruction with a penalty on how far the code moves when x does, `−log p(x|z) + λ‖J‖²_F`, J = ∂f(x)/∂x at the clean x.
 *
 * `‖J‖²_F = Σ_k ‖∂f_k/∂x‖²` takes one backward pass for each number of the code; `‖J‖²_F = E‖Jᵀv‖²` with independent signs v takes one. For one layer of
 * sigmoids, h = s(Wx + b), both are the paper's `Σ_k (h_k(1 − h_k))² Σ_i W_ki²`. The encoder is passed as in evaluation: no dropout, moving averages.
 *
 * The paper ties the decoder's weights to the encoder's. Where they are free, a smaller code with a larger decoder lowers the penalty at the same
 * reconstruction; weight decay (`adamw`), or an encoder that ends in a bounded layer, stands against that.
 *
 * Terms, without the factor: `reconstruction`, `contraction`.
 *
 * @throws RangeError when `weight` is negative or not finite, or `jacobian` is another word
 * @see Rifai, Vincent, Muller, Glorot and Bengio 2011, "Contractive auto-encoders", equations 1 and 5; Hutchinson 1990 for the estimate
 */
export const contractive: PartFactory<Objective, [options?: ContractiveOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'contractive',
  example: { parts: { objective: { kind: 'contractive', weight: 0.5 }, posterior: { kind: 'point' } } },
  make: contractiveObjective,
});

function contractiveObjective({ weight = 0.1, jacobian = 'hutchinson' }: ContractiveOptions = {}): Objective {
  if (!(weight >= 0 && Number.isFinite(weight)))
    throw new RangeError(`contractive: \`weight\` is ${weight}; expected a number of at least 0`);
  if (jacobian !== 'exact' && jacobian !== 'hutchinson')
    throw new RangeError(`contractive: \`jacobian\` is '${String(jacobian)}'; expected 'hutchinson' or 'exact'`);
  return {
    config: { kind: 'contractive', weight, jacobian },
    build({ latent }): BuiltObjective {
      const width = sizeFromShape(latent);
      return {
        requirePeers: (model) => requireSlopeOfCode('contractive', model),
        samples: 1,
        leavesPrior: true,
        noise: () => (jacobian === 'exact' ? {} : { u: { shape: [width], distribution: 'uniform', per: 'example' } }),
        evaluate(pass) {
          const reconstruction = tf.reshape(pass.reconstruction(), [-1]) as tf.Tensor1D;
          const contraction = squaredJacobian(pass, width);
          return {
            terms: { reconstruction, contraction },
            losses: { model: tf.add(reconstruction, tf.mul(contraction, weight)) },
          };
        },
      };
    },
  };
}

/** `‖J‖²_F` of each row, or its estimate where the pass has noise. */
function squaredJacobian(pass: Pass, width: number): tf.Tensor1D {
  const { batch, noise, rows, condition, model } = pass;
  const code = (x: tf.Tensor): tf.Tensor =>
    tf.reshape(model.posterior.center(model.encodeParameters(x, condition), contextFor('posterior', pass)), [rows, width]);
  // A row's code depends on its own x alone, so that the gradient of the sum over rows holds one row of Jᵀv for each.
  const along = (direction: tf.Tensor): tf.Tensor1D => {
    const pulled = withGradientMends(() => tf.grad((x: tf.Tensor) => tf.sum(tf.mul(code(x), direction)))(stopGradient(batch.x)));
    return tf.sum(tf.square(tf.reshape(pulled, [rows, -1])), 1) as tf.Tensor1D;
  };
  const u = noise['u'];
  if (u !== undefined) return along(tf.sub(tf.mul(tf.cast(tf.greaterEqual(u, 0.5), 'float32'), 2), 1));
  const axes = Array.from({ length: width }, (_, k) =>
    along(tf.tensor2d([Array.from({ length: width }, (_, i) => (i === k ? 1 : 0))])),
  );
  return tf.addN(axes) as tf.Tensor1D;
}
