import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { annealedImportanceSampling } from './annealedImportanceSampling.js';
import { annealingSchedule } from './annealingSchedule.js';
import { bidirectionalCheck } from './bidirectionalCheck.js';
import { bits, oracleModel, oracles } from './quadrature.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

const small = { chains: 16, temperatures: 40, leapfrogs: 3 };

describe('annealedImportanceSampling', () => {
  it('comes to log p(x) by quadrature without an encoder, and leaks nothing', async () => {
    const model = oracleModel('plain');
    const before = tf.memory().numTensors;
    const { values, errors, acceptance } = await annealedImportanceSampling(model, bits, small);
    oracles.plain.exact.forEach((exact, row) => {
      expect(Math.abs(values[row]! + exact)).toBeLessThan(4 * errors[row]! + 1e-4);
      expect(errors[row]!).toBeLessThan(0.3);
    });
    expect(acceptance).toBeGreaterThan(0.4);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('is of x given y of class models', async () => {
    const model = oracleModel('conditional');
    const y = { data: Int32Array.of(2, 0, 1, 2), shape: [4] };
    const { values, errors } = await annealedImportanceSampling(model, { x: bits, y }, small);
    y.data.forEach((label, row) =>
      expect(Math.abs(values[row]! + oracles.conditional.exact[row]![label]!)).toBeLessThan(4 * errors[row]! + 1e-4),
    );
    model.dispose();
  });

  it('goes from 0 to 1 without turning back', () => {
    const betas = annealingSchedule(10);
    expect([betas[0], betas[10]]).toEqual([0, 1]);
    betas.slice(1).forEach((beta, t) => expect(beta).toBeGreaterThan(betas[t]!));
  });
});

describe('bidirectionalCheck', () => {
  it('has the truth between its bounds, and a gap that more temperatures close', async () => {
    const model = oracleModel('plain');
    const before = tf.memory().numTensors;
    const rough = await bidirectionalCheck(model, { examples: 12, chains: 8, temperatures: 3, leapfrogs: 3 });
    const fine = await bidirectionalCheck(model, { examples: 12, chains: 8, temperatures: 40, leapfrogs: 3 });
    expect(tf.memory().numTensors).toBe(before);
    expect(fine.gap).toBeLessThan(rough.gap);
    expect(Math.abs(fine.gap)).toBeLessThan(0.4);
    model.dispose();
  });
});
