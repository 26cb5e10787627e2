import { codeColumns, type FactorCodes } from './factorCodes.js';

function squaredCorrelation(a: Float64Array, b: Int32Array): number {
  const n = a.length;
  const mean = (values: Float64Array | Int32Array): number => {
    let sum = 0;
    for (const value of values) sum += value;
    return sum / n;
  };
  const [ma, mb] = [mean(a), mean(b)];
  let [aa, ab, bb] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [a[i]! - ma, b[i]! - mb];
    aa += x * x;
    ab += x * y;
    bb += y * y;
  }
  return aa <= 1e-12 * n || bb === 0 ? 0 : (ab * ab) / (aa * bb);
}

/**
 * SAP for ordered factors: for each factor, by how much the number of the code that predicts it best (the squared correlation of a straight line) is better than the next; the mean
 * over the factors.
 *
 * @see Kumar, Sattigeri and Balakrishnan 2018, "Variational inference of disentangled latent concepts from unlabeled observations", section 3
 */
export function attributePredictability(data: FactorCodes): number {
  const { codes, factors } = codeColumns('attributePredictability', data);
  const gaps = factors.map((factor) => {
    const [first = 0, second = 0] = codes.map((code) => squaredCorrelation(code, factor)).sort((a, b) => b - a);
    return first - second;
  });
  return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
}
