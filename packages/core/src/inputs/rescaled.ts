import * as tf from '@tensorflow/tfjs';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { InputTransform } from '../parts.js';

/** Options of {@link rescaled}. */
export interface RescaledOptions {
  /** The range of the data. */
  readonly from: readonly [low: number, high: number];
  /** The range that the encoder is shown. Default `[0, 1]`. */
  readonly to?: readonly [low: number, high: number];
}

/**
 * Shows the encoder x moved from one range to another: `to₀ + (x − from₀) · (to₁ − to₀) / (from₁ − from₀)`.
 *
 * @throws RangeError unless both ranges are two different finite numbers, the lower first
 */
export const rescaled: PartFactory<InputTransform, [options: RescaledOptions]> = /* @__PURE__ */ partFactory({
  role: 'input',
  kind: 'rescaled',
  example: { parts: { input: { kind: 'rescaled', from: [0, 1], to: [-1, 1] } } },
  make: rescaledInput,
});

function rescaledInput({ from, to = [0, 1] }: RescaledOptions): InputTransform {
  for (const [name, [low, high]] of Object.entries({ from, to })) {
    if (!(Number.isFinite(low) && Number.isFinite(high) && low < high))
      throw new RangeError(`rescaled: \`${name}\` is [${low}, ${high}]; expected two finite numbers, the lower first`);
  }
  const scale = (to[1] - to[0]) / (from[1] - from[0]);
  return {
    config: { kind: 'rescaled', from: [...from], to: [...to] },
    build: () => ({ apply: (x) => tf.add(tf.mul(tf.sub(x, from[0]), scale), to[0]) }),
  };
}
