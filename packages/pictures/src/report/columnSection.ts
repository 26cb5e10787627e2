import { categoryBars, formatNumber, histogramChart } from '@vaekit/viz';
import type { WriteValue } from './conditionSection.js';
import { type CorrelationFigures, correlationSection } from './correlationSection.js';
import type { DrawnSection, NamedFigure } from './drawnSection.js';

/** A category, and its share among rows and samples. */
interface ComparedCategory {
  readonly name: string;
  readonly rows: number;
  readonly samples: number;
}

/** A column of a table in real rows and in samples: of numbers the values, of categories their shares. */
export type ComparedColumn = {
  readonly name: string;
  /** How far the samples are from the rows, from 0 to 1: the Kolmogorov–Smirnov distance of numbers, the total variation of categories. */
  readonly distance: number;
  /** The same by chance alone: of two halves of the rows, over √2, as these are half as many. */
  readonly floor: number;
} & (
  | {
      readonly numbers: {
        readonly rows: readonly number[];
        readonly samples: readonly number[];
        readonly whole: boolean;
        /** Writes a value of it, such as a day. Default: as a number. */
        readonly text?: WriteValue;
      };
    }
  | {
      /** The most frequent first. */
      readonly categories: readonly ComparedCategory[];
    }
);

/** How samples of a model of a table compare with real rows, column by column and together. */
export interface ColumnFigures {
  /** How many real rows were looked at, and as many samples. */
  readonly rows: number;
  /** How many of them are distinct, where rows count as often as they weigh. */
  readonly distinct?: number;
  /** Columns of which the model draws no numbers. */
  readonly left?: readonly string[];
  /** Columns with too few known values for two halves to be compared. */
  readonly unknown?: readonly string[];
  /** What of each row a sample was drawn under. */
  readonly under?: string;
  /** Those that differ most first; not always all. */
  readonly columns: readonly ComparedColumn[];
  /** How many were compared, over which `distance` and `floor` are means. */
  readonly compared: number;
  readonly distance: number;
  readonly floor: number;
  readonly correlations?: CorrelationFigures;
  /** Some rows and samples in the words of the file. */
  readonly written: {
    readonly columns: readonly string[];
    /** How many columns the table has. */
    readonly all: number;
    readonly rows: readonly (readonly string[])[];
    readonly samples: readonly (readonly string[])[];
  };
}

/** Bars of a chart: more categories are one. */
const BARS = 8;
/** The width of a chart, so that three stand beside each other. */
const WIDTH = 330;
/** The colors of samples and rows, as in the charts of conditions. */
const [SAMPLES, ROWS] = [0, 1];

const percent = (share: number): string => `${Math.round(100 * share)}\u00a0%`;
const round = (distance: number): string => formatNumber(Number(distance.toPrecision(2)));

/** The most frequent categories and all others as one; what these are in words where their bar would dwarf all others. */
function foldedCategories(all: readonly ComparedCategory[]): {
  readonly shown: readonly ComparedCategory[];
  readonly left?: string;
} {
  if (all.length <= BARS + 1) return { shown: all };
  const [shown, rest] = [all.slice(0, BARS), all.slice(BARS)];
  const sum = (of: 'rows' | 'samples'): number =>
    Math.min(
      1,
      rest.reduce((total, one) => total + one[of], 0),
    );
  const others = { name: `${rest.length} others`, rows: sum('rows'), samples: sum('samples') };
  const isLarge = others.rows > 2 * Math.max(...shown.map(({ rows }) => rows));
  if (!isLarge) return { shown: [...shown, others] };
  return {
    shown,
    left: ` Not drawn: ${others.name}, ${percent(others.rows)} of rows and ${percent(others.samples)} of samples.`,
  };
}

function chartOf(column: ComparedColumn, place: number): NamedFigure {
  const { name, distance, floor } = column;
  const figure = (svg: NamedFigure['figure']['svg'], measure: string, left = ''): NamedFigure => {
    const caption = `${measure} distance ${round(distance)}; by chance about ${round(floor)}.${left}`;
    const alt = `${name} in real rows and samples. ${caption}`;
    return { name: `column-${place + 1}`, figure: { svg, title: name, caption, alt } };
  };
  const [ofRows, ofSamples] = [
    { name: 'real rows', color: ROWS },
    { name: 'samples', color: SAMPLES },
  ];
  if ('numbers' in column) {
    const { rows, samples, whole, text } = column.numbers;
    const series = [
      { ...ofRows, values: rows, dashed: true },
      { ...ofSamples, values: samples },
    ];
    return figure(
      (form) => histogramChart({ series, xLabel: name, xText: text, whole, width: WIDTH, ...form }),
      'Kolmogorov–Smirnov',
    );
  }
  const { shown, left } = foldedCategories(column.categories);
  const series = [
    { ...ofRows, shares: shown.map(({ rows }) => rows) },
    { ...ofSamples, shares: shown.map(({ samples }) => samples) },
  ];
  const categories = shown.map((category) => category.name);
  return figure((form) => categoryBars({ categories, series, label: name, width: WIDTH, ...form }), 'Total variation', left);
}

/** Whether samples look like real rows: a chart of each column, how columns go together, and some of both to read. */
export function columnSections(figures: ColumnFigures): DrawnSection[] {
  const { rows, under, columns, compared, distance, floor, correlations, written } = figures;
  const count = rows.toLocaleString('en');
  const weighed =
    figures.distinct === undefined ? '' : `, ${figures.distinct.toLocaleString('en')} of them distinct, counted by weight`;
  const left = [
    { names: figures.left, because: 'of which the model draws no numbers' },
    { names: figures.unknown, because: 'of which a random half of these rows has no known value' },
  ]
    .flatMap(({ names, because }) => (names === undefined ? [] : [` Left out: ${names.join(', ')}, ${because}.`]))
    .join('');
  const drawn = under === undefined ? '' : `, each under the ${under} of one of these rows`;
  const some =
    columns.length < compared
      ? ` The charts are of ${columns.length} of ${compared} columns, those that differ most beyond chance first.`
      : columns.length > 1
        ? ' The columns that differ most beyond chance come first.'
        : '';
  const most = written.columns.length < written.all ? `; ${written.columns.length} of ${written.all} columns` : '';
  const measures = [
    ...(columns.some((column) => 'numbers' in column)
      ? [
          'Of numbers it is the Kolmogorov–Smirnov distance: the largest difference between the shares of rows and of samples below any one value.',
        ]
      : []),
    ...(columns.some((column) => 'categories' in column)
      ? ['Of categories it is the total variation: the share of samples that would need another category.']
      : []),
  ].join(' ');
  const lines = written.rows.length;
  const section: DrawnSection = {
    heading: 'Columns',
    text: [
      `Whether what the model makes up looks like the data: ${count} rows of the training data (missing values left out${weighed}) beside as many samples${drawn}.${some}${left}`,
      `A distance of 0 means alike, 1 nothing in common. ${measures} As many rows again would differ by chance alone, about as much as two halves of the real rows, split at random, over √2, as these have half as many: a distance about as large says nothing against the model. ${compared === 1 ? 'Of the one column the distance' : `Over all ${compared} columns the mean`} is ${round(distance)}, that by chance about ${round(floor)}.`,
    ],
    figures: columns.map(chartOf),
    table: {
      caption: `${lines === 1 ? '1 training row, and 1 sample written as the file would have it' : `${lines} training rows, and ${lines} samples written as the file would have them`}${most}; numbers to seven digits, rare categories as one.`,
      columns: ['', ...written.columns],
      rows: (['rows', 'samples'] as const).flatMap((kind) =>
        written[kind].map((cells, i) => [`${kind === 'rows' ? 'real\u00a0row' : 'sample'}\u00a0${i + 1}`, ...cells]),
      ),
    },
  };
  return correlations === undefined ? [section] : [section, correlationSection(correlations)];
}
