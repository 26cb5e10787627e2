import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { fitPrior } from '../fitPrior.js';
import { samplePrior } from '../latent/sample.js';
import { gaussian } from '../likelihoods/gaussian.js';
import { mlp } from '../networks/mlp.js';
import { passThrough } from '../networks/passThrough.js';
import { reconstruction } from '../objectives/reconstruction.js';
import { adam } from '../optimizers/adam.js';
import { point } from '../posteriors/point.js';
import { randomStream } from '../random/randomStream.js';
import { deserialize, serialize } from '../saving/serialize.js';
import { deviation, tinyContext } from '../tiny.test-helper.js';
import { evaluate } from '../training/evaluate.js';
import { vae } from '../vae.js';
import { secondStage } from './secondStage.js';

beforeAll(() => tf.setBackend('cpu'));

it('its bound is log p(z) exactly where q(w|u) is the true posterior of a linear second stage', () => {
  // u = w + γ·n has w|u ~ N(u/(1 + γ²), γ²/(1 + γ²)), and u ~ N(0, 1 + γ²); z = 1 + 2·u.
  const [d, g] = [2, 0.25];
  const prior = secondStage({ hidden: [] }).build({ event: [4], latent: [d] });
  const set = (name: string, values: tf.Tensor): void => prior.variables![name]!.assign(values as tf.Tensor2D);
  tf.tidy(() => {
    set('encoder/mean/kernel', tf.mul(tf.eye(d), 1 / (1 + g)));
    set('encoder/logVar/kernel', tf.zeros([d, d]));
    set('encoder/logVar/bias', tf.fill([d], Math.log(g / (1 + g))));
    set('decoder/mean/kernel', tf.eye(d));
    set('decoder/logVar/kernel', tf.zeros([d, d]));
    set('decoder/logVar/bias', tf.fill([d], Math.log(g)));
    prior.state!['mean']!.assign(tf.ones([d]));
    prior.state!['deviation']!.assign(tf.fill([d], 2));
    const z = [
      [1, 1],
      [3, -2],
      [0.5, 4],
    ];
    const expected = z.map((row) =>
      row.reduce((sum, value) => sum - ((value - 1) ** 2 / (4 * (1 + g)) + Math.log(2 * Math.PI * 4 * (1 + g))) / 2, 0),
    );
    const bound = (eps: number): Float32Array | Int32Array | Uint8Array =>
      (prior.fitting as { loss: (...given: unknown[]) => tf.Tensor })
        .loss(tf.tensor2d(z), { eps: tf.fill([3, d], eps) }, tinyContext(3))
        .dataSync();
    // Averaged over ε = ±1, whose square is 1 as that of noise is on average, the expectation is exact.
    const found = [...bound(1)].map((value, i) => -(value + bound(-1)[i]!) / 2);
    expect(deviation(found, expected)).toBeLessThan(1e-5);
    // Its own two draws are always the same, so that the density is a function of z.
    const density = [...prior.logDensity!(tf.tensor2d(z), tinyContext(3)).dataSync()];
    expect([...prior.logDensity!(tf.tensor2d(z), tinyContext(3)).dataSync()]).toEqual(density);
    const offset = density.map((value, i) => value - expected[i]!);
    offset.forEach((value) => expect(value).toBeCloseTo(offset[0]!, 5));
  });
});

it('is fitted to codes that bend, with a bound that no normal reaches; it has a file', async () => {
  const before = tf.memory().numTensors;
  const rows = 300;
  // z₁ ~ N(0, 1), z₂ ~ N(z₁², ¼): entropy log 2πe + log ½ = 2.14; the best normal has 3.24.
  const eps = randomStream(4).fillNormal(new Float32Array(2 * rows));
  const codes = eps.map((value, i) => (i % 2 === 0 ? value : eps[i - 1]! ** 2 + value / 2));
  const x = { data: codes, shape: [rows, 2] };
  const model = vae({
    event: [2],
    latent: 2,
    encoder: passThrough(),
    decoder: mlp({ hidden: [2] }),
    posterior: point(),
    likelihood: gaussian(),
    objective: reconstruction(),
  });
  const { model: fitted, result } = await fitPrior(model, secondStage({ hidden: [8] }), x, {
    epochs: 20,
    batchSize: 50,
    optimizer: adam({ learningRate: 4e-2 }),
  });
  const { loss } = result!.history;
  expect(loss!.at(-1)!).toBeLessThan(3.1);
  expect(loss!.at(-1)!).toBeGreaterThan(2);
  const again = await deserialize(await serialize(fitted));
  const drawn = [fitted, again].map((each) => samplePrior(each, { count: 5, seed: 2 }));
  expect(drawn[1]!.dataSync()).toEqual(drawn[0]!.dataSync());
  tf.dispose(drawn);
  for (const each of [again, fitted, model]) each.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('shows both networks the class, if asked to', async () => {
  const x = { data: randomStream(3).fillUniform(new Float32Array(80)), shape: [20, 4] };
  const y = { data: Int32Array.from({ length: 20 }, (_, i) => i % 2), shape: [20] };
  const nets = { event: [4], latent: [1, 2], encoder: mlp({ hidden: [3] }), decoder: mlp({ hidden: [3] }) };
  const model = vae({ ...nets, prior: secondStage({ classes: 2, latent: 3, hidden: [4] }) });
  expect(model.prior.variables!['encoder/hidden0/kernel']!.shape).toEqual([2 + 2, 4]);
  expect(Object.values((await evaluate(model, { x, y })).terms).every(Number.isFinite)).toBe(true);
  tf.tidy(() => {
    expect(() => model.prior.logDensity!(tf.zeros([1, 1, 2]), tinyContext(1))).toThrow('secondStage: the batch has no labels');
  });
  model.dispose();
});

it('what makes no sense is refused', () => {
  expect(() => secondStage({ latent: 0 })).toThrow('secondStage: `latent` is 0; expected a whole number of at least 1');
  expect(() => secondStage({ hidden: [1.5] })).toThrow('secondStage: `hidden[0]` is 1.5');
});
