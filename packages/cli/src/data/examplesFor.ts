import type { Examples } from '@vaekit/datasets';
import { take } from '@vaekit/datasets';
import type { RunDataOptions } from '../commands/runOptions.js';
import { openRunData, type Run, splitExamples } from '../run/openRun.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usageError.js';
import { otherExamples } from './otherExamples.js';

/** The examples a command works on. */
export interface ChosenExamples {
  readonly examples: Examples;
  /** The names of the classes: those of the run, and behind them any that the examples have besides. */
  readonly classes: readonly string[];
  /** Where they are from, for messages: `the test split`, or a path. */
  readonly from: string;
}

/** The examples of `--data`, all of them unless there is `count`, or of a part of the run's own data. @throws UsageError when there are fewer than `count` */
export async function examplesFor(
  run: Run,
  options: RunDataOptions & { readonly count?: number | undefined; readonly keep?: boolean },
  terminal: Terminal,
): Promise<ChosenExamples> {
  const { data, count, split, keep = false } = options;
  if (data === undefined) {
    // Labels that training did not see count in what is asked about its examples.
    const examples = splitExamples(
      await openRunData(run, options['data-dir'], { keep, 'labels-fraction': undefined }),
      split,
      count,
    );
    return { examples, classes: examples.classes ?? run.config.data.classes ?? [], from: `the ${split} split` };
  }
  const examples = await otherExamples(run, data, terminal, options);
  const size = examples.x.shape[0]!;
  if (count !== undefined && count > size) throw new UsageError(`--count is ${count} but ${data} has only ${size} examples`);
  return {
    examples: count === undefined ? examples : take(examples, count),
    classes: examples.classes ?? run.config.data.classes ?? [],
    from: data === '-' ? 'the standard input' : data,
  };
}

/**
 * The labels of examples as the run's model may be given them; `undefined` where some are not known.
 *
 * @param needed whether the command can do without
 * @throws UsageError when they are needed and some are missing, or are classes that the model does not have
 */
export function knownLabels(run: Run, { examples, classes, from }: ChosenExamples, needed: boolean): Int32Array | undefined {
  const { model, config } = run;
  const labels = examples.y?.data;
  const wrong = labels?.find((label) => label < 0 || label >= (model.classes ?? Infinity));
  if (labels !== undefined && wrong === undefined) return labels;
  if (!needed || model.classes === undefined) return undefined;
  const known = (config.data.classes ?? []).join(', ');
  if (labels === undefined)
    throw new UsageError(
      `${from} has no labels, which a ${config.options.model} needs here; expected one of ${known} in each row, or in the file of --labels`,
    );
  throw new UsageError(
    wrong! < 0
      ? `${from} has examples without a label, which a ${config.options.model} needs here; expected one of ${known} in each row`
      : `${from} has the class ${classes[wrong!] ?? wrong}, but the model has ${known}; leave its examples out`,
  );
}

/** Whether one of a model's networks is given the label. */
export const networksSeeLabels = ({ model }: Run): boolean =>
  [model.encoder, model.decoder].some(({ inputShapes }) => inputShapes.length > 1);

/** The name of a class for a file: its own, or its number where that is its name; nothing for a label that is not known. */
export function className(classes: readonly string[], label: number): number | string {
  if (label < 0) return '';
  const name = classes[label];
  return name === undefined || name === String(label) ? label : name;
}

/** What stands before the results of each example in a file: its number, what names it, and its class. */
export function leadOf({ examples, classes }: Pick<ChosenExamples, 'classes' | 'examples'>): {
  readonly columns: readonly string[];
  cells(row: number): readonly (number | string)[];
} {
  const { ids = [], y } = examples;
  return {
    columns: ['index', ...ids.map(({ name }) => name), ...(y === undefined ? [] : ['label'])],
    cells: (row) => [
      row,
      ...ids.map(({ values }) => values[row]!),
      ...(y === undefined ? [] : [className(classes, y.data[row]!)]),
    ],
  };
}
