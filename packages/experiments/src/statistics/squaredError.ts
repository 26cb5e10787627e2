import type { PlainTensor } from '@vaekit-internal/base';

/** The mean over the examples of the squared error, summed over the numbers of an example. */
export function meanSquaredError(a: PlainTensor, b: PlainTensor): number {
  if (a.data.length !== b.data.length)
    throw new Error(`meanSquaredError: ${a.data.length} numbers against ${b.data.length}; both must be the same examples`);
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += (a.data[i]! - b.data[i]!) ** 2;
  return sum / a.shape[0]!;
}
