import { formatNumber, lineChart, type LineSeries } from '@vaekit/viz';
import type { DrawnSection, NamedFigure } from './drawnSection.js';

/** A mean, and of numbers the middle 80 % of them. */
export interface ConditionSummary {
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
}

/** What a model draws at one value of a condition, and what real rows near it have; those may lack it. */
export interface ConditionPlace {
  readonly drawn: ConditionSummary;
  readonly real?: ConditionSummary | undefined;
}

/** Writes a value in the words of its column. */
export type WriteValue = (value: number) => string;

/** A learned column under a condition: one part of a column of numbers, a part for each category otherwise, whose means are shares. */
export interface ConditionedColumn {
  readonly name: string;
  /** Writes a value of it, such as a day. Default: as a number. */
  readonly text?: WriteValue | undefined;
  readonly parts: readonly {
    /** The category. */
    readonly name?: string;
    /** At each of the settings. */
    readonly settings: readonly ConditionPlace[];
    /** At each value of the sweep. */
    readonly sweep: readonly ConditionPlace[];
  }[];
}

/** How the learned columns of a table follow one column of the condition. */
export interface ConditionFigures {
  readonly name: string;
  /** Of the condition, in words, the other columns of it being at their medians. */
  readonly settings: readonly string[];
  /** Of the condition, rising; empty where it is of categories. */
  readonly sweep: readonly number[];
  /** Writes a value of it, such as a day. Default: as a number. */
  readonly text?: WriteValue | undefined;
  readonly columns: readonly ConditionedColumn[];
  /** How many columns are learned, of which those that change the most are here. */
  readonly learned: number;
}

/** Lines of a chart: more cannot be told apart. */
const LINES = 5;

const percent = (share: number): string => `${Math.round(100 * share)}\u00a0%`;
const short = (value: number): string => formatNumber(Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3)));

/** A summary of a column in words: `12.1 (9.4 to 14.8)`, or `yes 83 %, no 17 %`. */
function inWords(
  summaries: readonly { readonly name?: string | undefined; readonly summary: ConditionSummary | undefined }[],
  text: WriteValue = short,
): string {
  const [first] = summaries;
  if (first?.summary === undefined) return '–';
  if (first.name === undefined) {
    const { mean, low, high } = first.summary;
    return low === undefined ? text(mean) : `${text(mean)} (${text(low)} to ${text(high!)})`;
  }
  return summaries
    .map(({ name, summary }) => ({ name: name!, share: summary!.mean }))
    .toSorted((a, b) => b.share - a.share)
    .slice(0, 3)
    .map(({ name, share }) => `${name} ${percent(share)}`)
    .join(', ');
}

/** A line over the values of the sweep, drawn and real. */
function linesOf(
  x: readonly number[],
  { name = 'drawn', sweep }: ConditionedColumn['parts'][number],
  color: number,
): LineSeries[] {
  const drawn = sweep.map((place) => place.drawn);
  const band = drawn.every(({ low }) => low !== undefined)
    ? { low: drawn.map(({ low }) => low!), high: drawn.map(({ high }) => high!) }
    : {};
  const known = sweep.flatMap(({ real }, i) => (real === undefined ? [] : [{ x: x[i]!, y: real.mean }]));
  return [
    { name, x, y: drawn.map(({ mean }) => mean), color, ...band },
    ...(known.length === 0
      ? []
      : [
          {
            name: name === 'drawn' ? 'real rows' : '',
            x: known.map((each) => each.x),
            y: known.map((each) => each.y),
            dashed: true,
            color: name === 'drawn' ? color + 1 : color,
          },
        ]),
  ];
}

function chartOf({ name, sweep, text }: ConditionFigures, column: ConditionedColumn, file: string): NamedFigure {
  const shares = column.parts[0]?.name !== undefined;
  const largest = (part: ConditionedColumn['parts'][number]): number => Math.max(...part.sweep.map(({ drawn }) => drawn.mean));
  const parts = column.parts.toSorted((a, b) => (shares ? largest(b) - largest(a) : 0)).slice(0, LINES);
  const series = parts.flatMap((part, i) => linesOf(sweep, part, i));
  const what = shares ? `share of each ${column.name}` : column.name;
  const left = column.parts.length - parts.length;
  const caption = `${shares ? 'Solid: the share of each category among draws' : 'The mean of draws, in the band that holds the middle 80 % of them'} as ${name} runs from its 5th to its 95th percentile; dashed: real rows whose ${name} is near.${left === 0 ? '' : ` ${left} rarer categories are left out.`}`;
  return {
    name: file,
    figure: {
      svg: (form) =>
        lineChart({
          series,
          xLabel: name,
          yLabel: what,
          ...(text === undefined ? {} : { xText: text }),
          ...(column.text === undefined ? {} : { yText: column.text }),
          ...(shares ? { yDomain: [0, 1] as const } : {}),
          ...form,
        }),
      title: `${column.name} over ${name}`,
      caption,
      alt: `${column.name} over ${name}. ${caption}`,
    },
  };
}

/**
 * How the learned columns follow a column of the condition: a chart of each as it runs, and a table of three settings of it, each beside real rows.
 *
 * @param place which of the conditions it is, from 0, for the names of files
 */
export function conditionSection(figures: ConditionFigures, place: number): DrawnSection {
  const { name, settings, sweep, columns, learned } = figures;
  const most =
    columns.length < learned ? ` Of ${learned} learned columns the ${columns.length} are shown that change the most.` : '';
  return {
    heading: `Condition: ${name}`,
    text: [
      ...(sweep.length < 2
        ? []
        : [
            `In the charts the other columns of the condition, where there are others, are those of the real rows near each ${name}, so that draws and rows can be compared.`,
          ]),
      `In the table the others are at their medians, or the most frequent category, and real rows are those nearest in all of the condition; in parentheses: the middle 80 %.${most}`,
    ],
    figures: sweep.length < 2 ? [] : columns.map((column, i) => chartOf(figures, column, `condition-${place + 1}-${i + 1}`)),
    table: {
      columns: ['Column', ...settings.flatMap((setting) => [`${name} ${setting}`, 'real rows near'])],
      rows: columns.map((column) => [
        column.name,
        ...settings.flatMap((_, at) =>
          (['drawn', 'real'] as const).map((which) =>
            inWords(
              column.parts.map((part) => ({ name: part.name, summary: part.settings[at]![which] })),
              column.text,
            ),
          ),
        ),
      ]),
    },
  };
}
