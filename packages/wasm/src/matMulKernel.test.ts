import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useWasm } from './node/useWasm.js';
import { registerTrainingKernels } from './registerTrainingKernels.js';

interface Case {
  readonly batchA: readonly number[];
  readonly batchB: readonly number[];
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly seed: number;
}

interface Operands {
  readonly a: Values;
  readonly b: Values;
}

interface Values {
  readonly data: Float32Array;
  readonly shape: number[];
}

/** Numbers of both signs in [-1, 1). */
function values(shape: number[], seed: number): Values {
  const size = shape.reduce((product, length) => product * length, 1);
  let state = seed >>> 0;
  const data = Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  return { data, shape };
}

function operands({ batchA, batchB, rows, depth, columns, transposeA, transposeB, seed }: Case): Operands {
  return {
    a: values([...batchA, ...(transposeA ? [depth, rows] : [rows, depth])], seed),
    b: values([...batchB, ...(transposeB ? [columns, depth] : [depth, columns])], seed + 1),
  };
}

const tensor = ({ data, shape }: Values): tf.Tensor => tf.tensor(data, shape, 'float32');
const magnitude = ({ data, shape }: Values): Values => ({ data: data.map(Math.abs), shape });

/** Runs on a backend and reads the result; nothing is left behind. */
function on(backend: 'cpu' | 'wasm', run: () => tf.Tensor): Values {
  const former = tf.getBackend();
  void tf.setBackend(backend);
  try {
    return tf.tidy(() => {
      const result = run();
      return { data: Float32Array.from(result.dataSync()), shape: result.shape };
    });
  } finally {
    void tf.setBackend(former);
  }
}

/** The design's bound: |error| ≤ 1e-5 · Σ|terms| (+ the smallest normal numbers). */
function expectClose(actual: Values, expected: Values, terms: Values): void {
  expect(actual.shape).toEqual(expected.shape);
  const worst = actual.data.findIndex((value, i) => {
    const error = Math.abs(value - (expected.data[i] ?? NaN));
    return !(error <= 1e-5 * (terms.data[i] ?? 0) + 1e-30);
  });
  expect(worst, `element ${worst}: ${actual.data[worst]} instead of ${expected.data[worst]}`).toBe(-1);
}

const flag = fc.boolean();
const seed = fc.integer({ min: 0, max: 2 ** 31 });
/** Sizes around the tile (4 × 8), zero, and past the row and depth blocks of the packed product. */
const size = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 20 }) },
  { weight: 3, arbitrary: fc.integer({ min: 21, max: 70 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 127, 128, 129, 255, 256, 257, 300) },
);
/** Two batch shapes that broadcast: a common one of which each side may drop leading axes or have 1 in places. */
const batches = fc
  .array(fc.record({ length: fc.integer({ min: 1, max: 3 }), side: fc.constantFrom('both', 'both', 'a', 'b') }), { maxLength: 2 })
  .chain((axes) =>
    fc.record({
      batchA: fc.constant(axes.map(({ length, side }) => (side === 'b' ? 1 : length))),
      batchB: fc.constant(axes.map(({ length, side }) => (side === 'a' ? 1 : length))),
      dropA: flag,
      dropB: flag,
    }),
  )
  .map(({ batchA, batchB, dropA, dropB }) => ({
    batchA: dropA && batchA[0] === 1 ? batchA.slice(1) : batchA,
    batchB: dropB && batchB[0] === 1 ? batchB.slice(1) : batchB,
  }));
const product: fc.Arbitrary<Case> = fc
  .record({ batch: batches, rows: size, depth: size, columns: size, transposeA: flag, transposeB: flag, seed })
  .map(({ batch, ...rest }) => ({ ...batch, ...rest }));

let unregister: () => void;

beforeAll(async () => {
  await useWasm();
  unregister = registerTrainingKernels();
});

afterAll(() => unregister());

/** The CPU backend's product one pair of matrices at a time: its own broadcast of two batch axes is wrong too. */
function reference(a: tf.Tensor, b: tf.Tensor, { transposeA, transposeB }: Case): tf.Tensor {
  const batch = tf.backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const flat = (x: tf.Tensor): tf.Tensor3D => {
    const matrix = x.shape.slice(-2);
    return tf.reshape(tf.broadcastTo(x, [...batch, ...matrix]), [-1, ...matrix] as [number, number, number]);
  };
  const [rows, columns] = [a.shape.at(transposeA ? -1 : -2) ?? 0, b.shape.at(transposeB ? -2 : -1) ?? 0];
  return tf.reshape(tf.matMul(flat(a), flat(b), transposeA, transposeB), [...batch, rows, columns]);
}

describe('BatchMatMul', () => {
  it('equals the CPU backend for every shape, transposition and broadcast of batches', () => {
    fc.assert(
      fc.property(product, (given) => {
        fc.pre(given.rows * given.depth * given.columns > 0);
        const { a, b } = operands(given);
        const actual = on('wasm', () => tf.matMul(tensor(a), tensor(b), given.transposeA, given.transposeB));
        const expected = on('cpu', () => reference(tensor(a), tensor(b), given));
        const terms = on('cpu', () => reference(tensor(magnitude(a)), tensor(magnitude(b)), given));
        expectClose(actual, expected, terms);
      }),
      { numRuns: 400 },
    );
  });

  it('gives zeros for a sum over nothing and an empty tensor for no rows or columns', () => {
    for (const [rows, depth, columns] of [
      [3, 0, 5],
      [0, 4, 5],
      [3, 4, 0],
    ] as const) {
      for (const [transposeA, transposeB] of [
        [true, false],
        [false, true],
        [true, true],
        [false, false],
      ] as const) {
        const { a, b } = operands({ batchA: [2], batchB: [2], rows, depth, columns, transposeA, transposeB, seed: 1 });
        const result = on('wasm', () => tf.matMul(tensor(a), tensor(b), transposeA, transposeB));
        expect(result.shape).toEqual([2, rows, columns]);
        expect([...result.data]).toEqual(Array.from({ length: 2 * rows * columns }, () => 0));
      }
    }
  });

  it('keeps infinities and NaN where they belong', () => {
    const a = tf.tensor2d(
      Float32Array.from({ length: 40 * 50 }, (_, i) => (i === 3 * 50 + 7 ? Infinity : i === 20 * 50 ? NaN : 1)),
      [40, 50],
    );
    const b = tf.ones<tf.Rank.R2>([41, 50]);
    const result = tf.matMul(a, b, false, true);
    const rows = tf.unstack(result).map((row) => [...row.dataSync()]);
    rows.forEach((row, index) => {
      const expected = index === 3 ? Infinity : index === 20 ? NaN : 50;
      expect(row.every((value) => Object.is(value, expected))).toBe(true);
    });
  });

  it('leaves the message about operands that do not fit, and about other types, to tfjs', () => {
    expect(() => tf.matMul(tf.ones([3, 4]), tf.ones([3, 5]), false, true)).toThrow(/inner shapes/);
    expect(() => tf.matMul(tf.ones([40, 40], 'int32'), tf.ones([40, 40], 'int32'), true)).toThrow(/float32/);
  });
});

const activation = fc.constantFrom('linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu' as const);

describe('_FusedMatMul', () => {
  it('equals the CPU backend for every shape, bias and activation', () => {
    fc.assert(
      fc.property(product, activation, flag, (given, name, withBias) => {
        fc.pre(given.rows * given.depth * given.columns > 0 && given.batchA.length < 2 && given.batchB.length < 2);
        const { a, b } = operands(given);
        const bias = values([given.columns], given.seed + 2);
        const alpha = values([given.columns], given.seed + 3);
        const fused = (left: Values, right: Values, offset: Values, activate: string): tf.Tensor =>
          tf.fused.matMul({
            a: tensor(left),
            b: tensor(right),
            transposeA: given.transposeA,
            transposeB: given.transposeB,
            activation: activate as 'relu',
            leakyreluAlpha: 0.3,
            ...(withBias ? { bias: tensor(offset) } : {}),
            ...(activate === 'prelu' ? { preluActivationWeights: tensor(alpha) } : {}),
          });
        const actual = on('wasm', () => fused(a, b, bias, name));
        // The CPU backend has no fused elu or sigmoid of every kind: activate afterwards there.
        const expected = on('cpu', () => {
          const linear = fused(a, b, bias, 'linear');
          const apply: Record<typeof name, () => tf.Tensor> = {
            linear: () => linear,
            relu: () => tf.relu(linear),
            relu6: () => tf.relu6(linear),
            elu: () => tf.elu(linear),
            sigmoid: () => tf.sigmoid(linear),
            leakyrelu: () => tf.leakyRelu(linear, 0.3),
            prelu: () => tf.prelu(linear, tensor(alpha)),
          };
          return apply[name]();
        });
        // Every activation here has a slope of at most one, so the bound of the sum holds after it too; 1 for sigmoid's and elu's own rounding.
        const terms = on('cpu', () =>
          tf.add(fused(magnitude(a), magnitude(b), magnitude(bias), 'linear'), name === 'elu' || name === 'sigmoid' ? 1 : 0),
        );
        expectClose(actual, expected, terms);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a dense layer', () => {
  it('has the gradients of the CPU backend', () => {
    const [x, kernel, bias, weight] = [values([64, 90], 1), values([90, 70], 2), values([70], 3), values([64, 70], 4)];
    const gradients = (): tf.Tensor =>
      tf.concat(
        tf
          .grads((input, matrix, offset) =>
            tf.sum(
              tf.mul(
                tf.fused.matMul({
                  a: input as tf.Tensor2D,
                  b: matrix as tf.Tensor2D,
                  bias: offset as tf.Tensor,
                  activation: 'sigmoid',
                }),
                tensor(weight),
              ),
            ),
          )([tensor(x), tensor(kernel), tensor(bias)])
          .map((gradient) => tf.reshape(gradient, [-1])),
      );
    const [actual, expected] = [on('wasm', gradients), on('cpu', gradients)];
    // Each gradient sums at most 90 terms below 1/4 in size.
    expectClose(actual, expected, { ...expected, data: expected.data.map(() => 90 / 4) });
    expect(Math.max(...expected.data.map(Math.abs))).toBeGreaterThan(0.1);
  });

  it('trains as on the CPU backend and leaves nothing behind', () => {
    const [x, target] = [values([64, 40], 5), values([64, 30], 6)];
    const train = (): Values => {
      const kernel = tf.variable(tensor(values([40, 30], 7)));
      const inputs = [tensor(x), tensor(target)] as const;
      const optimizer = tf.train.sgd(0.1);
      const step = (): void =>
        tf.dispose(
          optimizer.minimize(() => tf.mean(tf.square(tf.sub(tf.matMul(inputs[0], kernel), inputs[1]))), true, [kernel]) ??
            undefined,
        );
      step();
      const before = tf.memory();
      for (let i = 0; i < 100; i++) {
        step();
      }
      expect(tf.memory()).toEqual(before);
      const result = { data: Float32Array.from(kernel.dataSync()), shape: kernel.shape };
      tf.dispose([kernel, ...inputs]);
      optimizer.dispose();
      return result;
    };
    const results = (['wasm', 'cpu'] as const).map((backend) => {
      void tf.setBackend(backend);
      return train();
    });
    void tf.setBackend('wasm');
    const [actual, expected] = results as [Values, Values];
    expectClose(actual, expected, { ...expected, data: expected.data.map(() => 10) });
  });
});

describe('memory', () => {
  it('neither keeps nor takes any tensor, buffer or byte over many calls', () => {
    const a = tf.randomUniform<tf.Rank.R3>([3, 40, 50]);
    const b = tf.randomUniform<tf.Rank.R3>([3, 40, 60]);
    const bias = tf.randomUniform<tf.Rank.R1>([60]);
    const before = tf.memory();
    const inBackend = tf.backend().numDataIds();
    for (let i = 0; i < 200; i++) {
      tf.dispose(tf.matMul(a, b, true, false));
      tf.dispose(tf.fused.matMul({ a, b, transposeA: true, bias, activation: 'relu' }));
      tf.dispose(tf.fused.matMul({ a, b, transposeA: true, activation: 'elu' }));
    }
    expect(tf.memory()).toEqual(before);
    expect(tf.backend().numDataIds()).toBe(inBackend);
    expect(a.dataSync()).toHaveLength(6000);
    tf.dispose([a, b, bias]);
  });
});
