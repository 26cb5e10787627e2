import { createColors } from 'picocolors';
import type { ScoreOptions } from '../commands/score.js';
import type { Run } from '../run/loadRun.js';
import { rocAuc } from './rocAuc.js';
import type { RowScores } from './rowScores.js';

const quantile = (sorted: Float32Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;

/** What the scores of a set of examples come to, nats. */
export interface ScoreSummary {
  readonly rows: number;
  readonly mean: { readonly reconstruction: number; readonly kl: number; readonly score: number };
  readonly quantiles: Readonly<Record<'0.5' | '0.95' | '0.99', number>>;
  /** The rows with the highest scores. */
  readonly top: readonly { readonly index: number; readonly label?: number; readonly score: number }[];
  /** Of the anomalies among the other examples; NaN where all are of one kind. */
  readonly auc: number | undefined;
}

/**
 * Sums scores up.
 *
 * @param options how many of the highest scores to name, and the classes that count as anomalies
 */
export function scoreSummary(
  scores: RowScores,
  labels: ArrayLike<number> | undefined,
  { top, anomalous }: { readonly top: number; readonly anomalous: ReadonlySet<number> | undefined },
): ScoreSummary {
  const rows = scores.score.length;
  const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / rows;
  const order = Array.from({ length: rows }, (_, row) => row).sort((a, b) => scores.score[b]! - scores.score[a]! || a - b);
  const sorted = Float32Array.from(scores.score).sort();
  return {
    rows,
    mean: { reconstruction: mean(scores.reconstruction), kl: mean(scores.kl), score: mean(scores.score) },
    quantiles: { '0.5': quantile(sorted, 0.5), '0.95': quantile(sorted, 0.95), '0.99': quantile(sorted, 0.99) },
    top: order.slice(0, top).map((row) => ({
      index: row,
      ...(labels === undefined ? {} : { label: labels[row]! }),
      score: scores.score[row]!,
    })),
    auc: anomalous === undefined ? undefined : rocAuc(scores.score, (row) => anomalous.has(labels![row]!)),
  };
}

/** The summary as JSON; `file` is where the scores were written. */
export function scoreSummaryJson(run: Run, options: ScoreOptions, summary: ScoreSummary, file: string | undefined): string {
  const { samples, seed, data, split } = options;
  const { rows, mean, quantiles, top, auc } = summary;
  return JSON.stringify({
    run: run.folder,
    ...(data === undefined ? { split } : { data }),
    examples: rows,
    likelihood: run.config.quantity,
    unit: 'nats per example',
    bound: samples === undefined ? 'elbo' : 'importanceWeighted',
    ...(samples === undefined ? {} : { samples }),
    seed,
    mean,
    quantiles,
    top,
    ...(auc === undefined || Number.isNaN(auc) ? {} : { rocAuc: auc }),
    ...(file === undefined ? {} : { file }),
  });
}

/** The summary in words; `names` are those of the classes. */
export function scoreSummaryText(options: ScoreOptions, names: readonly string[], summary: ScoreSummary, color: boolean): string {
  const { bold, dim } = createColors(color);
  const { rows, mean, quantiles, top, auc } = summary;
  const about = options.samples === undefined ? '-ELBO' : `importance-weighted bound of ${options.samples} draws`;
  const part = options.data === undefined ? `${options.split} ` : '';
  const width = String(rows - 1).length;
  const none = `none, since ${rows === 0 ? 'there are no examples' : 'all examples are of one kind'}`;
  return [
    `${rows.toLocaleString('en')} ${part}examples, nats: ${about} ${bold(mean.score.toFixed(2))} on average, ` +
      `median ${quantiles['0.5'].toFixed(2)}, 99 % below ${quantiles['0.99'].toFixed(2)}`,
    ...(auc === undefined ? [] : [`ROC AUC of ${options.anomalies!}: ${Number.isNaN(auc) ? none : bold(auc.toFixed(3))}`]),
    ...(top.length === 0 ? [] : [dim('highest scores')]),
    ...top.map(({ index, label, score: value }) => {
      const name = label === undefined ? '' : `  ${names[label] ?? String(label)}`;
      return `  ${String(index).padStart(width)}  ${value.toFixed(2).padStart(10)}${name}`;
    }),
    '',
  ].join('\n');
}
