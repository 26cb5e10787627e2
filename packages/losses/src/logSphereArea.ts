/**
 * The logarithm of the area of the unit sphere S^{m−1} in R^m, `log(2 π^{m/2} / Γ(m/2))`: −log of the density of the uniform distribution on it.
 *
 * @param dimension m, of the space around the sphere; a whole number of at least 2
 * @throws when `dimension` is not a whole number of at least 2
 */
export function logSphereArea(dimension: number): number {
  checkSphere('logSphereArea', dimension);
  // |S^{m+1}| = |S^{m−1}| · 2π/m, from the circle and the sphere in R³.
  let log = Math.log(dimension % 2 === 0 ? 2 * Math.PI : 4 * Math.PI);
  for (let m = dimension % 2 === 0 ? 2 : 3; m < dimension; m += 2) log += Math.log((2 * Math.PI) / m);
  return log;
}

/** Throws unless there is a sphere in R^m. */
export function checkSphere(caller: string, dimension: number): void {
  if (Number.isSafeInteger(dimension) && dimension >= 2) return;
  throw new RangeError(
    `${caller}: \`dimension\` is ${dimension}; it must be a whole number of at least 2 (the sphere in R^m has dimension m - 1)`,
  );
}
