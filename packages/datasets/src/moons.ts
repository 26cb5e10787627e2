import { checkNonNegative, checkSeed, checkTestSize, checkWhole } from './checks.js';
import type { DataSet, Examples } from './examples.js';
import { normalDeviate } from './normalDeviate.js';
import { randomStream, uniform } from './randomStream.js';

/** Options of `moons`. */
export interface MoonsOptions {
  /** Training and test examples together; 1000 unless said. */
  readonly size?: number;
  /** The standard deviation of the noise on each coordinate; 0.1 unless said. */
  readonly noise?: number;
  /** 0 unless said. */
  readonly seed?: number;
  /** The part that is test; 0.2 unless said. */
  readonly testFraction?: number;
}

/**
 * Two interleaved half circles of radius 1 in the plane, a class each, with normal noise; a synthetic set whose truth is known.
 *
 * `(cos t, sin t)` is class 0 and `(1 − cos t, ½ − sin t)` class 1, with t uniform in [0, π], in radians the one factor. `x` is `[n, 2]`; even rows are class
 * 0. Throws a `DataError` of kind `'option'`.
 */
export function moons(options: MoonsOptions = {}): DataSet<'none'> {
  const { size = 1000, noise = 0.1, seed = 0, testFraction = 0.2 } = options;
  checkSeed('moons', seed);
  checkWhole('moons', 'size', size, 4);
  checkNonNegative('moons', 'noise', noise);
  const testSize = checkTestSize('moons', size, testFraction);
  return {
    name: 'moons',
    description: `Two interleaved half circles in the plane, a class each, with normal noise of standard deviation ${noise}`,
    source: 'Synthetic, made by vaekit',
    license: 'CC0-1.0',
    train: drawMoons('moons, training', size - testSize, noise, seed, 0),
    test: drawMoons('moons, test', testSize, noise, seed, 1),
  };
}

function drawMoons(name: string, size: number, noise: number, seed: number, place: number): Examples<'none'> {
  const stream = randomStream(seed, 'moons', place);
  const x = new Float32Array(2 * size);
  const y = Int32Array.from({ length: size }, (_, row) => row % 2);
  const angles = new Float32Array(size);
  for (let row = 0; row < size; row++) {
    const turn = uniform(stream);
    const { cosine, sine } = halfCircle(turn);
    const lower = row % 2 === 1;
    angles[row] = Math.PI * turn;
    x[2 * row] = (lower ? 1 - cosine : cosine) + noise * normalDeviate(stream);
    x[2 * row + 1] = (lower ? 0.5 - sine : sine) + noise * normalDeviate(stream);
  }
  return {
    x: { data: x, shape: [size, 2] },
    y: { data: y, shape: [size] },
    factors: { names: ['angle'], values: { data: angles, shape: [size, 1] } },
    binarization: 'none',
    classes: ['upper', 'lower'],
    name,
  };
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
