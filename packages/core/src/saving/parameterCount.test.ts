import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { gaussian } from '../likelihoods/gaussian.js';
import { mlp } from '../networks/mlp.js';
import type { Prior } from '../parts.js';
import { classMeans } from '../priors/classMeans.js';
import { mixtureOfNormals } from '../priors/mixtureOfNormals.js';
import { vampPrior } from '../priors/vampPrior.js';
import { tinyVae } from '../tiny.test-helper.js';
import { vae, type Vae } from '../vae.js';
import { contentChecksum } from './contentChecksum.js';
import { countParameters } from './parameterCount.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';
import { describeVae, deserialize, serialize, vaeFromDescription } from './serialize.js';

/** A file whose description says something else than its weights, with the checksum that goes with it. */
async function forged(model: Vae, from: string, to: string): Promise<Uint8Array> {
  const { tensors, metadata } = readSafetensors(await serialize(model));
  const description = metadata['vaekit']!.replace(from, to);
  expect(description).not.toBe(metadata['vaekit']);
  return writeSafetensors({ tensors, metadata: { vaekit: description, crc32: contentChecksum(description, tensors) } });
}

const withPrior = (prior: Prior): Vae =>
  vae({
    encoder: mlp({ hidden: [3] }),
    decoder: mlp({ hidden: [3] }),
    event: [4],
    latent: 2,
    prior,
    likelihood: gaussian({ sigma: 1 }),
  });

test.each<[string, () => Vae, string, string]>([
  ['a billion classes', () => withPrior(classMeans(3)), '"classes":3', '"classes":1000000000'],
  ['a billion normals', () => withPrior(mixtureOfNormals({ components: 3 })), '"components":3', '"components":1000000000'],
  ['a billion pseudo-inputs', () => withPrior(vampPrior({ pseudoInputs: 3 })), '"pseudoInputs":3', '"pseudoInputs":1000000000'],
  ['a layer of a billion units', () => withPrior(classMeans(3)), '"units":3', '"units":1000000000'],
  ['a few more than its weights', () => withPrior(classMeans(3)), '"classes":3', '"classes":40'],
])('a small file that announces %s is refused in a line, and nothing is allocated', async (_, make, from, to) => {
  const model = make();
  const bytes = await forged(model, from, to);
  expect(bytes.length).toBeLessThan(12_000);
  model.dispose();
  const before = tf.memory();
  await expect(deserialize(bytes)).rejects.toThrow(
    /^deserialize: the description asks for more than the \d+ numbers there are to fill it \(.+ has shape \[.+\]\); the file is damaged or forged$/,
  );
  expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
});

test('a description alone is held to four gigabytes, and to what it is said to have', async () => {
  const model = withPrior(classMeans(3));
  const description = describeVae(model);
  const { prior } = description.parts;
  const before = tf.memory().numTensors;
  await expect(
    vaeFromDescription({ ...description, parts: { ...description.parts, prior: { ...prior, classes: 1e9 } as typeof prior } }),
  ).rejects.toThrow('asks for more than the 1,073,741,824 numbers there are room for (the class means has shape [1000000000,2])');
  await expect(vaeFromDescription(description, [], { all: new Float32Array(20) })).rejects.toThrow('more than the 20 numbers');
  expect(tf.memory().numTensors).toBe(before);
  (await vaeFromDescription(description)).dispose();
});

test('a model is counted without its weights, and nothing of it is left', async () => {
  const real = tinyVae();
  const expected = Object.values({ ...real.variables, ...real.state }).reduce((sum, { size }) => sum + size, 0);
  const before = tf.memory().numTensors;
  expect(await countParameters(() => tinyVae())).toBe(expected);
  expect(await countParameters(real)).toBe(expected);
  // 30,000 · 30,000 alone would be 3.6 GB.
  const wide = (): Vae =>
    vae({ encoder: mlp({ hidden: [30_000, 30_000] }), decoder: mlp({ hidden: [3] }), event: [4], latent: 2 });
  expect(await countParameters(wide)).toBe(
    4 * 30_000 + 30_000 + 30_000 ** 2 + 30_000 + 2 * (30_000 * 2 + 2) + (2 * 3 + 3 + 3 * 4 + 4),
  );
  expect(await countParameters(() => withPrior(classMeans(1e9)), { most: 1e6 })).toBeGreaterThan(1e9);
  // What is not meant is built as ever.
  let other: Vae | undefined;
  expect(await countParameters(() => (other = tinyVae()), { isMine: () => false })).toBe(0);
  expect(other).toBeDefined();
  await expect(countParameters(() => Promise.reject(new Error('no data')))).rejects.toThrow('no data');
  expect(tf.memory().numTensors).toBe(before);
  const again = tinyVae();
  expect(Object.values(again.variables).map(({ shape }) => shape)).toEqual(
    Object.values(real.variables).map(({ shape }) => shape),
  );
});

test('what is neither a model nor a function that makes one is not counted', async () => {
  const given = { encoder: mlp({ hidden: [3] }), decoder: mlp({ hidden: [3] }), event: [4], latent: 2 } as unknown as Vae;
  await expect(countParameters(given)).rejects.toThrow(
    'countParameters: expected a model, or a function that makes one, but got the options of one; give () => vae(options)',
  );
  await expect(countParameters(undefined as unknown as Vae)).rejects.toThrow('but got undefined; give a model, or () => vae(');
});

test('a function that gives a model which was there before is refused, and the model stays', async () => {
  const model = withPrior(classMeans(3));
  const numbers = await countParameters(model);
  await expect(countParameters(() => model)).rejects.toThrow(
    'countParameters: the function gives a model with weights that were there before it was called; give the model itself',
  );
  expect(Object.values(model.variables).every((variable) => !variable.isDisposed)).toBe(true);
  expect(await countParameters(model)).toBe(numbers);
  expect(await countParameters(() => withPrior(classMeans(3)))).toBe(numbers);
  model.dispose();
});
