import { type Examples, take } from '@vaekit/datasets';
import type { CommandContext } from '../command.js';
import type { ScoreOptions } from '../commands/score.js';
import { otherExamples } from '../data/otherExamples.js';
import { requireAbility } from '../model/requireAbility.js';
import { chooseOut, csv, writeOut } from '../pictures/writeDrawing.js';
import type { Run } from '../run/openRun.js';
import { openRun, openRunData, splitExamples } from '../run/openRun.js';
import { resolveClasses } from '../run/resolveClasses.js';
import { type NpyColumn, npyTable } from '../scoring/npy.js';
import { rowScores, type RowScores } from '../scoring/rowScores.js';
import { unseenText } from '../scoring/unseenCosts.js';
import { scoreSummary, scoreSummaryJson, scoreSummaryText } from '../scoring/scoreSummary.js';
import { UsageError } from '../usageError.js';

/** The examples to score: those of a file or folder, or a part of the run's. */
async function chosenExamples(run: Run, options: ScoreOptions): Promise<Examples> {
  const { data, count, split } = options;
  const { unseen } = options;
  if (data === undefined) return splitExamples(await openRunData(run, options['data-dir'], { unseen }), split, count);
  const whole = await otherExamples(run, data, { unseen });
  const size = whole.x.shape[0]!;
  if (count !== undefined && count > size) throw new UsageError(`--count is ${count} but ${data} has only ${size} examples`);
  return count === undefined ? whole : take(whole, count);
}

/** The scores of all rows as the columns of a table. */
function tableColumns(scores: RowScores, labels: ArrayLike<number> | undefined): readonly NpyColumn[] {
  return [
    { name: 'index', values: Int32Array.from({ length: scores.score.length }, (_, row) => row) },
    ...(labels === undefined ? [] : [{ name: 'label', values: Int32Array.from(labels) }]),
    ...Object.entries(scores).map(([name, values]) => ({ name, values: values as Float32Array })),
  ];
}

const csvTable = (columns: readonly NpyColumn[], rows: number): string =>
  csv(
    columns.map(({ name }) => name),
    Array.from({ length: rows }, (_, row) => columns.map(({ values }) => values[row]!)),
  );

/** Runs `vaekit score`. */
export async function score(options: ScoreOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const out =
    options.out === undefined ? undefined : chooseOut({ ...options, run: folder, name: 'scores', endings: ['.csv', '.npy'] });
  const run = await openRun(folder, options.backend, terminal);
  requireAbility('score', run);
  const examples = await chosenExamples(run, options);
  const labels = examples.y?.data;
  const names = examples.classes ?? run.config.data.classes ?? [];
  if (options.anomalies !== undefined && labels === undefined)
    throw new UsageError(`--anomalies needs labels, but ${options.data ?? run.config.data.name} has none`);
  const anomalous =
    options.anomalies === undefined ? undefined : new Set(resolveClasses('--anomalies', options.anomalies, names));
  const { encoding, examples: sizes } = run.config.data;
  const scores = await rowScores(run.model, examples, {
    samples: options.samples,
    seed: options.seed,
    ...(encoding === undefined ? {} : { unseen: { encoding, n: encoding.rows ?? sizes.train } }),
  });
  const surprise = unseenText(examples);
  if (surprise !== undefined) terminal.err.write(`${surprise}\n`);
  const columns = tableColumns(scores, labels);
  const summary = scoreSummary(scores, labels, { top: options.top, anomalous });
  const table = (): string => csvTable(columns, summary.rows);
  if (out !== undefined) await writeOut(out.path, out.ending === '.npy' ? npyTable(columns) : table());
  if (options.json) terminal.out.write(`${scoreSummaryJson(run, options, summary, out?.path)}\n`);
  else if (out === undefined) terminal.out.write(table());
  else terminal.out.write(`wrote ${out.path}\n${scoreSummaryText(options, names, summary, terminal.color)}`);
  return 0;
}
