import type { CommandContext } from '../command.js';
import type { ScoreOptions } from '../commands/score.js';
import { type ChosenExamples, className, examplesFor, leadOf } from '../data/examplesFor.js';
import { requireAbility } from '../model/requireAbility.js';
import { csv } from '../pictures/csv.js';
import { chooseOut, writeOut } from '../pictures/writeDrawing.js';
import { openRun, type Run } from '../run/openRun.js';
import { anomalousClasses } from '../scoring/anomalousClasses.js';
import { normalScores } from '../scoring/normalScores.js';
import { type NpyColumn, npyTable } from '../scoring/npy.js';
import type { RowScores } from '../scoring/rowScores.js';
import {
  type AnomalySummary,
  anomalySummary,
  scoreSummary,
  scoreSummaryJson,
  scoreSummaryText,
} from '../scoring/scoreSummary.js';
import { classWeights, scoresOf } from '../scoring/scoresOf.js';
import { unseenText } from '../scoring/unseenCosts.js';
import { UsageError } from '../usageError.js';
import type { Terminal } from '../terminal.js';

/** The scores of all rows as the columns of a table for NumPy. */
function npyColumns({ examples }: ChosenExamples, scores: RowScores): readonly NpyColumn[] {
  const { ids = [], y } = examples;
  return [
    { name: 'index', values: Int32Array.from({ length: scores.score.length }, (_, row) => row) },
    ...ids,
    ...(y === undefined ? [] : [{ name: 'label', values: Int32Array.from(y.data) }]),
    ...Object.entries(scores).map(([name, values]) => ({ name, values: values as Float32Array })),
  ];
}

function csvTable(chosen: ChosenExamples, scores: RowScores): string {
  const lead = leadOf(chosen);
  const columns = Object.entries(scores) as [string, Float32Array][];
  return csv(
    [...lead.columns, ...columns.map(([name]) => name)],
    Array.from({ length: scores.score.length }, (_, row) => [...lead.cells(row), ...columns.map(([, values]) => values[row]!)]),
  );
}

/** How well the scores find the anomalies, where it is known which those are. */
async function anomaliesOf(
  run: Run,
  chosen: ChosenExamples,
  scores: RowScores,
  options: ScoreOptions,
  terminal: Terminal,
): Promise<AnomalySummary | undefined> {
  const labels = chosen.examples.y?.data;
  if (options.anomalies !== undefined && labels === undefined)
    throw new UsageError(`--anomalies needs labels, but ${chosen.from} has none`);
  const anomalous = labels && anomalousClasses(run, options.anomalies, chosen.classes);
  if (labels === undefined || anomalous === undefined) return undefined;
  const normal = await normalScores(run, anomalous, options, terminal);
  return anomalySummary(scores.score, (row) => anomalous.has(labels[row]!), {
    names: [...anomalous].map((label) => String(className(chosen.classes, label))),
    falseAlarms: options['false-alarms'],
    normal,
  });
}

/** Runs `vaekit score`. */
export async function score(options: ScoreOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const out =
    options.out === undefined ? undefined : chooseOut({ ...options, run: folder, name: 'scores', endings: ['.csv', '.npy'] });
  const run = await openRun(folder, options.backend, terminal);
  requireAbility('score', run);
  const chosen = await examplesFor(run, options, terminal);
  const { y } = chosen.examples;
  if (options.anomalies !== undefined && y !== undefined) anomalousClasses(run, options.anomalies, chosen.classes);
  if (classWeights(run, chosen) !== undefined)
    terminal.err.line(
      `${chosen.from} has ${y === undefined ? 'no labels' : 'labels that the model does not know'}: scores are -log Σ p(y) p(x|y) over its ${run.model.classes} classes`,
    );
  const scores = await scoresOf(run, chosen, options);
  const surprise = unseenText(chosen.examples);
  if (surprise !== undefined) terminal.err.line(surprise);
  const anomalies = await anomaliesOf(run, chosen, scores, options, terminal);
  const summary = { ...scoreSummary(scores, chosen, { top: options.top }), ...(anomalies === undefined ? {} : { anomalies }) };
  const table = (): string => csvTable(chosen, scores);
  if (out !== undefined) await writeOut(out.path, out.ending === '.npy' ? npyTable(npyColumns(chosen, scores)) : table());
  if (options.json) terminal.out.line(`${scoreSummaryJson(run, options, summary, out?.path)}`);
  else if (out === undefined) terminal.out.data(table());
  else {
    terminal.out.line(`wrote ${out.path}`);
    terminal.out.write(scoreSummaryText(options, summary, terminal.color));
  }
  return 0;
}
