import { weightSum, type WeightSum } from './weightSum.js';

/** The importance-weighted bounds of one example at several numbers of draws, fed one log weight at a time. */
export interface DrawBounds {
  add(logWeight: number): void;
  /** The bound at each number of draws: the mean of `log (1/k) Σ w` over the groups of k draws. */
  values(): readonly number[];
}

/** 1, 10, 100, … and the number of draws itself. */
export function boundSizes(draws: number): number[] {
  const sizes: number[] = [];
  for (let k = 1; k < draws; k *= 10) sizes.push(k);
  return [...sizes, draws];
}

/** Bounds at several numbers of draws from the same draws; those behind the last whole group of k count for the larger k alone. */
export function drawBounds(sizes: readonly number[]): DrawBounds {
  const groups = sizes.map((size) => ({ size, sum: weightSum(), held: 0, total: 0, whole: 0 }));
  return {
    add(logWeight) {
      for (const group of groups) {
        group.sum.add(logWeight);
        group.held += 1;
        if (group.held < group.size) continue;
        group.total += group.sum.logMean();
        group.whole += 1;
        group.held = 0;
        group.sum = weightSum() satisfies WeightSum;
      }
    },
    values: () => groups.map(({ total, whole }) => total / whole),
  };
}
