/**
 * `P(|T| ≤ t)` of Student's t with whole degrees of freedom, at `θ = atan(t / √df)`: a finite sum of powers of cos θ.
 *
 * @see Abramowitz and Stegun 1964, 26.7.3 and 26.7.4
 */
function within(theta: number, df: number): number {
  const [sine, cosine] = [Math.sin(theta), Math.cos(theta)];
  const odd = df % 2;
  let term = odd === 1 ? cosine : 1;
  let sum = df === 1 ? 0 : term;
  for (let power = 2 + odd; power < df; power += 2) {
    term *= (cosine * cosine * (power - 1)) / power;
    sum += term;
  }
  return odd === 1 ? (2 / Math.PI) * (theta + sine * sum) : sine * sum;
}

/**
 * The t with `P(|T| ≤ t) = level` of Student's t distribution.
 *
 * @param level in (0, 1)
 * @param df degrees of freedom, a whole number from 1
 */
export function studentQuantile(level: number, df: number): number {
  let [low, high] = [0, Math.PI / 2];
  // Each halving gains one bit; a double has 53.
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (within(middle, df) < level) low = middle;
    else high = middle;
  }
  return Math.sqrt(df) * Math.tan((low + high) / 2);
}
