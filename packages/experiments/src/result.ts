import { meanInterval } from '@vaekit/metrics';
import type { Experiment } from './experiment.js';
import type { Figures } from './statistics/figures.js';
import { type Verdict, verdictWords } from './verdict.js';

/** A figure as a result file has it: its values, one a seed, and for several their mean with its 95 % interval. */
export interface ResultFigure {
  readonly unit: string;
  readonly values: readonly (number | string)[];
  readonly mean?: number | string;
  readonly interval?: readonly [number | string, number | string];
}

/** What `result.json` holds. Numbers that are not finite are words. */
export interface ExperimentResult {
  readonly experiment: string;
  readonly claim: string;
  /** `holds`, `does not hold`, `not decided`, or `holds when …`. */
  readonly verdict: string;
  readonly because: string;
  readonly criterion: string;
  readonly figures: Readonly<Record<string, ResultFigure>>;
  readonly seeds: readonly number[];
  readonly quick: boolean;
  readonly data: string;
  /** What prints this result. */
  readonly command: string;
  readonly engine: string;
}

const plain = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

/** How a run of an experiment was made. */
export interface Circumstances extends Pick<ExperimentResult, 'command' | 'data' | 'engine' | 'quick' | 'seeds'> {}

/** A measurement as a result. */
export function resultOf(experiment: Experiment, figures: Figures, verdict: Verdict, how: Circumstances): ExperimentResult {
  const written = Object.entries(figures).map(([name, { unit, values }]): [string, ResultFigure] => {
    const finite = values.length > 1 && values.every(Number.isFinite) ? meanInterval(values) : undefined;
    const interval = finite === undefined ? {} : { mean: finite.mean, interval: [finite.low, finite.high] as const };
    return [name, { unit, values: values.map(plain), ...interval }];
  });
  return {
    experiment: experiment.name,
    claim: experiment.claim.en,
    verdict: verdictWords(verdict).en,
    because: verdict.because.en,
    criterion: experiment.criterion.en,
    figures: Object.fromEntries(written),
    ...how,
  };
}

/** The figures of a result, to decide on again. */
export function figuresOf(result: Pick<ExperimentResult, 'figures'>): Figures {
  return Object.fromEntries(
    Object.entries(result.figures).map(([name, { unit, values }]) => [name, { unit, values: values.map(Number) }]),
  );
}
