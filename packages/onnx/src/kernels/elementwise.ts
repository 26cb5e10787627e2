import { sizeFromShape } from '@vaekit-internal/base';
import type { Value } from '../graph/graph.js';
import { broadcastShape } from '../record/shapeRules.js';
import type { Lowering, LoweringContext, Lowerings } from './lowering.js';

const all = (names: Readonly<Record<string, string>>, make: (op: string) => Lowering): Lowerings =>
  Object.fromEntries(Object.entries(names).map(([kernel, op]) => [kernel, make(op)]));

/** Through floating-point numbers, truncated again as in tfjs, where an ONNX operator takes no integers. */
const asFloat = (c: LoweringContext, x: Value, make: (x: Value) => Value): Value => c.cast(make(c.cast(x, 'float32')), x.dtype);

const unary =
  (op: string): Lowering =>
  (c, [x]) => [asFloat(c, x!, (value) => c.each(op, [value]))];
/** Of operators that know whole numbers too. */
const anyUnary =
  (op: string): Lowering =>
  (c, [x]) => [c.each(op, [x!])];
/** Questions about floating-point numbers. */
const test =
  (make: (c: LoweringContext, x: Value) => Value): Lowering =>
  (c, [x]) => [make(c, c.cast(x!, 'float32'))];

/** Operands in a common type, as tfjs converts them. */
function common(c: LoweringContext, a: Value, b: Value): [Value, Value] {
  if (a.dtype === b.dtype && a.dtype !== 'bool') return [a, b];
  const dtype = a.dtype === 'float32' || b.dtype === 'float32' ? 'float32' : 'int32';
  return [c.cast(a, dtype), c.cast(b, dtype)];
}

const binary =
  (op: string): Lowering =>
  (c, [a, b], node) => {
    if (node.outputs[0]!.dtype === 'bool')
      throw new Error(`compile: ${node.op} of two booleans; make them numbers first, tf.cast(x, 'int32')`);
    return [c.each(op, common(c, a!, b!))];
  };
const comparison =
  (op: string): Lowering =>
  (c, [a, b]) => [c.each(op, common(c, a!, b!), 'bool')];
const bool = (c: LoweringContext, x: Value): Value => c.cast(x, 'bool');

/** Small and large arguments of logarithm and exponential, in which a plain sum would lose all digits. */
const SERIES = 0.25;

/**
 * log(1 + x) = 2·artanh(x / (2 + x)) for small x, else log(1 + x); ONNX has no such operator.
 *
 * With s = x / (2 + x), |x| <= ¼ gives |s| <= 1/7, and s⁹/9 is below 3e-9 of s: four terms are float32's precision.
 */
function log1p(c: LoweringContext, x: Value): Value {
  const s = c.each('Div', [x, c.each('Add', [x, c.scalar(2)])]);
  const s2 = c.each('Mul', [s, s]);
  let series = c.each('Add', [c.each('Mul', [s2, c.scalar(1 / 7)]), c.scalar(1 / 5)]);
  series = c.each('Add', [c.each('Mul', [series, s2]), c.scalar(1 / 3)]);
  series = c.each('Add', [c.each('Mul', [series, s2]), c.scalar(1)]);
  const near = c.each('Mul', [c.each('Mul', [s, c.scalar(2)]), series]);
  const far = c.each('Log', [c.each('Add', [x, c.scalar(1)])]);
  return c.each('Where', [c.each('Less', [c.each('Abs', [x]), c.scalar(SERIES)], 'bool'), near, far], 'float32');
}

/** eˣ − 1 by its series for small x, else as it reads. |x| <= ¼: the term x⁶/720 is below 4e-7 of x. */
function expm1(c: LoweringContext, x: Value): Value {
  let series = c.each('Add', [c.each('Mul', [x, c.scalar(1 / 720)]), c.scalar(1 / 120)]);
  for (const coefficient of [1 / 24, 1 / 6, 1 / 2, 1])
    series = c.each('Add', [c.each('Mul', [series, x]), c.scalar(coefficient)]);
  const near = c.each('Mul', [series, x]);
  const far = c.each('Sub', [c.each('Exp', [x]), c.scalar(1)]);
  return c.each('Where', [c.each('Less', [c.each('Abs', [x]), c.scalar(SERIES)], 'bool'), near, far], 'float32');
}

/**
 * log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|), from vectorized operators: the Softplus of ONNX Runtime is scalar.
 *
 * With e = e^−|x|: log(1 + e) = 2·artanh(e / (2 + e)), an argument of at most 1/3, by its series; no logarithm is needed. The first omitted
 * term, s¹⁵/15, is below 1.4e-8 of s. Far below 0 it is e itself, to all its digits, so that the logarithm of a softplus stays finite; the
 * runtime's Sigmoid is 0 from −18 on.
 */
function softplus(c: LoweringContext, x: Value): Value {
  const e = c.each('Exp', [c.each('Neg', [c.each('Abs', [x])])]);
  const s = c.each('Div', [e, c.each('Add', [e, c.scalar(2)])]);
  const s2 = c.each('Mul', [s, s]);
  let series: Value = c.scalar(1 / 13);
  for (const odd of [11, 9, 7, 5, 3, 1]) series = c.each('Add', [c.each('Mul', [series, s2]), c.scalar(1 / odd)]);
  return c.each('Add', [c.each('Relu', [x]), c.each('Mul', [c.each('Mul', [s, c.scalar(2)]), series])]);
}

const filled =
  (value: number): Lowering =>
  (c, _, node) => {
    const [output] = node.outputs;
    const size = sizeFromShape(output!.shape);
    const Data = output!.dtype === 'float32' ? Float32Array : output!.dtype === 'int32' ? Int32Array : Uint8Array;
    return [c.constant(new Data(size).fill(value), output!.shape, output!.dtype)];
  };

const activation: Lowering = (c, [x], node) => [
  asFloat(c, x!, (value) => activate(c, value, node.op.toLowerCase(), node.attributes['alpha'] as number | undefined)),
];

/** The activations that tfjs can fuse into a product. */
export function activate(c: LoweringContext, x: Value, name: string, alpha?: number, prelu?: Value): Value {
  switch (name) {
    case 'linear':
      return x;
    case 'relu':
      return c.each('Relu', [x]);
    case 'relu6':
      return c.each('Min', [c.each('Relu', [x]), c.scalar(6)]);
    case 'elu':
      return c.emit('Elu', [x], x.shape, 'float32', { alpha: 1 });
    case 'selu':
      return c.emit('Selu', [x], x.shape, 'float32', { alpha: 1.6732632423543772, gamma: 1.0507009873554805 });
    case 'sigmoid':
      return c.each('Sigmoid', [x]);
    case 'tanh':
      return c.each('Tanh', [x]);
    case 'softplus':
      return softplus(c, x);
    case 'leakyrelu':
      return c.emit('LeakyRelu', [x], x.shape, 'float32', { alpha: alpha ?? 0.2 });
    case 'prelu':
      return c.each('Where', [c.each('Less', [x, c.scalar(0)], 'bool'), c.each('Mul', [x, prelu!]), x], 'float32');
    default:
      throw new Error(`the fused activation '${name}' has no lowering`);
  }
}

/** Kernels that act on each element by itself. */
export const elementwise: Lowerings = {
  ...all(
    {
      Acos: 'Acos',
      Acosh: 'Acosh',
      Asin: 'Asin',
      Asinh: 'Asinh',
      Atan: 'Atan',
      Atanh: 'Atanh',
      Ceil: 'Ceil',
      Cos: 'Cos',
      Cosh: 'Cosh',
      Erf: 'Erf',
      Exp: 'Exp',
      Floor: 'Floor',
      Log: 'Log',
      Reciprocal: 'Reciprocal',
      Round: 'Round',
      Sin: 'Sin',
      Sinh: 'Sinh',
      Sqrt: 'Sqrt',
      Tan: 'Tan',
    },
    unary,
  ),
  ...all({ Abs: 'Abs', Neg: 'Neg', Sign: 'Sign' }, anyUnary),
  ...all({ Add: 'Add', Sub: 'Sub', Maximum: 'Max', Minimum: 'Min' }, binary),
  ...all(
    { Equal: 'Equal', Greater: 'Greater', GreaterEqual: 'GreaterOrEqual', Less: 'Less', LessEqual: 'LessOrEqual' },
    comparison,
  ),
  Relu: anyUnary('Relu'),
  Relu6: activation,
  Elu: activation,
  Selu: activation,
  Sigmoid: activation,
  Tanh: activation,
  Softplus: activation,
  LeakyRelu: activation,
  Prelu: (c, [x, alpha]) => [activate(c, x!, 'prelu', undefined, alpha)],
  RealDiv: (c, [a, b]) => [c.each('Div', [c.cast(a!, 'float32'), c.cast(b!, 'float32')])],
  FloorDiv: (c, [a, b]) => {
    const quotient = c.each('Floor', [c.each('Div', [c.cast(a!, 'float32'), c.cast(b!, 'float32')])]);
    return [c.cast(quotient, a!.dtype === 'float32' || b!.dtype === 'float32' ? 'float32' : 'int32')];
  },
  Mod: (c, [a, b]) => {
    // The remainder has the sign of a; where it is the other one, b more. Unlike a − b·⌊a / b⌋ that rounds nothing, and a divisor of 0 is no trap.
    const [x, y] = common(c, a!, b!);
    const zero = x.dtype === 'float32' ? c.scalar(0) : c.constant(Int32Array.of(0), [], 'int32');
    const rest = c.emit('Mod', [x, y], broadcastShape(x.shape, y.shape), x.dtype, { fmod: 1 });
    const negative = (value: Value): Value => c.each('Less', [value, zero], 'bool');
    const other = c.each('Xor', [negative(rest), negative(y)], 'bool');
    const needed = c.each('And', [other, c.each('Not', [c.each('Equal', [rest, zero], 'bool')])], 'bool');
    return [c.each('Where', [needed, c.each('Add', [rest, y]), rest], x.dtype)];
  },
  // Of two booleans: both.
  Multiply: (c, [a, b], node) =>
    a!.dtype === 'bool' && b!.dtype === 'bool' ? [c.each('And', [a!, b!], 'bool')] : binary('Mul')(c, [a!, b!], node),
  Pow: (c, [a, b]) => [c.each('Pow', common(c, a!, b!))],
  SquaredDifference: (c, [a, b]) => {
    const d = c.each('Sub', common(c, a!, b!));
    return [c.each('Mul', [d, d])];
  },
  NotEqual: (c, [a, b]) => [c.each('Not', [c.each('Equal', common(c, a!, b!), 'bool')])],
  LogicalAnd: (c, [a, b]) => [c.each('And', [bool(c, a!), bool(c, b!)], 'bool')],
  LogicalOr: (c, [a, b]) => [c.each('Or', [bool(c, a!), bool(c, b!)], 'bool')],
  LogicalNot: (c, [x]) => [c.each('Not', [bool(c, x!)], 'bool')],
  Square: (c, [x]) => [c.each('Mul', [x!, x!])],
  Rsqrt: (c, [x]) => [c.each('Div', [c.scalar(1), c.each('Sqrt', [x!])], 'float32')],
  Expm1: (c, [x]) => [asFloat(c, x!, (value) => expm1(c, value))],
  Log1p: (c, [x]) => [asFloat(c, x!, (value) => log1p(c, value))],
  // 1 above 0, else alpha; NaN stays NaN where alpha is 0.
  Step: (c, [x], node) => [
    asFloat(c, x!, (value) => {
      const alpha = (node.attributes['alpha'] as number | undefined) ?? 0;
      // max(0, min(1, 3.4e38·x)) is one vectorized pass, where a comparison and a cast are two. Only of a subnormal number is it below 1.
      if (alpha === 0) return c.emit('HardSigmoid', [value], value.shape, 'float32', { alpha: 3.4e38, beta: 0 });
      return c.each('Where', [c.each('Greater', [value, c.scalar(0)], 'bool'), c.scalar(1), c.scalar(alpha)], 'float32');
    }),
  ],
  // dy where y >= 0, else dy·(y + 1).
  EluGrad: (c, [dy, y]) => [c.each('Mul', [dy!, c.each('Add', [c.each('Min', [y!, c.scalar(0)]), c.scalar(1)])])],
  ClipByValue: (c, [x], { attributes: { clipValueMin, clipValueMax } }) => {
    const bound = (value: number): Value =>
      x!.dtype === 'float32' ? c.scalar(value) : c.constant(Int32Array.of(value), [], 'int32');
    return [c.each('Min', [c.each('Max', [x!, bound(clipValueMin as number)]), bound(clipValueMax as number)])];
  },
  IsNan: test((c, x) => c.each('IsNaN', [x], 'bool')),
  IsInf: test((c, x) => c.each('IsInf', [x], 'bool')),
  IsFinite: test((c, x) => c.each('Less', [c.each('Abs', [x]), c.scalar(Number.POSITIVE_INFINITY)], 'bool')),
  Select: (c, [condition, t, e], node) => {
    const rank = node.outputs[0]!.shape.length;
    const test = bool(c, condition!);
    // A condition of rank 1 chooses whole rows.
    const shaped =
      test.shape.length === 1 && rank > 1
        ? c.reshape(test, [test.shape[0]!, ...Array.from({ length: rank - 1 }, () => 1)])
        : test;
    if (t!.dtype !== 'bool') return [c.each('Where', [shaped, t!, e!], t!.dtype)];
    // ONNX Runtime chooses no booleans.
    const [yes, no] = [c.each('And', [shaped, t!], 'bool'), c.each('And', [c.each('Not', [shaped], 'bool'), e!], 'bool')];
    return [c.each('Or', [yes, no], 'bool')];
  },
  AddN: (c, inputs) => [inputs.slice(1).reduce((sum, x) => c.each('Add', [sum, x]), inputs[0]!)],
  Identity: (_, [x]) => [x!],
  ZerosLike: filled(0),
  OnesLike: filled(1),
  Fill: (c, _, node) => filled(Number(node.attributes['value']))(c, _, node),
  Range: (c, _, { outputs: [output], attributes: { start, step } }) => {
    const values = Array.from({ length: output!.shape[0]! }, (__, i) => (start as number) + i * (step as number));
    return [
      c.constant(output!.dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values), output!.shape, output!.dtype),
    ];
  },
  LinSpace: (c, _, { outputs: [output], attributes: { start, stop, num } }) => {
    const span = ((stop as number) - (start as number)) / Math.max(1, (num as number) - 1);
    return [
      c.constant(
        Float32Array.from({ length: num as number }, (__, i) => (start as number) + i * span),
        output!.shape,
        'float32',
      ),
    ];
  },
  // To whole numbers the part after the point is cut off, in ONNX as in tfjs.
  Cast: (c, [x], node) => [c.cast(x!, node.outputs[0]!.dtype)],
};
