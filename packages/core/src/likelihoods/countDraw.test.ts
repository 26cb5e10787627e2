import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import oracles from '../../oracles/countDrawOracles.json' with { type: 'json' };
import { mixedColumns } from './mixedColumns.js';
import { negativeBinomial } from './negativeBinomial.js';
import { poisson } from './poisson.js';

beforeAll(() => tf.setBackend('cpu'));

const cases = oracles.map(({ mean, r = Infinity, u, counts }) => ({ mean, r, u, counts }));

test.each(cases)(
  'a draw of mean $mean, r = $r, is the quantile of its uniform number, however large',
  ({ mean, r, u, counts }) => {
    const built = (r === Infinity ? poisson() : negativeBinomial({ dispersion: 'predicted' })).build({ event: [1] });
    const of = (value: number): tf.Tensor => tf.fill([u.length, 1], Math.log(value));
    const parameters = r === Infinity ? [of(mean)] : [of(mean), of(r)];
    const drawn = tf.tidy(() => built.draw(parameters, { u: tf.tensor2d([...u], [u.length, 1]) }).dataSync());
    counts.forEach((count, i) => {
      // The gamma distribution's quantile is within 5 % at r = 0.5, and far closer where r is larger. Sums of exact draws are rounded by up to 1e-5, by which only u
      // beyond 0.9999 move far; 255, which they once gave, is farther yet.
      const share = u[i]! > 0.9999 && count <= 255 ? 0.06 : r < 1000 ? 0.05 : 0.001;
      const most = Math.max(2, share * count);
      expect(Math.abs(drawn[i]! - count), `u = ${u[i]}: ${drawn[i]} for ${count}`).toBeLessThanOrEqual(most);
    });
  },
);

test('counts among other columns are as large as their means', () => {
  const columns = [{ kind: 'poisson' }, { kind: 'gaussian' }, { kind: 'negativeBinomial' }] as const;
  const built = mixedColumns({ columns }).build({ event: [3] });
  const n = 400;
  const row = [Math.log(1000), 0, 0, Math.log(5000), Math.log(10)];
  const means = tf.tidy(() => {
    const u = tf.reshape(tf.div(tf.add(tf.range(0, n), 0.5), n), [n, 1]);
    const noise = Object.fromEntries(
      Object.entries(built.noise()).map(([name, { shape }]) => [name, tf.mul(tf.ones([n, ...shape]), u)]),
    );
    return tf.mean(built.draw([tf.add(tf.tensor2d([row]), tf.zeros([n, 5]))], noise), 0).dataSync();
  });
  // The means of 400 quantiles at even distances.
  expect(means[0]! / 1000).toBeCloseTo(1, 2);
  expect(means[2]! / 5000).toBeCloseTo(1, 2);
});

test('a draw of a rate that is none is 0', () => {
  const [built, u] = [poisson().build({ event: [1] }), tf.tensor2d([[0], [1 - 2 ** -24]])];
  expect([...built.draw([tf.fill([2, 1], -Infinity)], { u }).dataSync()]).toEqual([0, 0]);
});
