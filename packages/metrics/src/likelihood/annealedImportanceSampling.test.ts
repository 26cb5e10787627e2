import * as tf from '@tensorflow/tfjs';
import { classMeans, conditionalNormal, diffusion, mlp, perClass, underPrior, vae } from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { annealedImportanceSampling } from './annealedImportanceSampling.js';
import { annealingSchedule } from './annealingSchedule.js';
import { bidirectionalCheck } from './bidirectionalCheck.js';
import { logLikelihood } from './logLikelihood.js';
import type { Compile } from './logWeights.js';
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

  it.each([
    ['diffusion', diffusion({ steps: 2, hidden: [2] })],
    ['perClass', perClass(2, diffusion({ steps: 2, hidden: [2] }))],
  ])('refuses a prior whose density is a bound: %s', async (kind, prior) => {
    const nets = { encoder: mlp({ hidden: [] }), decoder: mlp({ hidden: [] }) };
    const plain = vae({ event: [4], latent: 2, ...nets, ...(kind === 'perClass' ? { prior: classMeans(2) } : {}) });
    const model = underPrior(plain, prior);
    await expect(annealedImportanceSampling(model, bits, small)).rejects.toThrow(
      `annealedImportanceSampling: of the prior (${kind}) a bound of the density alone is known`,
    );
    model.dispose();
    plain.dispose();
  });

  it('takes models whose prior is conditioned on numbers', async () => {
    const net = mlp({ hidden: [], conditional: true });
    const model = vae({
      event: [6],
      latent: 2,
      encoder: net,
      decoder: net,
      condition: { numbers: 2 },
      prior: conditionalNormal(),
    });
    // Importance sampling from a wide normal is exact enough to compare with.
    for (const [name, variable] of Object.entries(model.variables))
      if (name.startsWith('encoder/'))
        tf.tidy(() => variable.assign(tf.fill(variable.shape, name.includes('logVar') && name.endsWith('bias') ? 1 : 0)));
    const y = { data: Float32Array.of(0, 1, 1, 0, 2, 1, -1, 0), shape: [4, 2] };
    const { values, errors } = await annealedImportanceSampling(model, { x: bits, y }, small);
    const sampled = await logLikelihood(model, { x: bits, y }, { draws: 4000 });
    values.forEach((value, row) =>
      expect(Math.abs(value - sampled.values[row]!)).toBeLessThan(4 * Math.hypot(errors[row]!, sampled.errors[row]!) + 1e-3),
    );
    await expect(bidirectionalCheck(model)).rejects.toThrow(
      'bidirectionalCheck: the model is conditioned on 2 numbers a row, and it cannot choose those of the examples',
    );
    model.dispose();
  });

  it.each([
    [{ temperatures: 0 }, '`temperatures` is 0; expected a whole number from 1'],
    [{ temperatures: 2.5 }, '`temperatures` is 2.5; expected a whole number from 1'],
    [{ leapfrogs: 0 }, '`leapfrogs` is 0; expected a whole number from 1'],
    [{ chains: 1.5 }, '`chains` is 1.5; expected a whole number from 1'],
    [{ rows: 0 }, '`rows` is 0; expected a whole number from 1'],
    [{ stepSize: Number.NaN }, '`stepSize` is NaN; expected a positive number'],
    [{ stepSize: 0 }, '`stepSize` is 0; expected a positive number'],
  ])('refuses %j', async (options, message) => {
    const model = oracleModel('plain');
    await expect(annealedImportanceSampling(model, bits, options)).rejects.toThrow(`annealedImportanceSampling: ${message}`);
    await expect(bidirectionalCheck(model, options)).rejects.toThrow(`bidirectionalCheck: ${message}`);
    await expect(bidirectionalCheck(model, { examples: 0 })).rejects.toThrow('bidirectionalCheck: `examples` is 0');
    model.dispose();
  });

  it('frees what was compiled, and all tensors, when a run fails', async () => {
    const model = oracleModel('plain');
    const before = tf.memory().numTensors;
    let disposed = 0;
    const compile: Compile = async () => ({
      run: async () => {
        throw new Error('no device');
      },
      dispose: async () => void (disposed += 1),
    });
    await expect(annealedImportanceSampling(model, bits, { ...small, compile })).rejects.toThrow('no device');
    await expect(bidirectionalCheck(model, { ...small, examples: 2, compile })).rejects.toThrow('no device');
    expect(disposed).toBe(2);
    const broken = {
      ...model,
      decodeParameters: () => {
        throw new Error('no decoder');
      },
    };
    await expect(bidirectionalCheck(broken, { ...small, examples: 2 })).rejects.toThrow('no decoder');
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('does not know its error from one chain', async () => {
    const model = oracleModel('plain');
    const { errors, monteCarloError } = await annealedImportanceSampling(model, bits, { ...small, chains: 1, temperatures: 3 });
    expect([...errors, monteCarloError].every(Number.isNaN)).toBe(true);
    model.dispose();
  });

  it('goes from 0 to 1 without turning back', () => {
    const betas = annealingSchedule(10);
    expect([betas[0], betas[10]]).toEqual([0, 1]);
    betas.slice(1).forEach((beta, t) => expect(beta).toBeGreaterThan(betas[t]!));
  });
});

describe('onProgress', () => {
  it('counts the transitions of all batches, and of both ways', async () => {
    const model = oracleModel('plain');
    const told: number[][] = [];
    const options = { chains: 2, temperatures: 3, leapfrogs: 1, onProgress: (...step: number[]) => told.push(step) };
    const all = [1, 2, 3, 4].map((step) => [step, 4]);
    // Four examples in two batches, three temperatures with two moves between them.
    await annealedImportanceSampling(model, bits, { ...options, rows: 4 });
    expect(told.splice(0)).toEqual(all);
    await bidirectionalCheck(model, { ...options, examples: 2 });
    expect(told.splice(0)).toEqual(all);
    // Three examples in two parts, both ways.
    await bidirectionalCheck(model, { ...options, examples: 3, rows: 4 });
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((step) => [step, 8]));
    model.dispose();
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

  it.each(['plain', 'conditional'] as const)('runs no more chains side by side than `rows`: %s', async (kind) => {
    const model = oracleModel(kind);
    const before = tf.memory().numTensors;
    const widths: number[] = [];
    const compile: Compile = async (fn, { inputs }) => {
      widths.push(inputs['z']!.shape[0]!);
      return {
        run: async (given) => {
          const found = tf.tidy(() =>
            fn(
              Object.fromEntries(
                Object.entries(inputs).map(([name, { shape }]) => [name, tf.tensor(Float32Array.from(given[name]!), [...shape])]),
              ),
            ),
          );
          const read = Object.entries(found).map(([name, tensor]) => [name, { data: tensor.dataSync<'float32'>() }]);
          tf.dispose(found as tf.NamedTensorMap);
          return Object.fromEntries(read) as Record<string, { data: Float32Array }>;
        },
        dispose: async () => undefined,
      };
    };
    const how = { examples: 12, chains: 8, temperatures: 40, leapfrogs: 3 };
    // Five examples of eight chains fit into 40 rows: parts of 5, 5 and 2, both ways.
    const parts = await bidirectionalCheck(model, { ...how, rows: 47, compile });
    expect(widths).toEqual([40, 40, 40, 40, 16, 16]);
    expect(tf.memory().numTensors).toBe(before);
    // The same examples by other chains: as close as the bounds are to each other.
    const whole = await bidirectionalCheck(model, how);
    expect(Math.abs(parts.upper - whole.upper)).toBeLessThan(0.4);
    expect(Math.abs(parts.lower - whole.lower)).toBeLessThan(0.4);
    model.dispose();
  });
});
