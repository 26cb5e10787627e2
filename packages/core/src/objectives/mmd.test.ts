import * as tf from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import oracles from '../../oracles/mmdOracles.json' with { type: 'json' };
import { classMeans } from '../priors/classMeans.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { deviation, tinyData, tinyVae } from '../tiny.test-helper.js';
import { mmd, type MmdOptions } from './mmd.js';
import { classPrior, expectPaddingFree, expectPaddingUnseen, passOf } from './objectives.test-helper.js';

const shapes = { event: [4], latent: [2] };
const normal = (shape: number[], seed: number): tf.Tensor =>
  tf.tensor(randomStream(seed).fillNormal(new Float32Array(shape.reduce((size, extent) => size * extent, 1))), shape);
const mmdOf = (given: Parameters<typeof passOf>[0], options: MmdOptions = {}): tf.Scalar =>
  tf.slice(mmd(options).build(shapes).evaluate(passOf(given)).terms['mmd']!, 0, 1).asScalar();

test.each(oracles)('value and gradients as pairs counted by NumPy: $name', (oracle) => {
  const { kernel, scales, weight, labels } = oracle;
  const shape = oracle.shape as [number, number];
  const byClass = [2, shape[1]];
  const z = tf.variable(tf.tensor(oracle.z, shape));
  const prior = classPrior(tf.tensor(oracle.classMean, byClass), tf.tensor(oracle.logWidth, byClass));
  const given = { z, weight, labels, noise: tf.tensor(oracle.eps, shape), ...(labels === null ? {} : { prior }) };
  const variables = { z, ...(labels === null ? {} : { classMean: prior.variables!['means']! }) };
  const { value, grads } = tf.variableGrads(
    () => mmdOf(given, { kernel: kernel as 'gaussian', scales }),
    Object.values(variables),
  );
  expect(deviation(value.dataSync(), [oracle.mmd])).toBeLessThan(1e-5);
  for (const [name, variable] of Object.entries(variables))
    expect(deviation(grads[variable.name]!.dataSync(), oracle.gradients[name as 'z']), name).toBeLessThan(1e-4);
});

test('unbiased: codes from the prior itself have a discrepancy of 0 in the mean, with classes too', () => {
  const prior = classPrior(tf.tensor2d([3, 1, -2, 0], [2, 2]), tf.tensor2d([1, -1, 0, 0.5], [2, 2]));
  const labels = [0, 1, 1, 0, 0, 1, 0, 0];
  for (const classes of [undefined, labels]) {
    const values = Array.from({ length: 150 }, (_, i) =>
      tf.tidy(() => {
        const [own, drawn] = [normal([8, 2], 2 * i), normal([8, 2], 2 * i + 1)];
        if (classes === undefined) return mmdOf({ z: own, noise: drawn }).dataSync()[0]!;
        const { drawContext } = passOf({ z: own, labels: classes, prior });
        const z = prior.draw({ eps: own }, drawContext, 1);
        return mmdOf({ z, noise: drawn, labels: classes, prior }).dataSync()[0]!;
      }),
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / values.length;
    expect(Math.abs(mean)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.1);
  }
});

test('classes are matched jointly: equal means are no minimum where the codes lie apart', () => {
  // Two classes that are the halves of N(0, I): their mixture is the prior, so without labels nothing is to be seen.
  const rows = 250;
  const codes = normal([rows, 1], 5);
  const z = tf.concat([codes, normal([rows, 1], 6)], 1);
  const labels = Array.from(codes.dataSync(), (value) => (value < 0 ? 0 : 1));
  const noise = normal([rows, 2], 7);
  const jointly = (prior: ReturnType<typeof classPrior>): tf.Scalar => mmdOf({ z, noise, labels, prior });
  const equal = classPrior(tf.zeros([2, 2]), tf.zeros([2, 2]));
  const pooled = mmdOf({ z, noise }).dataSync()[0]!;
  const { value, grads } = tf.variableGrads(() => jointly(equal), [equal.variables!['means']!]);
  expect(Math.abs(pooled)).toBeLessThan(0.03);
  expect(value.dataSync()[0]).toBeGreaterThan(10 * Math.abs(pooled));
  // The descent moves each mean towards its class, along the first dimension.
  const [left, , right] = grads[equal.variables!['means']!.name]!.dataSync();
  expect(left).toBeGreaterThan(0.01);
  expect(right).toBeLessThan(-0.01);
  const apart = classPrior(tf.tensor2d([-0.8, 0, 0.8, 0], [2, 2]), tf.zeros([2, 2]));
  expect(jointly(apart).dataSync()[0]).toBeLessThan(value.dataSync()[0]! / 2);
});

test('the order of the examples does not matter, nor does moving a class with its codes', () => {
  const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6, maxLength: 6 });
  const labels = [0, 1, 1, 0, 1, 0];
  const [z, noise] = [normal([6, 2], 1), normal([6, 2], 2)];
  fc.assert(
    fc.property(order, fc.double({ min: -3, max: 3, noNaN: true }), (rows, by) =>
      tf.tidy(() => {
        const index = tf.tensor1d(rows, 'int32');
        const taken = rows.map((row) => labels[row]!);
        const classes = (shift: number) => classPrior(tf.tensor2d([shift, 0, -shift, shift], [2, 2]), tf.zeros([2, 2]));
        const shift = tf.gather(tf.tensor2d([by, 0, -by, by], [2, 2]), tf.tensor1d(taken, 'int32'));
        const moved = {
          z: tf.add(tf.gather(z, index), shift),
          noise: tf.gather(noise, index),
          labels: taken,
          prior: classes(by),
        };
        expect(mmdOf(moved).dataSync()[0]).toBeCloseTo(mmdOf({ z, noise, labels, prior: classes(0) }).dataSync()[0]!, 4);
      }),
    ),
    { numRuns: 20 },
  );
});

test('the KL is a term of its own where it has a factor, and is not asked for elsewhere', () => {
  const batch = { x: tf.tensor(tinyData(5).data, [5, 4]) };
  const outcomeOf = (options: MmdOptions) => {
    const model = tinyVae({ objective: mmd(options) });
    const noise = drawNoise(model.noise('train'), 5, randomStream(1));
    return model.forward({ batch, noise, schedule: {}, mode: 'train', dataSize: 5 });
  };
  const mean = (t: tf.Tensor): number => tf.mean(t).dataSync()[0]!;
  const { terms, losses } = outcomeOf({ weight: 30, kl: 0.5 });
  const [reconstruction, gap, kl] = ['reconstruction', 'mmd', 'kl'].map((name) => mean(terms[name]!)) as [number, number, number];
  expect(losses!['model']!.dataSync()[0]).toBeCloseTo(reconstruction + 30 * gap + 0.5 * kl, 4);
  expect(Object.keys(outcomeOf({}).terms)).toEqual(['reconstruction', 'mmd']);
});

test('rows of weight 0 are not seen, and nothing leaks; one row alone has no discrepancy', async () => {
  await expectPaddingUnseen(() => mmd(), { prior: classMeans(2) });
  expectPaddingFree(() => mmd({ kl: 1 }), { prior: classMeans(2) });
  expectPaddingFree(() => mmd({ zoo: true }));
  expect(mmdOf({ z: normal([3, 2], 1), noise: normal([3, 2], 2), weight: [0, 1, 0] }).dataSync()[0]).toBe(0);
});

test('says what is wrong with options and with parts', () => {
  expect(() => mmd({ weight: -1 })).toThrow('mmd: `weight` is -1; expected a number of at least 0');
  expect(() => mmd({ kl: Number.NaN })).toThrow('mmd: `kl` is NaN; expected a number of at least 0');
  expect(() => mmd({ scales: [] })).toThrow('mmd: `scales` is []; expected at least one positive number');
  expect(() => mmd({ scales: [1, 0] })).toThrow('mmd: `scales` is [1, 0]; expected at least one positive number');
  expect(() => mmd({ kernel: 'linear' as 'gaussian' })).toThrow(
    "mmd: `kernel` is 'linear'; expected 'inverseMultiquadratic' or 'gaussian'",
  );
  expect(() => mmd().build({ ...shapes, conditionWidth: 3 })).toThrow(
    'mmd: the model is conditioned on 3 numbers, and codes are matched within classes only; condition it on labels, or take another objective',
  );
  expect(() => mmd({ zoo: true }).build({ ...shapes, classes: 2, conditionWidth: 2 })).toThrow(
    'mmd: `zoo` has no classes; leave it out for a model with a condition',
  );
  const prior = classMeans(2, { unknownLabels: true }).build(shapes);
  expect(() => mmdOf({ z: tf.zeros([3, 2]), noise: tf.zeros([3, 2]), labels: [0, 1, 1], prior })).toThrow(
    'mmd: the prior sums over labels that are not known',
  );
});
