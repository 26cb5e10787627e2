import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import type { BuiltPrior, Prior } from '../parts.js';
import { deviation, tinyContext, tinyVae } from '../tiny.test-helper.js';
import { fit } from '../training/fit.js';
import { mixtureOfNormals } from './mixtureOfNormals.js';
import { perClass } from './perClass.js';
import { standardNormal } from './standardNormal.js';

const shapes = { event: [4], latent: [1] };
const onehot = tf.tensor2d([1, 0, 0, 1], [2, 2]);
const context = tinyContext(2, { condition: onehot });

/** log 3/4 (1 − (z − m)²), a density on (m − 1, m + 1) that is no number outside of it; m is 0 and 10 by the order of building. */
function parabolas(): Prior {
  let built = 0;
  return {
    config: { kind: 'parabola' },
    build: (given): BuiltPrior => {
      const center = tf.variable(tf.scalar(10 * built++));
      return {
        ...standardNormal().build(given),
        variables: { center },
        kl: () => undefined,
        logDensity: (z) => tf.sum(tf.log(tf.mul(0.75, tf.sub(1, tf.square(tf.sub(z, center))))), 1) as tf.Tensor1D,
        penalties: () => ({ pull: tf.mul(center, 0.5) as tf.Scalar }),
      };
    },
  };
}

test('a row is judged by the prior of its class alone, in values and gradients, where the others give no number', () => {
  const prior = perClass(2, parabolas()).build(shapes);
  // The second class has no number at the zeros that stand in for rows of the first, and the first none at 10.3.
  const z = tf.tensor2d([[0.2], [10.3]]);
  const expected = [0.2, 0.3].map((r) => Math.log(0.75 * (1 - r ** 2)));
  expect(deviation(prior.logDensity!(z, context).dataSync(), expected)).toBeLessThan(1e-5);
  const { grads } = tf.variableGrads(() => tf.sum(prior.logDensity!(z, context)), Object.values(prior.variables!));
  const slopes = Object.values(prior.variables!).map(({ name }) => grads[name]!.dataSync()[0]!);
  expect(
    deviation(
      slopes,
      [0.2, 0.3].map((r) => (2 * r) / (1 - r ** 2)),
    ),
  ).toBeLessThan(1e-5);
});

test('the KL is that of the class’s own prior where all have one', () => {
  const q = { kind: 'diagonalNormal', mean: tf.tensor2d([[1], [2]]), logVar: tf.tensor2d([[0], [Math.log(4)]]) } as const;
  const found = perClass(2, standardNormal()).build(shapes).kl!(q, context)!.dataSync();
  expect(deviation(found, [0.5, 0.5 * (4 + 4 - Math.log(4) - 1)])).toBeLessThan(1e-6);
  expect(perClass(2, parabolas()).build(shapes).kl!(q, context)).toBeUndefined();
});

test('penalties of every class are the model’s', () => {
  const { penalties } = perClass(2, parabolas()).build(shapes);
  expect(Object.entries(penalties!()).map(([name, value]) => [name, value.dataSync()[0]])).toEqual([
    ['class0/pull', 0],
    ['class1/pull', 5],
  ]);
});

test('a class that cannot be built leaves those before it free', () => {
  let built = 0;
  const second: Prior = {
    config: { kind: 'second' },
    build(given) {
      if (built++ > 0) throw new Error('second: no');
      return { ...standardNormal().build(given), variables: { one: tf.tidy(() => tf.variable(tf.scalar(1))) } };
    },
  };
  const before = tf.memory().numTensors;
  expect(() => perClass(2, second).build(shapes)).toThrow('second: no');
  expect(tf.memory().numTensors).toBe(before);
});

test('labels that no class has are refused in a closed fit, and rows without labels in a pass', () => {
  const closed: Prior = {
    config: { kind: 'closed' },
    build: (given) => ({ ...standardNormal().build(given), fitting: { kind: 'closed', fit: () => undefined } }),
  };
  const { fitting, logDensity } = perClass(2, closed).build(shapes);
  const fitTo = (labels: number[]) =>
    fitting!.kind === 'closed' && fitting!.fit(new Float32Array(3), 3, Int32Array.from(labels), tinyContext(0).model);
  expect(() => fitTo([0, -1, 1])).toThrow('perClass: label -1 at code 1 is out of range; expected whole numbers from 0 to 1');
  expect(() => fitTo([0, 2, 1])).toThrow('perClass: label 2 at code 1 is out of range');
  expect(() => fitTo([0, 0, 1])).not.toThrow();
  expect(() => logDensity!(tf.zeros([2, 1]), tinyContext(2))).toThrow('perClass: the batch has no labels; give `y`');
});

test('a fit that fails says of which class, and of how many codes', () => {
  const { fitting } = perClass(2, mixtureOfNormals({ components: 3 })).build(shapes);
  const fitTo = (codes: number[], labels: number[]) =>
    fitting!.kind === 'closed' &&
    fitting!.fit(Float32Array.from(codes), codes.length, Int32Array.from(labels), tinyContext(0).model);
  expect(() => fitTo([0, 1, 2, 3, 4], [0, 0, 1, 0, 1])).toThrow(
    'perClass: class 1, whose codes are 2: mixtureOfNormals: 2 codes are too few for 3 components',
  );
  expect(() => fitTo([0, 1, 2, 3, NaN, 5], [0, 0, 0, 1, 1, 1])).toThrow(
    'perClass: class 1, whose codes are 3: mixtureOfNormals: code 1 has NaN',
  );
});

test('it trains with a prior that penalizes its own variables', async () => {
  const mild: Prior = {
    config: { kind: 'mild' },
    build(given) {
      const scale = tf.variable(tf.scalar(1));
      return {
        ...standardNormal().build(given),
        variables: { scale },
        penalties: () => ({ pull: tf.square(scale) as tf.Scalar }),
      };
    },
  };
  const model = tinyVae({ prior: perClass(2, mild) });
  const y = { data: Int32Array.from([0, 1, 0, 1]), shape: [4] };
  const x = { data: new Float32Array(16).fill(0.5), shape: [4, 4] };
  const { history } = await fit(model, { x, y }, { epochs: 2, batchSize: 4 });
  expect(history['class0/pull']![0]).toBeCloseTo(1, 6);
  expect(model.variables['prior/class1/scale']!.dataSync()[0]).toBeLessThan(1);
});
