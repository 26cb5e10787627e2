import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { encode } from '../latent/encode.js';
import { sample } from '../latent/sample.js';
import { gaussian } from '../likelihoods/gaussian.js';
import { classMeans } from '../priors/classMeans.js';
import { randomStream } from '../random/randomStream.js';
import { deserialize, serialize } from '../saving/serialize.js';
import { fit } from '../training/fit.js';
import { vae, type VaeOptions } from '../vae.js';
import { conv } from './conv.js';
import { convDecoder, convEncoder } from './convNetworks.js';
import { mlp, mlpDecoder, mlpEncoder } from './mlp.js';
import type { NetworkRequest, Recipe } from './recipe.js';
import { resnet } from './resnet.js';
import { resnetDecoder, resnetEncoder } from './resnetNetworks.js';

const weightsOf = (model: tf.LayersModel): [string, number[]][] =>
  model.weights.map((weight) => [weight.originalName, [...weight.read().dataSync()]]);
const heads = (latent: number): NetworkRequest['outputs'] => ['mean', 'logVar'].map((name) => ({ name, shape: [latent] }));
const image = [8, 8, 1];
const images = (rows: number): { data: Float32Array; shape: number[] } => ({
  data: randomStream(1).fillUniform(new Float32Array(rows * 64)),
  shape: [rows, ...image],
});

describe('a recipe makes the network of the builder, weight for weight, where heads have the same names', () => {
  const dense = { hidden: [6, 5], activation: 'tanh', batchNorm: true, dropout: 0.1 } as const;
  const convolutions = { filters: [3, 4], kernelSize: 5, batchNorm: true, dense: [7] } as const;
  const residual = { filters: [3, 4], blocks: 1, dense: [7] } as const;
  const encoders: [string, Recipe, () => tf.LayersModel][] = [
    ['mlp', mlp(dense), () => mlpEncoder({ ...dense, input: image, latent: 2, seed: 5 })],
    [
      'mlp, separate trunks',
      mlp({ ...dense, trunk: 'separate' }),
      () => mlpEncoder({ ...dense, trunk: 'separate', input: image, latent: 2, seed: 5 }),
    ],
    ['conv', conv(convolutions), () => convEncoder({ ...convolutions, input: image, latent: 2, seed: 5 })],
    ['conv by default', conv(), () => convEncoder({ input: image, latent: 2, seed: 5 })],
    ['resnet', resnet(residual), () => resnetEncoder({ ...residual, input: image, latent: 2, seed: 5 })],
  ];
  test.each(encoders)('encoder: %s', (_, recipe, build) => {
    const builder = build();
    const made = recipe({ name: 'encoder', input: image, outputs: heads(2), seed: 5 });
    expect(weightsOf(made)).toEqual(weightsOf(builder));
    expect(made.outputs.map(({ shape }) => shape)).toEqual(builder.outputs.map(({ shape }) => shape));
  });

  const decoders: [string, Recipe, () => tf.LayersModel][] = [
    ['mlp', mlp(dense), () => mlpDecoder({ ...dense, latent: 2, output: image, seed: 5 })],
    ['conv', conv(convolutions), () => convDecoder({ ...convolutions, latent: 2, output: image, seed: 5 })],
    ['conv by default', conv(), () => convDecoder({ latent: 2, output: image, seed: 5 })],
    ['resnet', resnet(residual), () => resnetDecoder({ ...residual, latent: 2, output: image, seed: 5 })],
  ];
  test.each(decoders)('decoder: %s', (_, recipe, build) => {
    const builder = build();
    const request = { name: 'decoder', input: [2], seed: 5 };
    const made = recipe({ ...request, outputs: [{ name: 'output', shape: image }] });
    expect(weightsOf(made)).toEqual(weightsOf(builder));
    // Another name of the head is another draw of its weights, and of no other.
    const named = weightsOf(recipe({ ...request, outputs: [{ name: 'logits', shape: image }] }));
    const without = (weights: [string, number[]][], head: string) => weights.filter(([name]) => !name.startsWith(`${head}/`));
    expect(without(named, 'logits')).toEqual(without(weightsOf(builder), 'output'));
    const kernel = (weights: [string, number[]][], head: string) => weights.find(([name]) => name === `${head}/kernel`)![1];
    expect(kernel(named, 'logits')).not.toEqual(kernel(weightsOf(builder), 'output'));
  });
});

describe('in a model', () => {
  test.each<[string, Recipe]>([
    ['mlp', mlp({ hidden: [5] })],
    ['conv', conv({ filters: [2, 3], dense: [4] })],
    ['resnet', resnet({ filters: [2, 3], blocks: 1 })],
  ])('%s: heads follow from posterior and likelihood; one seed is one model, and it is saved as any other', async (_, recipe) => {
    const make = (seed: number) =>
      vae({ encoder: recipe, decoder: recipe, event: image, latent: 3, likelihood: gaussian({ sigma: 'predicted' }), seed });
    const model = make(1);
    expect(model.encoder.outputShapes).toEqual([[3], [3]]);
    expect(model.decoder.outputShapes).toEqual([image, image]);
    const kernels = (of: ReturnType<typeof make>): number[][] =>
      [of.encoder, of.decoder].flatMap((net) => net.model.getWeights().map((weight) => [...weight.dataSync()]));
    expect(kernels(make(1))).toEqual(kernels(model));
    expect(kernels(make(2))).not.toEqual(kernels(model));
    const { history } = await fit(model, images(8), { epochs: 2, batchSize: 8 });
    expect(history['loss']!.every(Number.isFinite)).toBe(true);
    const again = await deserialize(await serialize(model));
    const x = tf.tensor(images(2).data, [2, ...image]);
    expect(encode(again, x).arraySync()).toEqual(encode(model, x).arraySync());
  });

  test.each<[string, Recipe]>([
    ['conv', conv({ filters: [2, 3] })],
    ['resnet', resnet({ filters: [2, 3], blocks: 1 })],
  ])('%s: codes may be maps, [height, width, channels], and go through the model as such', async (_, recipe) => {
    const model = vae({ encoder: recipe, decoder: recipe, event: image, latent: [2, 2, 3] });
    expect(model.latent).toEqual([2, 2, 3]);
    expect(model.encoder.outputShapes).toEqual([
      [2, 2, 3],
      [2, 2, 3],
    ]);
    // 1×1 convolutions: a code sees only what its place of the feature map sees.
    const kernel = model.encoder.model.getLayer('mean').getWeights()[0]!;
    expect(kernel.shape).toEqual([1, 1, 3, 3]);
    const { history } = await fit(model, images(8), { epochs: 2, batchSize: 8 });
    expect(history['loss']!.every(Number.isFinite)).toBe(true);
    expect(encode(model, tf.tensor(images(2).data, [2, ...image])).shape).toEqual([2, 2, 2, 3]);
    expect(sample(model, { count: 2, seed: 0 }).shape).toEqual([2, ...image]);
    const again = await deserialize(await serialize(model));
    expect(sample(again, { count: 2, seed: 0 }).arraySync()).toEqual(sample(model, { count: 2, seed: 0 }).arraySync());
  });

  test.each<[string, Recipe]>([
    ['conv', conv({ filters: [2, 3], conditional: true })],
    ['resnet', resnet({ filters: [2, 3], blocks: 1, conditional: true })],
  ])('%s: a code that is a map cannot be joined to a condition, at the encoder neither', (name, recipe) => {
    const before = tf.memory().numTensors;
    const decoder = conv({ filters: [2, 3] });
    expect(() => vae({ encoder: recipe, decoder, event: image, latent: [2, 2, 3], condition: { classes: 3 } })).toThrow(
      `${name}: a code that is a map cannot be joined to a condition`,
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each<[string, (conditional: boolean) => Recipe]>([
    ['mlp', (conditional) => mlp({ hidden: [5], conditional })],
    ['conv', (conditional) => conv({ filters: [2], dense: [4], conditional })],
    ['resnet', (conditional) => resnet({ filters: [2], blocks: 1, conditional })],
  ])('%s: a conditional recipe takes the model’s condition as a second input', (_, recipe) => {
    const parts = { event: image, latent: 2 } as const;
    const both = vae({ ...parts, encoder: recipe(true), decoder: recipe(true), condition: { classes: 3 } });
    expect([both.encoder, both.decoder].map(({ inputShapes }) => inputShapes)).toEqual([
      [image, [3]],
      [[2], [3]],
    ]);
    const x = tf.tensor(images(1).data, [1, ...image]);
    const [a, b] = [0, 1].map((label) => encode(both, x, { labels: [label] }).arraySync());
    expect(a).not.toEqual(b);
    // The prior's classes are a condition too; a recipe that is not conditional does not see them.
    const decoderOnly = vae({ ...parts, encoder: recipe(false), decoder: recipe(true), prior: classMeans(4) });
    expect([decoderOnly.encoder, decoderOnly.decoder].map(({ inputShapes }) => inputShapes.length)).toEqual([1, 2]);
    expect(decoderOnly.classes).toBe(4);
  });
});

describe('refused by name, with nothing left behind', () => {
  const plain = mlp({ hidden: [3] });
  const cases: [string, () => VaeOptions, string][] = [
    [
      'an encoder without a shape',
      () => ({ encoder: plain, decoder: plain, latent: 2 }),
      'vae: the encoder is a recipe, so its input is not known; give `event`',
    ],
    [
      'a decoder without a shape',
      () => ({ encoder: plain, decoder: plain, event: [4] }),
      'vae: the decoder is a recipe, so its input is not known; give `latent`',
    ],
    [
      'a condition that the model does not have',
      () => ({ encoder: plain, decoder: mlp({ hidden: [3], conditional: true }), event: [4], latent: 2 }),
      'mlp: the decoder is to be conditional, but the model has no condition; give `condition` to vae',
    ],
    [
      'maps of another size',
      () => ({ encoder: conv({ filters: [2] }), decoder: conv({ filters: [2] }), event: image, latent: [2, 2, 3] }),
      'conv: the encoder is to give `mean` as [2,2,3], but 1 halvings of [8,8,1] give maps of 4×4',
    ],
    [
      'maps beside a condition',
      () => ({
        encoder: conv({ filters: [2] }),
        decoder: conv({ filters: [2], conditional: true }),
        event: image,
        latent: [4, 4, 3],
        condition: { classes: 2 },
      }),
      'conv: a code that is a map cannot be joined to a condition',
    ],
    [
      'no image',
      () => ({ encoder: resnet(), decoder: plain, event: [4], latent: 2 }),
      'resnet: an image has shape [height, width, channels] but got [4]',
    ],
    [
      'an image that cannot be halved',
      () => ({ encoder: conv(), decoder: plain, event: [6, 6, 1], latent: 2 }),
      'conv: 2 stride-2 layers need sides divisible by 4 but the image is 6×6',
    ],
    [
      'a shape that contradicts a network',
      () => ({ encoder: mlpEncoder({ input: [4], latent: 2, hidden: [] }), decoder: plain, event: [5], latent: 2 }),
      'vae: `event` is [5] but the encoder takes [batch,4]',
    ],
  ];
  test.each(cases)('%s', (_, make, message) => {
    const options = make();
    const before = tf.memory().numTensors;
    expect(() => vae(options)).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('options that make no sense', () => {
    expect(() => mlp({ hidden: [0] })).toThrow('mlp: `hidden[0]` is 0; expected a whole number of at least 1');
    expect(() => mlp({ hidden: [3], dropout: 1 })).toThrow('mlp: `dropout` is 1; expected 0 <= dropout < 1');
    expect(() => conv({ filters: [2, 0] })).toThrow('conv: `filters[1]` is 0');
    expect(() => conv({ kernelSize: 0 })).toThrow('conv: `kernelSize` is 0');
    expect(() => conv({ dense: [1.5] })).toThrow('conv: `dense[0]` is 1.5');
    expect(() => resnet({ blocks: 0 })).toThrow('resnet: `blocks` is 0');
  });
});
