import { checkNonNegative } from './checks.js';
import type { DataSet } from './examples.js';
import { normalDeviate } from './normalDeviate.js';
import { uniform } from './randomStream.js';
import { type SyntheticOptions, syntheticSet } from './syntheticSet.js';

export interface MoonsOptions extends SyntheticOptions {
  /** The standard deviation of the noise on each coordinate; 0.1 unless said. */
  readonly noise?: number;
}

/**
 * Two interleaved half circles of radius 1 in the plane, a class each, with normal noise; a synthetic set whose truth is known.
 *
 * `(cos t, sin t)` is class 0 and `(1 − cos t, ½ − sin t)` class 1, with t uniform in [0, π], in radians the one factor. `x` is `[n, 2]`; even rows are class
 * 0. Throws a `DataError` of kind `'option'`.
 */
export function moons(options: MoonsOptions = {}): DataSet<'none'> {
  const { noise = 0.1 } = options;
  checkNonNegative('moons', 'noise', noise);
  return syntheticSet(
    {
      caller: 'moons',
      name: 'moons',
      description: `Two interleaved half circles in the plane, a class each, with normal noise of standard deviation ${noise}`,
      shape: [2],
      factors: ['angle'],
      classes: ['upper', 'lower'],
      draw: (stream, row, point, factors) => {
        const turn = uniform(stream);
        const { cosine, sine } = halfCircle(turn);
        const lower = row % 2 === 1;
        factors[0] = Math.PI * turn;
        point[0] = (lower ? 1 - cosine : cosine) + noise * normalDeviate(stream);
        point[1] = (lower ? 0.5 - sine : sine) + noise * normalDeviate(stream);
        return row % 2;
      },
    },
    options,
  );
}

/** `cos(π u)` and `sin(π u)` for u in [0, 1], by + and × alone, so that every engine gives the same bits. */
function halfCircle(u: number): { cosine: number; sine: number } {
  // With a = π (u − ½) in [−π/2, π/2]: cos(π u) = −sin(a) and sin(π u) = cos(a), whose Taylor series are cut where a term is below 1e-20.
  const a = Math.PI * (u - 0.5);
  let sine = 1;
  let cosine = 1;
  for (let k = 24; k >= 2; k -= 2) {
    sine = 1 - (sine * a * a) / (k * (k + 1));
    cosine = 1 - (cosine * a * a) / (k * (k - 1));
  }
  return { cosine: -a * sine, sine: cosine };
}
