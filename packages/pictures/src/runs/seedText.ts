import { comparedValueText, type Comparison, type ComparisonRow } from './compareRuns.js';
import type { ComparedSeeds, SeedDifference, SeedMean, SeedRow } from './comparedSeeds.js';

/** `2.34 ± 0.12`: a mean over seeds, and half of its 95 % interval. */
function seedMeanText(row: SeedRow, value: SeedMean | undefined): string | undefined {
  if (value === undefined) return undefined;
  const number = row.unit === 'count' ? Number(value.mean.toFixed(1)) : value.mean;
  const mean = comparedValueText({ ...row, values: [] }, number);
  if (value.high === undefined || value.high === value.mean) return mean;
  const half = value.high - value.mean;
  return `${mean} ± ${row.unit === 'share' ? (100 * half).toFixed(1) : half.toFixed(row.unit === 'count' ? 1 : 2)}`;
}

/** Groups of seeds as a comparison has runs: a text for each mean, and the best marked where its difference is larger than the interval of that. */
export function groupedComparison({ groups, differences, rows }: ComparedSeeds, compared: Comparison): Comparison {
  return {
    ...compared,
    names: groups.map(({ name }) => name),
    differences: [...differences, { name: 'seeds', values: groups.map(({ seeds }) => rangesText(seeds)) }],
    results: rows.map((row): ComparisonRow => ({
      name: row.name,
      values: row.means.map((mean) => seedMeanText(row, mean)),
      ...(row.best === undefined ? {} : { best: row.best }),
    })),
  };
}

/** `0-4` for numbers in a row, else joined by commas. */
function rangesText(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  const [first, last] = [sorted[0]!, sorted.at(-1)!];
  const inRow = sorted.length > 2 && last - first === sorted.length - 1;
  return inRow ? `${first}-${last}` : sorted.join(',');
}

/** `test -ELBO: latent 8 − latent 2 = -1.20, 95 % interval -1.90 to -0.50, paired by seed`. */
export function differenceText(
  { groups }: ComparedSeeds,
  row: SeedRow,
  { group, against, mean, low, high, paired }: SeedDifference,
): string {
  const [factor, unit] = row.unit === 'share' ? [100, ' points'] : [1, ''];
  const text = (value: number): string => (factor * value).toFixed(2);
  return `${row.name}: ${groups[group]!.name} − ${groups[against]!.name} = ${text(mean)}${unit}, 95 % interval ${text(low)} to ${text(high)}, ${paired ? 'paired by seed' : 'of independent seeds'}`;
}

/** `latent 8: a test -ELBO moves by 0.12 with the seed, 0.80 with the test set, 0.05 with the draws of the code (standard deviations)`, for each group that knows; `the seed and its split` where that chose the test set. */
export function spreadTexts({ groups, spreads }: ComparedSeeds): readonly string[] {
  return spreads.flatMap((spread, group) =>
    spread === undefined
      ? []
      : [
          `${groups[group]!.name}: a test -ELBO moves by ${spread.seeds.toFixed(2)} with the seed${spread.chooses === undefined ? '' : ` and its ${spread.chooses}`}, ${spread.testSet.toFixed(2)} with the test set, ${spread.monteCarlo.toFixed(2)} with the draws of the code (standard deviations)`,
        ],
  );
}

/** `lr 0.1: 2 of 5 seeds have no result (1,3); …`, for each group that is not complete: what did not end may be what went wrong. */
export function unendedTexts({ groups }: ComparedSeeds): readonly string[] {
  return groups.flatMap(({ name, seeds, unended = [] }) => {
    if (unended.length === 0) return [];
    const why = `${unended.length} of ${seeds.length} seeds have no result (${rangesText(unended)}): under way, stopped or diverged`;
    const others = 'test figures are of the others alone, which may be better than all would be, and get no star';
    return [`${name}: ${why}${unended.length < seeds.length ? `; ${others}` : ''}`];
  });
}
