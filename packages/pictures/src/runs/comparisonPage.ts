import { lossCurves, reportPage, type ReportFigure, type ReportSection, type ReportTable, type Series } from '@vaekit/viz';
import { type ComparedRun, comparedValueText, type Comparison, type ComparisonRow, negativeElbo } from './compareRuns.js';
import { comparedCurves, type CurveGroup } from './comparedCurves.js';
import type { ComparedSeeds } from './comparedSeeds.js';
import { differenceText, groupedComparison, spreadTexts, unendedTexts } from './seedText.js';

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
  return list.length === 0
    ? []
    : [`Best ${list.join('; ')}. These are single runs: whether another seed would turn the order, only several seeds say.`];
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

/** Groups of seeds: a row a group, a mean and half of its interval a column. */
function seedSection(seeds: ComparedSeeds, compared: Comparison): ReportSection {
  const { names, results } = groupedComparison(seeds, compared);
  const shown = ['test ', 'validation '].flatMap((split) => results.filter(({ name }) => name.startsWith(split)));
  const verdicts = seeds.rows
    .filter(({ name }) => name === 'test -ELBO')
    .flatMap((row) => row.differences.map((one) => `${differenceText(seeds, row, one)}.`));
  return {
    heading: 'Over seeds',
    text: [
      'Runs that differ in the seed alone are one group: its mean, ± half of the 95 % interval of Student’s t. A star marks the best mean of a column if all seeds of its group have a value and its difference to every other group is larger than the interval of that difference.',
      'The interval is that of seeds: of the start, the order of examples, the noise and, where the seed splits the data, the split. The error of a finite test set, which is the same for all runs on it, and that of the draws of the code are stated apart.',
      ...unendedTexts(seeds).map((text) => `${text}.`),
      ...verdicts,
      ...spreadTexts(seeds).map((text) => `${text}.`),
    ],
    table: {
      caption: 'Means over seeds, nats per example',
      columns: ['Group', 'Seeds', ...shown.map(({ name }) => name)],
      rows: names.map((name, group) => [
        name,
        seeds.groups[group]!.seeds.length,
        ...shown.map(({ values, best }) => `${values[group] ?? '-'}${best === group ? ' *' : ''}`),
      ]),
    },
  };
}

/** A comparison as one self-contained page: tables, the runs' curves over each other, and each run's own. */
export function comparisonPage(
  runs: readonly ComparedRun[],
  compared: Comparison,
  options: { readonly title?: string | undefined; readonly footer?: string; readonly seeds?: ComparedSeeds | undefined } = {},
): string {
  const { names, differences, results, incomparable } = compared;
  const {
    seeds,
    title = seeds === undefined ? names.join(', ') : seeds.groups.map(({ name }) => name).join('; '),
    footer = `Made with vaekit ${runs[0]!.config.versions.vaekit}.`,
  } = options;
  const settings = runs.map(({ config }) => ({ ...config.options }) as Readonly<Record<string, unknown>>);
  const held = settings.every(({ validation }) => validation === 'test') ? 'Test' : 'Validation';
  const groups: readonly CurveGroup[] =
    seeds?.groups.map(({ name, runs: members }) => ({ name, runs: members.map((run) => runs[run]!) })) ??
    runs.map((run, i) => ({ name: names[i]!, runs: [run] }));
  const curves = [
    ...comparedCurves(groups, `${held} -ELBO`, ({ validation }) => negativeElbo(validation ?? {})),
    ...comparedCurves(groups, `${held} -ELBO by time`, ({ validation }) => negativeElbo(validation ?? {}), 'seconds'),
    ...comparedCurves(groups, 'Training -ELBO', ({ training }) => negativeElbo(training)),
    ...comparedCurves(groups, 'Training reconstruction', ({ training }) => training['reconstruction']),
    ...comparedCurves(groups, 'Training KL', ({ training }) => training['kl']),
  ];
  const [first] = runs as [ComparedRun];
  const tests = results.filter(({ name }) => name.startsWith('test '));
  const others = results.filter((row) => !tests.includes(row));
  return reportPage({
    title,
    subtitle: `${runs.length === 1 ? 'One run' : `${runs.length} runs`} on ${[...new Set(runs.map(({ config }) => config.data.name))].join(', ')}`,
    sections: [
      ...(seeds === undefined ? [] : [seedSection(seeds, compared)]),
      {
        heading: 'Results',
        text: [
          ...(incomparable === undefined
            ? seeds === undefined
              ? bestText(names, tests)
              : []
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
