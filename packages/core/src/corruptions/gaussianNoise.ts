import * as tf from '@tensorflow/tfjs';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltCorruption, Corruption } from '../parts.js';

/** Options of {@link gaussianNoise}. */
export interface GaussianNoiseOptions {
  /** The deviation of what is added; above 0. */
  readonly sigma: number;
  /** Whether evaluation corrupts too. Default false: it shows the encoder the clean x. */
  readonly evaluation?: boolean;
}

/**
 * Shows the encoder `x + σ·ε` with ε ~ N(0, I); the likelihood scores the clean x.
 *
 * @throws RangeError unless `sigma` is a positive number
 * @see Vincent, Larochelle, Bengio and Manzagol 2008, "Extracting and composing robust features with denoising autoencoders"
 */
export const gaussianNoise: PartFactory<Corruption, [options: GaussianNoiseOptions]> = /* @__PURE__ */ partFactory({
  role: 'corruption',
  kind: 'gaussianNoise',
  example: { parts: { corruption: { kind: 'gaussianNoise', sigma: 0.3 } } },
  make: gaussianNoiseCorruption,
});

function gaussianNoiseCorruption({ sigma, evaluation = false }: GaussianNoiseOptions): Corruption {
  if (!(sigma > 0 && Number.isFinite(sigma)))
    throw new RangeError(`gaussianNoise: \`sigma\` is ${sigma}; expected a positive number`);
  return {
    config: { kind: 'gaussianNoise', sigma, evaluation },
    build: ({ event }): BuiltCorruption => ({
      noise: (mode) => (mode === 'train' || evaluation ? { eps: { shape: event, distribution: 'normal', per: 'example' } } : {}),
      apply: (x, { eps }) => ({ input: eps === undefined ? x : tf.add(x, tf.mul(eps, sigma)) }),
    }),
  };
}
