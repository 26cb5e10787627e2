import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expectClose, magnitude, on, tensor, type Values, values } from './kernels.test-helper.js';

export interface Case {
  readonly batchA: readonly number[];
  readonly batchB: readonly number[];
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly seed: number;
}

export interface Operands {
  readonly a: Values;
  readonly b: Values;
}

export function operands({ batchA, batchB, rows, depth, columns, transposeA, transposeB, seed }: Case): Operands {
  return {
    a: values([...batchA, ...(transposeA ? [depth, rows] : [rows, depth])], seed),
    b: values([...batchB, ...(transposeB ? [columns, depth] : [depth, columns])], seed + 1),
  };
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

const activation = fc.constantFrom('linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu' as const);

/** The property that `BatchMatMul` equals the CPU backend, over random shapes, transpositions and broadcasts that pass `accept`. */
export function checkBatchMatMul(numRuns: number, accept: (given: Case) => boolean = () => true): void {
  fc.assert(
    fc.property(product, (given) => {
      fc.pre(given.rows * given.depth * given.columns > 0 && accept(given));
      const { a, b } = operands(given);
      const actual = on('wasm', () => tf.matMul(tensor(a), tensor(b), given.transposeA, given.transposeB));
      const expected = on('cpu', () => reference(tensor(a), tensor(b), given));
      const terms = on('cpu', () => reference(tensor(magnitude(a)), tensor(magnitude(b)), given));
      expectClose(actual, expected, terms);
    }),
    { numRuns },
  );
}

/** The property that `_FusedMatMul` does, with bias and activation. */
export function checkFusedMatMul(numRuns: number): void {
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
      // The CPU backend has no fused elu or sigmoid of every kind: activate afterward there.
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
    { numRuns },
  );
}
