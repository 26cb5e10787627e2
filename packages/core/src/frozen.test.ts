import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { frozen, type FrozenSide } from './frozen.js';
import { gaussian } from './likelihoods/gaussian.js';
import { mlp } from './networks/mlp.js';
import { factor } from './objectives/factor.js';
import { reconstruction } from './objectives/reconstruction.js';
import { vectorQuantized } from './posteriors/vectorQuantized.js';
import { classMeans } from './priors/classMeans.js';
import { tinyData, tinyVae } from './tiny.test-helper.js';
import { fit } from './training/fit.js';
import { readWeights } from './training/modelWeights.js';
import { vae, type Vae } from './vae.js';

const data = { x: tinyData(30), y: { data: Int32Array.from({ length: 30 }, (_, row) => row % 3), shape: [30] } };
const layers = { batchNorm: true, dropout: 0.2 };

const models: Readonly<Record<string, () => Vae>> = {
  'batch normalization, dropout and class means': () => tinyVae({ prior: classMeans(3) }, layers),
  'a likelihood with a width of its own': () => tinyVae({ likelihood: gaussian({ sigma: 'learned' }) }),
  'a second player': () => tinyVae({ objective: factor({ hidden: [4] }) }),
};

const moved = (before: Record<string, Float32Array>, after: Record<string, Float32Array>, prefixes: readonly string[]) =>
  Object.keys(before)
    .filter((name) => prefixes.some((prefix) => name.startsWith(prefix)))
    .map((name) => [name, before[name]!.join() !== after[name]!.join()] as const);

const sides = [
  ['encoder', ['encoder/', 'posterior/'], ['decoder/', 'likelihood/']],
  ['decoder', ['decoder/', 'likelihood/'], ['encoder/', 'posterior/']],
] as const;

test.each(Object.keys(models).flatMap((name) => sides.map((side) => [name, ...side] as const)))(
  '%s, %s held: equal to the bit, moving averages too, and the rest has moved',
  async (name, side, held, free) => {
    const model = models[name]!();
    await fit(model, data, { epochs: 1, batchSize: 10 });
    const before = await readWeights(model);
    const count = tf.memory().numTensors;
    await fit(frozen(model, [side]), data, { epochs: 2, batchSize: 10, averageWeights: 0.5 });
    expect(tf.memory().numTensors).toBe(count);
    const after = await readWeights(model);
    for (const [weight, changed] of moved(before, after, held)) expect(changed, weight).toBe(false);
    const others = moved(before, after, free).filter(([weight]) => !weight.endsWith('/started'));
    expect(others.length).toBeGreaterThan(2);
    for (const [weight, changed] of others) expect(changed, weight).toBe(true);
  },
);

test('a codebook is held with the encoder, though no optimizer moves it', async () => {
  const model = vae({
    encoder: mlp({ hidden: [3] }),
    decoder: mlp({ hidden: [3] }),
    event: [4],
    latent: 2,
    posterior: vectorQuantized({ codes: 4 }),
    objective: reconstruction(),
  });
  await fit(model, data, { epochs: 1, batchSize: 10 });
  const before = await readWeights(model);
  await fit(frozen(model, ['encoder']), data, { epochs: 1, batchSize: 10 });
  for (const [weight, changed] of moved(before, await readWeights(model), ['encoder/', 'posterior/']))
    expect(changed, weight).toBe(false);
});

test('nothing to train is refused by name', () => {
  const both: FrozenSide[] = ['encoder', 'decoder'];
  expect(() => frozen(tinyVae(), both)).toThrow('frozen: nothing is left to train without encoder and decoder');
  expect(() => frozen(tinyVae({ prior: classMeans(3) }), both)).not.toThrow();
});
