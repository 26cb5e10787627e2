/** Normals in the plane with weights that add up to 1: q(z|x) of every example, or the components of a mixture. */
export interface Normals {
  /** `[count, 2]`, row by row. */
  readonly means: ArrayLike<number>;
  readonly logVars: ArrayLike<number>;
  /** Default: equal. */
  readonly weights?: ArrayLike<number>;
}

/** A square grid around the origin: `cells` cells along each side, from −`reach` to `reach`. */
export interface Grid {
  readonly reach: number;
  readonly cells: number;
}

/** Deviations of a normal beyond which it is 0 here: its density is 1e-14 of its peak. */
const TAILS = 8;
const MOST_CELLS = 1600;

/** The middle of a cell. */
export const centerOf = ({ reach, cells }: Grid, cell: number): number => ((cell + 0.5) * 2 * reach) / cells - reach;

/**
 * A grid that holds all normals, with cells no wider than the narrowest deviation: sums over such cells are integrals of normals to rounding (Poisson’s summation
 * formula: the error is below 2 exp(−2π²)).
 */
export function gridFor({ means, logVars }: Normals): Grid {
  let [reach, narrowest] = [TAILS, Infinity];
  for (let i = 0; i < means.length; i++) {
    const sigma = Math.exp(0.5 * logVars[i]!);
    reach = Math.max(reach, Math.abs(means[i]!) + TAILS * sigma);
    narrowest = Math.min(narrowest, sigma);
  }
  return { reach, cells: Math.min(MOST_CELLS, Math.max(200, Math.ceil((2 * reach) / narrowest))) };
}

/** A normal's density along one axis, over the cells where it is not 0. */
function along(grid: Grid, mean: number, logVar: number): { from: number; values: Float64Array; logs: Float64Array } {
  const { reach, cells } = grid;
  const sigma = Math.exp(0.5 * logVar);
  const cellOf = (z: number): number => Math.min(cells, Math.max(0, Math.floor(((z + reach) * cells) / (2 * reach))));
  const from = cellOf(mean - TAILS * sigma);
  const to = Math.max(from, Math.min(cells, cellOf(mean + TAILS * sigma) + 1));
  const logs = Float64Array.from({ length: to - from }, (_, i) => {
    const standard = (centerOf(grid, from + i) - mean) / sigma;
    return -0.5 * (standard * standard + logVar + Math.log(2 * Math.PI));
  });
  return { from, values: logs.map(Math.exp), logs };
}

/** Visits the cells of every normal with its weight, density and log-density there. */
function eachCell(
  normals: Normals,
  grid: Grid,
  visit: (cell: number, weight: number, density: number, log: number) => void,
): void {
  const { means, logVars, weights } = normals;
  const count = means.length / 2;
  for (let n = 0; n < count; n++) {
    const weight = weights?.[n] ?? 1 / count;
    const [first, second] = [along(grid, means[2 * n]!, logVars[2 * n]!), along(grid, means[2 * n + 1]!, logVars[2 * n + 1]!)];
    for (let j = 0; j < second.values.length; j++) {
      const row = (second.from + j) * grid.cells + first.from;
      for (let i = 0; i < first.values.length; i++)
        visit(row + i, weight, first.values[i]! * second.values[j]!, first.logs[i]! + second.logs[j]!);
    }
  }
}

/** q(z) = Σ w q(z|x) at the middle of every cell, row by row from the lowest z₂. */
export function densityOn(normals: Normals, grid: Grid): Float64Array {
  const density = new Float64Array(grid.cells ** 2);
  eachCell(normals, grid, (cell, weight, value) => {
    density[cell]! += weight * value;
  });
  return density;
}

/** log q(z) of the normals at one point, without a grid. */
export function logDensityAt({ means, logVars, weights }: Normals, x: number, y: number): number {
  const count = means.length / 2;
  const part = (z: number, i: number): number => -0.5 * ((z - means[i]!) ** 2 * Math.exp(-logVars[i]!) + logVars[i]!);
  // The sum of exponentials in units of the largest so far.
  let [most, sum] = [-Infinity, 0];
  for (let n = 0; n < count; n++) {
    const log = Math.log(weights?.[n] ?? 1 / count) + part(x, 2 * n) + part(y, 2 * n + 1);
    if (log <= most) sum += Math.exp(log - most);
    else [most, sum] = [log, sum * Math.exp(most - log) + 1];
  }
  return most + Math.log(sum) - Math.log(2 * Math.PI);
}

/** log N(z; 0, I) in the plane. */
export const logStandard = (x: number, y: number): number => -0.5 * (x * x + y * y) - Math.log(2 * Math.PI);

/** KL(q(z) ‖ p(z)) of a density on a grid, in nats. */
export function divergenceOn(density: Float64Array, grid: Grid, logPrior: (x: number, y: number) => number): number {
  const { reach, cells } = grid;
  let sum = 0;
  density.forEach((q, cell) => {
    if (q > 0) sum += q * (Math.log(q) - logPrior(centerOf(grid, cell % cells), centerOf(grid, Math.floor(cell / cells))));
  });
  return sum * ((2 * reach) / cells) ** 2;
}

/** I(x; z) = Σ w KL(q(z|x) ‖ q(z)), in nats, each divergence summed over the cells of its normal. */
export function informationOn(normals: Normals, density: Float64Array, grid: Grid): number {
  const logs = density.map(Math.log);
  let sum = 0;
  eachCell(normals, grid, (cell, weight, value, log) => {
    sum += weight * value * (log - logs[cell]!);
  });
  return sum * ((2 * grid.reach) / grid.cells) ** 2;
}
