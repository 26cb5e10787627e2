import * as tf from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import type { DType } from '../graph/graph.js';
import { type KernelCase, type KernelProperties, linearTerms, type Operand, type Result } from './kernelProperty.test-helper.js';
import { axesOf, between, operand, shapes, special, usual, wide } from './operands.test-helper.js';

const numbers: fc.Arbitrary<DType> = fc.constantFrom('float32', 'float32', 'int32');

/** A tensor, axes and whether they are kept. `empty`: also where there is nothing to reduce. */
const reductions = (
  values: fc.Arbitrary<number>,
  dtypes: fc.Arbitrary<DType>,
  { name = 'axis', empty = false }: { readonly name?: string; readonly empty?: boolean } = {},
): fc.Arbitrary<KernelCase> =>
  fc
    .tuple(shapes(0, 5, empty), dtypes)
    .chain(([shape, dtype]) =>
      fc.record({ x: operand(shape, values, dtype), axes: axesOf(shape.length), keepDims: fc.boolean() }),
    )
    .map(({ x, axes, keepDims }) => ({ inputs: { x }, attributes: { ...(axes === null ? {} : { [name]: axes }), keepDims } }));

/** Ties happen: among few numbers, and between zeros of either sign. */
const tied = fc.oneof(usual, fc.integer({ min: -2, max: 2 }), fc.constantFrom(Infinity, -Infinity));

const positions: fc.Arbitrary<KernelCase> = fc
  .tuple(shapes(1, 4), numbers)
  .chain(([shape, dtype]) =>
    fc.record({ x: operand(shape, tied, dtype), axis: fc.integer({ min: -shape.length, max: shape.length - 1 }) }),
  )
  .map(({ x, axis }) => ({ inputs: { x }, attributes: { axis } }));

/** Without NaN, of which the runtime's reductions keep nothing; a loss made of it shows it all the same. */
const comparable = special.map((x) => (Number.isNaN(x) ? 0 : x));

/** Logits, of which some are masked out by −∞, though not all of a row. */
const logits = (attribute: string): fc.Arbitrary<KernelCase> =>
  shapes(1, 4)
    .chain((shape) =>
      operand(
        shape,
        fc.oneof({ weight: 8, arbitrary: between(-30, 30) }, { weight: 1, arbitrary: fc.constantFrom(-Infinity, 80, -200) }),
      ),
    )
    .map((x) => {
      const width = x.shape.at(-1)!;
      const data = Float32Array.from(x.data, (value, i) => (i % width === 0 && value === -Infinity ? 0 : value));
      return { inputs: { logits: { ...x, data } }, attributes: { [attribute]: x.shape.length - 1 } };
    });

const running: fc.Arbitrary<KernelCase> = fc
  .tuple(shapes(1, 4), numbers)
  .chain(([shape, dtype]) =>
    fc.record({
      x: operand(shape, usual, dtype),
      attributes: fc.record({ axis: fc.nat(shape.length - 1), exclusive: fc.boolean(), reverse: fc.boolean() }),
    }),
  )
  .map(({ x, attributes }) => ({ inputs: { x }, attributes }));

/** The terms of x − max − log Σ e^(x − max): at most |x| and the largest of the row, and a logarithm of the width. */
const logSoftmaxTerms = (_: string, { inputs }: KernelCase): ArrayLike<number>[] => {
  const { data, shape } = (inputs as Readonly<Record<'logits', Operand>>).logits;
  const width = shape.at(-1)!;
  return [
    Float32Array.from(data, (x, i) => {
      const row = Array.from(data.slice(i - (i % width), i - (i % width) + width), Math.abs).filter(Number.isFinite);
      return Math.abs(x) + Math.max(0, ...row) + Math.log(width) + 1;
    }),
  ];
};

/** tfjs makes it of other kernels, and has none on the CPU backend. */
const logSoftmax = (_: string, { inputs }: KernelCase): Result[] => {
  const { data, shape } = (inputs as Readonly<Record<'logits', Operand>>).logits;
  const made = tf.tidy(() =>
    tf
      .logSoftmax(tf.tensor(data, [...shape]))
      .dataSync()
      .slice(),
  );
  return [{ shape, dtype: 'float32', data: made }];
};

/** What must hold of kernels that reduce along axes, or run along one. */
export const reductionProperties: KernelProperties = {
  Sum: { cases: reductions(wide, fc.constantFrom('float32', 'float32', 'int32', 'bool'), { empty: true }), terms: linearTerms },
  Mean: { cases: reductions(wide, fc.constantFrom('float32', 'float32', 'int32', 'bool')), terms: linearTerms },
  Max: { cases: reductions(comparable, fc.constantFrom('float32', 'float32', 'int32', 'bool'), { name: 'reductionIndices' }) },
  Min: { cases: reductions(comparable, fc.constantFrom('float32', 'float32', 'int32', 'bool')) },
  Prod: { cases: reductions(between(-2, 2), fc.constant('float32'), { empty: true }) },
  All: { cases: reductions(usual, fc.constant('bool')) },
  Any: { cases: reductions(usual, fc.constant('bool')) },
  ArgMax: { cases: positions },
  ArgMin: { cases: positions },
  // A share of 1; the exponent of a large difference keeps fewer digits.
  Softmax: { cases: logits('dim'), absolute: 1e-6 },
  LogSoftmax: { cases: logits('axis'), oracle: logSoftmax, terms: logSoftmaxTerms, relative: 1e-6 },
  Cumsum: { cases: running, terms: linearTerms },
};
