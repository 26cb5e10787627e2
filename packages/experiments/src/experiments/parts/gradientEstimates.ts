import type { RandomStream } from '@vaekit/core';

/** An expectation E_q[f(z)] for each of some rows, `z = μ + σ ε`, of which the gradient in μ and log σ² is asked for. */
export interface Expectation {
  readonly rows: number;
  readonly width: number;
  /** log σ², `[rows · width]`. */
  readonly logVar: ArrayLike<number>;
  /** f and its slope in z at drawn z, `copies` times all rows; `eps` is `[copies · rows · width]`. */
  evaluate(eps: Float32Array, copies: number): { readonly value: ArrayLike<number>; readonly slope: ArrayLike<number> };
}

/** What is known of the expectation beforehand. */
export interface Known {
  /** d/dμ and then d/d log σ², `[2 · rows · width]`. */
  readonly gradient: Float64Array;
  /** E f, `[rows]`: the baseline. It is independent of the draws that are judged, so that it brings no bias. */
  readonly expected: Float64Array;
  /** The reparameterized draws that `gradient` is the mean of; infinite where it is exact. */
  readonly draws: number;
}

/** The estimators, in the order of the pictures. */
export const estimators = ['reparameterized', 'baseline', 'score'] as const;
export type Estimator = (typeof estimators)[number];

/** The two parameters of q. */
export const parameters = ['mean', 'logVar'] as const;
export type Parameter = (typeof parameters)[number];

/** How an estimator fares. */
export interface Fared {
  /** The variance of one draw, summed over rows and dimensions. */
  readonly variance: Readonly<Record<Parameter, number>>;
  /** The mean error along the true gradient over its standard error. */
  readonly bias: Readonly<Record<Parameter, number>>;
  /** |mean of k draws − gradient| / |gradient| at each of `counts`. */
  readonly errors: readonly number[];
  /** The estimates of the first number, d/dμ of row 0, draw by draw. */
  readonly first: readonly number[];
}

/** One draw of each estimator for one number of z: d/dμ and d/d log σ². */
function estimatesOf(
  value: number,
  expected: number,
  slope: number,
  eps: number,
  sigma: number,
): Record<Estimator, [number, number]> {
  const score = [eps / sigma, 0.5 * (eps * eps - 1)] as const;
  return {
    reparameterized: [slope, 0.5 * sigma * eps * slope],
    baseline: [(value - expected) * score[0], (value - expected) * score[1]],
    score: [value * score[0], value * score[1]],
  };
}

/** Visits draw after draw: `visit` is given the estimates of all numbers, d/dμ and then d/d log σ². */
function eachDraw(
  problem: Expectation,
  expected: ArrayLike<number>,
  draws: number,
  stream: RandomStream,
  visit: (estimates: Readonly<Record<Estimator, Float64Array>>, value: ArrayLike<number>) => void,
): void {
  const { rows, width, logVar } = problem;
  const size = rows * width;
  const sigma = Float64Array.from(logVar, (value) => Math.exp(value / 2));
  const copies = Math.min(draws, 16);
  const estimates = {
    reparameterized: new Float64Array(2 * size),
    baseline: new Float64Array(2 * size),
    score: new Float64Array(2 * size),
  };
  for (let done = 0; done < draws; done += copies) {
    const eps = stream.fillNormal(new Float32Array(copies * size));
    const { value, slope } = problem.evaluate(eps, copies);
    for (let copy = 0; copy < copies; copy++) {
      const values = Array.from({ length: rows }, (_, row) => value[copy * rows + row]!);
      for (let at = 0; at < size; at++) {
        const [row, from] = [Math.floor(at / width), copy * size + at];
        const one = estimatesOf(values[row]!, expected[row]!, slope[from]!, eps[from]!, sigma[at]!);
        for (const name of estimators) [estimates[name][at], estimates[name][size + at]] = one[name];
      }
      visit(estimates, values);
    }
  }
}

/** The gradient and the expectation as the means of many reparameterized draws. */
export function knownByDraws(problem: Expectation, draws: number, stream: RandomStream): Known {
  const gradient = new Float64Array(2 * problem.rows * problem.width);
  const expected = new Float64Array(problem.rows);
  eachDraw(problem, expected, draws, stream, ({ reparameterized }, value) => {
    for (let at = 0; at < gradient.length; at++) gradient[at]! += reparameterized[at]! / draws;
    for (let row = 0; row < expected.length; row++) expected[row]! += value[row]! / draws;
  });
  return { gradient, expected, draws };
}

/** Judges all estimators by the same draws. */
export function fared(
  problem: Expectation,
  known: Known,
  draws: number,
  counts: readonly number[],
  stream: RandomStream,
): Record<Estimator, Fared> {
  const size = problem.rows * problem.width;
  const { gradient } = known;
  const part = (values: Float64Array, parameter: Parameter): Float64Array =>
    parameter === 'mean' ? values.subarray(0, size) : values.subarray(size);
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  const norms = {
    mean: Math.sqrt(dot(part(gradient, 'mean'), part(gradient, 'mean'))),
    logVar: Math.sqrt(dot(part(gradient, 'logVar'), part(gradient, 'logVar'))),
  };
  const kept = () => ({
    sum: new Float64Array(2 * size),
    squares: new Float64Array(2 * size),
    along: { mean: [] as number[], logVar: [] as number[] },
    errors: [] as number[],
    first: [] as number[],
  });
  const all = { reparameterized: kept(), baseline: kept(), score: kept() };
  let done = 0;
  eachDraw(problem, known.expected, draws, stream, (estimates) => {
    done++;
    for (const name of estimators) {
      const [one, values] = [all[name], estimates[name]];
      for (let at = 0; at < values.length; at++) {
        one.sum[at]! += values[at]!;
        one.squares[at]! += (values[at]! - gradient[at]!) ** 2;
      }
      for (const parameter of parameters)
        one.along[parameter].push(dot(part(values, parameter), part(gradient, parameter)) / norms[parameter]);
      one.first.push(values[0]!);
      if (!counts.includes(done)) continue;
      const off = one.sum.reduce((total, value, at) => total + (value / done - gradient[at]!) ** 2, 0);
      one.errors.push(Math.sqrt(off / dot(gradient, gradient)));
    }
  });
  const spread = (values: readonly number[]): { mean: number; variance: number } => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
  };
  const judged = (name: Estimator): Fared => {
    const one = all[name];
    const varianceOf = (parameter: Parameter): number => {
      const squares = part(one.squares, parameter);
      const sums = part(one.sum, parameter);
      const [truth, n] = [part(gradient, parameter), done];
      // Squares are about the gradient; what the mean is off from it is taken out again.
      return squares.reduce((total, value, at) => total + (value - n * (sums[at]! / n - truth[at]!) ** 2) / (n - 1), 0);
    };
    const biasOf = (parameter: Parameter): number => {
      const { mean, variance } = spread(one.along[parameter]);
      const own = spread(all.reparameterized.along[parameter]).variance;
      return (mean - norms[parameter]) / Math.sqrt(variance / done + own / known.draws);
    };
    return {
      variance: { mean: varianceOf('mean'), logVar: varianceOf('logVar') },
      bias: { mean: biasOf('mean'), logVar: biasOf('logVar') },
      errors: one.errors,
      first: one.first,
    };
  };
  return { reparameterized: judged('reparameterized'), baseline: judged('baseline'), score: judged('score') };
}

/** `f(z) = −½ |z|²` under N(μ, diag σ²) with every μ and σ² being 1: gradient and expectation are known, −μ, −½ σ² and −½ Σ (μ² + σ²). */
export function quadratic(width: number): { problem: Expectation; known: Known } {
  const problem: Expectation = {
    rows: 1,
    width,
    logVar: new Float64Array(width),
    evaluate(eps, copies) {
      const z = Array.from(eps, (value) => 1 + value);
      const value = Array.from({ length: copies }, (_, copy) =>
        z.slice(copy * width, (copy + 1) * width).reduce((sum, one) => sum - 0.5 * one * one, 0),
      );
      return { value, slope: z.map((one) => -one) };
    },
  };
  const gradient = new Float64Array(2 * width).fill(-1, 0, width).fill(-0.5, width);
  return { problem, known: { gradient, expected: Float64Array.of(-width), draws: Infinity } };
}
