const view = new DataView(new ArrayBuffer(8));
/** `ln 2` without its last bits: its product with an exponent is exact. */
export const LN2_HIGH = 0.69314718036912381649;
/** What `LN2_HIGH` leaves of `ln 2`. */
export const LN2_LOW = 1.90821492927058770002e-10;

/**
 * `ln x` for positive normal doubles by + − × ÷ alone, so that its bits are the same in every engine (`Math.log` differs).
 *
 * Write x = 2^k·m with m in [√½, √2) and s = (m − 1)/(m + 1); then ln m = 2·artanh(s) = 2s·(1 + s²/3 + s⁴/5 + …). |s| <= 0.1716,
 * so the first omitted term, s²²/23, is below 1e-18.
 *
 * @param x a positive, normal, finite number
 * @returns ln x, within about two units in the last place
 */
export function naturalLogarithm(x: number): number {
  view.setFloat64(0, x);
  const high = view.getUint32(0);
  let exponent = (high >>> 20) - 1023;
  view.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  let mantissa = view.getFloat64(0);
  if (mantissa >= Math.SQRT2) {
    mantissa *= 0.5;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const s2 = s * s;
  let series = 1 / 21;
  for (let odd = 19; odd >= 3; odd -= 2) series = series * s2 + 1 / odd;
  return exponent * LN2_HIGH + (2 * s + (2 * s * s2 * series + exponent * LN2_LOW));
}
