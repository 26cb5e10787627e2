import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import type { Flowed } from '../flowed.js';
import { made } from '../networks/made.js';
import { requireCount, requireHidden } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPosterior, Posterior } from '../parts.js';
import { flowedNormal } from './flowedNormal.js';

/** Options of {@link inverseAutoregressive}. */
export interface InverseAutoregressiveOptions {
  /** The number T of steps. Default 2. */
  readonly steps?: number;
  /** Widths of the hidden layers of each step's network; at least one. Default `[64]`. */
  readonly hidden?: readonly number[];
  /** How many numbers the encoder gives every step's network besides z. Default 32. */
  readonly context?: number;
  /** The seed of the networks. Default 0. */
  readonly seed?: number;
}

/**
 * An inverse autoregressive flow: `z₀ = μ + σ·ε`, then T times `z ← g·z + (1 − g)·m`, `g = sigmoid(s + 1)`, where m and s are those of a masked network of
 * z and of the encoder's context: number i of each depends on numbers of z before i alone, and every other step goes the other way round.
 *
 * The encoder gives `mean` = μ and `logVar` = log σ², both of the latent's shape, and `context`. A Jacobian is triangular with g on its diagonal:
 * `log q(z|x) = −½ Σ [log 2π + ε² + log σ²] − Σ_t Σ_i log g_ti`, nats. Only a draw knows its density; the divergence is estimated from the draws.
 * The center is where the steps bring μ.
 *
 * @throws RangeError when a size is not a whole number of at least 1, or there is no hidden layer
 * @see Kingma, Salimans, Jozefowicz, Chen, Sutskever and Welling 2016, "Improving variational inference with inverse autoregressive flow", algorithm 1
 */
export const inverseAutoregressive: PartFactory<Posterior, [options?: InverseAutoregressiveOptions]> =
  /* @__PURE__ */ partFactory({
    role: 'posterior',
    kind: 'inverseAutoregressive',
    example: { parts: { posterior: { kind: 'inverseAutoregressive', steps: 2, hidden: [6], context: 4 } } },
    make: inverseAutoregressivePosterior,
  });

function inverseAutoregressivePosterior(options: InverseAutoregressiveOptions = {}): Posterior {
  const { steps = 2, hidden = [64], context = 32, seed = 0 } = options;
  requireCount('inverseAutoregressive', 'steps', steps);
  requireCount('inverseAutoregressive', 'context', context);
  requireHidden('inverseAutoregressive', hidden);
  return {
    config: { kind: 'inverseAutoregressive', steps, hidden: [...hidden], context, seed },
    build({ latent }): BuiltPosterior {
      const size = sizeFromShape(latent);
      const networks = Array.from({ length: steps }, (_, step) =>
        made({
          name: `step${step}`,
          size,
          hidden,
          context,
          outputs: ['mean', 'gate'],
          order: step % 2 === 0 ? 'forward' : 'backward',
          seed,
        }),
      );
      const through = (start: tf.Tensor, [seen]: readonly tf.Tensor[]): Flowed => {
        let z = start;
        const logDets = networks.map((network) => {
          const [m, s] = network.apply(z, seen!) as [tf.Tensor, tf.Tensor];
          const x = tf.add(s, 1);
          const g = tf.sigmoid(x);
          z = tf.add(tf.mul(g, z), tf.mul(tf.sub(1, g), m));
          // log sigmoid(x) = −softplus(−x).
          return tf.neg(tf.sum(tf.softplus(tf.neg(x)), 1)) as tf.Tensor1D;
        });
        return { z, logDet: tf.addN(logDets) };
      };
      return {
        ...flowedNormal(latent, [{ name: 'context', shape: [context] }], through),
        variables: Object.assign({}, ...networks.map(({ variables }) => variables)) as Record<string, tf.Variable>,
      };
    },
  };
}
