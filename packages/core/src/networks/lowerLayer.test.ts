import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { hierarchical } from '../posteriors/hierarchical.js';
import { hierarchicalPrior } from '../priors/hierarchicalPrior.js';
import { deserialize, serialize } from '../saving/serialize.js';
import { tinyData } from '../tiny.test-helper.js';
import { fit } from '../training/fit.js';
import { evaluate } from '../training/evaluate.js';
import { vae } from '../vae.js';
import { lowerLayer } from './lowerLayer.js';
import { mlp } from './mlp.js';

beforeAll(() => tf.setBackend('cpu'));

it('a decoder sees the lower layer of a code and nothing else, with or without a condition, and has a file', async () => {
  const before = tf.memory().numTensors;
  for (const classes of [undefined, 2]) {
    const conditional = classes !== undefined;
    const model = vae({
      event: [4],
      latent: 3,
      ...(conditional ? { condition: { classes } } : {}),
      encoder: mlp({ hidden: [5], conditional }),
      decoder: lowerLayer(mlp({ hidden: [5], conditional }), 1),
      posterior: hierarchical({ top: 1, hidden: [3] }),
      prior: hierarchicalPrior({ top: 1, hidden: [3] }),
    });
    tf.tidy(() => {
      const condition = conditional ? tf.tensor2d([[1, 0]]) : undefined;
      const [one, other, third] = [
        [1, 2, 3],
        [1, 2, -3],
        [1, 0, 3],
      ].map((code) => [...model.decodeParameters(tf.tensor2d([code]), condition)[0]!.dataSync()]);
      expect(other).toEqual(one);
      expect(third).not.toEqual(one);
      if (conditional)
        expect([...model.decodeParameters(tf.tensor2d([[1, 2, 3]]), tf.tensor2d([[0, 1]]))[0]!.dataSync()]).not.toEqual(one);
    });
    const data = conditional
      ? { x: tinyData(8), y: { data: Int32Array.from({ length: 8 }, (_, i) => i % 2), shape: [8] } }
      : { x: tinyData(8) };
    await fit(model, data, { epochs: 2, batchSize: 4 });
    const again = await deserialize(await serialize(model));
    expect((await evaluate(again, data)).terms).toEqual((await evaluate(model, data)).terms);
    model.dispose();
    again.dispose();
  }
  expect(tf.memory().numTensors).toBe(before);
});

it('a code without a lower layer is refused', () => {
  const parts = {
    event: [4],
    encoder: mlp({ hidden: [] }),
    posterior: hierarchical({ top: 2 }),
    prior: hierarchicalPrior({ top: 2 }),
  };
  expect(() => vae({ ...parts, latent: 3, decoder: lowerLayer(mlp({ hidden: [] }), 3) })).toThrow(
    'lowerLayer: the decoder takes [3], and `top` is 3; expected a vector of more than 3 numbers',
  );
});
