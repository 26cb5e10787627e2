import type { EpochMetrics, RunOutline, Scores } from '@vaekit/runs';
import { unlikeIn } from './unlikeIn.js';

/** A run as a comparison takes it: what `readRun` of `@vaekit/runs` gives, and what it is called. Options are those of `vaekit train`. */
export interface ComparedRun extends Omit<RunOutline<object>, 'warnings'> {
  readonly name: string;
  /** Its path, shown if two runs have one name. */
  readonly folder: string;
}

/** A row of the comparison: one value a run, `undefined` where a run has none. */
export interface ComparisonRow {
  readonly name: string;
  readonly values: readonly (number | string | undefined)[];
  /** `nats`, `share` (of 1), `seconds` or `count`. */
  readonly unit?: 'count' | 'nats' | 'seconds' | 'share';
  /** Which values are better, where values can be compared. */
  readonly better?: 'higher' | 'lower';
  /** The run with the best value, where values can be compared and not all are equal. That it is better than another by more than chance, only seeds say. */
  readonly best?: number;
}

/** Runs next to each other. */
export interface Comparison {
  /** Names that differ: the folders' own, or their paths where two are called the same. */
  readonly names: readonly string[];
  /** Options and facts that are not the same in all runs. */
  readonly differences: readonly ComparisonRow[];
  readonly results: readonly ComparisonRow[];
  /** Why no value is marked as the best. */
  readonly incomparable?: string;
}

const shown = (value: unknown): string | undefined => {
  if (value === undefined) return undefined;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.join(',') : String(value);
};

/** −ELBO of scores that have its terms. */
export const negativeElbo = ({ reconstruction, kl }: Scores): number | undefined =>
  reconstruction === undefined || kl === undefined ? undefined : reconstruction + kl;

/** The epoch that a run was selected by, or its last one; counted from 1. */
function chosenEpoch({ metrics, result }: ComparedRun): number | undefined {
  if (result?.bestEpoch !== undefined) return result.bestEpoch;
  return metrics.length === 0 ? undefined : metrics.length;
}

function whyIncomparable([first, ...others]: readonly ComparedRun[]): string | undefined {
  const unlike = others.map(({ config }) => unlikeIn(first!.config, config)).find((name) => name !== undefined);
  return unlike === undefined ? undefined : `the runs differ in ${unlike}`;
}

const optionsOf = ({ config }: ComparedRun): Readonly<Record<string, unknown>> => ({ ...config.options });

/** What the loss of a run is made of, besides the quantities themselves: the objective, weights of terms, penalties and draws. */
function objectiveOf(run: ComparedRun): string {
  const { objective: built, posterior } = run.config.model.parts;
  // The way of a weight to its last value may differ, and the seed of a discriminator.
  const { beta: way, seed: _seed, ...objective } = built;
  const { beta = lastOf(way), k, separation, margin, 'total-correlation': correlation } = optionsOf(run);
  const penalty = separation ? { separation, margin } : {};
  return JSON.stringify({ objective, beta, k, correlation, commitment: posterior['commitment'], ...penalty });
}

/** What a weight comes to: itself, the value of a constant, the end of a warm-up. */
const lastOf = (way: unknown): unknown =>
  typeof way === 'object' && way !== null ? ((way as { value?: unknown }).value ?? (way as { to?: unknown }).to) : way;

type Row = (
  name: string,
  unit: NonNullable<ComparisonRow['unit']>,
  value: (run: ComparedRun) => number | undefined,
  better?: 'higher' | 'lower',
) => ComparisonRow[];

/** Gradient steps in an epoch. */
const stepsOf = (_: EpochMetrics, { config }: ComparedRun): number =>
  Math.ceil(config.data.examples.train / config.training.batchSize);

/** −ELBO of the held-out part where every run had spent what the shortest spent in all; nothing where all spent the same, or one had not ended an epoch. */
function equalBudget(
  runs: readonly ComparedRun[],
  cost: (line: EpochMetrics, run: ComparedRun) => number,
  unit: 'seconds' | 'steps',
  row: Row,
  held: (run: ComparedRun, line: EpochMetrics) => Scores,
): ComparisonRow[] {
  const totals = runs.map((run) => run.metrics.reduce((sum, line) => sum + cost(line, run), 0));
  const budget = Math.min(...totals);
  if (runs.length < 2 || budget === 0 || totals.every((total) => total === budget)) return [];
  const last = new Map(
    runs.map((run) => {
      let spent = 0;
      return [run, run.metrics.filter((line) => (spent += cost(line, run)) <= budget * (1 + 1e-9)).at(-1)];
    }),
  );
  if ([...last.values()].includes(undefined)) return [];
  const amount = unit === 'steps' ? budget.toLocaleString('en') : budget.toPrecision(3);
  return row(`validation -ELBO at ${amount} ${unit}`, 'nats', (run) => negativeElbo(held(run, last.get(run)!)), 'lower');
}

/** Compares runs; it computes nothing but sums. */
export function compareRuns(runs: readonly ComparedRun[]): Comparison {
  const own = runs.map(({ name }) => name);
  const names = runs.map(({ folder, name }) => (own.filter((other) => other === name).length > 1 ? folder : name));
  const incomparable = whyIncomparable(runs);

  const facts: Record<string, (string | undefined)[]> = {};
  const optionNames = [...new Set(runs.flatMap(({ config }) => Object.keys(config.options)))].filter(
    (name) => name !== 'data-dir',
  );
  for (const name of optionNames) facts[name] = runs.map((run) => shown(optionsOf(run)[name]));
  facts['prior, fitted afterward'] = runs.map(({ config: { model, parent } }) =>
    parent?.prior === undefined ? undefined : model.parts.prior.kind,
  );
  facts['engine'] = runs.map(({ config }) => config.engine.name);
  facts['backend'] = runs.map(({ config }) => config.backend);
  facts['vaekit'] = runs.map(({ config }) => config.versions.vaekit);
  facts['data as read'] = runs.map(({ config }) => `${config.data.sha256.slice(0, 8)}…`);
  const differences = Object.entries(facts)
    .filter(([, values]) => new Set(values).size > 1)
    .map(([name, values]): ComparisonRow => ({ name, values }));

  const row: Row = (name, unit, value, better) => {
    const values = runs.map(value);
    const known = values.filter((one) => one !== undefined);
    if (known.length === 0) return [];
    const best = better === 'lower' ? Math.min(...known) : Math.max(...known);
    if (better === undefined || incomparable !== undefined) return [{ name, unit, values }];
    return [{ name, unit, values, better, ...(new Set(known).size > 1 ? { best: values.indexOf(best) } : {}) }];
  };
  // Epochs of a run with a prior that was fitted afterward are those of its parent, under another prior.
  const heldIn = (run: ComparedRun, line: EpochMetrics | undefined): Scores =>
    run.config.parent?.prior === undefined ? (line?.validation ?? {}) : {};
  const heldOut = (run: ComparedRun, line: EpochMetrics): Scores =>
    optionsOf(run)['validation'] === 'test' ? {} : heldIn(run, line);
  const heldAt = (run: ComparedRun): Scores => heldIn(run, run.metrics[(chosenEpoch(run) ?? 0) - 1]);
  const validated = (run: ComparedRun): Scores => (optionsOf(run)['validation'] === 'test' ? {} : heldAt(run));
  const tested = (run: ComparedRun): Scores => run.result?.test ?? (optionsOf(run)['validation'] === 'test' ? heldAt(run) : {});
  const terms = [...new Set(runs.flatMap((run) => Object.keys(tested(run))))];
  const accuracies = terms.filter((name) => name.toLowerCase().endsWith('accuracy'));
  // A loss has weights of terms, penalties and draws in it: it compares only where those are the same.
  const sameObjective = new Set(runs.map(objectiveOf)).size < 2;
  const results = [
    ...row('parameters', 'count', ({ config }) => config.parameters),
    ...row('epochs done', 'count', ({ metrics }) => metrics.length),
    ...row('model of epoch', 'count', chosenEpoch),
    ...row('validation loss', 'nats', (run) => validated(run)['loss'], sameObjective ? 'lower' : undefined),
    ...row('validation -ELBO', 'nats', (run) => negativeElbo(validated(run)), 'lower'),
    ...equalBudget(runs, stepsOf, 'steps', row, heldOut),
    ...equalBudget(runs, ({ seconds }) => seconds, 'seconds', row, heldOut),
    ...row('test loss', 'nats', (run) => tested(run)['loss'], sameObjective ? 'lower' : undefined),
    ...row('test -ELBO', 'nats', (run) => negativeElbo(tested(run)), 'lower'),
    ...row('test -ELBO, error of test set', 'nats', ({ result }) => result?.errors?.testSet),
    ...row('test -ELBO, error of draws', 'nats', ({ result }) => result?.errors?.monteCarlo),
    ...terms
      .filter((name) => name !== 'loss' && !accuracies.includes(name))
      .flatMap((name) => row(`test ${name === 'kl' ? 'KL' : name}`, 'nats', (run) => tested(run)[name])),
    ...accuracies.flatMap((name) =>
      row(
        name === 'nearestMeanAccuracy' ? 'test accuracy, nearest mean' : `test ${name}`,
        'share',
        (run) => tested(run)[name],
        'higher',
      ),
    ),
    ...row('seconds an epoch', 'seconds', ({ metrics }) =>
      metrics.length === 0 ? undefined : metrics.reduce((sum, { seconds }) => sum + seconds, 0) / metrics.length,
    ),
  ];
  return { names, differences, results, ...(incomparable === undefined ? {} : { incomparable }) };
}

/** A value as people read it. */
export function comparedValueText({ unit }: ComparisonRow, value: number | string | undefined): string {
  if (value === undefined) return '-';
  if (typeof value === 'string') return value;
  if (unit === 'share') return `${(100 * value).toFixed(1)} %`;
  if (unit === 'count') return value.toLocaleString('en');
  return value.toFixed(2);
}
