import * as tf from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { sizeFromShape } from '@vaekit-internal/base';
import type { DType } from '../graph/graph.js';
import { broadcastShape } from '../record/shapeRules.js';
import {
  cpuKernel,
  type KernelCase,
  type KernelProperties,
  linearTerms,
  type Operand,
  type Result,
} from './kernelProperty.test-helper.js';
import { broadcastShapes, operand, shapes, special, usual, wholeOperand, wide } from './operands.test-helper.js';

type Named = Readonly<Record<string, Operand>>;

const extent = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 9, 17) },
);

interface Sizes {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

const sizes = (extents: fc.Arbitrary<number> = extent): fc.Arbitrary<Sizes> =>
  fc.record({ rows: extents, inner: extents, columns: extents, transposeA: fc.boolean(), transposeB: fc.boolean() });

const matrixA = ({ rows, inner, transposeA }: Sizes): number[] => (transposeA ? [inner, rows] : [rows, inner]);
const matrixB = ({ inner, columns, transposeB }: Sizes): number[] => (transposeB ? [columns, inner] : [inner, columns]);

const products: fc.Arbitrary<KernelCase> = fc
  .record({ size: sizes(), batch: broadcastShapes(2), dtype: fc.constantFrom<DType>('float32', 'float32', 'float32', 'int32') })
  .chain(({ size, batch, dtype }) =>
    fc
      .record({
        a:
          dtype === 'int32'
            ? wholeOperand([...batch[0], ...matrixA(size)], fc.integer({ min: -9, max: 9 }))
            : operand([...batch[0], ...matrixA(size)]),
        b:
          dtype === 'int32'
            ? wholeOperand([...batch[1], ...matrixB(size)], fc.integer({ min: -9, max: 9 }))
            : operand([...batch[1], ...matrixB(size)]),
      })
      .map((inputs) => ({ inputs, attributes: { transposeA: size.transposeA, transposeB: size.transposeB } })),
  );

/**
 * tfjs's CPU kernel takes the batch of the shorter operand again from its beginning, which is right only where that lacks leading axes: it
 * gets both with the whole batch.
 */
function withWholeBatch(given: KernelCase): KernelCase {
  const { a, b } = given.inputs as Named;
  const batch = broadcastShape(a!.shape.slice(0, -2), b!.shape.slice(0, -2));
  const whole = (x: Operand): Operand => {
    const shape = [...batch, ...x.shape.slice(-2)];
    if (sizeFromShape(shape) === 0) return { ...x, shape };
    const data = tf.tidy(() =>
      tf
        .broadcastTo(tf.tensor(x.data, [...x.shape], x.dtype), shape)
        .dataSync()
        .slice(),
    ) as Operand['data'];
    return { ...x, shape, data };
  };
  return { ...given, inputs: { ...given.inputs, a: whole(a!), b: whole(b!) } };
}

/** Products are floating-point numbers here, as tfjs's WASM kernel wants them; its CPU kernel also makes whole ones. */
const asFloats = (results: readonly Result[]): Result[] => results.map((result) => ({ ...result, dtype: 'float32' }));

const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const;

const fusedProducts: fc.Arbitrary<KernelCase> = fc
  .record({ size: sizes(fc.integer({ min: 1, max: 7 })), batch: shapes(0, 1), activation: fc.constantFrom(...activations) })
  .chain(({ size, batch, activation }) => {
    const out = [...batch, size.rows, size.columns];
    const beside = fc
      .constantFrom([], [1], [size.columns], [1, size.columns], [size.rows, 1], out)
      .chain((shape) => operand(shape, usual));
    return fc
      .record({
        a: operand([...batch, ...matrixA(size)]),
        b: operand([...batch, ...matrixB(size)]),
        bias: fc.option(beside),
        preluActivationWeights: activation === 'prelu' ? beside : fc.constant(null),
        leakyreluAlpha: fc.constantFrom(0.1, 0.3),
      })
      .map(({ leakyreluAlpha, ...inputs }) => ({
        inputs,
        attributes: {
          transposeA: size.transposeA,
          transposeB: size.transposeB,
          activation,
          ...(activation === 'leakyrelu' ? { leakyreluAlpha } : {}),
        },
      }));
  });

/** Terms of what goes into the activation, whose slope is at most 1, or that of prelu. */
const fusedTerms = (kernel: string, { inputs, attributes }: KernelCase): ArrayLike<number>[] => {
  const { preluActivationWeights: slopes, ...others } = inputs as Readonly<Record<string, Operand | null>>;
  const slope = slopes == null ? 1 : Math.max(1, ...Array.from(slopes.data, Math.abs));
  return linearTerms(kernel, { inputs: others, attributes: { ...attributes, activation: 'linear' } }).map((terms) =>
    Float32Array.from(terms, (term) => term * slope),
  );
};

const codes: fc.Arbitrary<KernelCase> = fc
  .record({
    indices: shapes(0, 3).chain((shape) => wholeOperand(shape, fc.integer({ min: -2, max: 8 }))),
    depth: fc.integer({ min: 1, max: 7 }),
    values: fc.constantFrom({}, { onValue: 1, offValue: 0 }, { onValue: 3, offValue: -1 }, { onValue: 0, offValue: 1 }),
    dtype: fc.constantFrom<DType>('float32', 'int32', 'bool'),
  })
  .map(({ indices, depth, values, dtype }) => ({
    inputs: { indices },
    attributes: {
      depth,
      onValue: 1,
      offValue: 0,
      ...(dtype === 'bool' && 'onValue' in values && values.onValue === 3 ? {} : values),
      dtype,
    },
  }));

const lookups: fc.Arbitrary<KernelCase> = fc
  .record({ shape: shapes(1, 4), rank: fc.nat(2), at: fc.nat(), dtype: fc.constantFrom<DType>('float32', 'int32', 'bool') })
  .chain(({ shape, rank, at, dtype }) => {
    const axis = at % shape.length;
    return fc
      .record({
        x: operand(shape, special, dtype),
        indices: shapes(rank, rank).chain((extents) => wholeOperand(extents, fc.nat(shape[axis]! - 1))),
        attributes: fc.constantFrom({ axis, batchDims: 0 }, { axis: axis - shape.length, batchDims: 0 }),
      })
      .map(({ attributes, ...inputs }) => ({ inputs, attributes }));
  });

const segments: fc.Arbitrary<KernelCase> = fc
  .tuple(shapes(1, 3), fc.integer({ min: 1, max: 5 }))
  .chain(([shape, numSegments]) =>
    fc
      .record({ x: operand(shape, wide), segmentIds: wholeOperand(shape.slice(0, 1), fc.integer({ min: -1, max: 6 })) })
      .map((inputs) => ({ inputs, attributes: { numSegments } })),
  );

/** Sums of the magnitudes of x; the numbers of the segments stay what they are. */
const segmentTerms = (kernel: string, given: KernelCase): ArrayLike<number>[] => {
  const { x, segmentIds } = given.inputs as Named;
  return cpuKernel(kernel, {
    ...given,
    inputs: { x: { ...x!, data: x!.data.map(Math.abs) as Operand['data'] }, segmentIds: segmentIds! },
  }).map(({ data }) => data);
};

/** What must hold of matrix products, one-hot codes and lookups. */
export const productProperties: KernelProperties = {
  BatchMatMul: {
    cases: products,
    oracle: (kernel, given) => asFloats(cpuKernel(kernel, withWholeBatch(given))),
    terms: (kernel, given) => linearTerms(kernel, withWholeBatch(given)),
  },
  // Besides: sigmoid and elu are sums of terms about 1.
  _FusedMatMul: { cases: fusedProducts, terms: fusedTerms, absolute: 2e-7 },
  OneHot: { cases: codes },
  GatherV2: { cases: lookups },
  UnsortedSegmentSum: { cases: segments, terms: segmentTerms },
};
