import { checkNonNegative, checkWhole } from './checks.js';
import type { DataSet } from './examples.js';
import { exponential } from './exponential.js';
import { normalDeviate } from './normalDeviate.js';
import { type SyntheticOptions, syntheticSet } from './syntheticSet.js';
import { turn } from './turn.js';

export interface PinwheelOptions extends SyntheticOptions {
  /** How many arms there are, 1 to 100; 5 unless said. */
  readonly arms?: number;
  /** Standard deviations along an arm and across it; 0.3 and 0.1 unless said. */
  readonly along?: number;
  readonly across?: number;
  /** How much an arm bends; 0.25 unless said. */
  readonly rate?: number;
}

/**
 * Bent arms around the origin in the plane, a class each: normal clouds that are stretched along a ray and turned the more the farther out they lie.
 *
 * With `u = 1 + along · ε₁` and `v = across · ε₂`, a point of arm k of K is `2 (u, v)` turned by `2π k / K + rate · exp(u)`; u and v are the factors. `x` is
 * `[n, 2]`; row r lies in arm `r mod K`. Throws a `DataError` of kind `'option'`. Source: Johnson et al., "Composing graphical models with neural networks"
 * (2016), section 6.
 */
export function pinwheel(options: PinwheelOptions = {}): DataSet<'none'> {
  const { arms = 5, along = 0.3, across = 0.1, rate = 0.25 } = options;
  checkWhole('pinwheel', 'arms', arms, 1, 100);
  checkNonNegative('pinwheel', 'along', along);
  checkNonNegative('pinwheel', 'across', across);
  checkNonNegative('pinwheel', 'rate', rate);
  return syntheticSet(
    {
      caller: 'pinwheel',
      name: 'pinwheel',
      description: `${arms} bent arms around the origin of the plane, a class each`,
      shape: [2],
      factors: ['along', 'across'],
      classes: Array.from({ length: arms }, (_, k) => `arm ${k + 1}`),
      draw: (stream, row, point, factors) => {
        const label = row % arms;
        const u = 1 + along * normalDeviate(stream);
        const v = across * normalDeviate(stream);
        const { cosine, sine } = turn(label / arms + (rate * exponential(u)) / (2 * Math.PI));
        factors[0] = u;
        factors[1] = v;
        point[0] = 2 * (u * cosine - v * sine);
        point[1] = 2 * (u * sine + v * cosine);
        return label;
      },
    },
    options,
  );
}
