import type { Codes } from './codes.js';

/** How much the codes differ in a dimension: the variance of their centers. */
function spread({ mean, width }: Codes): number[] {
  const rows = mean.length / width;
  return Array.from({ length: width }, (_, dimension) => {
    const values = Array.from({ length: rows }, (_row, row) => mean[row * width + dimension]!);
    const center = values.reduce((sum, value) => sum + value, 0) / rows;
    return values.reduce((sum, value) => sum + (value - center) ** 2, 0) / rows;
  });
}

/** The dimensions of a code that carry most, largest first: by KL divergence, or where there is none by the variance of the codes. */
export function topDimensions(codes: Codes, count: number): number[] {
  return (codes.klByDimension ?? spread(codes))
    .map((value, index) => ({ value, index }))
    .sort((a, b) => b.value - a.value || a.index - b.index)
    .slice(0, count)
    .map(({ index }) => index);
}
