import { expect, it } from 'vitest';
import { type ConditionFigures, type ConditionPlace, conditionSection } from './conditionSection.js';
import { sectionOnPage } from './drawnSection.js';

const number = (mean: number, real?: number): ConditionPlace => ({
  drawn: { mean, low: mean - 1, high: mean + 1.25 },
  ...(real === undefined ? {} : { real: { mean: real, low: real - 2, high: real + 2 } }),
});
const share = (drawn: number, real: number): ConditionPlace => ({ drawn: { mean: drawn }, real: { mean: real } });
const figures: ConditionFigures = {
  name: 'dose',
  settings: ['= 1', '= 3'],
  sweep: [0, 2, 4],
  learned: 5,
  columns: [
    { name: 'y', parts: [{ settings: [number(2, 1.9), number(6)], sweep: [number(0, 0), number(4), number(8, 8)] }] },
    {
      name: 'taken',
      parts: [
        { name: 'no', settings: [share(0.25, 0.2), share(0, 0)], sweep: [share(0.5, 0.5), share(0.2, 0.2), share(0, 0)] },
        { name: 'yes', settings: [share(0.75, 0.8), share(1, 1)], sweep: [share(0.5, 0.5), share(0.8, 0.8), share(1, 1)] },
      ],
    },
  ],
};

it('is a chart of each column and a table of the settings, draws beside real rows', () => {
  const { heading, figures: charts, table, text } = conditionSection(figures, 1);
  expect(heading).toBe('Condition: dose');
  expect(charts.map(({ name, figure }) => [name, figure.title])).toEqual([
    ['condition-2-1', 'y over dose'],
    ['condition-2-2', 'taken over dose'],
  ]);
  expect(table!.columns).toEqual(['Column', 'dose = 1', 'real rows near', 'dose = 3', 'real rows near']);
  expect(table!.rows).toEqual([
    ['y', '2 (1 to 3.25)', '1.9 (−0.1 to 3.9)', '6 (5 to 7.25)', '–'],
    [
      'taken',
      'yes 75\u00a0%, no 25\u00a0%',
      'yes 80\u00a0%, no 20\u00a0%',
      'yes 100\u00a0%, no 0\u00a0%',
      'yes 100\u00a0%, no 0\u00a0%',
    ],
  ]);
  expect(text!.at(-1)).toContain('Of 5 learned columns the 2 are shown that change the most.');
  const [first, second] = charts.map(({ figure }) => figure.svg());
  // A line of what is drawn and a dashed one of what is real, of each category.
  const dashed = (svg: string): number => svg.match(/<path[^>]*stroke-dasharray/gu)!.length;
  expect([dashed(first!), dashed(second!)]).toEqual([1, 2]);
  expect(first).toContain('real rows');
  expect(second).toContain('yes');
});

it('is a table alone where the condition is of categories', () => {
  const { figures: charts, table, text } = conditionSection({ ...figures, sweep: [] }, 0);
  expect([charts, table!.rows.length, text!.length]).toEqual([[], 2, 1]);
  expect(sectionOnPage(conditionSection(figures, 0)).figures!.length).toBe(2);
});
