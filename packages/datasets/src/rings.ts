import { counted } from './faults.js';
import { checkNonNegative, checkWhole } from './checks.js';
import type { DataSet } from './examples.js';
import { normalDeviate } from './normalDeviate.js';
import { uniform } from './randomStream.js';
import { type SyntheticOptions, syntheticSet } from './syntheticSet.js';
import { turn } from './turn.js';

export interface RingsOptions extends SyntheticOptions {
  /** How many rings there are, 1 to 100; 3 unless said. */
  readonly rings?: number;
  /** The standard deviation of the noise on each coordinate; 0.05 unless said. */
  readonly noise?: number;
}

/**
 * Rings around the origin in the plane, a class each, with normal noise.
 *
 * Ring k of K has radius `2 (k + 1) / K`; the angle, uniform in [0, 2π), in radians is the one factor. `x` is `[n, 2]`; row r lies on ring `r mod K`.
 * Throws a `DataError` of kind `'option'`.
 */
export function rings(options: RingsOptions = {}): DataSet<'none'> {
  const { rings: count = 3, noise = 0.05 } = options;
  checkWhole('rings', 'rings', count, 1, 100);
  checkNonNegative('rings', 'noise', noise);
  return syntheticSet(
    {
      caller: 'rings',
      name: 'rings',
      description: `${counted(count, 'ring')} around the origin of the plane, a class each, with normal noise of standard deviation ${noise}`,
      shape: [2],
      factors: ['angle'],
      classes: Array.from({ length: count }, (_, k) => `radius ${Number(((2 * (k + 1)) / count).toFixed(3))}`),
      draw: (stream, row, point, factors) => {
        const label = row % count;
        const radius = (2 * (label + 1)) / count;
        const part = uniform(stream);
        const { cosine, sine } = turn(part);
        factors[0] = 2 * Math.PI * part;
        point[0] = radius * cosine + noise * normalDeviate(stream);
        point[1] = radius * sine + noise * normalDeviate(stream);
        return label;
      },
    },
    options,
  );
}
