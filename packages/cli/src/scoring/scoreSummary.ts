import { jsonText } from '@vaekit-internal/base';
import type { ScoreOptions } from '../commands/score.js';
import { type ChosenExamples, className } from '../data/examplesFor.js';
import type { Run } from '../run/openRun.js';
import { type Alarms, alarmsAt, alarmThreshold } from './alarmThreshold.js';
import { anomalyFigures } from './anomalyFigures.js';
import type { NormalScores } from './normalScores.js';
import type { RowScores } from './rowScores.js';
import { colorsOf, shownName } from '../terminalText.js';

const quantile = (sorted: Float32Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;

/** How well scores find anomalies among the other examples. */
export interface AnomalySummary {
  /** The classes that count as anomalies. */
  readonly names: readonly string[];
  /** NaN where all examples are of one kind or some score is not a number, as is the average precision where none is an anomaly. */
  readonly rocAuc: number;
  readonly averagePrecision: number;
  /** Of an alarm that is false for a share of normal examples, those of a part of the run's data. */
  readonly alarm?: Alarms & {
    readonly threshold: number;
    /** The share of normal examples that was asked to be above the threshold at most, and the share that is. */
    readonly falseAlarms: number;
    readonly aboveThreshold: number;
    readonly part: NormalScores['part'];
    readonly normal: number;
  };
}

/** Sums up how well scores find anomalies. @param options.normal the scores that the threshold comes from */
export function anomalySummary(
  scores: Float32Array,
  anomalous: (row: number) => boolean,
  options: { readonly names: readonly string[]; readonly falseAlarms: number; readonly normal: NormalScores | undefined },
): AnomalySummary {
  const { names, falseAlarms, normal } = options;
  const positive = Array.from(scores, (_, row) => anomalous(row));
  const threshold = normal === undefined ? Number.NaN : alarmThreshold(normal.scores, falseAlarms);
  return {
    names,
    ...anomalyFigures(scores, positive),
    ...(normal === undefined
      ? {}
      : {
          alarm: {
            threshold,
            falseAlarms,
            aboveThreshold: alarmsAt(threshold, normal.scores, () => false).falseAlarmRate,
            part: normal.part,
            normal: normal.scores.length,
            ...alarmsAt(threshold, scores, anomalous),
          },
        }),
  };
}

/** What the scores of a set of examples come to, nats. */
export interface ScoreSummary {
  readonly rows: number;
  readonly mean: { readonly reconstruction: number; readonly kl: number; readonly score: number };
  readonly quantiles: Readonly<Record<'0.5' | '0.95' | '0.99', number>>;
  /** The rows with the highest scores. */
  readonly top: readonly {
    readonly index: number;
    readonly ids?: Readonly<Record<string, string>>;
    readonly label?: number | string;
    readonly score: number;
  }[];
  /** Where it is known which examples are anomalies. */
  readonly anomalies?: AnomalySummary;
}

/** Sums scores up. @param options how many of the highest scores to name */
export function scoreSummary(
  scores: RowScores,
  { examples, classes }: Pick<ChosenExamples, 'classes' | 'examples'>,
  { top }: { readonly top: number },
): ScoreSummary {
  const { ids, y } = examples;
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
      ...(ids === undefined ? {} : { ids: Object.fromEntries(ids.map(({ name, values }) => [name, values[row]!])) }),
      ...(y === undefined ? {} : { label: className(classes, y.data[row]!) }),
      score: scores.score[row]!,
    })),
  };
}

/** What is known of the anomalies, as JSON. */
function anomaliesJson({ names, rocAuc: auc, averagePrecision: precision, alarm }: AnomalySummary): object {
  return {
    anomalies: names,
    rocAuc: auc,
    averagePrecision: precision,
    ...(alarm === undefined
      ? {}
      : {
          alarm,
        }),
  };
}

/** The summary as JSON; `file` is where the scores were written. */
export function scoreSummaryJson(run: Run, options: ScoreOptions, summary: ScoreSummary, file: string | undefined): string {
  const { samples, seed, data, split } = options;
  const { rows, mean, quantiles, top, anomalies } = summary;
  return jsonText({
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
    ...(anomalies === undefined ? {} : anomaliesJson(anomalies)),
    ...(file === undefined ? {} : { file }),
  });
}

const percent = (share: number): string => (Number.isNaN(share) ? 'none' : `${(100 * share).toFixed(1)} %`);

/** What an alarm is at its threshold on the normal examples that set it. */
function thresholdText({ threshold, falseAlarms, aboveThreshold, part, normal }: NonNullable<AnomalySummary['alarm']>): string {
  const few = falseAlarms > 0 && normal * falseAlarms < 1;
  const why = few ? `, too few to set ${percent(falseAlarms)}: the highest score is taken` : '';
  return `${threshold.toPrecision(6)} (false for ${percent(aboveThreshold)} of ${normal.toLocaleString('en')} normal ${part} examples${why})`;
}

/** What is known of the anomalies, a line each. */
function anomaliesText({ names, rocAuc: auc, averagePrecision: precision, alarm }: AnomalySummary, color: boolean): string[] {
  const { bold } = colorsOf(color);
  if (Number.isNaN(auc))
    return [`ROC AUC of ${shownName(names.join(','))}: none, since all examples are of one kind or some score is not a number`];
  return [
    `ROC AUC of ${shownName(names.join(','))}: ${bold(auc.toFixed(3))}, average precision ${bold(precision.toFixed(3))}`,
    ...(alarm === undefined
      ? []
      : [
          `alarm above ${thresholdText(alarm)}: ` +
            `precision ${percent(alarm.precision)}, recall ${percent(alarm.recall)}, false for ${percent(alarm.falseAlarmRate)} of these`,
        ]),
  ];
}

/** The summary in words. */
export function scoreSummaryText(options: ScoreOptions, summary: ScoreSummary, color: boolean): string {
  const { bold, dim } = colorsOf(color);
  const { rows, mean, quantiles, top, anomalies } = summary;
  const about = options.samples === undefined ? '-ELBO' : `importance-weighted bound of ${options.samples} draws`;
  const part = options.data === undefined ? `${options.split} ` : '';
  const width = String(rows - 1).length;
  return [
    `${rows.toLocaleString('en')} ${part}examples, nats: ${about} ${bold(mean.score.toFixed(2))} on average, ` +
      `median ${quantiles['0.5'].toFixed(2)}, 99 % below ${quantiles['0.99'].toFixed(2)}`,
    ...(anomalies === undefined ? [] : anomaliesText(anomalies, color)),
    ...(top.length === 0 ? [] : [dim('highest scores')]),
    ...top.map(({ index, ids, label, score: value }) => {
      const name = [label, ...Object.values(ids ?? {})].flatMap((text) =>
        text === undefined || text === '' ? [] : [`  ${shownName(String(text))}`],
      );
      return `  ${String(index).padStart(width)}  ${value.toFixed(2).padStart(10)}${name.join('')}`;
    }),
    '',
  ].join('\n');
}
