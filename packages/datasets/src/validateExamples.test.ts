import { describe, expect, test } from 'vitest';
import { DataError, type DataErrorKind } from './dataError.js';
import type { Examples } from './examples.js';
import { validateExamples } from './validateExamples.js';

const good: Examples = {
  x: { data: Float32Array.of(0, 0.5, 1, 0, 0.25, 1), shape: [2, 3] },
  y: { data: Int32Array.of(0, 1), shape: [2] },
  factors: { names: ['a'], values: { data: Float32Array.of(3, 4), shape: [2, 1] } },
  classes: ['no', 'yes'],
  binarization: 'none',
  name: 'good',
};
const x = (...values: number[]): Pick<Examples, 'x'> => ({ x: { data: Float32Array.from(values), shape: [2, 3] } });
const labels = (data: Int32Array | Float32Array): Pick<Examples, 'y'> => ({
  y: { data: data as Int32Array, shape: [data.length] },
});

test('what is right passes', () => {
  for (const change of [
    {},
    { binarization: 'dynamic' as const },
    { binarization: 'static' as const, ...x(0, 1, 1, 0, 0, 1) },
    { binarization: 'static' as const, x: { data: Uint8Array.of(0, 255), shape: [2, 1] } },
    { x: { data: Float64Array.of(-1e300, 1e300), shape: [2, 1] } },
    { x: { data: new Int8Array(8), shape: [2, 2, 2, 1] } },
  ]) {
    expect(() => validateExamples({ ...good, ...change })).not.toThrow();
  }
  expect(() => validateExamples({ x: good.x, binarization: 'none' })).not.toThrow();
});

describe('what is wrong is refused, with its place', () => {
  const cases: [name: string, change: Partial<Examples>, kind: DataErrorKind, message: RegExp][] = [
    ['NaN', x(0, 0, 0, 0, Number.NaN, Number.NaN), 'not-finite', /^validateExamples \(good\): `x` is NaN at row 1, column 1/],
    ['infinity', x(0, 0, Infinity, 0, 0, 0), 'not-finite', /`x` is Infinity at row 0, column 2/],
    ['minus infinity', x(-Infinity, 0, 0, 0, 0, 0), 'not-finite', /`x` is -Infinity at row 0, column 0/],
    ['gray static', { binarization: 'static' }, 'value-range', /`x` is 0.5 at row 0, column 1; static examples hold 0 and 1/],
    [
      '1 in static bytes',
      { binarization: 'static', x: { data: Uint8Array.of(255, 1), shape: [2, 1] } },
      'value-range',
      /row 1, column 0.* 0 and 255/,
    ],
    [
      'improbable',
      { binarization: 'dynamic', ...x(0, 0, 0, 0, 0, 1.25) },
      'value-range',
      /1.25 at row 1, column 2; a probability/,
    ],
    ['rank 1', { x: { data: new Float32Array(2), shape: [2] } }, 'shape', /`x` has shape \[2\]/],
    ['data that do not fill the shape', { x: { data: new Float32Array(5), shape: [2, 3] } }, 'shape', /6 numbers, but holds 5/],
    ['half a size', { x: { data: new Float32Array(3), shape: [2, 1.5] } }, 'shape', /\[2,1.5\]/],
    ['no examples', { x: { data: new Float32Array(0), shape: [0, 3] } }, 'empty', /at least one example/],
    ['no features', { x: { data: new Float32Array(0), shape: [2, 0] } }, 'empty', /at least one example/],
    ['too few labels', labels(Int32Array.of(0)), 'count-mismatch', /`x` has 2 examples but `y` has 1 label;/],
    ['one-hot labels', { y: { data: new Int32Array(4), shape: [2, 2] } }, 'shape', /`y` has shape \[2,2\]; \[2\] was expected/],
    ['a label too high', labels(Int32Array.of(0, 2)), 'label-range', /the label of row 1 is 2; a whole number from 0 to 1/],
    ['a label below 0', labels(Int32Array.of(-1, 0)), 'label-range', /the label of row 0 is -1/],
    ['half a label', labels(Float32Array.of(0, 0.5)), 'label-range', /the label of row 1 is 0.5/],
    [
      'factors of other examples',
      { factors: { names: ['a'], values: { data: new Float32Array(3), shape: [3, 1] } } },
      'count-mismatch',
      /`x` has 2 examples but `factors` has 3 rows/,
    ],
    [
      'factors without names',
      { factors: { names: [], values: { data: new Float32Array(2), shape: [2, 1] } } },
      'shape',
      /\[2, 0\] was expected/,
    ],
  ];
  test.each(cases)('%s', (_, change, kind, message) => {
    let caught: unknown;
    try {
      validateExamples({ ...good, ...change });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(DataError);
    expect(caught).toMatchObject({ kind, message: expect.stringMatching(message) });
  });

  test('without class names any whole label from 0 passes', () => {
    const { classes: _, ...unnamed } = good;
    expect(() => validateExamples({ ...unnamed, ...labels(Int32Array.of(0, 999)) })).not.toThrow();
    expect(() => validateExamples({ ...unnamed, ...labels(Int32Array.of(0, -1)) })).toThrow(/a whole number from 0 was/);
  });
});
