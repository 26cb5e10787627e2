import * as tf from '@tensorflow/tfjs';
import { adam, conv, eager, fit, randomStream, readWeights, vae } from '@vaekit/core';
import { expect, it } from 'vitest';
import { compiled } from './compiled.js';

it('group normalization is the same in both engines', async () => {
  await tf.setBackend('cpu');
  const before = tf.memory().numTensors;
  const x = { data: randomStream(1).fillUniform(new Float32Array(8 * 16)), shape: [8, 4, 4, 1] };
  const recipe = conv({ filters: [4], groupNorm: 2, dense: [] });
  const [one, other] = [0, 1].map(() => vae({ encoder: recipe, decoder: recipe, event: [4, 4, 1], latent: 2 }));
  const options = { epochs: 6, batchSize: 8, optimizer: adam({ learningRate: 1e-2 }), seed: 2 };
  const a = await fit(one!, x, { ...options, engine: eager() });
  const b = await fit(other!, x, { ...options, engine: compiled({ threads: 1 }) });
  a.history['loss']!.forEach((loss, i) => expect(Math.abs(loss - b.history['loss']![i]!)).toBeLessThan(1e-4 * loss));
  const [weights, others] = [await readWeights(one!), await readWeights(other!)];
  for (const [name, values] of Object.entries(weights))
    values.forEach((value: number, i: number) => expect(Math.abs(value - others[name]![i]!), name).toBeLessThan(1e-3));
  one!.dispose();
  other!.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
