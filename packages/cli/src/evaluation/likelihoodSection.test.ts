import * as tf from '@tensorflow/tfjs';
import { bernoulli, categorical, type Likelihood, mixedColumns, mlp, pixelCnn, vae } from '@vaekit/core';
import type { Examples } from '@vaekit/datasets';
import type { RunConfig } from '@vaekit/runs';
import { beforeAll, describe, expect, it } from 'vitest';
import { recordingTerminal } from '../terminal.test-helper.js';
import { type LikelihoodSection, likelihoodSection, likelihoodText } from './likelihoodSection.js';
import { workLine } from './workLine.js';

beforeAll(() => tf.setBackend('cpu'));

/** The section of a model whose every parameter is 0: a class of k has the probability 1/k, a bit 1/2. */
async function sectionOf(
  event: number[],
  likelihood: Likelihood,
  row: readonly number[],
  draws = 4,
  count = 2,
): Promise<LikelihoodSection> {
  const net = mlp({ hidden: [] });
  const model = vae({ event, latent: 1, encoder: net, decoder: net, likelihood });
  for (const variable of Object.values(model.variables)) tf.tidy(() => variable.assign(tf.zerosLike(variable)));
  const examples: Examples = {
    x: { data: Float32Array.from(Array(count).fill(row).flat()), shape: [count, ...event] },
    binarization: 'static',
  };
  const work = workLine(recordingTerminal().err);
  const data = { name: 'rows' } as unknown as RunConfig['data'];
  const section = await likelihoodSection(model, examples, data, { draws, seed: 0, sumClasses: false, work });
  model.dispose();
  return section;
}

const five = [0, 0, 1, 0, 0];

describe('bits per dimension', () => {
  it.each([
    // A class of 5 alike is log2 5 bits, however many numbers it takes.
    [
      'columns of classes',
      [15],
      mixedColumns({ columns: Array(3).fill({ kind: 'categorical', classes: 5 }) }),
      [...five, ...five, ...five],
      Math.log2(5),
    ],
    [
      'columns of a class and a bit',
      [6],
      mixedColumns({ columns: [{ kind: 'categorical', classes: 5 }, { kind: 'bernoulli' }] }),
      [...five, 1],
      (Math.log2(5) + 1) / 2,
    ],
    ['one-hot rows', [2, 5], categorical({ classes: 5, encoding: 'oneHot' }), [...five, ...five], Math.log2(5)],
    ['classes as numbers', [2], categorical({ classes: 5 }), [3, 4], Math.log2(5)],
    ['bits', [4], bernoulli(), [0, 1, 1, 0], 1],
  ] as const)('of %s are those of a variable', async (_, event, likelihood, row, bits) => {
    const { bitsPerDimension } = await sectionOf([...event], likelihood, row);
    expect(bitsPerDimension?.value).toBeCloseTo(bits, 5);
  });

  it('are told of bits that depend on each other', async () => {
    const section = await sectionOf([2, 2, 1], pixelCnn({ channels: 2, layers: 1 }), [0, 1, 1, 0]);
    expect(section.protocol.measure).toBe('probability');
    expect(likelihoodText(section).at(-1)).toMatch(/bits per dimension/);
  });
});

it('says no error over test sets of one example', async () => {
  const one = await sectionOf([4], bernoulli(), [0, 1, 1, 0], 2, 1);
  expect(one).not.toHaveProperty('standardError');
  expect(likelihoodText(one)[0]).toMatch(/^-log p\(x\) <= 2\.77 {2}± \S+ over draws$/);
});

it('says no error over draws where one draw shows none', async () => {
  const one = await sectionOf([4], bernoulli(), [0, 1, 1, 0], 1);
  expect(JSON.parse(JSON.stringify(one))).not.toHaveProperty('monteCarloError');
  expect(likelihoodText(one)[0]).toMatch(/^-log p\(x\) <= 2\.77 {2}± \S+ over test sets$/);
  const more = await sectionOf([4], bernoulli(), [0, 1, 1, 0], 3);
  expect(more.monteCarloError).toBeGreaterThanOrEqual(0);
  expect(likelihoodText(more)[0]).toMatch(/over draws$/);
});
