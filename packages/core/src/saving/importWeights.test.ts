import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import oracles from '../../oracles/foreignWeights.json' with { type: 'json' };
import { reconstruct } from '../latent/reconstruct.js';
import { vae, type Vae } from '../vae.js';
import { importWeights, type ImportWeightsOptions } from './importWeights.js';
import { readSafetensors } from './safetensors.js';

const file = (name: string): ReturnType<typeof readSafetensors> =>
  readSafetensors(new Uint8Array(readFileSync(new URL(`../../oracles/${name}.safetensors`, import.meta.url))));

const { layers } = tf;

/** The tfjs twin of the PyTorch network in oracles/foreign_weights.py: its own names, its own paddings. */
function torchTwin(): Vae {
  const x = tf.input({ shape: [8, 8, 2], name: 'x' });
  let h = layers.zeroPadding2d({ padding: [1, 1], name: 'pad' }).apply(x);
  h = layers.conv2d({ filters: 3, kernelSize: 3, strides: 2, padding: 'valid', name: 'conv0' }).apply(h);
  h = layers.batchNormalization({ name: 'norm', epsilon: 1e-5 }).apply(h);
  h = layers.activation({ activation: 'relu', name: 'relu' }).apply(h);
  h = layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'tanh', name: 'conv1' }).apply(h);
  h = layers.flatten({ name: 'flatten' }).apply(h);
  h = layers.dense({ units: 6, activation: 'relu', name: 'hidden' }).apply(h) as tf.SymbolicTensor;
  const heads = ['mean', 'logVar'].map((name) => layers.dense({ units: 2, name }).apply(h) as tf.SymbolicTensor);
  const z = tf.input({ shape: [2], name: 'z' });
  let y = layers.dense({ units: 64, activation: 'relu', name: 'fc' }).apply(z);
  y = layers.reshape({ targetShape: [4, 4, 4], name: 'map' }).apply(y);
  y = layers.conv2dTranspose({ filters: 2, kernelSize: 4, strides: 2, padding: 'same', name: 'up' }).apply(y);
  return vae({
    encoder: tf.model({ inputs: x, outputs: heads, name: 'encoder' }),
    decoder: tf.model({ inputs: z, outputs: y as tf.SymbolicTensor, name: 'decoder' }),
  });
}

const torchOptions: ImportWeightsOptions = {
  from: 'pytorch',
  names: {
    'encoder/conv0': 'encoder.features.0',
    'encoder/norm': 'encoder.features.1',
    'encoder/conv1': 'encoder.features.3',
    'encoder/mean': 'encoder.fc_mu',
    'encoder/logVar': 'encoder.fc_logvar',
  },
  flattenedInput: { 'encoder/hidden': [4, 4, 4] },
  reshapedOutput: { 'decoder/fc': [4, 4, 4] },
};

function kerasTwin(): Vae {
  const x = tf.input({ shape: [8, 8, 1], name: 'x' });
  let h = layers.conv2d({ filters: 3, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu', name: 'conv' }).apply(x);
  h = layers.flatten({ name: 'flatten' }).apply(h);
  h = layers.dense({ units: 5, activation: 'tanh', name: 'dense' }).apply(h) as tf.SymbolicTensor;
  const heads = ['mean', 'logVar'].map((name) => layers.dense({ units: 2, name }).apply(h) as tf.SymbolicTensor);
  const z = tf.input({ shape: [2], name: 'z' });
  let y = layers.dense({ units: 48, activation: 'relu', name: 'dense_1' }).apply(z);
  y = layers.reshape({ targetShape: [4, 4, 3], name: 'map' }).apply(y);
  const up = { kernelSize: 3, padding: 'same' } as const;
  y = layers.conv2dTranspose({ ...up, filters: 2, strides: 2, activation: 'relu', name: 'conv_transpose' }).apply(y);
  y = layers.conv2dTranspose({ ...up, filters: 1, name: 'output' }).apply(y);
  return vae({
    encoder: tf.model({ inputs: x, outputs: heads, name: 'encoder' }),
    decoder: tf.model({ inputs: z, outputs: y as tf.SymbolicTensor, name: 'decoder' }),
  });
}

const kerasOptions: ImportWeightsOptions = {
  from: 'keras',
  names: { 'encoder/mean': 'encoder/z_mean', 'encoder/logVar': 'encoder/z_log_var' },
};

function expectOutputs(model: Vae, oracle: typeof oracles.pytorch, event: number[]): void {
  tf.tidy(() => {
    const x = tf.tensor(oracle.x, [3, ...event]);
    const [mean, logVar] = model.encoder.model.predict(x) as tf.Tensor[];
    const output = model.decoder.model.predict(mean!) as tf.Tensor;
    for (const [value, exact] of [
      [mean!, oracle.mean],
      [logVar!, oracle.logVar],
      [output, oracle.output],
    ] as const) {
      const values = value.dataSync();
      expect(values).toHaveLength(exact.length);
      values.forEach((v, i) => expect(Math.abs(v - exact[i]!)).toBeLessThan(1e-5));
    }
  });
}

describe('importWeights', () => {
  it('gives the outputs of the PyTorch model that the weights come from', () => {
    const model = torchTwin();
    const before = tf.memory().numTensors;
    const left = importWeights(model, file('pytorchVae').tensors, torchOptions);
    expect(left).toEqual(['encoder.features.1.num_batches_tracked']);
    expectOutputs(model, oracles.pytorch, [8, 8, 2]);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('gives the outputs of the Keras model that the weights come from', async () => {
    const model = kerasTwin();
    expect(importWeights(model, file('kerasVae').tensors, kerasOptions)).toEqual([]);
    expectOutputs(model, oracles.keras, [8, 8, 1]);
    // A model like any other: it reconstructs, too.
    const picture = await reconstruct(model, tf.tensor(oracles.keras.x, [3, 8, 8, 1]));
    expect(picture.shape).toEqual([3, 8, 8, 1]);
    picture.dispose();
    model.dispose();
  });

  it('puts a depthwise kernel in order', () => {
    const x = tf.input({ shape: [4, 4, 3], name: 'x' });
    const layer = layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2, name: 'depthwise', useBias: false });
    const model = tf.model({ inputs: x, outputs: layer.apply(x) as tf.SymbolicTensor, name: 'net' });
    const kernel = layer.getWeights()[0] as tf.Tensor4D;
    const variable = layer.weights[0]!.read() as tf.Variable;
    const trainable = {
      variables: { 'net/depthwise/depthwise_kernel': variable },
      noise: () => ({}),
      forward: () => ({ terms: {} }),
    };
    // PyTorch: weight[c · 2 + m, 0, h, w] for ours [h, w, c, m].
    const data = Float32Array.from({ length: 24 }, (_, i) => i);
    importWeights(trainable, { 'net.depthwise.weight': { data, shape: [6, 1, 2, 2] } }, { from: 'pytorch' });
    const values = variable.arraySync() as number[][][][];
    for (const [h, w, c, m] of [
      [0, 0, 0, 0],
      [1, 0, 2, 1],
      [0, 1, 1, 0],
      [1, 1, 2, 0],
    ] as const)
      expect(values[h]![w]![c]![m]).toBe((c * 2 + m) * 4 + h * 2 + w);
    expect(kernel.shape).toEqual([2, 2, 3, 2]);
    model.dispose();
  });

  it('says what is missing, left over or misshapen, and writes nothing', () => {
    const model = torchTwin();
    const weights = (): number[] => Object.values(model.variables).flatMap((variable) => [...variable.dataSync()]);
    const before = weights();
    const { tensors } = file('pytorchVae');
    const { ['encoder.hidden.weight']: hidden, ...rest } = tensors;
    const attempt = (given: typeof tensors, options: ImportWeightsOptions): (() => unknown) => {
      return () => importWeights(model, given, options);
    };
    expect(attempt(rest, torchOptions)).toThrow(
      'the file has no `encoder.hidden.weight` (for `encoder/hidden/kernel`); say in `names` which is which',
    );
    expect(attempt({ ...tensors, extra: hidden! }, torchOptions)).toThrow('the model has no place for `extra`');
    expect(importWeights(model, { ...tensors, extra: hidden! }, { ...torchOptions, ignore: ['extra'] })).toContain('extra');
    writeBack(model, before);
    expect(attempt({ ...tensors, 'encoder.hidden.weight': { ...hidden!, shape: [64, 6] } }, torchOptions)).toThrow(
      '`flattenedInput` of `encoder/hidden` is [4,4,4], 64 numbers, but the layer has 6 there',
    );
    const { flattenedInput: _, ...unmapped } = torchOptions;
    expect(attempt({ ...tensors, 'encoder.hidden.weight': { ...hidden!, shape: [64, 6] } }, unmapped)).toThrow(
      '`encoder.hidden.weight` has shape [64,6] but `encoder/hidden/kernel` is [64,6]',
    );
    expect(attempt(tensors, { ...torchOptions, names: { 'encoder/conv9': 'x' } })).toThrow(
      'the model has no layer or weight `encoder/conv9`; it has the layers `decoder/fc`',
    );
    const broken = { ...hidden!, data: Float32Array.from(hidden!.data, (v, i) => (i === 5 ? Number.NaN : v)) };
    expect(attempt({ ...tensors, 'encoder.hidden.weight': broken }, torchOptions)).toThrow(
      '`encoder.hidden.weight` has values that are not finite',
    );
    expect(attempt(tensors, { from: 'jax' as 'keras' })).toThrow("`from` is \"jax\"; expected 'keras' or 'pytorch'");
    expect(weights()).toEqual(before);
    model.dispose();
  });
});

function writeBack(model: Vae, values: readonly number[]): void {
  let at = 0;
  for (const variable of Object.values(model.variables)) {
    const { shape, size } = variable;
    tf.tidy(() => variable.assign(tf.tensor(values.slice(at, at + size), shape)));
    at += size;
  }
}

describe('number types of other libraries', () => {
  it('are read as PyTorch converts them', () => {
    const { tensors } = file('numberTypes');
    for (const name of ['f16', 'bf16', 'f64'] as const) {
      const exact = oracles.numberTypes[name].map((text) => Number(text.replace('inf', 'Infinity')));
      const { data } = tensors[name]!;
      expect(data).toBeInstanceOf(Float32Array);
      data.forEach((value, i) => expect(Object.is(value, Math.fround(exact[i]!)), `${name}[${i}]`).toBe(true));
    }
    expect([...tensors['i64']!.data]).toEqual([0, -5, 2 ** 31 - 1]);
    expect([...tensors['u8']!.data, ...tensors['bool']!.data]).toEqual([0, 255, 1, 0]);
  });

  it('whole numbers beyond 32 bits are refused, not wrapped', () => {
    expect(() => file('largeInteger')).toThrow('`steps` has 1099511627776 at position 0, which is no 32-bit number');
  });
});
