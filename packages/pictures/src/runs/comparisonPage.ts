import { lossCurves, report, type ReportFigure, type ReportTable, type Series } from '@vaekit/viz';
import type { EpochMetrics } from '@vaekit/runs';
import { type ComparedRun, comparedValueText, type Comparison, type ComparisonRow, negativeElbo } from './compareRuns.js';

/** Curves in one figure: as many as there are colors. */
const MOST = 10;

/** Runs are rows; a column without text keeps its numbers, which the page aligns. */
function table(names: readonly string[], rows: readonly ComparisonRow[], caption: string): ReportTable {
  return {
    caption,
    columns: [
      'Run',
      ...rows.map(({ name, unit }) => {
        const short = name.replace(/^test /, '').replace(/^accuracy, /, '');
        const title = `${short[0]!.toUpperCase()}${short.slice(1)}`;
        return unit === 'share' ? { title, unit: '%' } : title;
      }),
    ],
    rows: names.map((name, run) => [
      name,
      ...rows.map(({ unit, values }) => {
        const value = values[run];
        if (typeof value !== 'number') return value ?? null;
        return unit === 'count' ? value : Number((unit === 'share' ? 100 * value : value).toFixed(unit === 'share' ? 1 : 2));
      }),
    ]),
  };
}

/** `Best by test -ELBO: wide (377.18), by test accuracy: …`. */
function bestText(names: readonly string[], rows: readonly ComparisonRow[]): string[] {
  const list = rows.flatMap((row) =>
    row.best === undefined ? [] : [`by ${row.name} ${names[row.best]!} (${comparedValueText(row, row.values[row.best])})`],
  );
  return list.length === 0 ? [] : [`Best ${list.join('; ')}.`];
}

type Reading = (line: EpochMetrics) => number | undefined;

/** Runs over the epochs that all of them have; `undefined` where one has no such value, or there is no epoch. */
function overlay(
  runs: readonly ComparedRun[],
  names: readonly string[],
  title: string,
  reading: Reading,
): readonly ReportFigure[] {
  const epochs = Math.min(...runs.map(({ metrics }) => metrics.length));
  if (epochs === 0) return [];
  const series = runs.map(({ metrics }, i): Series | undefined => {
    const values = metrics.slice(0, epochs).map(reading);
    return values.every((value) => value !== undefined && Number.isFinite(value))
      ? { name: names[i]!, values: values as number[] }
      : undefined;
  });
  if (series.some((one) => one === undefined)) return [];
  const longer = runs.some(({ metrics }) => metrics.length > epochs);
  const parts = Array.from({ length: Math.ceil(series.length / MOST) }, (_, i) => series.slice(i * MOST, (i + 1) * MOST));
  return parts.map((part): ReportFigure => ({
    svg: lossCurves({
      series: part as Series[],
      layout: 'shared',
      title,
    }),
    caption: `${title}, nats per example.${longer ? ` Runs go on for different times: these are the ${epochs === 1 ? 'epoch' : `${epochs} epochs`} that all have.` : ''}`,
    alt: `${title} of ${part.map((one) => one!.name).join(', ')} by epoch`,
  }));
}

/** The curves of one run, all its epochs: training, and the held-out part where there is one. */
function ownCurves({ metrics }: ComparedRun): readonly ReportFigure[] {
  const first = metrics[0];
  if (first === undefined) return [];
  const series = Object.keys(first.training).map((name): Series => {
    const held = metrics.map(({ validation }) => validation?.[name]);
    return {
      name,
      values: metrics.map(({ training }) => training[name] ?? Number.NaN),
      ...(held.every((value) => value !== undefined) ? { validation: held } : {}),
    };
  });
  if (series.some(({ values, validation = [] }) => [...values, ...validation].some((value) => !Number.isFinite(value))))
    return [];
  return [{ svg: lossCurves({ series }), caption: 'Every term, nats per example.', alt: 'Terms of the loss by epoch' }];
}

/** A comparison as one self-contained page: tables, the runs' curves over each other, and each run's own. */
export function comparisonPage(
  runs: readonly ComparedRun[],
  compared: Comparison,
  options: { readonly title?: string | undefined; readonly footer?: string } = {},
): string {
  const { names, differences, results, incomparable } = compared;
  const { title = names.join(', '), footer = `Made with vaekit ${runs[0]!.config.versions.vaekit}.` } = options;
  const settings = runs.map(({ config }) => ({ ...config.options }) as Readonly<Record<string, unknown>>);
  const held = settings.every(({ validation }) => validation === 'test') ? 'Test' : 'Validation';
  const curves = [
    ...overlay(runs, names, `${held} -ELBO`, ({ validation }) => negativeElbo(validation ?? {})),
    ...overlay(runs, names, 'Training -ELBO', ({ training }) => negativeElbo(training)),
    ...overlay(runs, names, 'Training reconstruction', ({ training }) => training['reconstruction']),
    ...overlay(runs, names, 'Training KL', ({ training }) => training['kl']),
  ];
  const [first] = runs as [ComparedRun];
  const tests = results.filter(({ name }) => name.startsWith('test '));
  const others = results.filter((row) => !tests.includes(row));
  return report({
    title,
    subtitle: `${runs.length === 1 ? 'One run' : `${runs.length} runs`} on ${[...new Set(runs.map(({ config }) => config.data.name))].join(', ')}`,
    sections: [
      {
        heading: 'Results',
        text: [
          ...(incomparable === undefined
            ? bestText(names, tests)
            : [`No run is called the best: ${incomparable}, so that losses do not compare.`]),
          'The loss has the weight of the KL and penalties in it; -ELBO is reconstruction plus KL alone.',
        ],
        ...(tests.length === 0 ? {} : { table: table(names, tests, 'On the test split, nats per example') }),
      },
      { heading: 'Training', table: table(names, others, 'How the runs went; losses in nats per example') },
      {
        heading: 'What differs',
        ...(differences.length === 0
          ? { text: 'The options of all runs are the same.' }
          : { table: table(names, differences, 'Options that are not the same in all runs') }),
      },
      ...(curves.length === 0 ? [] : [{ heading: 'Curves', figures: curves }]),
    ],
    runs: runs.map((run, i) => ({
      title: names[i]!,
      subtitle: `${String(settings[i]!['model'])} on ${run.config.data.name}${run.result === undefined ? '; not ended' : ''}`,
      sections: [{ heading: 'Curves', figures: ownCurves(run) }],
    })),
    footer: `Losses are in nats per example. Data: ${first.config.data.source} (${first.config.data.license}). ${footer}`,
  });
}
