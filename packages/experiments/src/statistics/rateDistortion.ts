/** What a way of coding costs, and what it loses. */
export interface OperatingPoint {
  readonly bits: number;
  readonly error: number;
}

/**
 * The error at a rate, on the lower convex hull of some points: between two ways of coding one can switch from example to example, which gives every mixture
 * of both. Infinite where all points cost more.
 */
export function errorAt(points: readonly OperatingPoint[], rate: number): number {
  let least = Infinity;
  for (const a of points) {
    if (a.bits > rate) continue;
    least = Math.min(least, a.error);
    for (const b of points) {
      if (b.bits <= rate) continue;
      const t = (rate - a.bits) / (b.bits - a.bits);
      least = Math.min(least, (1 - t) * a.error + t * b.error);
    }
  }
  return least;
}
