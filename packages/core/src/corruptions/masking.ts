import * as tf from '@tensorflow/tfjs';
import { requireRate } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltCorruption, Corruption } from '../parts.js';

/** Options of {@link masking}. */
export interface MaskingOptions {
  /** The probability of a value to be hidden; from 0 to below 1. */
  readonly rate: number;
  /** Whether evaluation corrupts too. Default false: it shows the encoder the clean x. */
  readonly evaluation?: boolean;
}

/**
 * Shows the encoder x with each value set to 0 with probability `rate`, by itself: `x·[u >= rate]` with u uniform. The others are not made larger
 * for it, as dropout would. The likelihood scores the clean x, hidden values too.
 *
 * @throws RangeError unless `0 <= rate < 1`
 * @see Vincent et al. 2010, "Stacked denoising autoencoders", section 3.3, masking noise
 */
export const masking: PartFactory<Corruption, [options: MaskingOptions]> = /* @__PURE__ */ partFactory({
  role: 'corruption',
  kind: 'masking',
  example: { parts: { corruption: { kind: 'masking', rate: 0.3 } } },
  make: maskingCorruption,
});

function maskingCorruption({ rate, evaluation = false }: MaskingOptions): Corruption {
  requireRate('masking', 'rate', rate);
  return {
    config: { kind: 'masking', rate, evaluation },
    build: ({ event }): BuiltCorruption => ({
      noise: (mode) => (mode === 'train' || evaluation ? { u: { shape: event, distribution: 'uniform', per: 'example' } } : {}),
      apply: (x, { u }) => ({ input: u === undefined ? x : tf.mul(x, tf.cast(tf.greaterEqual(u, rate), 'float32')) }),
    }),
  };
}
