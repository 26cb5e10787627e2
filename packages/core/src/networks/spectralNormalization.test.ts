import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import oracles from '../../oracles/spectralOracles.json' with { type: 'json' };
import { deserialize, serialize } from '../saving/serialize.js';
import { deviation } from '../tiny.test-helper.js';
import { fit } from '../training/fit.js';
import { vae } from '../vae.js';
import { mlp } from './mlp.js';
import { network } from './network.js';
import { spectralNormalization } from './spectralNormalization.js';

beforeAll(() => tf.setBackend('cpu'));

const layers = {
  dense: () => tf.layers.dense({ units: 3, activation: 'tanh', name: 'own' }),
  conv: () => tf.layers.conv2d({ filters: 3, kernelSize: 2, padding: 'valid', name: 'own' }),
};

it.each(Object.entries(oracles))('%s: three passes by NumPy, and the gradient with u and v held', (name, oracle) => {
  const before = tf.memory().numTensors;
  const x = tf.input({ shape: oracle.shape.slice(1) });
  const layer = spectralNormalization(layers[name as keyof typeof layers]());
  const net = network(tf.model({ inputs: x, outputs: layer.apply(x) as tf.SymbolicTensor }), 'judge');
  expect(Object.keys(net.variables)).toEqual(['judge/own/kernel', 'judge/own/bias']);
  expect(Object.keys(net.state)).toEqual(['judge/own/u']);
  const kernel = net.variables['judge/own/kernel']!;
  const direction = net.state['judge/own/u']!;
  tf.tidy(() => {
    kernel.assign(tf.tensor(oracle.kernel, kernel.shape));
    net.variables['judge/own/bias']!.assign(tf.tensor(oracle.bias));
    const rows = tf.tensor(oracle.x, oracle.shape);
    for (const pass of oracle.passes) {
      const { value, grads } = tf.variableGrads(
        () => tf.sum(tf.square(net.apply([rows], { mode: 'train', noise: {} }).outputs[0]!)),
        [kernel],
      );
      const { outputs, nextState } = net.apply([rows], { mode: 'train', noise: {} });
      expect(deviation(outputs[0]!.dataSync(), pass.y)).toBeLessThan(1e-6);
      expect(deviation(value.dataSync(), [pass.loss])).toBeLessThan(1e-5);
      expect(deviation(Object.values(grads)[0]!.dataSync(), pass.gradient)).toBeLessThan(1e-5);
      direction.assign(nextState['judge/own/u'] as tf.Tensor<tf.Rank>);
      expect(deviation(direction.dataSync(), pass.direction)).toBeLessThan(1e-6);
    }
    // In evaluation, and as a plain layer, the direction stays as it is.
    const evaluated = net.apply([rows], { mode: 'evaluate', noise: {} });
    expect(evaluated.nextState).toEqual({});
    expect(deviation(evaluated.outputs[0]!.dataSync(), oracle.evaluated)).toBeLessThan(1e-6);
    expect(deviation((net.model.predict(rows) as tf.Tensor).dataSync(), oracle.evaluated)).toBeLessThan(1e-6);
  });
  net.model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('the normalized matrix of many passes has the largest singular value 1: no two inputs move apart', () => {
  tf.tidy(() => {
    const x = tf.input({ shape: [5] });
    const layer = spectralNormalization(tf.layers.dense({ units: 4, useBias: false, name: 'wide' }));
    const net = network(tf.model({ inputs: x, outputs: layer.apply(x) as tf.SymbolicTensor }), 'judge');
    const [direction] = Object.values(net.state);
    const rows = tf.randomNormal([200, 5], 0, 1, 'float32', 3);
    for (let pass = 0; pass < 60; pass++)
      direction!.assign(Object.values(net.apply([rows], { mode: 'train', noise: {} }).nextState)[0] as tf.Tensor<tf.Rank>);
    const [out] = net.apply([rows], { mode: 'evaluate', noise: {} }).outputs;
    const stretch = tf.div(tf.norm(out!, 2, 1), tf.norm(rows, 2, 1)).dataSync();
    expect(Math.max(...stretch)).toBeLessThanOrEqual(1 + 1e-5);
    expect(Math.max(...stretch)).toBeGreaterThan(0.9);
    net.model.dispose();
  });
});

it('plain tfjs saves and loads it', async () => {
  const before = tf.memory().numTensors;
  const x = tf.input({ shape: [4] });
  const model = tf.model({ inputs: x, outputs: spectralNormalization(layers.dense()).apply(x) as tf.SymbolicTensor });
  const again = await tf.models.modelFromJSON(
    model.toJSON(undefined, false) as unknown as Parameters<typeof tf.models.modelFromJSON>[0],
  );
  again.setWeights(model.getWeights());
  tf.tidy(() => {
    const rows = tf.randomNormal([3, 4]);
    expect([...(again.predict(rows) as tf.Tensor).dataSync()]).toEqual([...(model.predict(rows) as tf.Tensor).dataSync()]);
  });
  model.dispose();
  again.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('a VAE of such networks is trained, saved and loaded, u with it', async () => {
  const before = tf.memory().numTensors;
  const networks = { encoder: mlp({ hidden: [6], spectralNorm: true }), decoder: mlp({ hidden: [6], spectralNorm: true }) };
  const model = vae({ event: [4], latent: 2, ...networks });
  const started = Object.values(model.state).map((u) => [...u.dataSync()]);
  expect(started).toHaveLength(2);
  await fit(model, { data: new Float32Array(80).fill(0.5), shape: [20, 4] }, { epochs: 2, batchSize: 10 });
  expect(Object.values(model.state).map((u) => [...u.dataSync()])).not.toEqual(started);
  const bytes = await serialize(model);
  model.dispose();
  const again = await deserialize(bytes);
  expect(await serialize(again)).toEqual(bytes);
  again.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('a layer without a kernel is refused', () => {
  const x = tf.input({ shape: [4] });
  expect(() => spectralNormalization(tf.layers.dropout({ rate: 0.1 })).apply(x)).toThrow(
    'spectralNormalization: a Dropout has no kernel; take a dense layer or a convolution',
  );
});
