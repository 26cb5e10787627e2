import * as tf from '@tensorflow/tfjs';
import { standardNormalLogDensity } from '@vaekit/losses';
import { beforeAll, expect, test } from 'vitest';
import { withGradientMends } from '../gradients/withGradientMends.js';
import { encode } from '../latent/encode.js';
import { iwae } from '../objectives/iwae.js';
import type { Prior } from '../parts.js';
import { standardNormal } from '../priors/standardNormal.js';
import { vampPrior } from '../priors/vampPrior.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { deviation, tinyVae } from '../tiny.test-helper.js';
import { hamiltonian } from './hamiltonian.js';
import { temperedLeapfrog } from './leapfrog.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** A bent potential of two dimensions. */
const potential = (z: tf.Tensor): tf.Tensor1D => {
  const [a, b] = tf.split(z, 2, 1) as [tf.Tensor, tf.Tensor];
  const bend = tf.sub(b, tf.square(a));
  return tf.neg(tf.sum(tf.add(tf.square(a), tf.add(tf.square(bend), tf.square(tf.sin(b)))), 1)) as tf.Tensor1D;
};

test.each([1, 0.3])('with β₀ = %d the volume of phase space shrinks by β₀^{d/2}', (beta) => {
  const moved = (point: number[]): number[] =>
    tf.tidy(() => {
      const { z, momentum } = temperedLeapfrog(
        { z: tf.tensor2d([point.slice(0, 2)]), momentum: tf.tensor2d([point.slice(2)]) },
        { steps: 4, step: tf.tensor1d([0.2, 0.1]), tempering: tf.scalar(beta) },
        potential,
      );
      return [...z.dataSync(), ...momentum.dataSync()];
    });
  const at = [0.4, -0.7, 0.9, 0.2];
  const h = 0.01;
  const jacobian = at.map((_, i) => {
    const [up, down] = [1, -1].map((sign) => moved(at.map((value, j) => (i === j ? value + sign * h : value))));
    return up!.map((value, j) => (value - down![j]!) / (2 * h));
  });
  expect(Math.abs(determinant(jacobian) / beta - 1)).toBeLessThan(5e-3);
});

function determinant(rows: number[][]): number {
  if (rows.length === 1) return rows[0]![0]!;
  return rows[0]!.reduce((sum, value, j) => {
    const minor = rows.slice(1).map((row) => row.filter((_, i) => i !== j));
    return sum + (j % 2 === 0 ? 1 : -1) * value * determinant(minor);
  }, 0);
}

test('importance weights are unbiased: their mean is p(x), by quadrature over the code', () => {
  const model = tinyVae({ posterior: hamiltonian({ steps: 2, stepSize: 0.3, tempering: 0.4 }) });
  const x = tf.tensor2d([[1, 0, 0, 1]]);
  const n = 4000;
  const objective = iwae({ k: n }).build(model.shapes);
  const before = tf.memory().numTensors;
  const bound = tf.tidy(() => {
    const noise = drawNoise(model.noise('evaluate', objective), 1, randomStream(5));
    const input = { batch: { x }, noise, schedule: {}, mode: 'evaluate', dataSize: 1 } as const;
    return tf.addN(Object.values(model.pass(input, objective).outcome().terms)).dataSync()[0]!;
  });
  expect(tf.memory().numTensors).toBe(before);
  const side = 0.1;
  const axis = Array.from({ length: 121 }, (_, i) => -6 + i * side);
  const logP = tf.tidy(() => {
    const z = tf.tensor2d(axis.flatMap((a) => axis.map((b) => [a, b])));
    const rows = z.shape[0];
    const nll = model.likelihood.negativeLogDensity(model.decodeParameters(z), tf.tile(x, [rows, 1]));
    return tf.logSumExp(tf.sub(standardNormalLogDensity(z), nll)).dataSync()[0]! + 2 * Math.log(side);
  });
  // Five standard errors of the mean of weights whose deviation is about their mean.
  expect(Math.abs(bound + logP)).toBeLessThan(5 / Math.sqrt(n));
  model.dispose();
});

test('gradients through the steps are those of finite differences', () => {
  const model = tinyVae({ posterior: hamiltonian({ steps: 2, stepSize: 0.2 }) });
  const x = tf.tensor2d([
    [1, 0, 0, 1],
    [0, 1, 0.5, 0],
  ]);
  const noise = drawNoise(model.noise('train'), 2, randomStream(2));
  const loss = (): tf.Scalar =>
    model.forward({
      batch: { x },
      noise,
      schedule: { beta: tf.scalar(1), 'objective/beta': tf.scalar(1) },
      mode: 'train',
      dataSize: 2,
    }).losses!['model'] as tf.Scalar;
  const { grads } = withGradientMends(() => tf.variableGrads(loss, Object.values(model.variables)));
  const h = 0.02;
  for (const [name, variable] of Object.entries(model.variables)) {
    const slope = grads[variable.name]!.dataSync()[0]!;
    const start = variable.dataSync().slice();
    const at = (by: number): number => {
      const moved = start.slice();
      moved[0]! += by;
      variable.assign(tf.tensor(moved, variable.shape));
      const value = tf.tidy(() => loss().dataSync()[0]!);
      variable.assign(tf.tensor(start, variable.shape));
      return value;
    };
    expect(deviation([slope], [(at(h) - at(-h)) / (2 * h)]), name).toBeLessThan(2e-3);
  }
  model.dispose();
});

test('a draw outside of a pass is moved too, and where there is no x it is refused', () => {
  const model = tinyVae({ posterior: hamiltonian() });
  const x = tf.tensor2d([[1, 0, 0, 1]]);
  expect(encode(model, x, { draw: true, seed: 1 }).shape).toEqual([1, 2]);
  model.dispose();
  expect(() => tinyVae({ posterior: hamiltonian(), prior: vampPrior({ pseudoInputs: 2 }) })).toThrow(
    'vampPrior: the posterior has no density at a code that it did not draw itself',
  );
  const withoutDensity: Prior = {
    ...standardNormal(),
    build(shapes) {
      const { logDensity: _, kl: __, ...rest } = standardNormal().build(shapes);
      return rest;
    },
  };
  expect(() => tinyVae({ posterior: hamiltonian(), prior: withoutDensity })).toThrow(
    'hamiltonian: a draw is moved by log p(x, z), but the prior has no density p(z)',
  );
  expect(() => hamiltonian({ steps: 0 })).toThrow('hamiltonian: `steps` is 0; expected a whole number of at least 1');
  expect(() => hamiltonian({ stepSize: 1 })).toThrow(
    'hamiltonian: `stepSize` is 1; expected a number above 0 and below `largestStep`, 0.5',
  );
  expect(() => hamiltonian({ tempering: 1 })).toThrow('hamiltonian: `tempering` is 1; expected a number above 0 and below 1');
});
