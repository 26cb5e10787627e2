/** A multinomial logistic regression: `[classes][width]` weights, then a bias. */
export interface LogisticRegression {
  /** p(class | row), `[classes]`. */
  probabilities(row: ArrayLike<number>): Float64Array;
}

/** `softmax(W x + b)`. */
function softmax(weights: readonly Float64Array[], row: ArrayLike<number>): Float64Array {
  const width = weights[0]!.length - 1;
  const logits = Float64Array.from(weights, (own) => {
    let sum = own[width]!;
    for (let d = 0; d < width; d++) sum += own[d]! * row[d]!;
    return sum;
  });
  const largest = logits.reduce((most, value) => Math.max(most, value), -Infinity);
  const exps = logits.map((value) => Math.exp(value - largest));
  const total = exps.reduce((sum, value) => sum + value, 0);
  return exps.map((value) => value / total);
}

/**
 * Fits `Σ log p(y|x) − ½/C |W|²` by accelerated gradient steps (Nesterov) of the length that the curvature allows, `1/(½ Σ|x|² + 1/C)`: the penalty of scikit-learn's
 * `LogisticRegression`, biases without.
 *
 * @param rows `[n][width]`
 * @param labels from 0 to `classes − 1`
 */
export function logisticRegression(
  rows: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  { classes, c = 1, steps = 500 }: { readonly classes: number; readonly c?: number; readonly steps?: number },
): LogisticRegression {
  const width = rows[0]!.length;
  const make = (): Float64Array[] => Array.from({ length: classes }, () => new Float64Array(width + 1));
  let [weights, ahead] = [make(), make()];
  const curvature = largestEigenvalue(rows) / 2 + 1 / c;
  let momentum = 1;
  for (let step = 0; step < steps; step++) {
    const slope = make();
    for (let i = 0; i < rows.length; i++) {
      const p = softmax(ahead, rows[i]!);
      for (let k = 0; k < classes; k++) {
        const error = p[k]! - (labels[i] === k ? 1 : 0);
        const own = slope[k]!;
        for (let d = 0; d < width; d++) own[d]! += error * rows[i]![d]!;
        own[width]! += error;
      }
    }
    const next = ahead.map((own, k) => own.map((value, d) => value - (slope[k]![d]! + (d < width ? value / c : 0)) / curvature));
    const faster = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    ahead = next.map((own, k) => own.map((value, d) => value + ((momentum - 1) / faster) * (value - weights[k]![d]!)));
    [weights, momentum] = [next, faster];
  }
  return { probabilities: (row) => softmax(weights, row) };
}

/** Of `Σ x xᵀ` with a 1 behind every x, by powers, and a little more. */
function largestEigenvalue(rows: readonly ArrayLike<number>[]): number {
  const width = rows[0]!.length;
  // Numbers without a pattern: ones are at right angles to the direction of a pair of columns that are 1 and 0 by turns.
  let direction = Float64Array.from({ length: width + 1 }, (_, d) => Math.cos(1.7 * d + 0.3));
  let size = 1;
  for (let i = 0; i < 30; i++) {
    const next = new Float64Array(width + 1);
    for (const row of rows) {
      let along = direction[width]!;
      for (let d = 0; d < width; d++) along += row[d]! * direction[d]!;
      for (let d = 0; d < width; d++) next[d]! += along * row[d]!;
      next[width]! += along;
    }
    size = Math.hypot(...next);
    direction = next.map((value) => value / size);
  }
  return 1.05 * size;
}
