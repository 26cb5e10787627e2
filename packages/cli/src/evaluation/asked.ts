import type { Examples, PlainTensor } from '@vaekit/datasets';
import type { EvaluateOptions } from '../commands/evaluate.js';
import { asGiven, exampleArrays } from '../data/exampleArrays.js';
import { sampled } from '../data/sampledRows.js';
import { openRunData, type Run, splitExamples } from '../run/openRun.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usageError.js';
import type { WorkLine } from './workLine.js';

/** What `evaluate --what` asks with: a run, its examples, and what was typed. */
export interface Asked {
  readonly run: Run;
  /** Those that are judged: a part of the run's data, or others. */
  readonly examples: Examples;
  readonly options: Pick<EvaluateOptions, 'against' | 'backend' | 'data-dir' | 'seed'>;
  readonly terminal: Terminal;
  readonly work: WorkLine;
}

/** One thing to find out of a model: an object of `--json`, and lines of text. */
export interface Question<T> {
  of(asked: Asked): Promise<T>;
  text(found: T): readonly string[];
}

/** At most so many training examples of a run, sampled where there are more. */
export async function trainingOf({ run, options }: Pick<Asked, 'options' | 'run'>, most: number): Promise<Examples> {
  return sampled(splitExamples(await openRunData(run, options['data-dir']), 'train'), most, options.seed);
}

/** Examples without what only files have: values, what is missing, and labels or conditions. */
export function bareExamples(examples: Examples): ReturnType<typeof asGiven> {
  const { x, y, mask, binarization } = asGiven(examples);
  return {
    x,
    ...(binarization === undefined ? {} : { binarization }),
    ...(y === undefined ? {} : { y }),
    ...(mask === undefined ? {} : { mask }),
  };
}

/** The same, with labels or conditions only where the model takes them. */
export function plainExamples({ model }: Pick<Run, 'model'>, examples: Examples): ReturnType<typeof asGiven> {
  const { y, ...others } = bareExamples(examples);
  const conditioned = model.classes !== undefined || model.conditionWidth !== undefined;
  return { ...others, ...(y === undefined || !conditioned ? {} : { y }) };
}

/** @throws UsageError where values are missing, with how many examples have gaps and what to do */
export function requireComplete(
  what: string,
  { x, mask }: Pick<Examples, 'mask' | 'x'>,
  part: 'judged' | 'training' = 'judged',
): void {
  if (mask === undefined) return;
  const rows = x.shape[0]!;
  const width = mask.data.length / rows;
  const gaps = Array.from({ length: rows }, (_, row) => row).filter((row) =>
    mask.data.subarray(row * width, (row + 1) * width).includes(0),
  ).length;
  if (gaps === 0) return;
  throw new UsageError(
    part === 'training'
      ? `--what ${what} needs training examples without missing values, but ${gaps} of ${rows} have some: the run was trained on examples with gaps; fill them (vaekit impute) and train again`
      : `--what ${what} needs examples without missing values, but ${gaps} of ${rows} have some; give others with --data (vaekit impute writes them filled in)`,
  );
}

/** The values of examples as the model sees them. */
export const valuesOf = (examples: Examples, seed: number): PlainTensor<Float32Array> => exampleArrays(examples, { seed }).x;

/** A mean with its 95 % interval. */
export const intervalText = (
  name: string,
  { mean, low, high }: { mean: number; low: number; high: number },
  digits = 2,
): string => `${name} ${mean.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
