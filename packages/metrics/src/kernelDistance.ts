import type { PlainTensor } from '@vaekit-internal/base';
import { type FeatureRows, featureRows } from './featureRows.js';

/** The sum of `a·b` of two stretches of numbers, in four sums that do not wait for each other. */
function product(a: Float64Array, from: number, b: Float64Array, at: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < length; i += 4) {
    s0 += a[from + i]! * b[at + i]!;
    s1 += a[from + i + 1]! * b[at + i + 1]!;
    s2 += a[from + i + 2]! * b[at + i + 2]!;
    s3 += a[from + i + 3]! * b[at + i + 3]!;
  }
  for (; i < length; i++) s0 += a[from + i]! * b[at + i]!;
  return s0 + s1 + s2 + s3;
}

interface Sums {
  /** Sums of the kernel over all pairs of a set with itself, an example with itself among them, and of one set with the other. */
  readonly aa: number;
  readonly bb: number;
  readonly ab: number;
}

/** The columns of features, then one of ones: with rows `(x/√d, 1)` the kernel is the cube of a plain product. */
function columnsOf({ data, rows, width }: FeatureRows): Float64Array {
  const columns = new Float64Array((width + 1) * rows).fill(1);
  for (let i = 0; i < data.length; i++) columns[(i % width) * rows + Math.floor(i / width)] = data[i]! / Math.sqrt(width);
  return columns;
}

/**
 * A cube of a product is a product of monomials of degree 3: `Σᵢⱼ (aᵢ·bⱼ)³ = Σ c Σᵢ aₚa_qa_r Σⱼ bₚb_qb_r` over p ≤ q ≤ r, with c the number of orders
 * of (p, q, r). So the cost is linear in the rows, times d³/6.
 */
function sumsOfMonomials(first: FeatureRows, second: FeatureRows): Sums {
  const [m, n, width] = [first.rows, second.rows, first.width + 1];
  const [a, b] = [columnsOf(first), columnsOf(second)];
  const [left, right] = [new Float64Array(m), new Float64Array(n)];
  let [aa, bb, ab] = [0, 0, 0];
  for (let p = 0; p < width; p++)
    for (let q = p; q < width; q++) {
      for (let i = 0; i < m; i++) left[i] = a[p * m + i]! * a[q * m + i]!;
      for (let i = 0; i < n; i++) right[i] = b[p * n + i]! * b[q * n + i]!;
      for (let r = q; r < width; r++) {
        const orders = p === r ? 1 : p === q || q === r ? 3 : 6;
        const [ofA, ofB] = [product(left, 0, a, r * m, m), product(right, 0, b, r * n, n)];
        aa += orders * ofA * ofA;
        bb += orders * ofB * ofB;
        ab += orders * ofA * ofB;
      }
    }
  return { aa, bb, ab };
}

const kernel = (a: FeatureRows, i: number, b: FeatureRows, j: number): number =>
  (product(a.data, i * a.width, b.data, j * b.width, a.width) / a.width + 1) ** 3;

/** Where features are wide and rows are few, all pairs cost less. */
function sumsOfPairs(first: FeatureRows, second: FeatureRows): Sums {
  const between = (a: FeatureRows, b: FeatureRows): number => {
    let sum = 0;
    for (let i = 0; i < a.rows; i++) for (let j = 0; j < b.rows; j++) sum += kernel(a, i, b, j);
    return sum;
  };
  return { aa: between(first, first), bb: between(second, second), ab: between(first, second) };
}

/** The sum over each example with itself. */
function ownPairs(a: FeatureRows): number {
  let sum = 0;
  for (let i = 0; i < a.rows; i++) sum += kernel(a, i, a, i);
  return sum;
}

/**
 * The squared maximum mean discrepancy of two sets of features, without bias, with the kernel `(a·b/d + 1)³`: what is called kernel distance of samples, or
 * KID on the features of another net. It may be below 0 where the sets are alike.
 *
 * It is exact over all pairs. Its time is linear in the rows, except for few rows of wide features.
 *
 * @param a features `[rows, d]`, at least two rows
 * @param b features `[rows, d]`, as wide
 * @see Bińkowski et al. 2018, "Demystifying MMD GANs", equation 4 and section 4
 */
export function kernelDistance(a: PlainTensor, b: PlainTensor): number {
  const [first, second] = featureRows('kernelDistance', ['a', a], ['b', b]);
  const [m, n] = [first.rows, second.rows];
  const { aa, bb, ab } = first.width ** 2 < 3 * (m + n) ? sumsOfMonomials(first, second) : sumsOfPairs(first, second);
  return (aa - ownPairs(first)) / (m * (m - 1)) + (bb - ownPairs(second)) / (n * (n - 1)) - (2 * ab) / (m * n);
}
