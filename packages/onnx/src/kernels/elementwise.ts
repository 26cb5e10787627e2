import type { Value } from '../graph/graph.js';
import type { Lowering, LoweringContext, Lowerings } from './lowering.js';

const all = (names: Readonly<Record<string, string>>, make: (op: string) => Lowering): Lowerings =>
  Object.fromEntries(Object.entries(names).map(([kernel, op]) => [kernel, make(op)]));

const unary =
  (op: string): Lowering =>
  (c, [x]) => [c.each(op, [x!])];

/** Operands in a common type, as tfjs converts them. */
function common(c: LoweringContext, a: Value, b: Value): [Value, Value] {
  if (a.dtype === b.dtype && a.dtype !== 'bool') return [a, b];
  const dtype = a.dtype === 'float32' || b.dtype === 'float32' ? 'float32' : 'int32';
  return [c.cast(a, dtype), c.cast(b, dtype)];
}

const binary =
  (op: string): Lowering =>
  (c, [a, b]) => [c.each(op, common(c, a!, b!))];
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
 * log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|), from vectorised operators: the Softplus of ONNX Runtime is scalar.
 *
 * With p = sigmoid(−|x|): log(1 + e^−|x|) = −log(1 − p) = 2·artanh(p / (2 − p)), |argument| <= 1/3, by its series; no logarithm is needed.
 * The first omitted term, s¹⁵/15, is below 1.4e-8 of s.
 */
function softplus(c: LoweringContext, x: Value): Value {
  const p = c.each('Sigmoid', [c.each('Neg', [c.each('Abs', [x])])]);
  const s = c.each('Div', [p, c.each('Sub', [c.scalar(2), p])]);
  const s2 = c.each('Mul', [s, s]);
  let series: Value = c.scalar(1 / 13);
  for (const odd of [11, 9, 7, 5, 3, 1]) series = c.each('Add', [c.each('Mul', [series, s2]), c.scalar(1 / odd)]);
  return c.each('Add', [c.each('Relu', [x]), c.each('Mul', [c.each('Mul', [s, c.scalar(2)]), series])]);
}

const filled =
  (value: number): Lowering =>
  (c, _, node) => {
    const [output] = node.outputs;
    const size = output!.shape.reduce((product, extent) => product * extent, 1);
    const Data = output!.dtype === 'float32' ? Float32Array : output!.dtype === 'int32' ? Int32Array : Uint8Array;
    return [c.constant(new Data(size).fill(value), output!.shape, output!.dtype)];
  };

const activation: Lowering = (c, [x], node) => [
  activate(c, x!, node.op.toLowerCase(), node.attributes['alpha'] as number | undefined),
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
      Abs: 'Abs',
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
      Neg: 'Neg',
      Reciprocal: 'Reciprocal',
      Round: 'Round',
      Sign: 'Sign',
      Sin: 'Sin',
      Sinh: 'Sinh',
      Sqrt: 'Sqrt',
      Tan: 'Tan',
    },
    unary,
  ),
  ...all({ Add: 'Add', Sub: 'Sub', Multiply: 'Mul', RealDiv: 'Div', Maximum: 'Max', Minimum: 'Min' }, binary),
  ...all(
    { Equal: 'Equal', Greater: 'Greater', GreaterEqual: 'GreaterOrEqual', Less: 'Less', LessEqual: 'LessOrEqual' },
    comparison,
  ),
  Relu: activation,
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
    // a − b·⌊a / b⌋, the sign of the divisor, as tfjs has it.
    const [x, y] = common(c, a!, b!);
    const quotient = c.cast(c.each('Floor', [c.each('Div', [c.cast(x, 'float32'), c.cast(y, 'float32')])]), x.dtype);
    return [c.each('Sub', [x, c.each('Mul', [y, quotient])])];
  },
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
  Expm1: (c, [x]) => [expm1(c, x!)],
  Log1p: (c, [x]) => [log1p(c, x!)],
  // 1 above 0, alpha below; NaN stays NaN, as on tfjs's CPU backend.
  Step: (c, [x], node) => {
    const above = c.each('Greater', [x!, c.scalar(0)], 'bool');
    const alpha = (node.attributes['alpha'] as number | undefined) ?? 0;
    return [alpha === 0 ? c.cast(above, 'float32') : c.each('Where', [above, c.scalar(1), c.scalar(alpha)], 'float32')];
  },
  // dy where y >= 0, else dy·(y + 1).
  EluGrad: (c, [dy, y]) => [c.each('Mul', [dy!, c.each('Add', [c.each('Min', [y!, c.scalar(0)]), c.scalar(1)])])],
  ClipByValue: (c, [x], node) => [
    c.each('Min', [
      c.each('Max', [x!, c.scalar(node.attributes['clipValueMin'] as number)]),
      c.scalar(node.attributes['clipValueMax'] as number),
    ]),
  ],
  IsNan: (c, [x]) => [c.each('IsNaN', [x!], 'bool')],
  IsInf: (c, [x]) => [c.each('IsInf', [x!], 'bool')],
  IsFinite: (c, [x]) => [c.each('Less', [c.each('Abs', [x!]), c.scalar(Number.POSITIVE_INFINITY)], 'bool')],
  Select: (c, [condition, t, e], node) => {
    const rank = node.outputs[0]!.shape.length;
    const test = bool(c, condition!);
    // A condition of rank 1 chooses whole rows.
    const shaped =
      test.shape.length === 1 && rank > 1
        ? c.reshape(test, [test.shape[0]!, ...Array.from({ length: rank - 1 }, () => 1)])
        : test;
    return [c.each('Where', [shaped, t!, e!], t!.dtype)];
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
  Cast: (c, [x], node) => {
    const dtype = node.outputs[0]!.dtype;
    if (x!.dtype === 'float32' && dtype === 'int32')
      return [
        c.cast(
          c.each('Where', [c.each('Less', [x!, c.scalar(0)], 'bool'), c.each('Ceil', [x!]), c.each('Floor', [x!])], 'float32'),
          'int32',
        ),
      ];
    return [c.cast(x!, dtype)];
  },
};
