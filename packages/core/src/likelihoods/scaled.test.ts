import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import oracle from '../../oracles/scaledOracles.json' with { type: 'json' };
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { bernoulli } from './bernoulli.js';
import { gaussian } from './gaussian.js';
import { laplace } from './laplace.js';
import { poisson } from './poisson.js';
import { scaled } from './scaled.js';
import { studentT } from './studentT.js';

beforeAll(() => tf.setBackend('cpu'));

const { mean, deviation } = oracle;
const kinds = {
  gaussian: gaussian({ sigma: 0.5 }),
  laplace: laplace({ scale: 0.5 }),
  studentT: studentT({ degrees: 4, scale: 0.5 }),
};
const matrix = (values: readonly number[]): tf.Tensor => tf.tensor([...values], [3, 4]);

test.each(Object.keys(kinds) as (keyof typeof kinds)[])('%s in the units of the data: densities, means and draws', (kind) => {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const built = scaled({ mean, deviation, likelihood: kinds[kind] }).build({ event: [4] });
    const given = [matrix(oracle.output)];
    const nll = (mask?: tf.Tensor) => [...built.negativeLogDensity(given, matrix(oracle.x), mask).dataSync()];
    const { all, seen } = oracle.nll[kind];
    // x is rounded in float32: of deviation 0.01 at −3 by 2e-7, 2e-5 deviations.
    nll().forEach((value, i) => expect(Math.abs(value - all[i]!)).toBeLessThan(2e-3));
    nll(matrix(oracle.mask)).forEach((value, i) => expect(Math.abs(value - seen[i]!)).toBeLessThan(2e-3));
    built
      .mean(given)
      .dataSync()
      .forEach((value, i) => expect(Math.abs(value / oracle.center[i]! - 1)).toBeLessThan(1e-5));
    const inner = kinds[kind].build({ event: [4] });
    const noise = drawNoise(built.noise(), 3, randomStream(1));
    const units = tf.add(tf.mul(inner.draw(given, noise), tf.tensor1d(deviation)), tf.tensor1d(mean));
    expect(built.draw(given, noise).dataSync()).toEqual(units.dataSync());
  });
  expect(tf.memory().numTensors).toBe(before);
});

test('what makes no sense is refused', () => {
  const before = tf.memory().numTensors;
  const of = (options: Partial<Parameters<typeof scaled>[0]>) =>
    scaled({ mean: 0, deviation: 1, likelihood: gaussian(), ...options });
  expect(() => of({ mean: Number.NaN })).toThrow('scaled: `mean` has NaN; expected finite numbers');
  expect(() => of({ deviation: [1, 0] })).toThrow('scaled: `deviation` has 0; expected positive numbers');
  expect(() => of({ mean: [1, 2] }).build({ event: [4] })).toThrow(
    'scaled: `mean` has 2 numbers; expected 1 or 4, one for each element',
  );
  for (const likelihood of [bernoulli(), poisson()])
    expect(() => of({ likelihood }).build({ event: [4] })).toThrow(
      'does not describe all real numbers; take one that does, such as gaussian()',
    );
  expect(tf.memory().numTensors).toBe(before);
});
