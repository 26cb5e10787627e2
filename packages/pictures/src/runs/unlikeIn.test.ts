import type { RunConfig } from '@vaekit/runs';
import { describe, expect, it } from 'vitest';
import { unlikeIn } from './unlikeIn.js';

type Parts = Readonly<Partial<Record<'data' | 'options' | 'parts', Readonly<Record<string, unknown>>>>>;

const config = ({ data, options, parts }: Parts): RunConfig<object> =>
  ({
    data: { name: 'digits', sha256: 'a', shape: [28, 28, 1], ...data },
    options: { fit: 'crop', binarize: 'none', likelihood: 'bernoulli', seed: 0, ...options },
    model: { parts: { prior: { kind: 'standardNormal' }, ...parts } },
  }) as unknown as RunConfig<object>;

/** The run of a table, standardized by what its training rows came to. */
const table = (columns: readonly object[], width: number): Parts => ({
  data: { shape: [width], encoding: { version: 2, columns, width } },
});
const number = { name: 'a', type: 'number', mean: 0.16, deviation: 3.38 };
const words = { name: 'b', type: 'category', width: 3, categories: ['x', 'y', 'z'] };

describe('runs whose losses compare', () => {
  it.each<[string, Parts, Parts]>([
    ['other models, trained in other ways', { options: { model: 'iwae', latent: 2, limit: 9, validation: 0.2, seed: 1 } }, {}],
    ['a scale that another split has', table([number], 1), table([{ ...number, mean: 0.17, deviation: 3.36 }], 1)],
    [
      'a word that training rows of one split lack',
      table([words], 3),
      table([{ ...words, width: 2, categories: ['x', 'y'] }], 2),
    ],
    ['a column of one value in one split', table([number], 1), table([{ name: 'a', type: 'constant', of: 'integer' }], 0)],
    ['a kind that is the one found', { ...table([number], 1), options: { column: ['a=number'] } }, table([number], 1)],
    // `scaled` adds the log-Jacobian: −log p stays one of the numbers as they are.
    ['arrays that the model standardizes', { options: { standardize: true } }, {}],
  ])('%s', (_, one, other) => {
    expect(unlikeIn(config(one), config(other))).toBeUndefined();
    expect(unlikeIn(config(other), config(one))).toBeUndefined();
  });
});

describe('runs whose losses do not compare', () => {
  const normalScores = { name: 'a', type: 'quantile', of: 'number', zero: false };
  it.each<[string, Parts, Parts, string]>([
    ['other files', {}, { data: { sha256: 'b' } }, 'the data'],
    ['a quarter of the pixels', {}, { data: { shape: [14, 14, 1] } }, 'the shape of an example'],
    ['gray and colored images', {}, { data: { shape: [28, 28, 3] } }, 'the shape of an example'],
    ['images that are cut, and squeezed', {}, { options: { fit: 'stretch' } }, '--fit'],
    ['another part of the files', {}, { options: { part: 'test' } }, '--part'],
    ['a test part with rows that are not normal', {}, { options: { normal: 'a,b' } }, '--normal'],
    ['bits and gray pixels', {}, { options: { binarize: 'static' } }, '--binarize'],
    ['another likelihood', {}, { options: { likelihood: 'gaussian' } }, '--likelihood'],
    ['a condition', {}, { options: { condition: ['age'] } }, '--condition'],
    ['standardized numbers and normal scores', table([number], 1), table([normalScores], 1), 'the encoding of the table'],
    [
      'numbers in their own unit',
      table([number], 1),
      { ...table([number], 1), options: { standardize: false } },
      'the encoding of the table',
    ],
    [
      'a column that is left out',
      table([number, words], 4),
      table([number, { ...words, type: 'left-out' }], 1),
      'the encoding of the table',
    ],
    ['numbers that came standardized', {}, { data: { scaling: { mean: [1], deviation: [2] } } }, 'the scale of the numbers'],
    [
      'a prior of each class',
      {},
      { parts: { prior: { kind: 'classMeans', classes: 2 } } },
      'whether the model is told the class',
    ],
    ['a decoder that is told the class', {}, { parts: { condition: { classes: 2 } } }, 'whether the model is told the class'],
  ])('%s', (_, one, other, what) => {
    expect(unlikeIn(config(one), config(other))).toBe(what);
    expect(unlikeIn(config(other), config(one))).toBe(what);
  });
});
