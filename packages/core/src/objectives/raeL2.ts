import * as tf from '@tensorflow/tfjs';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltObjective, Objective, Pass } from '../pass.js';
import { requireKnownLabels, residual } from '../residual.js';

/** Options of {@link raeL2}. */
export interface RaeL2Options {
  /** β, the factor of ½|z|²; at least 0. Default 0.01. */
  readonly code?: number;
  /** λ, the factor of the squared weights of the decoder; at least 0. Default 0.001. */
  readonly decoder?: number;
}

/**
 * The reconstruction with a small code and small weights of the decoder θ (regularized autoencoder), `−log p(x|z) + β·½|z|² + λ·|θ|²`, nats per example: with
 * `point()` deterministic; codes are sampled from what `fitPrior` makes of them.
 *
 * With class means it is the distance from the mean of the class that is kept small, r = (z − μ^y)/σ^y in place of z.
 *
 * Terms, with their factors: `reconstruction`, `code`, `decoderPenalty`, the same in every row.
 *
 * @throws RangeError when a factor is negative or not finite
 * @see Ghosh, Sajjadi, Vergari, Black and Schölkopf 2020, "From variational to deterministic autoencoders", section 3
 */
export const raeL2: PartFactory<Objective, [options?: RaeL2Options]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'raeL2',
  example: { parts: { objective: { kind: 'raeL2', code: 0.1, decoder: 0.01 }, posterior: { kind: 'point' } } },
  make({ code = 0.01, decoder = 0.001 }: RaeL2Options = {}) {
    requireFactors('raeL2', { code, decoder });
    return {
      config: { kind: 'raeL2', code, decoder },
      build: (): BuiltObjective => ({
        requirePeers: ({ prior }) => requireKnownLabels('raeL2', prior),
        samples: 1,
        leavesPrior: true,
        evaluate(pass) {
          // Axis by axis: 300,000 squares one after the other are off by 5e-5 in float32.
          const squares = pass.model.decoderVariables.map((variable) =>
            tf.sum(variable.rank === 0 ? tf.square(variable) : tf.sum(tf.square(variable), -1)),
          );
          const decoderPenalty = tf.mul(tf.mul(tf.addN(squares), decoder), tf.ones([pass.rows])) as tf.Tensor1D;
          return { terms: { ...codeTerms('raeL2', pass, code), decoderPenalty } };
        },
      }),
    };
  },
});

/** The reconstruction, and β·½|z|² as `code`, `[batch]`. */
export const codeTerms = (
  caller: string,
  pass: Pass,
  beta: number,
): Readonly<Record<'code' | 'reconstruction', tf.Tensor1D>> => ({
  reconstruction: tf.reshape(pass.reconstruction(), [-1]) as tf.Tensor1D,
  code: tf.mul(tf.sum(tf.square(residual(caller, pass, pass.z())), 1), beta / 2) as tf.Tensor1D,
});

/** @throws RangeError when a factor is negative or not finite */
export function requireFactors(caller: string, factors: Readonly<Record<string, number>>): void {
  for (const [name, factor] of Object.entries(factors))
    if (!(factor >= 0 && Number.isFinite(factor)))
      throw new RangeError(`${caller}: \`${name}\` is ${factor}; expected a number of at least 0`);
}
