import { type Interval, meanInterval, pairedInterval } from '@vaekit/metrics';
import type {
  ComparedRun,
  ComparedSeeds,
  Comparison,
  ComparisonRow,
  SeedDifference,
  SeedGroup,
  SeedMean,
  SeedRow,
  SeedSpread,
} from '@vaekit/pictures';
import { isOfFiles } from '../commands/dataOptions.js';

/** Options that decide which examples are trained on and which are held out, beside the seed. */
const ofSplit = ['data', 'test-fraction', 'validation', 'limit', 'normal', 'exclude', 'labels-fraction', 'binarize'] as const;
const LONGEST_NAME = 40;

type Options = Readonly<Record<string, unknown>>;
const optionsOf = ({ config }: ComparedRun): Options => ({ ...config.options });

/** All that makes a run what it is, besides its seed and where its data are. */
function kindOf(run: ComparedRun): string {
  const { seed: _seed, 'data-dir': _place, ...options } = optionsOf(run);
  const { data, engine, backend, versions, parent } = run.config;
  return JSON.stringify([
    Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)),
    data.sha256,
    engine,
    backend,
    versions,
    parent,
  ]);
}

const splitOf = (run: ComparedRun): string =>
  JSON.stringify([run.config.data.sha256, ...ofSplit.map((name) => optionsOf(run)[name] ?? null)]);

/**
 * The 95 % interval of the difference of two means of independent samples: half as wide as the root of the sum of the squares of the half widths of both. That is at
 * least as wide as the one of Cochran and Cox (Experimental Designs, 1950), which weights the two quantiles in place of their squares.
 */
function independentInterval(a: Interval, b: Interval): Interval {
  const mean = a.mean - b.mean;
  const half = Math.hypot(a.high - a.mean, b.high - b.mean);
  return { mean, low: mean - half, high: mean + half };
}

/** The values of the runs of a group, seed by seed; those that have one. */
const bySeed = ({ runs, seeds }: SeedGroup, { values }: ComparisonRow): ReadonlyMap<number, number> =>
  new Map(
    runs.flatMap((run, i) => {
      const value = values[run];
      return typeof value === 'number' && Number.isFinite(value) ? [[seeds[i]!, value] as const] : [];
    }),
  );

function meanOf(values: readonly number[]): SeedMean | undefined {
  if (values.length === 0) return undefined;
  return values.length === 1 ? { mean: values[0]! } : meanInterval(values);
}

/** The row of a figure; `agree` says whether two groups split the data in the same way. */
function seedRow(
  row: ComparisonRow,
  groups: readonly SeedGroup[],
  better: 'higher' | 'lower' | undefined,
  agree: (a: number, b: number) => boolean,
): SeedRow {
  const values = groups.map((group) => bySeed(group, row));
  const means = values.map((of) => meanOf([...of.values()]));
  const shown = { name: row.name, means, ...(row.unit === undefined ? {} : { unit: row.unit }) };
  const known = means.flatMap((mean, group) => (mean === undefined ? [] : [{ group, mean: mean.mean }]));
  const sign = better === 'higher' ? -1 : 1;
  const [first, ...others] = known.sort((a, b) => sign * (a.mean - b.mean));
  if (better === undefined || first === undefined || others.length === 0) return { ...shown, differences: [] };
  const differences = others.flatMap(({ group: against }): SeedDifference[] => {
    const [a, b] = [values[first.group]!, values[against]!];
    if (a.size < 2 || b.size < 2) return [];
    const paired = agree(first.group, against) && a.size === b.size && [...a.keys()].every((seed) => b.has(seed));
    const interval = paired
      ? pairedInterval(
          [...a.values()],
          [...a.keys()].map((seed) => b.get(seed)!),
        )
      : independentInterval(meanInterval([...a.values()]), meanInterval([...b.values()]));
    return [{ group: first.group, against, ...interval, paired }];
  });
  // Seeds that diverged have no value: the mean of those that did not is no mean of the group.
  const isWhole = groups[first.group]!.seeds.every((seed) => values[first.group]!.has(seed));
  const clear = isWhole && differences.length === others.length && differences.every(({ low, high }) => low > 0 || high < 0);
  return { ...shown, differences, ...(clear ? { best: first.group } : {}) };
}

/** What the seed of a run chooses of its test set. Files with a test part of their own cannot be told from those without one. */
function chosenBySeed(run: ComparedRun): SeedSpread['chooses'] {
  const { data, binarize } = optionsOf(run);
  const hasBits = binarize === 'static';
  if (isOfFiles(data)) return hasBits ? 'split and bits' : 'split';
  return hasBits ? 'bits' : undefined;
}

/** Variances of a run add up: that over seeds has the one over draws of the code in it, since every seed draws anew. */
function spreadOf(runs: readonly ComparedRun[]): SeedSpread | undefined {
  const known = runs.flatMap(({ result }) => {
    const { reconstruction, kl } = result?.test ?? {};
    return reconstruction === undefined || kl === undefined || result?.errors === undefined
      ? []
      : [{ elbo: reconstruction + kl, ...result.errors }];
  });
  if (known.length < 2 || known.length < runs.length) return undefined;
  const mean = (value: (run: (typeof known)[number]) => number): number =>
    known.reduce((sum, run) => sum + value(run), 0) / known.length;
  const center = mean(({ elbo }) => elbo);
  const variance = (mean(({ elbo }) => (elbo - center) ** 2) * known.length) / (known.length - 1);
  const ofDraws = mean(({ monteCarlo }) => monteCarlo ** 2);
  const chooses = chosenBySeed(runs[0]!);
  return {
    seeds: Math.sqrt(Math.max(0, variance - ofDraws)),
    ...(chooses === undefined ? {} : { chooses }),
    testSet: Math.sqrt(mean(({ testSet }) => testSet ** 2)),
    monteCarlo: Math.sqrt(ofDraws),
  };
}

/** `latent 8, lr 0.01`; the model where nothing listed differs. */
const groupName = (differences: readonly ComparisonRow[], run: number, model: string): string =>
  differences.map(({ name, values }) => `${name} ${values[run] ?? '-'}`).join(', ') || model;

/**
 * A comparison over seeds: runs that differ in the seed alone are one group. `undefined` where every run has a kind of its own, since one run says nothing of
 * how far another seed would be.
 */
export function compareSeeds(runs: readonly ComparedRun[], compared: Comparison): ComparedSeeds | undefined {
  const byKind = groupedBy(runs, kindOf);
  const seedsOf = (members: readonly number[]): number[] => members.map((run) => runs[run]!.config.training.seed);
  if (byKind.every((members) => new Set(seedsOf(members)).size < 2)) return undefined;
  const differing = compared.differences.filter(({ name }) => name !== 'seed');
  const named = byKind.map(([first]) => groupName(differing, first!, String(optionsOf(runs[first!]!)['model'])));
  const groups = byKind.map((members, i): SeedGroup => {
    const name = named[i]!;
    // What says too much, or is the name of another group too, gives way to the name of the first run.
    const isShort = name.length <= LONGEST_NAME && named.filter((other) => other === name).length === 1;
    const unended = seedsOf(members.filter((run) => runs[run]!.result === undefined));
    return {
      name: isShort ? name : compared.names[members[0]!]!,
      runs: members,
      seeds: seedsOf(members),
      ...(unended.length === 0 ? {} : { unended }),
    };
  });
  const agree = (a: number, b: number): boolean => splitOf(runs[groups[a]!.runs[0]!]!) === splitOf(runs[groups[b]!.runs[0]!]!);
  return {
    groups,
    differences: differing.map((row) => ({ ...row, values: groups.map((group) => row.values[group.runs[0]!]) })),
    rows: compared.results.map((row) => seedRow(row, groups, row.better, agree)),
    spreads: groups.map(({ runs: members }) => spreadOf(members.map((run) => runs[run]!))),
  };
}

/** Places of the items by what `key` gives, in the order of the first of each. */
function groupedBy<T>(items: readonly T[], key: (item: T) => string): readonly (readonly number[])[] {
  const found = new Map<string, number[]>();
  items.forEach((item, i) => {
    const name = key(item);
    const members = found.get(name);
    if (members === undefined) found.set(name, [i]);
    else members.push(i);
  });
  return [...found.values()];
}
