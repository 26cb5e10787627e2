import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '@vaekit/core';
import { compileFunction } from '../compileFunction.js';
import { lowerings } from './lowerGraph.js';
import { shapeRules } from '../record/shapeRules.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

type Inputs = Readonly<Record<string, tf.Tensor>>;
interface Case {
  readonly name: string;
  /** Shapes; the numbers are normal deviates, or positive ones. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly positive?: boolean;
  readonly fn: (inputs: Inputs) => tf.Tensor;
  /** Also compare the gradient of Σ w·f with respect to every input, w fixed. */
  readonly gradient?: boolean;
}

const unary = (
  fn: (x: tf.Tensor) => tf.Tensor,
  name: string,
  options: { positive?: boolean; gradient?: boolean } = {},
): Case => ({
  name,
  inputs: { x: [3, 4, 5] },
  fn: ({ x }) => fn(x!),
  gradient: true,
  ...options,
});

const operations: readonly Case[] = [
  { name: 'slice by numbers', inputs: { x: [7] }, fn: ({ x }) => tf.slice(x!, 2, 3), gradient: true },
  { name: 'slice to the end', inputs: { x: [4, 5] }, fn: ({ x }) => tf.slice(x!, 1), gradient: true },
  { name: 'slice of the first axes', inputs: { x: [4, 5, 2] }, fn: ({ x }) => tf.slice(x!, [1, 2], [2, -1]), gradient: true },
  unary(tf.abs, 'abs'),
  unary(tf.exp, 'exp'),
  unary(tf.log, 'log', { positive: true }),
  unary(tf.log1p, 'log1p', { positive: true }),
  unary((x) => tf.expm1(tf.mul(x, 0.3)), 'expm1'),
  unary(tf.sqrt, 'sqrt', { positive: true }),
  unary(tf.rsqrt, 'rsqrt', { positive: true }),
  unary(tf.square, 'square'),
  unary(tf.reciprocal, 'reciprocal', { positive: true }),
  unary(tf.neg, 'neg'),
  unary(tf.relu, 'relu'),
  unary(tf.relu6, 'relu6'),
  unary(tf.elu, 'elu'),
  unary(tf.selu, 'selu'),
  unary(tf.sigmoid, 'sigmoid'),
  unary(tf.tanh, 'tanh'),
  unary(tf.softplus, 'softplus'),
  unary((x) => tf.leakyRelu(x, 0.1), 'leakyRelu'),
  unary((x) => tf.prelu(x, tf.scalar(0.3)), 'prelu', { gradient: false }),
  unary(tf.sin, 'sin'),
  unary(tf.cos, 'cos'),
  unary(tf.atan, 'atan'),
  unary(tf.erf, 'erf'),
  unary(tf.floor, 'floor', { gradient: false }),
  unary(tf.ceil, 'ceil', { gradient: false }),
  unary(tf.round, 'round', { gradient: false }),
  unary(tf.sign, 'sign', { gradient: false }),
  unary((x) => tf.step(x), 'step', { gradient: false }),
  unary((x) => tf.clipByValue(x, -0.5, 0.5), 'clipByValue'),
  unary((x) => tf.cast(tf.isFinite(tf.div(x, tf.relu(x))), 'float32'), 'isFinite', { gradient: false }),
  unary((x) => tf.cast(tf.logicalNot(tf.isNaN(tf.log(x))), 'float32'), 'isNaN', { gradient: false }),
  unary((x) => tf.cast(tf.cast(tf.mul(x, 3), 'int32'), 'float32'), 'cast', { gradient: false }),
  unary((x) => tf.softmax(x), 'softmax'),
  unary((x) => tf.logSoftmax(x), 'logSoftmax'),
  unary((x) => tf.logSumExp(x, 1), 'logSumExp'),
  unary((x) => tf.sum(x, [0, 2]), 'sum'),
  unary((x) => tf.sum(x, 1, true), 'sum, kept'),
  unary((x) => tf.mean(x), 'mean'),
  unary((x) => tf.max(x, 2), 'max'),
  unary((x) => tf.min(x, [0, 1]), 'min'),
  unary((x) => tf.prod(x, 1), 'prod', { gradient: false }),
  unary((x) => tf.cumsum(x, 2), 'cumsum'),
  unary((x) => tf.cumsum(x, 2, true, true), 'cumsum, exclusive and reversed'),
  unary((x) => tf.cast(tf.argMax(x, 1), 'float32'), 'argMax', { gradient: false }),
  unary((x) => tf.cast(tf.argMin(x, 2), 'float32'), 'argMin', { gradient: false }),
  unary((x) => tf.cast(tf.any(tf.greater(x, 1), 1), 'float32'), 'any', { gradient: false }),
  unary((x) => tf.cast(tf.all(tf.greater(x, -1), 1), 'float32'), 'all', { gradient: false }),
  unary((x) => tf.reshape(x, [4, -1]), 'reshape'),
  unary((x) => tf.expandDims(x, 1), 'expandDims'),
  unary((x) => tf.transpose(x, [2, 0, 1]), 'transpose'),
  unary((x) => tf.reverse(x, [0, 2]), 'reverse'),
  unary((x) => tf.slice(x, [1, 0, 2], [2, 3, 2]), 'slice'),
  unary(
    (x) =>
      tf.pad(
        x as tf.Tensor3D,
        [
          [0, 1],
          [2, 0],
          [1, 1],
        ],
        0.5,
      ),
    'pad',
  ),
  unary(
    (x) =>
      tf.mirrorPad(
        x as tf.Tensor3D,
        [
          [0, 1],
          [2, 0],
          [1, 1],
        ],
        'reflect',
      ),
    'mirrorPad',
    { gradient: false },
  ),
  unary((x) => tf.tile(x, [2, 1, 3]), 'tile'),
  unary((x) => tf.broadcastTo(tf.slice(x, [0, 0, 0], [3, 1, 5]), [3, 4, 5]), 'broadcastTo'),
  unary((x) => tf.addN(tf.unstack(x, 1)), 'unstack and addN'),
  unary(
    (x) =>
      tf.stack(
        tf.split(x, [2, 3], 2).map((part) => tf.sum(part, 2)),
        1,
      ),
    'split and stack',
  ),
  unary((x) => tf.concat([x, tf.mul(x, 2)], 1), 'concat'),
  unary((x) => tf.mul(tf.zerosLike(x), tf.onesLike(x)), 'zerosLike, onesLike', { gradient: false }),
  unary((x) => tf.add(x, tf.add(tf.range(0, 5, 1), tf.linspace(0, 1, 5))), 'range, linspace'),
  ...(
    [
      ['add', tf.add],
      ['sub', tf.sub],
      ['mul', tf.mul],
      ['div', tf.div],
      ['maximum', tf.maximum],
      ['minimum', tf.minimum],
    ] as const
  ).flatMap(([name, fn]): Case[] => [
    { name, inputs: { a: [3, 4], b: [3, 4] }, fn: ({ a, b }) => fn(a!, b!), gradient: true },
    {
      name: `${name}, broadcast`,
      inputs: { a: [3, 1, 5], b: [4, 1] },
      fn: ({ a, b }) => fn(a!, b!),
      gradient: !['maximum', 'minimum'].includes(name),
    },
  ]),
  { name: 'pow', inputs: { a: [3, 4], b: [3, 4] }, positive: true, fn: ({ a, b }) => tf.pow(a!, b!), gradient: true },
  { name: 'floorDiv', inputs: { a: [3, 4], b: [4] }, fn: ({ a, b }) => tf.floorDiv(a!, b!) },
  { name: 'mod', inputs: { a: [3, 4], b: [4] }, fn: ({ a, b }) => tf.mod(a!, b!) },
  { name: 'squaredDifference', inputs: { a: [3, 4], b: [3, 4] }, fn: ({ a, b }) => tf.squaredDifference(a!, b!), gradient: true },
  ...(
    [
      ['equal', tf.equal],
      ['notEqual', tf.notEqual],
      ['greater', tf.greater],
      ['greaterEqual', tf.greaterEqual],
      ['less', tf.less],
      ['lessEqual', tf.lessEqual],
    ] as const
  ).map(([name, fn]): Case => ({
    name,
    inputs: { a: [3, 4], b: [4] },
    fn: ({ a, b }) => tf.cast(fn(tf.round(a!), tf.round(b!)), 'float32'),
  })),
  {
    name: 'logicalAnd, logicalOr, where',
    inputs: { a: [3, 4], b: [3, 4] },
    fn: ({ a, b }) => tf.where(tf.logicalOr(tf.greater(a!, 1), tf.logicalAnd(tf.greater(a!, 0), tf.greater(b!, 0))), a!, b!),
  },
  ...[false, true].flatMap((transposeA) =>
    [false, true].flatMap((transposeB): Case[] => [
      {
        name: `matMul ${transposeA} ${transposeB}`,
        inputs: { a: transposeA ? [4, 3] : [3, 4], b: transposeB ? [5, 4] : [4, 5] },
        fn: ({ a, b }) => tf.matMul(a!, b!, transposeA, transposeB),
        gradient: true,
      },
      {
        name: `batched matMul ${transposeA} ${transposeB}`,
        inputs: { a: transposeA ? [2, 4, 3] : [2, 3, 4], b: transposeB ? [2, 5, 4] : [2, 4, 5] },
        fn: ({ a, b }) => tf.matMul(a!, b!, transposeA, transposeB),
        gradient: true,
      },
    ]),
  ),
  ...(['linear', 'relu', 'elu', 'sigmoid', 'relu6'] as const).map((activation): Case => ({
    name: `fused matMul, ${activation}`,
    inputs: { a: [3, 4], b: [4, 5], bias: [5] },
    fn: ({ a, b, bias }) => tf.fused.matMul({ a: a!, b: b!, transposeA: false, transposeB: false, bias: bias!, activation }),
  })),
  {
    name: 'oneHot and a product',
    inputs: { x: [4], m: [3, 2] },
    fn: ({ x, m }) => tf.matMul(tf.cast(tf.oneHot(tf.cast(tf.clipByValue(tf.round(x!), 0, 2), 'int32'), 3), 'float32'), m!),
  },
  { name: 'gather', inputs: { x: [5, 3] }, fn: ({ x }) => tf.gather(x!, tf.tensor1d([4, 0, 0, 2], 'int32')), gradient: true },
  {
    name: 'batchNorm',
    inputs: { x: [4, 3], mean: [3], scale: [3] },
    fn: ({ x, mean, scale }) => tf.batchNorm(x!, mean!, tf.square(scale!), undefined, scale!, 0.01),
  },
];

const windows: readonly Case[] = [
  ...(
    [
      [3, 1, 'same'],
      [3, 2, 'same'],
      [3, 2, 'valid'],
      [2, 2, 'same'],
      [4, 3, 'valid'],
      [1, 1, 'same'],
      [5, 2, 'same'],
    ] as const
  ).flatMap(([kernel, stride, pad]): Case[] => [
    {
      name: `conv2d kernel ${kernel} stride ${stride} ${pad}`,
      inputs: { x: [2, 7, 8, 3], w: [kernel, kernel, 3, 4] },
      fn: ({ x, w }) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad),
      gradient: true,
    },
    {
      name: `conv2dTranspose kernel ${kernel} stride ${stride} ${pad}`,
      inputs: { x: [2, 4, 5, 3], w: [kernel, kernel, 2, 3] },
      fn: ({ x, w }) => {
        const out = (extent: number): number => (pad === 'same' ? extent * stride : (extent - 1) * stride + kernel);
        return tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [2, out(4), out(5), 2], stride, pad);
      },
      gradient: true,
    },
    {
      name: `depthwiseConv2d kernel ${kernel} stride ${stride} ${pad}`,
      inputs: { x: [2, 7, 8, 3], w: [kernel, kernel, 3, 2] },
      fn: ({ x, w }) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad),
      gradient: true,
    },
  ]),
  {
    name: 'conv2d with explicit pads and dilation',
    inputs: { x: [1, 9, 9, 2], w: [3, 3, 2, 2] },
    fn: ({ x, w }) =>
      tf.conv2d(
        x as tf.Tensor4D,
        w as tf.Tensor4D,
        1,
        [
          [0, 0],
          [1, 2],
          [0, 1],
          [0, 0],
        ],
        'NHWC',
        [1, 1],
      ),
  },
  {
    name: 'conv2d dilated',
    inputs: { x: [1, 9, 9, 2], w: [3, 3, 2, 2] },
    fn: ({ x, w }) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same', 'NHWC', [2, 2]),
  },
  ...(['relu', 'linear', 'elu'] as const).map((activation): Case => ({
    name: `fused conv2d, ${activation}`,
    inputs: { x: [2, 6, 6, 3], w: [3, 3, 3, 4], bias: [4] },
    fn: ({ x, w, bias }) =>
      tf.fused.conv2d({ x: x as tf.Tensor4D, filter: w as tf.Tensor4D, strides: 2, pad: 'same', bias: bias!, activation }),
  })),
  { name: 'maxPool', inputs: { x: [2, 7, 8, 3] }, fn: ({ x }) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'same'), gradient: true },
  {
    name: 'maxPool, overlapping',
    inputs: { x: [2, 7, 8, 3] },
    fn: ({ x }) => tf.maxPool(x as tf.Tensor4D, 3, 2, 'valid'),
    gradient: true,
  },
  { name: 'avgPool', inputs: { x: [2, 8, 8, 3] }, fn: ({ x }) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'valid'), gradient: true },
  { name: 'avgPool, padded', inputs: { x: [2, 7, 8, 3] }, fn: ({ x }) => tf.avgPool(x as tf.Tensor4D, 3, 2, 'same') },
  ...[false, true].flatMap((half): Case[] => [
    {
      name: `resizeBilinear, half pixels ${half}`,
      inputs: { x: [2, 4, 5, 3] },
      fn: ({ x }) => tf.image.resizeBilinear(x as tf.Tensor4D, [8, 7], false, half),
    },
    {
      name: `resizeNearestNeighbor, half pixels ${half}`,
      inputs: { x: [1, 4, 5, 3] },
      fn: ({ x }) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [8, 10], false, half),
    },
  ]),
];

function values(inputs: Case['inputs'], positive: boolean, seed: number): Record<string, tf.Tensor> {
  const stream = randomStream(seed);
  return Object.fromEntries(
    Object.entries(inputs).map(([name, shape]) => {
      const data = stream.fillNormal(new Float32Array(shape.reduce((a, b) => a * b, 1)));
      return [name, tf.tensor(positive ? data.map((v) => Math.abs(v) + 0.05) : data, [...shape])];
    }),
  );
}

function outputs({ fn, gradient }: Case, inputs: Inputs): Record<string, tf.Tensor> {
  const y = fn(inputs);
  if (gradient !== true) return { y };
  const names = Object.keys(inputs);
  const grads = tf.grads((...xs: tf.Tensor[]) => {
    const out = fn(Object.fromEntries(names.map((name, i) => [name, xs[i]!])));
    const weights = tf.tensor(
      Float32Array.from({ length: out.size }, (_, i) => Math.sin(1 + i)),
      out.shape,
    );
    return tf.sum(tf.mul(out, weights));
  })(names.map((name) => inputs[name]!));
  return { y, ...Object.fromEntries(names.map((name, i) => [`d${name}`, grads[i]!])) };
}

describe('every lowered kernel gives what the CPU kernel gives', () => {
  for (const each of [...operations, ...windows]) {
    it(`of ${each.name}`, async () => {
      const inputs = values(each.inputs, each.positive === true, 7);
      const expected = outputs(each, inputs);
      const compiled = await compileFunction(
        (given) => outputs(each, given),
        { inputs: Object.fromEntries(Object.entries(each.inputs).map(([name, shape]) => [name, { shape }])) },
        { threads: 1 },
      );
      const got = await compiled.run(inputs);
      for (const [name, tensor] of Object.entries(expected)) {
        const want = Float32Array.from(tensor.dataSync());
        const have = got[name]!.data;
        expect(got[name]!.shape, name).toEqual(tensor.shape);
        const scale = want.reduce((top, v) => Math.max(top, Number.isFinite(v) ? Math.abs(v) : 0), 1e-3);
        want.forEach((v, i) => {
          if (Number.isFinite(v))
            expect(Math.abs(v - have[i]!), `${name}[${i}]: ${have[i]}, expected ${v}`).toBeLessThanOrEqual(3e-6 * scale);
        });
      }
      await compiled.dispose();
    });
  }

  // tfjs's CPU gradients of resizing are wrong off the square and for more than one image, so they are no oracle. Resizing is linear:
  // its gradient is right exactly when ⟨w, R·v⟩ = ⟨Rᵀ·w, v⟩ for all w and v.
  for (const method of ['resizeBilinear', 'resizeNearestNeighbor'] as const) {
    for (const [half, size] of [
      [false, [8, 10]],
      [true, [8, 10]],
      [false, [2, 5]],
    ] as const) {
      it(`${method} and its gradient are adjoint, half pixels ${half}, to ${size.join('×')}`, async () => {
        const { x, v, w } = values({ x: [2, 4, 5, 3], v: [2, 4, 5, 3], w: [2, ...size, 3] }, false, 11) as Record<
          string,
          tf.Tensor4D
        >;
        const resize = (t: tf.Tensor): tf.Tensor =>
          tf.image[method](t as tf.Tensor4D, [...size] as [number, number], false, half);
        const compiled = await compileFunction(
          ({ x: at, v: direction, w: weights }) => {
            // grads, not grad with a check of the eager engine's shapes: only the recorder runs.
            const gradient = tf.grads((t: tf.Tensor) => tf.sum(tf.mul(resize(t), weights!)))([at!])[0]!;
            return { left: tf.sum(tf.mul(weights!, resize(direction!))), right: tf.sum(tf.mul(gradient, direction!)) };
          },
          { inputs: { x: { shape: [2, 4, 5, 3] }, v: { shape: [2, 4, 5, 3] }, w: { shape: [2, ...size, 3] } } },
          { threads: 1 },
        );
        const { left, right } = await compiled.run({ x: x!, v: v!, w: w! });
        expect(left!.data[0]).toBeCloseTo(right!.data[0]!, 3);
        expect(Math.abs(left!.data[0]!)).toBeGreaterThan(1e-3);
        await compiled.dispose();
      });
    }
  }

  it('has a lowering for every kernel that can be recorded', () => {
    expect(Object.keys(shapeRules).filter((name) => !(name in lowerings))).toEqual([]);
  });
});
