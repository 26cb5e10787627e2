import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { fitPrior } from '../fitPrior.js';
import { samplePrior } from '../latent/sample.js';
import { mlp } from '../networks/mlp.js';
import { contextFor } from '../ownScalars.js';
import { riemannianHamiltonian } from '../posteriors/riemannianHamiltonian.js';
import { randomStream } from '../random/randomStream.js';
import { vae, type Vae } from '../vae.js';
import { riemannianUniform } from './riemannianUniform.js';

beforeAll(() => tf.setBackend('cpu'));

const x = { data: randomStream(4).fillUniform(new Float32Array(400)), shape: [100, 4] };
const CENTERS = [
  [-1, -0.5],
  [1, 0.3],
  [0.4, 1.2],
];

/** A model whose metric is large around three places, and codes around their middle. */
function metricModel(): Vae {
  const model = vae({
    event: [4],
    latent: 2,
    encoder: mlp({ hidden: [3] }),
    decoder: mlp({ hidden: [3] }),
    posterior: riemannianHamiltonian({ centroids: 3, steps: 1, temperature: 0.8, regularization: 0.05 }),
  });
  tf.tidy(() => {
    model.state['posterior/centroids']!.assign(tf.tensor2d(CENTERS));
    model.state['posterior/metrics']!.assign(
      tf.tensor3d(
        CENTERS.map((_, i) => [
          [2 + i, 0.5],
          [0.5, 1],
        ]),
      ),
    );
  });
  return model;
}

it('has a density that integrates to one, is √det G⁻¹ under a normal, and is drawn from as it says', async () => {
  const before = tf.memory().numTensors;
  const model = metricModel();
  const prior = riemannianUniform({ chain: 25, leapfrog: 4, stepSize: 0.25 });
  const { model: fitted, result } = await fitPrior(model, prior, x);
  expect(result).toBeUndefined();
  const [side, step] = [121, 0.15];
  const grid = Array.from({ length: side * side }, (_, i) => [step * ((i % side) - 60), step * (Math.floor(i / side) - 60)]);
  const logs = tf.tidy(() =>
    fitted.prior.logDensity!(
      tf.tensor2d(grid),
      contextFor('prior', fitted.context(undefined, grid.length)),
    ).dataSync<'float32'>(),
  );
  const p = logs.map((log) => Math.exp(log) * step * step);
  // Importance sampling with 4,096 draws; the grid's own error is far below.
  expect(p.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 1);

  // The ratio of two densities, by hand.
  const [mean, logVar] = ['mean', 'logVar'].map((name) => fitted.prior.state![name]!.dataSync());
  const by = ([a, b]: readonly number[]): number => {
    const k = CENTERS.map(([c, e]) => Math.exp(-((a! - c!) ** 2 + (b! - e!) ** 2) / 0.64));
    const [g, h, m] = [
      k.reduce((s, v, i) => s + v * (2 + i), 0.05),
      k.reduce((s, v) => s + v, 0.05),
      k.reduce((s, v) => s + v * 0.5, 0),
    ];
    const normal = [a!, b!].reduce((s, v, i) => s - (v - mean![i]!) ** 2 / Math.exp(logVar![i]!) / 2, 0);
    return 0.5 * Math.log(g * h - m * m) + normal;
  };
  const [one, other] = [60 * side + 66, 66 * side + 61];
  expect(logs[one]! - logs[other]!).toBeCloseTo(by(grid[one]!) - by(grid[other]!), 3);

  const count = 800;
  const drawn = tf.tidy(() => samplePrior(fitted, { count, seed: 3 }).arraySync() as number[][]);
  const total = p.reduce((sum, each) => sum + each, 0);
  for (const axis of [0, 1]) {
    const wanted = p.reduce((sum, each, i) => sum + each * grid[i]![axis]!, 0) / total;
    const spread = Math.sqrt(p.reduce((sum, each, i) => sum + each * (grid[i]![axis]! - wanted) ** 2, 0) / total);
    const found = drawn.reduce((sum, z) => sum + z[axis]!, 0) / count;
    // Five standard errors, of chains that are independent of each other.
    expect(Math.abs(found - wanted)).toBeLessThan((5 * spread) / Math.sqrt(count) + 0.02);
  }
  fitted.dispose();
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('refuses a model without a metric, and options out of range', async () => {
  expect(() => riemannianUniform({ stepSize: 0 })).toThrow('riemannianUniform: `stepSize` is 0; expected a positive number');
  const plain = vae({ event: [4], latent: 2, encoder: mlp({ hidden: [3] }), decoder: mlp({ hidden: [3] }) });
  await expect(fitPrior(plain, riemannianUniform(), x)).rejects.toThrow(
    'riemannianUniform: the posterior of this model has no metric',
  );
  plain.dispose();
  const model = metricModel();
  await expect(fitPrior(model, riemannianUniform({ temperature: 1.5 }), x)).rejects.toThrow(
    'riemannianUniform: `temperature` is 1.5, but the metric of the model’s posterior has 0.8; leave it out',
  );
  await expect(fitPrior(model, riemannianUniform({ regularization: 0.01 }), x)).rejects.toThrow('`regularization` is 0.01, but');
  model.dispose();
});
