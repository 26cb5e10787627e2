import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import oracles from '../../oracles/diffusionOracles.json' with { type: 'json' };
import { fitPrior } from '../fitPrior.js';
import { samplePrior } from '../latent/sample.js';
import { mlp } from '../networks/mlp.js';
import { deserialize, serialize } from '../saving/serialize.js';
import { deviation, tinyContext } from '../tiny.test-helper.js';
import { fit } from '../training/fit.js';
import { evaluate } from '../training/evaluate.js';
import { vae } from '../vae.js';
import { classMeans } from './classMeans.js';
import { diffusion } from './diffusion.js';
import { secondStage } from './secondStage.js';
import { diffusionSteps } from './diffusionSteps.js';

beforeAll(() => tf.setBackend('cpu'));

it('the constants of the steps are those of the integral of the rate', () => {
  const { steps, ...expected } = oracles.schedule;
  const found = diffusionSteps(steps);
  for (const name of ['kept', 'added', 'back'] as const) expect(deviation(found[name], expected[name]), name).toBeLessThan(1e-12);
  // Nothing but noise is left at the end, however many steps there are.
  for (const count of [2, 10, 1000]) expect(diffusionSteps(count).kept.at(-1)).toBeCloseTo(4.3186e-5, 8);
  expect(new Set(found.features.map((row) => row.join())).size).toBe(steps);
});

it('where no noise is found at all, the bound is what the divergences of normals add up to', () => {
  const { steps, codes, bounds } = oracles.blind;
  const size = 40;
  const prior = diffusion({ steps, hidden: [1] }).build({ event: [4], latent: [size] });
  for (const variable of Object.values(prior.variables!)) variable.assign(tf.zeros(variable.shape));
  codes.forEach((code, i) => {
    const value = tf.tidy(() => prior.logDensity!(tf.fill([1, size], code), tinyContext(1)).dataSync()[0]!);
    expect(Math.abs(-value / size - bounds[i]!) / bounds[i]!).toBeLessThan(1e-4);
  });
  // Codes that are twice as wide have a density that is 2^size times as small.
  const own = (): number => tf.tidy(() => prior.logDensity!(tf.zeros([1, size]), tinyContext(1)).dataSync()[0]!);
  const before = own();
  prior.state!['deviation']!.assign(tf.scalar(2));
  expect((before - own()) / size).toBeCloseTo(Math.LN2, 3);
});

it('a VAE under a fitted diffusion has a KL from above, and a file; a model with classes shows it the class', async () => {
  const before = tf.memory().numTensors;
  const rows = 60;
  const x = {
    data: Float32Array.from({ length: 4 * rows }, (_, i) => (Math.floor(i / 4) % 2 === (i % 4 < 2 ? 0 : 1) ? 0.95 : 0.05)),
    shape: [rows, 4],
  };
  const y = { data: Int32Array.from({ length: rows }, (_, row) => row % 2), shape: [rows] };
  const nets = { event: [4], latent: 2, encoder: mlp({ hidden: [5] }), decoder: mlp({ hidden: [5] }) };
  const model = vae({ ...nets, prior: classMeans(2) });
  const { model: fitted } = await fitPrior(model, diffusion({ steps: 4, hidden: [6], classes: 2 }), { x, y }, { epochs: 2 });
  expect(fitted.config.prior.kind).toBe('diffusion');
  expect(fitted.prior.variables!['denoiser/hidden0/kernel']!.shape).toEqual([2 + 16 + 2, 6]);
  const { terms } = await evaluate(fitted, { x, y });
  expect(Number.isFinite(terms['kl'])).toBe(true);
  const again = await deserialize(await serialize(fitted));
  expect((await evaluate(again, { x, y })).terms).toEqual(terms);
  const drawn = samplePrior(again, { labels: [0, 1, 1], seed: 3 });
  expect(drawn.shape).toEqual([3, 2]);
  tf.tidy(() => {
    expect(() => fitted.prior.logDensity!(tf.zeros([1, 2]), tinyContext(1))).toThrow(
      'diffusion: the batch has no labels; give `y`',
    );
  });
  tf.dispose(drawn);
  for (const each of [again, fitted, model]) each.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('training against its bound is refused, in which a network learned the fixed draws: the KL fell to −7, and was 149 with other draws', async () => {
  const rows = 8;
  const x = { data: new Float32Array(4 * rows).fill(0.5), shape: [rows, 4] };
  const y = { data: Int32Array.from({ length: rows }, (_, row) => row % 2), shape: [rows] };
  const nets = { event: [4], latent: 2, encoder: mlp({ hidden: [5] }), decoder: mlp({ hidden: [5] }) };
  const bound = 'log p(z) of this prior is a bound at draws that are always the same, and training against it learns those draws';
  const options = { epochs: 1, batchSize: rows };
  for (const prior of [diffusion({ steps: 2, hidden: [3] }), secondStage({ hidden: [3] })]) {
    const before = tf.memory().numTensors;
    const model = vae({ ...nets, prior });
    await expect(fit(model, x, options)).rejects.toThrow(`vae: ${bound}`);
    expect(Number.isFinite((await evaluate(model, x)).terms['kl'])).toBe(true);
    const classes = vae({ ...nets, prior: classMeans(2) });
    await expect(fitPrior(classes, classMeans(2, { base: prior }), { x, y }, options)).rejects.toThrow(`fitPrior: ${bound}`);
    for (const each of [model, classes]) each.dispose();
    expect(tf.memory().numTensors).toBe(before);
  }
});

it('what makes no sense is refused', () => {
  expect(() => diffusion({ steps: 1 })).toThrow('diffusion: `steps` is 1; expected a whole number from 2 to 100000');
  expect(() => diffusion({ steps: 0.5 })).toThrow('diffusion: `steps` is 0.5; expected a whole number of at least 1');
  expect(() => diffusion({ hidden: [0] })).toThrow('diffusion: `hidden[0]` is 0; expected a whole number of at least 1');
  expect(() => diffusion({ sampler: 'other' as 'ancestral' })).toThrow(
    'diffusion: `sampler` is other; expected ancestral or deterministic',
  );
});
