import { type Examples, take } from '@vaekit/datasets';
import { createColors } from 'picocolors';
import type { CommandContext } from '../command.js';
import type { ScoreOptions } from '../commands/score.js';
import { otherExamples } from '../data/otherExamples.js';
import { requireAbility } from '../model/requireAbility.js';
import { chooseOut, csv, writeOut } from '../pictures/writeDrawing.js';
import { openRun, openRunData, splitExamples } from '../run/openRun.js';
import { resolveClasses } from '../run/resolveClasses.js';
import { npyTable } from '../scoring/npy.js';
import { rocAuc } from '../scoring/rocAuc.js';
import { rowScores } from '../scoring/rowScores.js';
import { UsageError } from '../usageError.js';

const quantile = (sorted: Float32Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;

/** Runs `vaekit score`. */
export async function score(options: ScoreOptions, { terminal, operands }: CommandContext): Promise<number> {
  const [folder] = operands as [string];
  const out =
    options.out === undefined ? undefined : chooseOut({ ...options, run: folder, name: 'scores', endings: ['.csv', '.npy'] });
  const run = await openRun(folder, options.backend);
  requireAbility('score', run);
  const part = options.data === undefined ? `${options.split} ` : '';
  let examples: Examples;
  if (options.data === undefined) {
    examples = splitExamples(await openRunData(run, options['data-dir']), options.split, options.count);
  } else {
    const whole = await otherExamples(run, options.data);
    const size = whole.x.shape[0]!;
    if (options.count !== undefined && options.count > size)
      throw new UsageError(`--count is ${options.count} but ${options.data} has only ${size} examples`);
    examples = options.count === undefined ? whole : take(whole, options.count);
  }
  const labels = examples.y?.data;
  const names = examples.classes ?? run.config.data.classes ?? [];
  if (options.anomalies !== undefined && labels === undefined)
    throw new UsageError(`--anomalies needs labels, but ${options.data ?? run.config.data.name} has none`);
  const anomalous =
    options.anomalies === undefined ? undefined : new Set(resolveClasses('--anomalies', options.anomalies, names));
  const { samples, seed } = options;
  const scores = await rowScores(run.model, examples, { samples, seed });
  const rows = scores.score.length;
  const columns = [
    { name: 'index', values: Int32Array.from({ length: rows }, (_, row) => row) },
    ...(labels === undefined ? [] : [{ name: 'label', values: Int32Array.from(labels) }]),
    ...Object.entries(scores).map(([name, values]) => ({ name, values: values as Float32Array })),
  ];
  const table = (): string =>
    csv(
      columns.map(({ name }) => name),
      Array.from({ length: rows }, (_, row) => columns.map(({ values }) => values[row]!)),
    );
  if (out !== undefined) await writeOut(out.path, out.ending === '.npy' ? npyTable(columns) : table());

  const auc = anomalous === undefined ? undefined : rocAuc(scores.score, (row) => anomalous.has(labels![row]!));
  const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / rows;
  const order = Array.from({ length: rows }, (_, row) => row).sort((a, b) => scores.score[b]! - scores.score[a]! || a - b);
  const top = order.slice(0, options.top).map((row) => ({
    index: row,
    ...(labels === undefined ? {} : { label: labels[row]! }),
    score: scores.score[row]!,
  }));
  const sorted = Float32Array.from(scores.score).sort();
  if (options.json) {
    terminal.out.write(
      `${JSON.stringify({
        run: folder,
        ...(options.data === undefined ? { split: options.split } : { data: options.data }),
        examples: rows,
        likelihood: run.config.quantity,
        unit: 'nats per example',
        bound: samples === undefined ? 'elbo' : 'importanceWeighted',
        ...(samples === undefined ? {} : { samples }),
        seed,
        mean: { reconstruction: mean(scores.reconstruction), kl: mean(scores.kl), score: mean(scores.score) },
        quantiles: { '0.5': quantile(sorted, 0.5), '0.95': quantile(sorted, 0.95), '0.99': quantile(sorted, 0.99) },
        top,
        ...(auc === undefined || Number.isNaN(auc) ? {} : { rocAuc: auc }),
        ...(out === undefined ? {} : { file: out.path }),
      })}\n`,
    );
    return 0;
  }
  if (out === undefined) {
    terminal.out.write(table());
    return 0;
  }
  const { bold, dim } = createColors(terminal.color);
  terminal.out.write(`wrote ${out.path}\n`);
  const about = samples === undefined ? '-ELBO' : `importance-weighted bound of ${samples} draws`;
  terminal.out.write(
    `${rows.toLocaleString('en')} ${part}examples, nats: ${about} ${bold(mean(scores.score).toFixed(2))} on average, ` +
      `median ${quantile(sorted, 0.5).toFixed(2)}, 99 % below ${quantile(sorted, 0.99).toFixed(2)}\n`,
  );
  if (auc !== undefined)
    terminal.out.write(
      Number.isNaN(auc)
        ? `ROC AUC of ${options.anomalies!}: none, since ${rows === 0 ? 'there are no examples' : 'all examples are of one kind'}\n`
        : `ROC AUC of ${options.anomalies!}: ${bold(auc.toFixed(3))}\n`,
    );
  if (top.length > 0) terminal.out.write(dim('highest scores\n'));
  const width = String(rows - 1).length;
  for (const { index, label, score: value } of top) {
    const name = label === undefined ? '' : `  ${names[label] ?? String(label)}`;
    terminal.out.write(`  ${String(index).padStart(width)}  ${value.toFixed(2).padStart(10)}${name}\n`);
  }
  return 0;
}
