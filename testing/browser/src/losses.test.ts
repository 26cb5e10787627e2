import * as tf from '@tensorflow/tfjs';
import { klStandardNormal } from '@vaekit/losses';
import { expect, test } from 'vitest';
import { browserPage, inBrowser } from './harness.js';

// Means and log-variances over the range that training meets, the first row at the prior itself.
const mu = [0, 0, 0, 0.5, -1.25, 2, -3, 1e-3, 4];
const logVar = [0, 0, 0, -0.5, 0.75, -4, 1.5, 1e-4, -9];

inBrowser('@vaekit/losses', () => {
  test('klStandardNormal and its gradient are the same in Chromium as in Node', async () => {
    const { evaluate, errors, foreignRequests } = await browserPage();
    const inPage = await evaluate(
      { tf: '@tensorflow/tfjs', losses: '@vaekit/losses' },
      async ({ tf: engine, losses }, values) => {
        await engine.setBackend('cpu');
        const means = engine.tensor2d(values.mu, [3, 3]);
        const logVariances = engine.tensor2d(values.logVar, [3, 3]);
        const gradients = engine.grads((m, v) => engine.sum(losses.klStandardNormal(m, v)));
        const value = await losses.klStandardNormal(means, logVariances).data();
        return { value, gradients: await Promise.all(gradients([means, logVariances]).map((gradient) => gradient.data())) };
      },
      { mu, logVar },
    );

    await tf.setBackend('cpu');
    const [means, logVariances] = [tf.tensor2d(mu, [3, 3]), tf.tensor2d(logVar, [3, 3])];
    const gradients = tf.grads((m, v) => tf.sum(klStandardNormal(m, v)))([means, logVariances]);
    const inNode = await klStandardNormal(means, logVariances).data();

    // The formula in double precision: ½ Σ (mu² + σ² − log σ² − 1).
    const exact = [0, 1, 2].map((row) =>
      [0, 1, 2].reduce((sum, column) => {
        const [m, v] = [mu[row * 3 + column] ?? Number.NaN, logVar[row * 3 + column] ?? Number.NaN];
        return sum + (m * m + Math.expm1(v) - v) / 2;
      }, 0),
    );
    for (const [row, expected] of exact.entries()) {
      expect(Math.abs((inPage.value[row] ?? Number.NaN) - expected)).toBeLessThanOrEqual(1e-5 * Math.max(expected, 1e-3));
    }
    expectSame(inPage.value, inNode);
    for (const [i, gradient] of gradients.entries()) expectSame(inPage.gradients[i] ?? [], await gradient.data());
    expect(errors()).toEqual([]);
    expect(foreignRequests()).toEqual([]);
  });
});

/** Equal up to the last bits: `Math.exp` may differ between JavaScript engines. */
function expectSame(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of Array.from(expected).entries()) expect(actual[i]).toBeCloseTo(value, 5);
}
