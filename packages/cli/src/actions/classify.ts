import { jsonText } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { classify as classifyExamples, nearestMean } from '@vaekit/cvae';
import type { CommandContext } from '../command.js';
import type { ClassifyOptions } from '../commands/classify.js';
import { exampleArrays, maskTensor } from '../data/exampleArrays.js';
import { type ChosenExamples, className, examplesFor, leadOf } from '../data/examplesFor.js';
import { logClassPrior } from '../model/classPrior.js';
import { requireAbility } from '../model/requireAbility.js';
import { csv } from '../pictures/csv.js';
import { chooseOut, writeOut } from '../pictures/writeDrawing.js';
import { openRun, type Run } from '../run/openRun.js';
import { agreement, hasClassMeans } from '../training/scores.js';
import { colorsOf, shownName } from '../terminalText.js';

/** Counts `[true class][answer]`. */
export function confusion(wanted: ArrayLike<number>, found: ArrayLike<number>, classes: number): number[][] {
  const table = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  for (let i = 0; i < wanted.length; i++) table[wanted[i]!]![found[i]!]! += 1;
  return table;
}

/** What a model answers. */
interface Answers {
  readonly labels: Int32Array;
  /** `[rows, classes]` */
  readonly shares: Float32Array;
  /** The answers by the nearest class mean, where the model has class means. */
  readonly nearest?: ArrayLike<number>;
}

/** How right the answers are, on the examples whose class is known to the model. */
export interface Verdict {
  readonly rows: number;
  /** How many examples have another class, or none that is known. */
  readonly others: number;
  readonly accuracy: number;
  readonly nearest: number | undefined;
  readonly table: readonly (readonly number[])[];
}

async function answersOf({ model, config }: Run, { examples }: ChosenExamples, samples: number, seed: number): Promise<Answers> {
  const { x } = exampleArrays(examples, { seed: config.options.seed });
  const input = tf.tensor(x.data, [...x.shape]);
  const mask = maskTensor(examples);
  try {
    const logPrior = logClassPrior({ model, classCounts: config.data.classCounts });
    const { labels, probabilities } = classifyExamples(model, input, { samples, seed, mask, logPrior });
    const shares = Float32Array.from(await probabilities.data());
    probabilities.dispose();
    return { labels, shares, ...(hasClassMeans(model) ? { nearest: nearestMean(model, input) } : {}) };
  } finally {
    tf.dispose(mask === undefined ? [input] : [input, mask]);
  }
}

function verdictOn({ labels, nearest }: Answers, y: Int32Array | undefined, classes: number): Verdict | undefined {
  const rows = Array.from(y ?? [], (_, row) => row).filter((row) => y![row]! >= 0 && y![row]! < classes);
  if (y === undefined || rows.length === 0) return undefined;
  const of = (values: ArrayLike<number>): number[] => rows.map((row) => values[row]!);
  return {
    rows: rows.length,
    others: y.length - rows.length,
    accuracy: agreement(of(labels), of(y)),
    nearest: nearest === undefined ? undefined : agreement(of(nearest), of(y)),
    table: confusion(of(y), of(labels), classes),
  };
}

function answersTable(chosen: ChosenExamples, { labels, shares }: Answers, names: readonly string[]): string {
  const lead = leadOf(chosen);
  return csv(
    [...lead.columns, 'answer', ...names.map((name) => `p(${name})`)],
    Array.from(labels, (label, row) => [
      ...lead.cells(row),
      className(names, label),
      ...shares.subarray(row * names.length, (row + 1) * names.length),
    ]),
  );
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Names as long as it takes to tell them apart, from five letters on. */
function shortNames(names: readonly string[]): string[] {
  const longest = Math.max(...names.map((name) => name.length));
  for (let length = 5; length < longest; length++) {
    const cut = names.map((name) => name.slice(0, length));
    if (new Set(cut).size === names.length) return cut;
  }
  return [...names];
}

/** How right the answers are, as text: the accuracy, and a table of classes and answers. */
export function verdictText(
  { rows, others, accuracy, nearest, table }: Verdict,
  about: string,
  names: readonly string[],
  color: boolean,
): string {
  const { bold, dim, green } = colorsOf(color);
  const width = Math.max(5, ...names.map((name) => name.length)) + 1;
  const heads = shortNames(names);
  const cell = Math.max(6, ...heads.map((head) => head.length + 1));
  const lines = table.map((row, label) => {
    const cells = row.map((value, column) => {
      const text = (column !== label && value === 0 ? '·' : String(value)).padStart(cell);
      return column === label ? green(text) : value === 0 ? dim(text) : text;
    });
    const total = row.reduce((sum, value) => sum + value, 0);
    return `${names[label]!.padEnd(width)}${cells.join('')}  ${total === 0 ? '' : percent(row[label]! / total)}`;
  });
  return [
    `${bold(percent(accuracy))} of ${rows.toLocaleString('en')} ${about}${nearest === undefined ? '' : `; nearest mean ${percent(nearest)}`}`,
    ...(others === 0
      ? []
      : [dim(`${others.toLocaleString('en')} of other or unknown classes ${others === 1 ? 'is' : 'are'} not counted`)]),
    '',
    dim('rows: the class; columns: the answer'),
    dim(`${''.padEnd(width)}${heads.map((head) => head.padStart(cell)).join('')}  right`),
    ...lines,
    '',
  ].join('\n');
}

/** Runs `vaekit classify`. */
export async function classify(options: ClassifyOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const given =
    options.out === undefined ? undefined : chooseOut({ ...options, run: folder, name: 'classes', endings: ['.csv'] });
  const run = await openRun(folder, options.backend, terminal);
  requireAbility('classify', run);
  const { model, config } = run;
  const chosen = await examplesFor(run, options, terminal);
  const samples = options.samples ?? (hasClassMeans(model) ? 16 : 1);
  const answers = await answersOf(run, chosen, samples, options.seed);
  const classes = model.classes!;
  const names = config.data.classes ?? Array.from({ length: classes }, (_, i) => String(i));
  const verdict = verdictOn(answers, chosen.examples.y?.data, classes);
  if (given !== undefined) await writeOut(given.path, answersTable(chosen, answers, names));
  if (options.json) {
    terminal.out.line(
      jsonText({
        run: folder,
        ...(options.data === undefined ? { split: options.split } : { data: options.data }),
        examples: answers.labels.length,
        samples,
        seed: options.seed,
        ...(verdict === undefined ? {} : { accuracy: verdict.accuracy, notCounted: verdict.others }),
        ...(verdict?.nearest === undefined ? {} : { nearestMeanAccuracy: verdict.nearest }),
        classes: names,
        ...(verdict === undefined ? {} : { confusion: verdict.table }),
        ...(given === undefined ? {} : { file: given.path }),
      }),
    );
    return 0;
  }
  const about = `${options.data === undefined ? `${options.split} ` : ''}examples right (${samples === 1 ? 'one draw' : `${samples} draws`} of the code)`;
  if (verdict !== undefined) terminal.out.write(verdictText(verdict, about, names.map(shownName), terminal.color));
  if (given !== undefined) terminal.out.line(`wrote ${given.path}`);
  // Without labels the answers are all there is to tell.
  else if (verdict === undefined) terminal.out.data(answersTable(chosen, answers, names));
  return 0;
}
