import { expect, it } from 'vitest';
import { type ColumnFigures, type ComparedColumn, columnSections } from './columnSection.js';
import { sectionOnPage } from './drawnSection.js';

const numbers = (name: string, rest: Partial<Extract<ComparedColumn, { numbers: unknown }>['numbers']> = {}): ComparedColumn => ({
  name,
  distance: 0.1234,
  floor: 0.02,
  numbers: { rows: [1, 2, 3], samples: [1, 4, 4], whole: false, ...rest },
});
const categories = (count: number, first: number): ComparedColumn => ({
  name: 'city',
  distance: 0.05,
  floor: 0.04,
  categories: Array.from({ length: count }, (_, i) => ({
    name: `c${i}`,
    rows: i === 0 ? first : (1 - first) / (count - 1),
    samples: 1 / count,
  })),
});
const figures: ColumnFigures = {
  rows: 5000,
  columns: [numbers('age'), numbers('day', { whole: true, text: (value) => `day ${value}` }), categories(3, 0.5)],
  compared: 30,
  distance: 0.061,
  floor: 0.0213,
  written: { columns: ['age', 'city'], all: 30, rows: [['31', 'c0']], samples: [['45', '']] },
};
const correlations = {
  names: ['age', 'city = c0'],
  rows: [
    [1, 0.5],
    [0.5, 1],
  ],
  samples: [
    [1, -0.116],
    [-0.116, 1],
  ],
  compared: 2,
  pairs: 1,
  difference: 0.616,
  floor: 0.01,
};

it('says which columns are left out, and why', () => {
  const [section] = columnSections({ ...figures, left: ['age'], unknown: ['day', 'city'] });
  expect(section!.text![0]).toContain(
    ' Left out: age, of which the model draws no numbers. Left out: day, city, of which a random half of these rows has no known value.',
  );
});

it('is a chart of each column with its distance, and some rows and samples', () => {
  const [section, ...others] = columnSections(figures);
  expect(others).toEqual([]);
  const { heading, text, figures: charts, table } = section!;
  expect(heading).toBe('Columns');
  expect(text![0]).toContain('5,000 rows of the training data (missing values left out) beside as many samples.');
  expect(text![0]).toContain('The charts are of 3 of 30 columns, those that differ most beyond chance first.');
  expect(text![1]).toContain('Over all 30 columns the mean is 0.061, that by chance about 0.021.');
  expect(charts.map(({ name, figure }) => [name, figure.title, figure.caption])).toEqual([
    ['column-1', 'age', 'Kolmogorov–Smirnov distance 0.12; by chance about 0.02.'],
    ['column-2', 'day', 'Kolmogorov–Smirnov distance 0.12; by chance about 0.02.'],
    ['column-3', 'city', 'Total variation distance 0.05; by chance about 0.04.'],
  ]);
  expect(charts[1]!.figure.svg()).toContain('day 2');
  expect(table).toEqual({
    caption:
      '1 training row, and 1 sample written as the file would have it; 2 of 30 columns; numbers to seven digits, rare categories as one.',
    columns: ['', 'age', 'city'],
    rows: [
      ['real\u00a0row\u00a01', '31', 'c0'],
      ['sample\u00a01', '45', ''],
    ],
  });
  expect(sectionOnPage(section!).figures!.length).toBe(3);
});

it.each<[string, number, number, number, string]>([
  ['all categories where they are few', 9, 0.5, 9, '0.04.'],
  ['the rest as one', 40, 0.9, 9, '0.04.'],
  [
    'no bar of a rest that would dwarf all others',
    60,
    0.05,
    8,
    ' Not drawn: 52 others, 84\u00a0% of rows and 87\u00a0% of samples.',
  ],
])('draws %s', (_, count, first, bars, end) => {
  const [section] = columnSections({ ...figures, columns: [categories(count, first)] });
  const { svg, caption } = section!.figures[0]!.figure;
  expect(svg({ bare: true }).match(/height="7"/gu)!.length).toBe(2 * bars);
  expect(caption.endsWith(end)).toBe(true);
});

it('says what samples were drawn under, and of one column what it is of one', () => {
  const one = { ...figures, columns: [numbers('age')], compared: 1, under: 'class' };
  const { text } = columnSections(one)[0]!;
  expect(text![0]).toContain('beside as many samples, each under the class of one of these rows.');
  expect(text![1]).toContain('Of the one column');
  expect(text![1]).not.toContain('categories');
  expect(text![0]).not.toContain('first');
});

it('shows how columns go together on one scale, to two decimals', () => {
  const [, section] = columnSections({ ...figures, correlations });
  expect(section!.heading).toBe('Columns together');
  expect(section!.text).toEqual([
    expect.stringContaining("Spearman's rank correlation"),
    'The correlations in samples and in rows are 0.62 apart; by chance alone they would be about 0.01 apart.',
  ]);
  expect(section!.text![0]).toContain('has the one that is named');
  const [rows, samples] = section!.figures.map(({ figure }) => figure.svg());
  expect(rows).toContain('>0.50<');
  expect(samples).toContain('>−0.12<');
  const many = { ...correlations, names: ['age', 'dose'], compared: 20, pairs: 190 };
  const { text } = columnSections({ ...figures, correlations: many })[1]!;
  expect(text![0]).not.toContain('categories');
  expect(text![0]).toContain('The maps are of the 2 columns that go together with another the most.');
  expect(text![1]).toContain('Over all 190 pairs of 20 columns');
});
