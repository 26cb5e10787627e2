import { naturalLogarithm } from './naturalLogarithm.js';

/** `(Σ numerator_i r^i) / (Σ denominator_i r^i)`, by Horner. */
function rational(r: number, numerator: readonly number[], denominator: readonly number[]): number {
  let top = 0;
  let bottom = 0;
  for (let i = numerator.length - 1; i >= 0; i--) {
    top = top * r + numerator[i]!;
    bottom = bottom * r + denominator[i]!;
  }
  return top / bottom;
}

/** The coefficients of Algorithm AS 241 for |p − ½| <= 0.425, lowest power first. */
export const CENTER_TOP: readonly number[] = [
  3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
  67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
];
/** Those of its denominator. */
export const CENTER_BOTTOM: readonly number[] = [
  1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867, 39307.89580009271061,
  28729.085735721942674, 5226.495278852854561,
];
/** The coefficients farther out, down to p = e^-25: no 32-bit word is beyond. */
export const MIDDLE_TOP: readonly number[] = [
  1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504, 1.27045825245236838258,
  0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
];
/** Those of its denominator. */
export const MIDDLE_BOTTOM: readonly number[] = [
  1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459, 0.0151986665636164571966,
  5.475938084995344946e-4, 1.05075007164441684324e-9,
];
const TAIL_TOP = [
  6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123, 0.026532189526576123093,
  0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
];
const TAIL_BOTTOM = [
  1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4, 1.8463183175100546818e-5,
  1.4215117583164458887e-7, 2.04426310338993978564e-15,
];

/**
 * The standard normal quantile `Φ⁻¹(p)`, by rational approximations (relative error about 1e-16) whose only operations are
 * + − × ÷ √ and {@link naturalLogarithm}: the same bits in every engine.
 *
 * @param p a probability, 0 < p < 1
 * @see Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37 (1988)
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (q >= -0.425 && q <= 0.425) return q * rational(0.180625 - q * q, CENTER_TOP, CENTER_BOTTOM);
  const r = Math.sqrt(-naturalLogarithm(q < 0 ? p : 1 - p));
  const value = r <= 5 ? rational(r - 1.6, MIDDLE_TOP, MIDDLE_BOTTOM) : rational(r - 5, TAIL_TOP, TAIL_BOTTOM);
  return q < 0 ? -value : value;
}
