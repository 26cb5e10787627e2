import * as tf from '@tensorflow/tfjs';

/** How one gets from one code to another. */
export interface InterpolateOptions {
  /** Codes on the way, both ends included. Default 9. */
  readonly steps?: number;
  /**
   * `'linear'` (default): `(1 − t)·a + t·b`. `'spherical'`: `[sin((1 − t)Ω)·a + sin(tΩ)·b] / sin Ω` with Ω the angle between a and b, which
   * keeps to the shell where a normal prior in many dimensions has its mass.
   */
  readonly method?: 'linear' | 'spherical';
}

function mix(a: Float32Array, b: Float32Array, t: number, method: 'linear' | 'spherical'): Float32Array {
  let left = 1 - t;
  let right = t;
  if (method === 'spherical') {
    const dot = (u: Float32Array, v: Float32Array): number => u.reduce((sum, value, i) => sum + value * v[i]!, 0);
    const scale = Math.sqrt(dot(a, a) * dot(b, b));
    const angle = scale === 0 ? 0 : Math.acos(Math.min(1, Math.max(-1, dot(a, b) / scale)));
    // At angles near 0 the formula tends to the linear one; at π the way round is not determined, and the linear one is taken.
    if (Math.sin(angle) > 1e-6) {
      left = Math.sin((1 - t) * angle) / Math.sin(angle);
      right = Math.sin(t * angle) / Math.sin(angle);
    }
  }
  return a.map((value, i) => left * value + right * b[i]!);
}

const numbers = (code: tf.Tensor | ArrayLike<number>): Float32Array =>
  Float32Array.from(code instanceof tf.Tensor ? code.dataSync() : Array.from(code));

function check(caller: string, codes: Float32Array[], counts: Record<string, number>, method: string): void {
  if (method !== 'linear' && method !== 'spherical')
    throw new RangeError(`${caller}: \`method\` is '${String(method)}'; expected 'linear' or 'spherical'`);
  const [first] = codes;
  if (first!.length === 0 || codes.some((code) => code.length !== first!.length)) {
    throw new Error(
      `${caller}: the codes have ${codes.map((code) => code.length).join(', ')} numbers; expected the same width for all`,
    );
  }
  const lost = codes.findIndex((code) => !code.every(Number.isFinite));
  if (lost >= 0)
    throw new Error(`${caller}: code ${lost} is [${[...codes[lost]!.slice(0, 8)].join(',')}]; every number must be finite`);
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isInteger(count) || count < 2)
      throw new RangeError(`${caller}: \`${name}\` is ${count}; expected a whole number of at least 2`);
  }
}

/**
 * Codes on the way from one code to another.
 *
 * @param from, to codes of one width (a tensor of any shape, or numbers)
 * @returns `[steps, width]`, the ends first and last; the caller disposes it
 * @throws Error when the widths differ or a number is not finite; RangeError when `steps` is below 2 or there is no such `method`
 * @see Shoemake 1985 for the spherical way; White 2016, "Sampling generative networks"
 */
export function interpolate(
  from: tf.Tensor | ArrayLike<number>,
  to: tf.Tensor | ArrayLike<number>,
  options: InterpolateOptions = {},
): tf.Tensor2D {
  const { steps = 9, method = 'linear' } = options;
  const a = numbers(from);
  const b = numbers(to);
  check('interpolate', [a, b], { steps }, method);
  const path = Array.from({ length: steps }, (_, i) => mix(a, b, i / (steps - 1), method));
  return tf.tensor2d(Float32Array.from(path.flatMap((code) => [...code])), [steps, a.length]);
}

/**
 * Codes between four corners: along the top and the bottom edge, then from one to the other.
 *
 * @param corners top left, top right, bottom left, bottom right
 * @returns `[rows · columns, width]`, row by row; the caller disposes it
 * @throws Error when the widths differ or a number is not finite; RangeError when `rows` or `columns` is below 2 or there is no such `method`
 */
export function interpolateGrid(
  corners: readonly [
    tf.Tensor | ArrayLike<number>,
    tf.Tensor | ArrayLike<number>,
    tf.Tensor | ArrayLike<number>,
    tf.Tensor | ArrayLike<number>,
  ],
  options: { readonly rows?: number; readonly columns?: number; readonly method?: 'linear' | 'spherical' } = {},
): tf.Tensor2D {
  const { rows = 8, columns = 8, method = 'linear' } = options;
  const [topLeft, topRight, bottomLeft, bottomRight] = corners.map(numbers) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  check('interpolateGrid', [topLeft, topRight, bottomLeft, bottomRight], { rows, columns }, method);
  const codes: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const t = column / (columns - 1);
      codes.push(...mix(mix(topLeft, topRight, t, method), mix(bottomLeft, bottomRight, t, method), row / (rows - 1), method));
    }
  }
  return tf.tensor2d(Float32Array.from(codes), [rows * columns, topLeft.length]);
}
