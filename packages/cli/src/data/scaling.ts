import type { Examples } from '@vaekit/datasets';
import type { RunConfig } from '@vaekit/runs';

/** What is subtracted from each number of an example, and what it is divided by. */
export type Scaling = NonNullable<RunConfig['data']['scaling']>;

/**
 * Mean and standard deviation (over n) of each number of the examples, or of all numbers where they are images; what never varies is divided by 1.
 */
export function fitScaling({ x }: Examples): Scaling {
  const width = x.shape.length > 2 ? 1 : x.data.length / x.shape[0]!;
  const rows = x.data.length / width;
  const mean = new Float64Array(width);
  const squares = new Float64Array(width);
  // Welford's recurrences: no difference of large sums.
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) {
      const value = x.data[row * width + i]!;
      const change = value - mean[i]!;
      mean[i]! += change / (row + 1);
      squares[i]! += change * (value - mean[i]!);
    }
  }
  return { mean: [...mean], deviation: [...squares].map((sum) => Math.sqrt(sum / rows) || 1) };
}

/** Whether numbers are so large, or vary so little, that networks had to learn their scale before anything else. */
export const isFarFromUnit = ({ mean, deviation }: Scaling): boolean =>
  [...mean, ...deviation].some((value) => Math.abs(value) > 10) || deviation.every((value) => value < 0.01);

/** Examples with `(value − mean) / deviation` for each number. */
export function applyScaling<E extends Examples>(examples: E, { mean, deviation }: Scaling): E {
  const width = mean.length;
  const data = Float32Array.from(examples.x.data, (value, at) => (value - mean[at % width]!) / deviation[at % width]!);
  return { ...examples, x: { data, shape: examples.x.shape } };
}
