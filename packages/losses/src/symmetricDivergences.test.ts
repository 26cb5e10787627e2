import * as tf from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { geometricJensenShannon } from './geometricJensenShannon.js';
import { jensenShannonDiscrete } from './jensenShannonDiscrete.js';
import { klDiagonalNormal } from './klDiagonalNormal.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';
import { symmetricKlDiagonalNormal, symmetricKlDiscrete } from './symmetricKl.js';

const mass = fc
  .array(fc.integer({ min: 0, max: 1000 }), { minLength: 5, maxLength: 5 })
  .filter((counts) => counts.some((count) => count > 0));
const simplex = mass.map((counts) => counts.map((count) => count / counts.reduce((a, b) => a + b)));
const values = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 3, maxLength: 3 });

onEveryBackend(() => {
  matchesTorch('jensenShannonDiscrete', ({ p, q }) => jensenShannonDiscrete(p!, q!));
  matchesTorch('symmetricKlDiscrete', ({ p, q }) => symmetricKlDiscrete(p!, q!));
  matchesTorch('symmetricKlDiagonalNormal', ({ mu1, logVar1, mu2, logVar2 }) =>
    symmetricKlDiagonalNormal(mu1!, logVar1!, mu2!, logVar2!),
  );
  matchesTorch('geometricJensenShannon', ({ mu1, logVar1, mu2, logVar2 }, { alpha, dual }) =>
    geometricJensenShannon(mu1!, logVar1!, mu2!, logVar2!, { alpha: alpha!, dual: dual === 1 }),
  );

  test('Jensen–Shannon: symmetric, between 0 and log 2, which it reaches where nothing is shared', () => {
    fc.assert(
      fc.property(simplex, simplex, (p, q) => {
        tf.tidy(() => {
          const found = jensenShannonDiscrete(p, q).dataSync()[0]!;
          expect(found).toBeGreaterThanOrEqual(-1e-7);
          expect(found).toBeLessThanOrEqual(Math.LN2 + 1e-6);
          expect(jensenShannonDiscrete(q, p).dataSync()[0]).toBeCloseTo(found, 6);
          expect(jensenShannonDiscrete(p, p).dataSync()[0]).toBe(0);
        });
      }),
      { numRuns: 40 },
    );
    expect(jensenShannonDiscrete([1, 0, 0], [0, 0.5, 0.5]).dataSync()[0]).toBeCloseTo(Math.LN2, 6);
    const slope = tf
      .grad((p: tf.Tensor) => jensenShannonDiscrete(p, tf.tensor1d([0.5, 0.5, 0])))(tf.tensor1d([0, 1, 0]))
      .dataSync();
    expectClose(slope, [0, 0.5 * Math.log(1 / 0.75), 0], [1, 1, 1], 1e-6, 'slope');
  });

  test('the divergences of Gaussians do not change when the two are exchanged, and vanish where they are one', () => {
    fc.assert(
      fc.property(values, values, values, values, (...four) => {
        tf.tidy(() => {
          const [mu1, v1, mu2, v2] = four.map((row) => tf.tensor2d([row])) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
          const both = symmetricKlDiagonalNormal(mu1, v1, mu2, v2).dataSync();
          expectClose(symmetricKlDiagonalNormal(mu2, v2, mu1, v1).dataSync(), both, both, 1e-6, 'Jeffreys');
          for (const dual of [false, true]) {
            const geometric = geometricJensenShannon(mu1, v1, mu2, v2, { alpha: 0.3, dual }).dataSync();
            const turned = geometricJensenShannon(mu2, v2, mu1, v1, { alpha: 0.7, dual }).dataSync();
            expectClose(
              turned,
              geometric,
              geometric.map((value) => value + 1e-3),
              1e-5,
              'geometric',
            );
            expect(geometric[0]).toBeGreaterThanOrEqual(0);
            expect(geometricJensenShannon(mu1, v1, mu1, v1, { dual }).dataSync()[0]).toBe(0);
          }
        });
      }),
      { numRuns: 30 },
    );
  });

  test('the geometric one turns into a KL divergence as its weight goes to an end', () => {
    const [mu1, v1, mu2, v2] = [[0.3], [0.5], [-0.4], [-0.2]].map((row) => tf.tensor2d([row])) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const alpha = 1e-3;
    const forward = klDiagonalNormal(mu1, v1, mu2, v2).dataSync()[0]!;
    // (1 − α) D(G ‖ P) + α D(G ‖ Q) with G near P.
    expect(geometricJensenShannon(mu1, v1, mu2, v2, { alpha, dual: true }).dataSync()[0]! / alpha / forward).toBeCloseTo(1, 2);
  });
});

test('the symmetric divergences refuse shapes that differ and weights outside (0, 1)', () => {
  const [two, three] = [tf.zeros([1, 2]), tf.zeros([1, 3])];
  expect(() => jensenShannonDiscrete([0.5, 0.5], [1])).toThrow('jensenShannonDiscrete: `p` has shape [2] but `q` has [1]');
  expect(() => symmetricKlDiscrete([0.5, 0.5], [1])).toThrow('`p` has shape [2] but `q` has [1]');
  expect(() => symmetricKlDiagonalNormal(two, two, three, three)).toThrow('both distributions must be over the same latent');
  expect(() => geometricJensenShannon(two, two, three, three)).toThrow(
    'geometricJensenShannon: `mu1` has shape [1,2] but `mu2` has [1,3]',
  );
  for (const alpha of [0, 1, NaN])
    expect(() => geometricJensenShannon(two, two, two, two, { alpha })).toThrow(
      `geometricJensenShannon: \`alpha\` is ${alpha}; it must lie between 0 and 1`,
    );
});
