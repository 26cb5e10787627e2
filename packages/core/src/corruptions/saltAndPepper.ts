import * as tf from '@tensorflow/tfjs';
import { requireRate } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltCorruption, Corruption } from '../parts.js';

/** Options of {@link saltAndPepper}. */
export interface SaltAndPepperOptions {
  /** The probability of a value to be replaced; from 0 to below 1. */
  readonly rate: number;
  /** Pepper and salt: the least and the greatest value that x takes. Default `[0, 1]`. */
  readonly range?: readonly [least: number, greatest: number];
  /** Whether evaluation corrupts too. Default false: it shows the encoder the clean x. */
  readonly evaluation?: boolean;
}

/**
 * Shows the encoder x with each value replaced with probability `rate`, by itself, by the least or the greatest value, each half of the times:
 * with u uniform, the least where `u < rate/2`, the greatest where `rate/2 <= u < rate`, else x. The likelihood scores the clean x.
 *
 * @throws RangeError unless `0 <= rate < 1` and `range` is two finite numbers, the lesser one first
 * @see Vincent et al. 2010, "Stacked denoising autoencoders", section 3.3, salt-and-pepper noise
 */
export const saltAndPepper: PartFactory<Corruption, [options: SaltAndPepperOptions]> = /* @__PURE__ */ partFactory({
  role: 'corruption',
  kind: 'saltAndPepper',
  example: { parts: { corruption: { kind: 'saltAndPepper', rate: 0.3 } } },
  make: saltAndPepperCorruption,
});

function saltAndPepperCorruption({ rate, range = [0, 1], evaluation = false }: SaltAndPepperOptions): Corruption {
  requireRate('saltAndPepper', 'rate', rate);
  const [least, greatest] = range;
  if (range.length !== 2 || !(least < greatest && Number.isFinite(least) && Number.isFinite(greatest))) {
    throw new RangeError(
      `saltAndPepper: \`range\` is [${range.join(', ')}]; expected two finite numbers, the least value of x and the greatest`,
    );
  }
  return {
    config: { kind: 'saltAndPepper', rate, range, evaluation },
    build: ({ event }): BuiltCorruption => ({
      noise: (mode) => (mode === 'train' || evaluation ? { u: { shape: event, distribution: 'uniform', per: 'example' } } : {}),
      apply(x, { u }) {
        if (u === undefined) return { input: x };
        const grain = tf.add(least, tf.mul(tf.cast(tf.greaterEqual(u, rate / 2), 'float32'), greatest - least));
        return { input: tf.where(tf.less(u, rate), grain, x) };
      },
    }),
  };
}
