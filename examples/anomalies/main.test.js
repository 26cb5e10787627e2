import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from '@vaekit/datasets';
import { expect, test } from 'vitest';
import { numbersIn, runExample, temporaryFolder } from '../runExample.js';
import { machineReadings } from './makeData.js';
import { rocAuc } from './rocAuc.js';

test('faults come first among rows that were not trained on, though their labels never were seen', async () => {
  const folder = temporaryFolder();
  const { lines, stderr } = await runExample('anomalies', ['--data', join(folder, 'machines.csv'), '--epochs', '25']);
  expect(stderr).toBe('');
  const text = lines.join('\n');
  expect(text).toMatch(/reading +text, left out/);
  expect(text).toMatch(/hall +constant, left out/);
  expect(text).toMatch(/vibration_mm_s +number, \d+ missing/);
  expect(text).not.toMatch(/^ +fault /m);
  const [before, after] = numbersIn(lines.find((line) => line.startsWith('loss')).replace('->', ''));
  expect(after).toBeLessThan(before);
  const [auc, extreme] = numbersIn(lines.find((line) => line.startsWith('ROC AUC')));
  expect(auc).toBeGreaterThan(0.9);
  // The task is not one that looking at single values would do.
  expect(extreme).toBeLessThan(0.75);

  // The same figure from the files alone: the scores that were written, and the labels of the table.
  const table = readCsv(readFileSync(join(folder, 'machines.csv')));
  const column = (name) => table.columns.find((one) => one.name === name);
  const fault = column('fault');
  const faulty = new Map(
    column('reading').values.map((reading, row) => [reading, fault.categories[fault.values[row]] !== 'none']),
  );
  const rows = readFileSync(join(folder, 'scores.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  expect(rows).toHaveLength(1800);
  expect(
    rocAuc(
      rows.map(([, score]) => Number(score)),
      rows.map(([reading]) => faulty.get(reading)),
    ),
  ).toBeCloseTo(auc, 2);
});

test('the table is a function of its seed', () => {
  expect(machineReadings({ rows: 20 })).toBe(machineReadings({ rows: 20 }));
  expect(machineReadings({ rows: 20 })).not.toBe(machineReadings({ rows: 20, seed: 8 }));
});

test('the area under the ROC curve is that of its definition', () => {
  expect(rocAuc([1, 2, 3, 4], [false, false, true, true])).toBe(1);
  expect(rocAuc([1, 2, 3, 4], [true, false, true, false])).toBe(0.25);
  expect(rocAuc([1, 1], [true, false])).toBe(0.5);
});
