import { formatNumber, heatMap } from '@vaekit/viz';
import type { DrawnSection, NamedFigure } from './drawnSection.js';

/** How columns go together in real rows and in samples. */
export interface CorrelationFigures {
  /** Columns, not always all; a category by name. */
  readonly names: readonly string[];
  /** Correlations from −1 to 1, `[names][names]`. */
  readonly rows: readonly (readonly number[])[];
  readonly samples: readonly (readonly number[])[];
  /** How many columns were compared. */
  readonly compared: number;
  /** How many pairs of them `difference` and `floor` are means over: those with a column that the model learned. */
  readonly pairs: number;
  /** Where only the first columns of a table were looked at: how many these are, and how many it has. */
  readonly looked?: { readonly first: number; readonly of: number };
  /** The mean absolute difference between rows and samples. */
  readonly difference: number;
  /** The same between two halves of the rows, over √2, as these are half as many. */
  readonly floor: number;
}

/** A little wider than other figures, for names of columns. */
const WIDTH = 480;

function mapOf(
  name: string,
  title: string,
  of: string,
  names: readonly string[],
  values: CorrelationFigures['rows'],
): NamedFigure {
  const caption = `The rank correlation of each two columns in ${of}: red where one rises with the other, blue where it falls, white where they have nothing to do with each other.`;
  return {
    name,
    figure: {
      svg: (form) =>
        heatMap({
          values,
          rows: names,
          columns: names,
          unit: 'rank correlation',
          colorMap: 'blue-red',
          range: [-1, 1],
          decimals: 2,
          width: WIDTH,
          ...form,
        }),
      title,
      caption,
      alt: `${title}. ${caption}`,
    },
  };
}

/** Whether columns go together in samples as they do in real rows: two maps on one scale, and how far they are apart. */
export function correlationSection(figures: CorrelationFigures): DrawnSection {
  const { names, rows, samples, compared, pairs, difference, floor } = figures;
  const round = (value: number): string => formatNumber(Number(value.toPrecision(2)));
  const apart =
    pairs === 1
      ? `The correlations in samples and in rows are ${round(difference)} apart`
      : `Over ${pairs < (compared * (compared - 1)) / 2 ? `the ${pairs.toLocaleString('en')} pairs with a column that the model learned, of ${compared} columns,` : `all ${pairs.toLocaleString('en')} pairs of ${compared} columns`} the correlations in samples and in rows are ${round(difference)} apart on average`;
  const some =
    names.length < compared ? ` The maps are of the ${names.length} columns that go together with another the most.` : '';
  const looked =
    figures.looked === undefined ? '' : ` Only the first ${figures.looked.first} of ${figures.looked.of} columns were looked at.`;
  const words = names.some((name) => name.includes(' = '))
    ? ' A column of categories stands here by whether it has the one that is named.'
    : '';
  return {
    heading: 'Columns together',
    text: [
      `Whether columns go together in samples as they do in real rows, by Spearman's rank correlation: 1 where one column always rises with the other, −1 where it falls, 0 where they have nothing to do with each other.${words}${looked}${some}`,
      `${apart}; by chance alone they would be about ${round(floor)} apart.`,
    ],
    figures: [
      mapOf('correlations-rows', 'Real rows', 'real rows', names, rows),
      mapOf('correlations-samples', 'Samples', 'samples', names, samples),
    ],
  };
}
