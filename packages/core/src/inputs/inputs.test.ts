import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gaussianNoise } from '../corruptions/gaussianNoise.js';
import { encode } from '../latent/encode.js';
import { gaussian } from '../likelihoods/gaussian.js';
import type { Mode } from '../contract.js';
import type { InputTransform } from '../parts.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { deserialize, serialize } from '../saving/serialize.js';
import { deviation, tinyData, tinyVae } from '../tiny.test-helper.js';
import { readWeights, writeWeights } from '../training/modelWeights.js';
import type { Vae } from '../vae.js';
import { log1p } from './log1p.js';
import { rescaled } from './rescaled.js';
import { standardized } from './standardized.js';

const shift = [0.5, -1, 2, 0];
const width = [2, 0.25, 1, 4];
/** Each transform, and what it does to element i of an example. */
const transforms: readonly (readonly [string, InputTransform, (value: number, i: number) => number])[] = [
  ['standardized by one number', standardized({ mean: 0.4, deviation: 0.2 }), (value) => (value - 0.4) / 0.2],
  ['standardized by element', standardized({ mean: shift, deviation: width }), (value, i) => (value - shift[i]!) / width[i]!],
  ['rescaled', rescaled({ from: [-1, 3], to: [-2, 2] }), (value) => value - 1],
  ['rescaled to [0, 1]', rescaled({ from: [0, 4] }), (value) => value / 4],
  ['log1p', log1p(), (value) => Math.log1p(value)],
];

const rows = 3;
const examples = (): tf.Tensor => tf.tensor2d(tinyData(rows).data, [rows, 4]);
const shown = (of: tf.Tensor, by: (value: number, i: number) => number): tf.Tensor =>
  tf.tensor2d(
    Float32Array.from(of.dataSync(), (value, at) => by(value, at % 4)),
    [rows, 4],
  );

/** The posterior's parameters in a pass, and the reconstruction's nats. */
function passOf(model: Vae, mode: Mode, data: tf.Tensor): { parameters: tf.Tensor[]; nll: ArrayLike<number> } {
  const noise = drawNoise(model.noise(mode), rows, randomStream(2));
  const pass = model.pass({ batch: { x: data }, noise, schedule: { beta: tf.scalar(1) }, mode, dataSize: rows });
  return { parameters: [...pass.posteriorParameters()], nll: pass.reconstruction().dataSync() };
}

/** The largest deviation of all tensors. */
const apart = (found: readonly tf.Tensor[], expected: readonly tf.Tensor[]): number =>
  Math.max(...found.map((each, i) => deviation(each.dataSync(), expected[i]!.dataSync())));

describe.each(transforms)('%s', (_, input, by) => {
  test('gives the numbers of its formula', () => {
    const built = input.build({ event: [4], latent: [2] });
    fc.assert(
      fc.property(fc.array(fc.float({ min: 0, max: 1000, noNaN: true }), { minLength: 4, maxLength: 4 }), (values) => {
        const found = tf.tidy(() => built.apply(tf.tensor2d([values])).dataSync());
        expect(deviation(found, values.map(by))).toBeLessThan(1e-5);
      }),
    );
  });

  test('the encoder is shown it in training, in evaluation and by encode; the likelihood scores x itself', async () => {
    const x = examples();
    const [model, plain] = [tinyVae({ input, likelihood: gaussian() }), tinyVae({ likelihood: gaussian() })];
    writeWeights(plain, await readWeights(model));
    for (const mode of ['train', 'evaluate'] as const) {
      const [found, expected] = [passOf(model, mode, x), passOf(plain, mode, shown(x, by))];
      expect(apart(found.parameters, expected.parameters)).toBeLessThan(1e-5);
      const unmoved = tf.tidy(() => {
        const noise = drawNoise(model.noise(mode), rows, randomStream(2));
        const pass = model.pass({ batch: { x }, noise, schedule: { beta: tf.scalar(1) }, mode, dataSize: rows });
        const decoded = model.decodeParameters(pass.z());
        return model.likelihood.negativeLogDensity(decoded, x).dataSync();
      });
      expect(deviation(found.nll, unmoved)).toBeLessThan(1e-5);
    }
    expect(apart([encode(model, x)], [encode(plain, shown(x, by))])).toBeLessThan(1e-5);
  });

  test('it comes behind a corruption', async () => {
    const x = examples();
    const corruption = gaussianNoise({ sigma: 0.01 });
    const model = tinyVae({ input, corruption });
    const plain = tinyVae();
    writeWeights(plain, await readWeights(model));
    const { 'corruption/eps': eps } = drawNoise(model.noise('train'), rows, randomStream(2));
    const corrupted = tf.add(x, tf.mul(eps!, 0.01));
    expect(apart(passOf(model, 'train', x).parameters, plain.encodeParameters(shown(corrupted, by)) as tf.Tensor[])).toBeLessThan(
      1e-5,
    );
  });

  test('it is saved with the model and keeps no tensors', async () => {
    const before = tf.memory().numTensors;
    const model = tinyVae({ input });
    const again = await deserialize(await serialize(model));
    expect(again.config.input).toEqual(input.config);
    const [a, b] = [model, again].map((each) =>
      tf.tidy(() => each.encodeParameters(examples()).map((parameter) => [...parameter.dataSync()])),
    );
    expect(b).toEqual(a);
    for (const each of [model, again]) each.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('an image is standardized by element in its own shape', () => {
  const mean = Array.from({ length: 12 }, (_, i) => i);
  const built = standardized({ mean, deviation: 2 }).build({ event: [2, 3, 2], latent: [2] });
  const image = tf.tensor(
    mean.map((value) => value + 4),
    [1, 2, 3, 2],
  );
  expect([...built.apply(image).dataSync()]).toEqual(Array<number>(12).fill(2));
});

test('what makes no sense is refused', () => {
  expect(() => standardized({ mean: Number.NaN, deviation: 1 })).toThrow('standardized: `mean` has NaN; expected finite numbers');
  expect(() => standardized({ mean: 0, deviation: [1, 0] })).toThrow(
    'standardized: `deviation` has 0; expected positive numbers',
  );
  expect(() => tinyVae({ input: standardized({ mean: [1, 2], deviation: 1 }) })).toThrow(
    'standardized: `mean` has 2 numbers; expected 1 or 4, one for each element',
  );
  expect(() => rescaled({ from: [1, 1] })).toThrow('rescaled: `from` is [1, 1]; expected two finite numbers, the lower first');
  expect(() => rescaled({ from: [0, 1], to: [0, Infinity] })).toThrow('rescaled: `to` is [0, Infinity]');
});
