import * as fc from 'fast-check';
import { sizeFromShape } from '@vaekit-internal/base';
import type { DType } from '../graph/graph.js';
import {
  cpuKernel,
  type KernelCase,
  type KernelProperties,
  type KernelProperty,
  type Operand,
} from './kernelProperty.test-helper.js';
import { between, broadcastShapes, operand, shapes, special, usual, wholeOperand, wide } from './operands.test-helper.js';

const typed = (...dtypes: DType[]): fc.Arbitrary<DType> => fc.constantFrom(...dtypes);
const float = typed('float32');
const numbers = typed('float32', 'float32', 'int32');
const every = typed('float32', 'int32', 'bool');

type Attributes = NonNullable<KernelCase['attributes']>;

/** A kernel of one input of any shape. */
const unary = (
  values: fc.Arbitrary<number>,
  {
    dtypes = float,
    attributes = fc.constant({}),
    name = 'x',
    minRank = 0,
    ...allowed
  }: Pick<KernelProperty, 'relative' | 'absolute'> & {
    readonly dtypes?: fc.Arbitrary<DType>;
    readonly attributes?: fc.Arbitrary<Attributes>;
    readonly name?: string;
    readonly minRank?: number;
  } = {},
): KernelProperty => ({
  cases: fc
    .tuple(shapes(minRank, 4, true), dtypes)
    .chain(([shape, dtype]) => fc.record({ x: operand(shape, values, dtype), attributes }))
    .map(({ x, attributes: given }) => ({ inputs: { [name]: x }, attributes: given })),
  ...allowed,
});

/** A kernel of two inputs that broadcast. */
const binary = (
  a: fc.Arbitrary<number>,
  {
    b = a,
    dtypes = float,
    whole: wholeB,
    ...allowed
  }: Omit<KernelProperty, 'cases'> & {
    readonly b?: fc.Arbitrary<number>;
    readonly dtypes?: fc.Arbitrary<DType>;
    /** The second operand where both are whole numbers. */
    readonly whole?: fc.Arbitrary<number>;
  } = {},
): KernelProperty => ({
  cases: fc.tuple(broadcastShapes(4, true), dtypes).chain(([[first, second], dtype]) =>
    fc
      .record({
        a: operand(first, a, dtype),
        b: dtype === 'int32' && wholeB !== undefined ? wholeOperand(second, wholeB) : operand(second, b, dtype),
      })
      .map((inputs): KernelCase => ({ inputs })),
  ),
  ...allowed,
});

/** Few digits: quotients of two of them are whole, or far from whole for float32. */
const eighths = fc.integer({ min: -200, max: 200 }).map((k) => k / 8);
const nonZeroEighths = eighths.filter((x) => x !== 0);
const nonZeroWhole = fc.integer({ min: -9, max: 9 }).filter((k) => k !== 0);

const ordered = fc
  .tuple(fc.integer({ min: -12, max: 12 }), fc.integer({ min: 0, max: 12 }))
  .map(([low, width]) => ({ clipValueMin: low / 4, clipValueMax: (low + width) / 4 }));

const finite = fc.oneof({ weight: 6, arbitrary: wide }, { weight: 1, arbitrary: fc.constantFrom(Infinity, -Infinity) });

/** Elements of t where the condition holds, else of e; a condition of rank 1 chooses rows, at which tfjs's CPU kernel fails. */
const chosen = (_: string, { inputs }: KernelCase) => {
  const { condition, t, e } = inputs as Readonly<Record<'condition' | 't' | 'e', Operand>>;
  const rows = Math.max(1, condition.data.length);
  const width = t.data.length / rows;
  return [
    {
      shape: t.shape,
      dtype: t.dtype,
      data: Array.from(t.data, (value, i) => (condition.data[Math.floor(i / width)] === 1 ? value : e.data[i]!)),
    },
  ];
};

const selection: fc.Arbitrary<KernelCase> = fc
  .tuple(shapes(1, 4), every, fc.boolean())
  .chain(([shape, dtype, rows]) =>
    fc.record({
      condition: operand(rows ? shape.slice(0, 1) : shape, usual, 'bool'),
      t: operand(shape, special, dtype),
      e: operand(shape, special, dtype),
    }),
  )
  .map((inputs) => ({ inputs }));

const prelu: fc.Arbitrary<KernelCase> = broadcastShapes(4, true).chain(([shape, other]) => {
  // The slopes broadcast to x, never x to the slopes.
  const slopes = other.slice(-shape.length).map((extent, i, all) => (shape.at(i - all.length) === 1 ? 1 : extent));
  return fc
    .record({ x: operand(shape, wide), alpha: operand(shape.length === 0 ? [] : slopes, usual) })
    .map((inputs) => ({ inputs }));
});

/** Ranges as tfjs makes them: by adding up, in float32. */
const ranges: fc.Arbitrary<KernelCase> = fc
  .record({
    start: fc.integer({ min: -20, max: 20 }),
    count: fc.integer({ min: 0, max: 30 }),
    step: fc.constantFrom(1, 2, 3, 0.5, 0.25, -1, -2, -0.75),
    dtype: typed('float32', 'int32'),
  })
  .map(({ start, count, step, dtype }) => {
    const stride = dtype === 'int32' ? Math.sign(step) * Math.ceil(Math.abs(step)) : step;
    return { inputs: {}, attributes: { start, stop: start + count * stride, step: stride, dtype } };
  });

const casts: fc.Arbitrary<KernelCase> = fc
  .record({ shape: shapes(0, 4, true), from: every, to: every })
  .chain(({ shape, from, to }) =>
    fc
      // What is not a number of 32 bits becomes a different one on every machine.
      .record({ x: operand(shape, to === 'int32' ? fc.oneof(usual, between(-1e6, 1e6)) : special, from) })
      .map((inputs) => ({ inputs, attributes: { dtype: to } })),
  );

const sums: fc.Arbitrary<KernelCase> = fc
  .record({ shape: shapes(0, 4, true), dtype: numbers, count: fc.integer({ min: 1, max: 5 }) })
  .chain(({ shape, dtype, count }) => fc.array(operand(shape, usual, dtype), { minLength: count, maxLength: count }))
  .map((inputs) => ({ inputs }));

/** What must hold of kernels that act on each element by itself, and of those that make tensors from nothing. */
export const elementwiseProperties: KernelProperties = {
  Abs: unary(special, { dtypes: numbers }),
  Acos: unary(fc.oneof(between(-1, 1), special)),
  Acosh: unary(fc.oneof(between(1, 50), special)),
  Asin: unary(fc.oneof(between(-1, 1), special)),
  Asinh: unary(special),
  Atan: unary(special),
  Atanh: unary(fc.oneof(between(-1, 1), special)),
  Ceil: unary(special),
  Cos: unary(wide, { absolute: 1e-7 }),
  Cosh: unary(between(-80, 80)),
  // tfjs has a polynomial of that precision.
  Erf: unary(special, { absolute: 5e-7 }),
  Exp: unary(special),
  Floor: unary(special),
  Log: unary(fc.oneof(between(0, 10), special)),
  Neg: unary(special, { dtypes: numbers }),
  Reciprocal: unary(special),
  Round: unary(special, { dtypes: numbers }),
  Sign: unary(finite, { dtypes: numbers }),
  Sin: unary(wide, { absolute: 1e-7 }),
  Sinh: unary(between(-80, 80)),
  Sqrt: unary(fc.oneof(between(0, 10), special)),
  Tan: unary(between(-1.5, 1.5)),
  Add: binary(special, { dtypes: numbers }),
  Sub: binary(special, { dtypes: numbers }),
  Multiply: binary(special, { dtypes: every }),
  RealDiv: binary(special),
  Maximum: binary(special, { dtypes: numbers }),
  Minimum: binary(special, { dtypes: numbers }),
  Equal: binary(special, { dtypes: every }),
  NotEqual: binary(special, { dtypes: every }),
  Greater: binary(special, { dtypes: every }),
  GreaterEqual: binary(special, { dtypes: every }),
  Less: binary(special, { dtypes: every }),
  LessEqual: binary(special, { dtypes: every }),
  Relu: unary(finite, { dtypes: numbers }),
  Relu6: unary(finite, { dtypes: numbers }),
  // eˣ − 1 is a sum of terms of about 1, here and in tfjs.
  Elu: unary(finite, { absolute: 2e-7 }),
  Selu: unary(finite, { absolute: 4e-7 }),
  // As ½ + ½·tanh(x/2), which is how vectorized kernels compute it.
  Sigmoid: unary(special, { absolute: 2e-7 }),
  Tanh: unary(special),
  Softplus: unary(special),
  LeakyRelu: unary(finite, { attributes: fc.record({ alpha: fc.constantFrom(0, 0.1, 0.2, 1.5) }) }),
  Prelu: { cases: prelu },
  FloorDiv: binary(eighths, {
    b: nonZeroEighths,
    dtypes: numbers,
    whole: nonZeroWhole,
    // tfjs's CPU kernel calls the quotients of floating-point numbers whole numbers; its WASM kernel leaves them what they are.
    oracle: (kernel, given) =>
      cpuKernel(kernel, given).map((result) => ({
        ...result,
        dtype: (given.inputs as Readonly<Record<string, Operand>>)['a']!.dtype,
      })),
  }),
  // Of a tiny negative number and a divisor tfjs, which adds in float64, makes 0, and we the divisor: either is right.
  Mod: binary(fc.oneof(usual, between(-100, 100)), {
    b: fc.oneof(eighths, between(0.1, 3)),
    dtypes: numbers,
    whole: nonZeroWhole,
  }),
  Pow: binary(between(0.05, 5), { b: between(-5, 5) }),
  SquaredDifference: binary(usual, { dtypes: numbers }),
  LogicalAnd: binary(usual, { dtypes: typed('bool') }),
  LogicalOr: binary(usual, { dtypes: typed('bool') }),
  LogicalNot: unary(usual, { dtypes: typed('bool') }),
  Square: unary(special, { dtypes: numbers }),
  Rsqrt: unary(fc.oneof(between(0, 10), special)),
  Expm1: unary(special),
  Log1p: unary(fc.oneof(between(-1, 1), special)),
  // Of NaN, which tfjs keeps, we make what is not above 0: the loss shows it, and the gradient of relu needs no more.
  Step: unary(finite, { dtypes: numbers, attributes: fc.record({ alpha: fc.constantFrom(0, 0, 0.25, -1) }) }),
  EluGrad: {
    cases: shapes(0, 4, true)
      .chain((shape) => fc.record({ dy: operand(shape, wide), y: operand(shape, fc.oneof(between(-1, 0), between(0, 5))) }))
      .map((inputs) => ({ inputs })),
    // Of y = elu(x) only y + 1 = eˣ is wanted, whose digits y no longer has.
    terms: (_, { inputs }) => [(inputs as Readonly<Record<string, Operand>>)['dy']!.data],
  },
  ClipByValue: unary(special, { dtypes: numbers, attributes: ordered }),
  IsNan: unary(special, { dtypes: numbers }),
  IsInf: unary(special, { dtypes: numbers }),
  IsFinite: unary(special, { dtypes: numbers }),
  Select: { cases: selection, oracle: chosen },
  AddN: {
    cases: sums,
    terms: (_, { inputs }) => {
      const all = inputs as readonly Operand[];
      return [
        Float32Array.from({ length: sizeFromShape(all[0]!.shape) }, (__, i) =>
          all.reduce((sum, { data }) => sum + Math.abs(data[i]!), 0),
        ),
      ];
    },
  },
  Identity: unary(special, { dtypes: every }),
  ZerosLike: unary(usual, { dtypes: every }),
  OnesLike: unary(usual, { dtypes: every }),
  Fill: {
    cases: fc
      .record({ shape: shapes(0, 4, true), value: fc.constantFrom(0, 1, -3), dtype: typed('float32', 'int32') })
      .map((attributes) => ({ inputs: {}, attributes })),
  },
  Range: { cases: ranges },
  LinSpace: {
    cases: fc
      .record({ start: eighths, stop: eighths, num: fc.integer({ min: 1, max: 20 }) })
      .map((attributes) => ({ inputs: {}, attributes })),
    // tfjs adds up the steps.
    absolute: 1e-4,
  },
  Cast: { cases: casts },
};
