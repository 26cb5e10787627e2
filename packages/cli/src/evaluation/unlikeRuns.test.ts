import { expect, it } from 'vitest';
import type { Run } from '../run/openRun.js';
import { unlikeRuns } from './unlikeRuns.js';

type Parts = Readonly<Record<'data' | 'options' | 'parts', Readonly<Record<string, unknown>>>>;

const run = ({ data = {}, options = {}, parts = {} }: Partial<Parts>): Run['config'] =>
  ({
    data: { name: 'digits', sha256: 'a', shape: [28, 28, 1], ...data },
    options: { data: 'digits', binarize: 'static', likelihood: 'bernoulli', seed: 0, ...options },
    model: { parts: { prior: { kind: 'standardNormal' }, ...parts } },
  }) as unknown as Run['config'];

it.each<[string, Partial<Parts>, Partial<Parts>, string | undefined]>([
  ['what a model is made of', { options: { latent: 2, beta: 4, model: 'beta-vae' } }, { options: { latent: 20 } }, undefined],
  ['how it was trained', { options: { epochs: 1, limit: 100 } }, { options: { validation: 'none' } }, undefined],
  ['the seed of a set whose test part is its own', { options: { seed: 1 } }, {}, undefined],
  ['other data', {}, { data: { sha256: 'b' } }, 'the data'],
  ['another size of the same photos', {}, { data: { shape: [64, 64, 1] } }, 'the shape of an example'],
  ['photos that are cut, and squeezed', { options: { fit: 'crop' } }, { options: { fit: 'stretch' } }, '--fit'],
  ['bits and gray pixels', {}, { options: { binarize: 'none' } }, '--binarize'],
  ['another likelihood', {}, { options: { likelihood: 'gaussian' } }, '--likelihood'],
  [
    'a class that one model is told, free of nats',
    {},
    { parts: { prior: { kind: 'classMeans', classes: 10 } } },
    'whether the model is told the class',
  ],
  ['a condition', {}, { options: { condition: ['age'] } }, '--condition'],
  ['another share for the test', { options: { 'test-fraction': 0.2 } }, {}, '--test-fraction'],
  [
    'columns in another scale',
    { data: { encoding: { columns: [{ name: 'a', type: 'number', deviation: 2 }] } } },
    { data: { encoding: { columns: [{ name: 'a', type: 'number', deviation: 3 }] } } },
    'the encoding of the table',
  ],
  [
    'numbers in another scale',
    { data: { scaling: { mean: [1] } } },
    { data: { scaling: { mean: [2] } } },
    'the scale of the numbers',
  ],
  ['another test part of a file', { options: { data: '/a.csv', seed: 1 } }, { options: { data: '/a.csv' } }, '--seed'],
])('%s', (_, one, other, differs) => {
  expect(unlikeRuns(run(one), run(other))).toBe(differs);
  expect(unlikeRuns(run(other), run(one))).toBe(differs);
});
