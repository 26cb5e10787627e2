import { describe, expect, test } from 'vitest';
import { arrayLabels, labelClasses } from './arrayLabels.js';
import { bytesOf, imageOracle } from './imageOracle.test-helper.js';
import { readNpy } from './npy.js';
import { failure } from './oracleFiles.test-helper.js';

describe('labels that NumPy saved are the classes that NumPy finds in them', () => {
  test.each(Object.entries(imageOracle.labels))('%s', (_, label) => {
    const { y, classes } = arrayLabels('labels', readNpy(bytesOf(label), { text: true }));
    expect(classes).toEqual(label.classes);
    expect([...y.data]).toEqual(label.y);
    expect(y.shape).toEqual([label.y.length]);
  });
});

const numbers = (...values: number[]): { data: number[]; shape: number[] } => ({ data: values, shape: [values.length] });

test('parts share their classes; given names are of the places, or of the values', () => {
  expect(labelClasses('labels', [numbers(0, 1), numbers(3)])).toEqual(['0', '1', '3']);
  expect([...arrayLabels('labels', numbers(3, 0), ['0', '1', '3']).y.data]).toEqual([2, 0]);
  expect([...arrayLabels('labels', numbers(1, 0), ['cat', 'dog']).y.data]).toEqual([1, 0]);
});

test('refusals', async () => {
  const wrong = async (data: readonly number[], shape: number[], classes?: string[]): Promise<[string, string]> => {
    const { kind, message } = await failure(() => arrayLabels('a.npz, y', { data, shape }, classes));
    return [kind, message];
  };
  expect(await wrong([0, 0.5], [2])).toEqual(['label-range', 'a.npz, y: label 1 is 0.5; a whole number or a text was expected']);
  expect(await wrong([0, 1, 1, 1], [2, 2])).toEqual(['shape', expect.stringMatching(/row 1 is not one-hot/)]);
  expect(await wrong([0, 0, 0, 0], [2, 2])).toEqual(['shape', expect.stringMatching(/row 0 is not one-hot/)]);
  expect(await wrong([0.2, 0.8], [1, 2])).toEqual(['shape', expect.stringMatching(/one-hot/)]);
  expect(await wrong([0], [3])).toEqual(['shape', 'a.npz, y: the labels have shape [3] but 1 values; they must agree']);
  expect(await wrong([0, 1, 1], [2])).toEqual(['shape', expect.stringMatching(/shape \[2\] but 3 values/)]);
  expect(await wrong([0], [1, 1, 1])).toEqual(['shape', expect.stringMatching(/\[n\], \[n,1\] or one-hot/)]);
  expect(await wrong([2], [1], ['a', 'b'])).toEqual([
    'label-range',
    expect.stringMatching(/row 0 is 2, which is none of the classes a, b/),
  ]);
  expect(
    await wrong(
      Array.from({ length: 1001 }, (_, i) => i),
      [1001],
    ),
  ).toEqual(['label-range', expect.stringMatching(/1001 different/)]);
});
