import type { Codes } from './codes.js';

/** The dimensions of a code with the largest KL divergence, largest first. */
export function topDimensions({ klByDimension: kl }: Pick<Codes, 'klByDimension'>, count: number): number[] {
  return kl
    .map((value, index) => ({ value, index }))
    .sort((a, b) => b.value - a.value || a.index - b.index)
    .slice(0, count)
    .map(({ index }) => index);
}
