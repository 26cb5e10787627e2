import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { elbo, evaluate, iwae, mlp, type Objective, randomStream, vae } from '@vaekit/core';
import { errorsOfScores, scoreErrors, type ScoreErrors } from './scoreErrors.js';

interface Oracle {
  readonly draws: readonly [readonly number[], readonly number[]];
  readonly errors: ScoreErrors;
}

// By NumPy (oracles/seeds.py).
const { draws, errors } = JSON.parse(readFileSync(new URL('../../oracles/seeds.json', import.meta.url), 'utf8')) as Oracle;

it('tells the error of the test set from that of the draws', () => {
  const found = errorsOfScores(...draws);
  expect(found.testSet).toBeCloseTo(errors.testSet, 10);
  expect(found.monteCarlo).toBeCloseTo(errors.monteCarlo, 10);
  expect(found.examples).toBe(400);
  // The same scores as a sample of four times as many examples.
  expect(errorsOfScores(...draws, 1600).testSet).toBeCloseTo(errors.testSet / 2, 10);
});

it.each([
  ['draws that do not differ', [1, 3], [1, 3], 1, 0],
  ['examples that do not differ but for draws', [1, 3], [3, 1], 0, 1],
])('of %s', (_, a, b, testSet, monteCarlo) => {
  const found = errorsOfScores(a, b);
  expect([found.testSet, found.monteCarlo]).toEqual([expect.closeTo(testSet, 12), expect.closeTo(monteCarlo, 12)]);
});

const net = mlp({ hidden: [8] });

it.each([
  ['elbo of one draw', elbo()],
  ['elbo of 16', elbo({ samples: 16 })],
  ['iwae of 16', iwae({ k: 16 })],
] as const)(
  'of a model with the objective %s: what repeated evaluations with other seeds differ by',
  async (_, objective: Objective) => {
    const model = vae({ event: [4], latent: 2, encoder: net, decoder: net, objective });
    const data = randomStream(3)
      .fillUniform(new Float32Array(4 * 200))
      .map(Math.round);
    const examples = { x: { data, shape: [200, 4] }, binarization: 'static' } as const;
    const found = (await scoreErrors(model, examples, 0))!;
    const means: number[] = [];
    for (let seed = 0; seed < 40; seed++) {
      const { terms } = await evaluate(model, examples, { seed: 100 + seed });
      means.push(terms['reconstruction']! + terms['kl']!);
    }
    const mean = means.reduce((a, b) => a + b) / means.length;
    const deviation = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (means.length - 1));
    expect(found.monteCarlo / deviation).toBeGreaterThan(0.6);
    expect(found.monteCarlo / deviation).toBeLessThan(1.6);
    model.dispose();
  },
);
