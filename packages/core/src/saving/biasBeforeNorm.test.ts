import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import oracle from '../../oracles/batchNormBiasOracles.json' with { type: 'json' };
import { mlpDecoder, mlpEncoder } from '../networks/mlp.js';
import { vae, type Vae } from '../vae.js';
import { importWeights } from './importWeights.js';

beforeAll(() => tf.setBackend('cpu'));

const names = {
  'encoder/hidden0': 'enc.0',
  'encoder/hidden0-norm': 'enc.1',
  'encoder/mean': 'fc_mu',
  'encoder/logVar': 'fc_var',
  'decoder/hidden0': 'dec.0',
  'decoder/hidden0-norm': 'dec.1',
  'decoder/output': 'dec.3',
};
const own = (batchNorm: boolean): Vae =>
  vae({
    encoder: mlpEncoder({ input: [5], hidden: [4], latent: 2, batchNorm }),
    decoder: mlpDecoder({ latent: 2, hidden: [4], output: [5], batchNorm }),
  });
const weights = Object.fromEntries(
  Object.entries(oracle.weights).map(([name, { data, shape }]) => [name, { data: Float32Array.from(data), shape }]),
);

it('the bias of a Linear layer before batch normalization is folded into the moving mean', () => {
  const model = own(true);
  const before = tf.memory().numTensors;
  expect(importWeights(model, weights, { from: 'pytorch', names })).toEqual([]);
  tf.tidy(() => {
    const [mean] = model.encoder.model.predict(tf.tensor(oracle.x.data, oracle.x.shape)) as tf.Tensor[];
    const output = model.decoder.model.predict(mean!) as tf.Tensor;
    for (const [found, exact] of [
      [mean!, oracle.mean],
      [output, oracle.output],
    ] as const)
      found.dataSync().forEach((value, i) => expect(Math.abs(value - exact.data[i]!)).toBeLessThan(1e-5));
  });
  expect(tf.memory().numTensors).toBe(before);
  model.dispose();
});

it('a bias that is not wanted stays out, and one of another width is refused', () => {
  const model = own(true);
  const ignore = ['enc.0.bias', 'dec.0.bias'];
  expect(importWeights(model, weights, { from: 'pytorch', names, ignore })).toEqual(ignore);
  const wide = { ...weights, 'enc.0.bias': { data: new Float32Array(3), shape: [3] } };
  expect(() => importWeights(model, wide, { from: 'pytorch', names })).toThrow(
    '`enc.0.bias` has shape [3] but `encoder/hidden0-norm/moving_mean`, which it is folded into, is [4]',
  );
  model.dispose();
});
