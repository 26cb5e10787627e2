import type { PlainTensor } from '@vaekit-internal/base';
import oracles from '../oracles/sampleOracles.json' with { type: 'json' };

/** Sets of features and what NumPy, SciPy and scikit-learn say of them. */
export const sampleCases: readonly {
  readonly name: string;
  readonly a: PlainTensor;
  readonly b: PlainTensor;
  readonly frechet: number;
  readonly kernel: number;
  readonly neighbors: readonly {
    readonly k: number;
    readonly precision: number;
    readonly recall: number;
    readonly density: number;
    readonly coverage: number;
  }[];
}[] = Object.entries(oracles).map(([name, { a, b, width, ...rest }]) => ({
  name,
  a: { data: Float32Array.from(a), shape: [a.length / width, width] },
  b: { data: Float32Array.from(b), shape: [b.length / width, width] },
  ...rest,
}));

/** Normal numbers, the same each time. */
export function featuresOf(rows: number, width: number, seed: number): PlainTensor {
  let state = seed;
  const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const data = Float32Array.from(
    { length: rows * width },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
  return { data, shape: [rows, width] };
}
