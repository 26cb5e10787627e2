import * as tf from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { klDiagonalNormal } from './klDiagonalNormal.js';
import { klStandardNormal } from './klStandardNormal.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';

const values = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 6, maxLength: 6 });

onEveryBackend(() => {
  matchesTorch('klDiagonalNormal', ({ mu1, logVar1, mu2, logVar2 }) => klDiagonalNormal(mu1!, logVar1!, mu2!, logVar2!));

  test('is never negative, is 0 from a distribution to itself, and is klStandardNormal where the second is standard', () => {
    fc.assert(
      fc.property(values, values, values, values, (...four) => {
        tf.tidy(() => {
          const [mu1, logVar1, mu2, logVar2] = four.map((numbers) => tf.tensor2d(numbers, [2, 3])) as [
            tf.Tensor,
            tf.Tensor,
            tf.Tensor,
            tf.Tensor,
          ];
          for (const kl of klDiagonalNormal(mu1, logVar1, mu2, logVar2).dataSync()) expect(kl).toBeGreaterThanOrEqual(0);
          expect(Array.from(klDiagonalNormal(mu1, logVar1, mu1, logVar1).dataSync())).toEqual([0, 0]);
          const standard = klStandardNormal(mu1, logVar1).dataSync();
          const found = klDiagonalNormal(mu1, logVar1, tf.zerosLike(mu1), tf.zerosLike(mu1)).dataSync();
          expectClose(found, standard, standard, 1e-6, 'to the standard normal');
        });
      }),
      { numRuns: 40 },
    );
  });
});

test('klDiagonalNormal refuses different latents', () => {
  const [two, three] = [tf.zeros([1, 2]), tf.zeros([1, 3])];
  expect(() => klDiagonalNormal(two, two, three, three)).toThrow(
    'klDiagonalNormal: `mu1` has shape [1,2] but `mu2` has [1,3]; both distributions must be over the same latent',
  );
});
