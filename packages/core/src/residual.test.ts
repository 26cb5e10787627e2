import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { classPrior, passOf } from './objectives/objectives.test-helper.js';
import { classMeans } from './priors/classMeans.js';
import { residual } from './residual.js';
import { deviation } from './tiny.test-helper.js';

const codes = (): tf.Tensor => tf.tensor2d([1, 2, 3, 4], [2, 2]);

test('residual: (z − μ^y)/σ^y where a class moves the prior, else the codes, flat', () => {
  const z = codes();
  const prior = classPrior(tf.tensor2d([1, 0, 5, -2], [2, 2]), tf.tensor2d([0, Math.log(4), Math.log(0.25), 0], [2, 2]));
  const found = residual('test', passOf({ z, labels: [0, 1], prior }), z).dataSync();
  expect(deviation(found, [(1 - 1) / 1, (2 - 0) / 2, (3 - 5) / 0.5, (4 + 2) / 1])).toBeLessThan(1e-6);
  const maps = tf.reshape(z, [2, 2, 1]);
  const plain = residual('test', passOf({ z: maps }), maps);
  expect(plain.shape).toEqual([2, 2]);
  expect([...plain.dataSync()]).toEqual([1, 2, 3, 4]);
});

test('residual refuses a prior that takes codes of no known class', () => {
  const prior = classMeans(2, { unknownLabels: true }).build({ event: [4], latent: [2] });
  expect(() => residual('test', passOf({ z: codes(), labels: [0, 1], prior }), codes())).toThrow(
    'test: the prior sums over labels that are not known, but codes are seen from the mean of their class; leave `unknownLabels` out and give every row a label',
  );
});
