import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import oracles from '../../oracles/adversarialCodesOracles.json' with { type: 'json' };
import { encode } from '../latent/encode.js';
import { gaussian } from '../likelihoods/gaussian.js';
import { lossOf } from '../lossOf.js';
import { mlp } from '../networks/mlp.js';
import { adam } from '../optimizers/adam.js';
import { point } from '../posteriors/point.js';
import { classMeans } from '../priors/classMeans.js';
import { randomStream } from '../random/randomStream.js';
import { deviation } from '../tiny.test-helper.js';
import { fit } from '../training/fit.js';
import { writeWeights } from '../training/modelWeights.js';
import { vae } from '../vae.js';
import { adversarialCodes } from './adversarialCodes.js';
import { expectPaddingFree, expectPaddingUnseen } from './objectives.test-helper.js';
import { reconstruction } from './reconstruction.js';

beforeAll(() => tf.setBackend('cpu'));

it('has the losses of both players, and the gradients of what each moves, by NumPy, classes and codes jointly', () => {
  const before = tf.memory().numTensors;
  const model = vae({
    event: [4],
    latent: 2,
    encoder: mlp({ hidden: [] }),
    decoder: mlp({ hidden: [] }),
    posterior: point(),
    prior: classMeans(2),
    objective: adversarialCodes({ weight: 3, hidden: [3], activation: 'tanh' }),
  });
  expect(Object.keys(model.variables).sort()).toEqual(Object.keys(oracles.variables).sort());
  writeWeights(model, oracles.variables);
  tf.tidy(() => {
    const batch = {
      x: tf.tensor2d(oracles.x, [5, 4]),
      y: tf.tensor1d(oracles.labels, 'int32'),
      weight: tf.tensor1d(oracles.weight),
    };
    const noise = { 'objective/eps': tf.tensor2d(oracles.eps, [5, 2]) };
    expect(Object.keys(model.noise('train'))).toEqual(Object.keys(noise));
    for (const [player, gradients] of Object.entries(oracles.gradients)) {
      const { value, grads } = tf.variableGrads(
        () => lossOf('test', model.forward({ batch, noise, schedule: {}, mode: 'train', dataSize: 100 }), player, batch),
        Object.values(model.variables),
      );
      expect(deviation(value.dataSync(), [oracles.losses[player as 'model']]), player).toBeLessThan(1e-5);
      expect(Object.keys(gradients).sort()).toEqual([...model.players![player]!.variables].sort());
      for (const [name, gradient] of Object.entries(gradients))
        expect(deviation(grads[model.variables[name]!.name]!.dataSync(), gradient), name).toBeLessThan(1e-4);
    }
  });
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('the codes go to where the prior is, which those of a plain autoencoder do not', async () => {
  const before = tf.memory().numTensors;
  const rows = 128;
  const x = {
    data: randomStream(2)
      .fillNormal(new Float32Array(2 * rows))
      .map((eps) => 4 + 2 * eps),
    shape: [rows, 2],
  };
  const spread = async (objective: ReturnType<typeof reconstruction>): Promise<number> => {
    const networks = { encoder: mlp({ hidden: [] }), decoder: mlp({ hidden: [] }) };
    const model = vae({ event: [2], latent: 2, ...networks, posterior: point(), likelihood: gaussian(), objective });
    await fit(model, x, { epochs: 150, batchSize: rows, optimizer: adam({ learningRate: 2e-2, beta1: 0.5 }) });
    const found = tf.tidy(() => {
      const { mean, variance } = tf.moments(encode(model, tf.tensor(x.data, x.shape)), 0);
      return tf.max(tf.add(tf.abs(mean), tf.abs(tf.sub(variance, 1)))).dataSync()[0]!;
    });
    model.dispose();
    return found;
  };
  const optimizer = adam({ learningRate: 1e-2, beta1: 0.5 });
  expect(await spread(adversarialCodes({ hidden: [16], optimizer }))).toBeLessThan(0.5 * (await spread(reconstruction())));
  expect(tf.memory().numTensors).toBe(before);
});

it('rows of weight 0 are not seen, and nothing leaks', async () => {
  const objective = () => adversarialCodes({ hidden: [4] });
  await expectPaddingUnseen(objective, { prior: classMeans(2) });
  expectPaddingFree(objective, { prior: classMeans(2) });
});

it('options that make no sense are refused', () => {
  expect(() => adversarialCodes({ weight: -1 })).toThrow('adversarialCodes: `weight` is -1; expected a number of at least 0');
  expect(() => adversarialCodes({ hidden: [0] })).toThrow(
    'adversarialCodes: `hidden[0]` is 0; expected a whole number of at least 1',
  );
});
