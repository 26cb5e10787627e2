import { Matrix } from 'ml-matrix';
import type { Codes } from './codes.js';

/** The dimensions of a code that carry most, largest first: by KL divergence, or where there is none by the variance of the codes. */
export function topDimensions({ klByDimension, mean, width }: Codes, count: number): number[] {
  return (klByDimension ?? Matrix.from1DArray(mean.length / width, width, mean).variance('column', { unbiased: false }))
    .map((value, index) => ({ value, index }))
    .sort((a, b) => b.value - a.value || a.index - b.index)
    .slice(0, count)
    .map(({ index }) => index);
}
