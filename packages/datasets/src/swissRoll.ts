import { checkNonNegative } from './checks.js';
import type { DataSet } from './examples.js';
import { normalDeviate } from './normalDeviate.js';
import { uniform } from './randomStream.js';
import { type SyntheticOptions, syntheticSet } from './syntheticSet.js';
import { turn } from './turn.js';

export interface SwissRollOptions extends SyntheticOptions {
  /** The standard deviation of the noise on each coordinate; 0.1 unless said. */
  readonly noise?: number;
}

/**
 * A sheet rolled up in space, with normal noise: a surface of two dimensions in three.
 *
 * `x` is `[n, 3]`, `(t cos t, h, t sin t)` with the angle t uniform in [3π/2, 9π/2] and the height h uniform in [0, 21]; t in radians and h are the factors.
 * There are no classes. Throws a `DataError` of kind `'option'`. Source: Marsland, "Machine learning: an algorithmic perspective" (2009), chapter 6.
 */
export function swissRoll(options: SwissRollOptions = {}): DataSet<'none'> {
  const { noise = 0.1 } = options;
  checkNonNegative('swissRoll', 'noise', noise);
  return syntheticSet(
    {
      caller: 'swissRoll',
      name: 'swiss-roll',
      description: `A sheet rolled up in space, with normal noise of standard deviation ${noise}; angle and height are the latent variables`,
      shape: [3],
      factors: ['angle', 'height'],
      draw: (stream, _, point, factors) => {
        const turns = 0.75 + 1.5 * uniform(stream);
        const angle = 2 * Math.PI * turns;
        const height = 21 * uniform(stream);
        const { cosine, sine } = turn(turns);
        factors[0] = angle;
        factors[1] = height;
        point[0] = angle * cosine + noise * normalDeviate(stream);
        point[1] = height + noise * normalDeviate(stream);
        point[2] = angle * sine + noise * normalDeviate(stream);
        return 0;
      },
    },
    options,
  );
}
