import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { on, polluteHeap, tensor, type Values, values } from './kernels.test-helper.js';
import { useWasm } from './node/useWasm.js';
import { registerTrainingKernels } from './registerTrainingKernels.js';

let unregister: () => void;

beforeAll(async () => {
  await useWasm();
  unregister = registerTrainingKernels();
});

afterAll(() => unregister());

type Op = (...inputs: tf.Tensor[]) => tf.Tensor;

interface Case {
  readonly shapes: readonly (readonly number[])[];
  readonly op: Op;
  /** Inputs lie in this range. Default [−1, 1]. */
  readonly range?: readonly [number, number];
}

const unary = (names: string, range: readonly [number, number]): Record<string, Case> =>
  Object.fromEntries(
    names.split(' ').map((name) => {
      const op = (tf as unknown as Record<string, Op>)[name];
      if (op === undefined) {
        throw new Error(`tfjs has no ${name}`);
      }
      return [name, { shapes: [[4, 5]], op, range }];
    }),
  );

/** Against a matrix, a row and a column: what broadcasting makes of the gradient differs. */
const binary = (names: string, others: Record<string, readonly number[]>): Record<string, Case> =>
  Object.fromEntries(
    names
      .split(' ')
      .flatMap((name) =>
        Object.entries(others).map(([kind, shape]): [string, Case] => [
          `${name} with a ${kind}`,
          { shapes: [[4, 5], shape], op: (tf as unknown as Record<string, Op>)[name]!, range: [0.1, 2] },
        ]),
      ),
  );

const reductions = (names: string): Record<string, Case> =>
  Object.fromEntries(
    names.split(' ').flatMap((name) =>
      [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]].map((axes): [string, Case] => [
        `${name} over ${axes.join(',')}`,
        {
          shapes: [[3, 4, 5]],
          op: (x) => (tf as unknown as Record<string, (x: tf.Tensor, axes: number[]) => tf.Tensor>)[name]!(x!, axes),
          range: [0.1, 1],
        },
      ]),
    ),
  );

const ids = (data: number[]): tf.Tensor1D => tf.tensor1d(data, 'int32');
const images = [2, 5, 6, 3];

/** Every operation that has a gradient in tfjs, but for those whose gradient throws or is wrong on the CPU backend itself. */
const OPERATIONS: Record<string, Case> = {
  ...unary('abs ceil cos cosh elu erf exp expm1 floor leakyRelu logSigmoid logSoftmax neg relu relu6 round selu', [-2, 2]),
  ...unary('sigmoid sign sin sinh softmax softplus square step tan tanh asinh atan', [-1.4, 1.4]),
  ...unary('log log1p reciprocal rsqrt sqrt', [0.1, 2]),
  ...unary('acos asin atanh', [-0.9, 0.9]),
  acosh: { shapes: [[4, 5]], op: (x) => tf.acosh(x!), range: [1.2, 3] },
  ...binary('add sub mul div pow atan2 mod', { matrix: [4, 5], row: [5], column: [4, 1] }),
  ...binary('maximum minimum squaredDifference', { matrix: [4, 5] }),
  ...reductions('sum mean max min prod logSumExp'),
  prelu: { shapes: [[4, 5], [5]], op: (x, alpha) => tf.prelu(x!, alpha!) },
  clip: { shapes: [[4, 5]], op: (x) => tf.clipByValue(x!, -0.5, 0.5) },
  where: {
    shapes: [
      [4, 5],
      [4, 5],
    ],
    op: (x, y) => tf.where(tf.tensor1d([1, 0, 0, 1, 1], 'bool').broadcastTo([4, 5]), x!, y!),
  },
  concat: {
    shapes: [
      [3, 4],
      [3, 5],
    ],
    op: (x, y) => tf.concat([x!, y!], 1),
  },
  stack: {
    shapes: [
      [3, 4],
      [3, 4],
    ],
    op: (x, y) => tf.stack([x!, y!], 1),
  },
  split: { shapes: [[4, 6]], op: (x) => tf.mul(...(tf.split(x!, 2, 1) as [tf.Tensor, tf.Tensor])) },
  slice: { shapes: [[5, 6]], op: (x) => tf.slice(x!, [1, 2], [3, 2]) },
  tile: { shapes: [[4, 3]], op: (x) => tf.tile(x!, [2, 3]) },
  broadcastTo: { shapes: [[4, 1]], op: (x) => tf.broadcastTo(x!, [4, 3]) },
  transpose: { shapes: [[4, 6, 3]], op: (x) => tf.transpose(x!, [2, 0, 1]) },
  pad: {
    shapes: [[4, 6]],
    op: (x) =>
      tf.pad(x!, [
        [1, 2],
        [0, 3],
      ]),
  },
  mirrorPad: {
    shapes: [[4, 6]],
    op: (x) =>
      tf.mirrorPad(
        x!,
        [
          [1, 2],
          [0, 3],
        ],
        'reflect',
      ),
  },
  reverse: { shapes: [[4, 6]], op: (x) => tf.reverse(x!, [1]) },
  cumsum: { shapes: [[4, 6]], op: (x) => tf.cumsum(x!, 1, true, true) },
  gather: { shapes: [[6, 4]], op: (x) => tf.gather(x!, ids([0, 2, 2, 5])) },
  unsortedSegmentSum: { shapes: [[6, 4]], op: (x) => tf.unsortedSegmentSum(x!, ids([0, 2, 2, 1, 1, 0]), 3) },
  matMul: {
    shapes: [
      [4, 6],
      [6, 5],
    ],
    op: (x, y) => tf.matMul(x!, y!),
  },
  dot: { shapes: [[6], [6]], op: (x, y) => tf.dot(x!, y!) },
  norm: { shapes: [[6, 4]], op: (x) => tf.norm(x!, 2, 1) },
  moments: {
    shapes: [images],
    op: (x) => {
      const { mean, variance } = tf.moments(x!, [0, 1, 2]);
      return tf.add(mean, variance);
    },
  },
  batchNorm: {
    shapes: [images, [3], [3], [3], [3]],
    op: (x, ...rest) => tf.batchNorm(x!, ...(rest as unknown as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D])),
    range: [0.1, 1],
  },
  localResponseNormalization: { shapes: [images], op: (x) => tf.localResponseNormalization(x as tf.Tensor4D) },
  spaceToBatchND: {
    shapes: [[2, 4, 4, 3]],
    op: (x) =>
      tf.spaceToBatchND(
        x!,
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
  },
  batchToSpaceND: {
    shapes: [[8, 2, 2, 3]],
    op: (x) =>
      tf.batchToSpaceND(
        x!,
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
  },
};

/** Layers of tfjs, by what the input of an example looks like; `conv3dTranspose` has no gradient there. */
const LAYERS: Record<
  string,
  { readonly input: readonly number[]; readonly make: () => tf.layers.Layer; readonly integers?: number }
> = {
  dense: { input: [7], make: () => tf.layers.dense({ units: 4, activation: 'tanh' }) },
  conv1d: { input: [9, 3], make: () => tf.layers.conv1d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' }) },
  conv2d: { input: [6, 5, 3], make: () => tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' }) },
  'conv2d, channels first': {
    input: [3, 6, 5],
    make: () => tf.layers.conv2d({ filters: 4, kernelSize: 3, dataFormat: 'channelsFirst' }),
  },
  'conv2d with relu': { input: [6, 5, 3], make: () => tf.layers.conv2d({ filters: 4, kernelSize: 2, activation: 'relu' }) },
  conv3d: { input: [4, 4, 5, 2], make: () => tf.layers.conv3d({ filters: 3, kernelSize: 2 }) },
  conv2dTranspose: {
    input: [4, 3, 3],
    make: () => tf.layers.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' }),
  },
  depthwiseConv2d: {
    input: [6, 5, 3],
    make: () => tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same' }),
  },
  separableConv2d: { input: [6, 5, 3], make: () => tf.layers.separableConv2d({ filters: 4, kernelSize: 3, strides: 2 }) },
  batchNormalization: { input: [6, 5, 3], make: () => tf.layers.batchNormalization() },
  layerNormalization: { input: [7], make: () => tf.layers.layerNormalization() },
  embedding: { input: [5], integers: 6, make: () => tf.layers.embedding({ inputDim: 6, outputDim: 3 }) },
  averagePooling2d: { input: [6, 5, 3], make: () => tf.layers.averagePooling2d({ poolSize: 2 }) },
  maxPooling1d: { input: [8, 3], make: () => tf.layers.maxPooling1d({ poolSize: 2 }) },
  maxPooling2d: { input: [6, 5, 3], make: () => tf.layers.maxPooling2d({ poolSize: 2, padding: 'same' }) },
  maxPooling3d: { input: [4, 4, 4, 2], make: () => tf.layers.maxPooling3d({ poolSize: [2, 2, 2] }) },
  globalAveragePooling2d: { input: [6, 5, 3], make: () => tf.layers.globalAveragePooling2d({}) },
  globalMaxPooling2d: { input: [6, 5, 3], make: () => tf.layers.globalMaxPooling2d({}) },
  simpleRNN: { input: [4, 3], make: () => tf.layers.simpleRNN({ units: 5 }) },
  lstm: { input: [4, 3], make: () => tf.layers.lstm({ units: 5, returnSequences: true }) },
  gru: { input: [4, 3], make: () => tf.layers.gru({ units: 5 }) },
  prelu: { input: [6, 5, 3], make: () => tf.layers.prelu() },
  zeroPadding2d: { input: [3, 4, 2], make: () => tf.layers.zeroPadding2d({ padding: 1 }) },
  ...Object.fromEntries(
    (['elu', 'gelu', 'hardSigmoid', 'mish', 'selu', 'sigmoid', 'softmax', 'softplus', 'softsign', 'swish', 'tanh'] as const).map(
      (activation) => [`activation ${activation}`, { input: [7], make: () => tf.layers.activation({ activation }) }],
    ),
  ),
};

/** 1e-5 of the greatest number: what a gradient of few terms differs by between orders of summation and approximations of `exp`. */
function expectAlike(actual: readonly Values[], expected: readonly Values[]): void {
  expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  actual.forEach(({ data }, i) => {
    const reference = expected[i]!.data;
    const scale = Math.max(1, ...reference.map(Math.abs));
    const worst = data.findIndex((value, at) => !(Math.abs(value - reference[at]!) <= 1e-5 * scale));
    expect(worst, `tensor ${i}, number ${worst}: ${data[worst]} instead of ${reference[worst]}`).toBe(-1);
    expect(reference.every(Number.isFinite)).toBe(true);
  });
}

/** Several tensors through `on`, which reads one. */
function allOn(backend: 'cpu' | 'wasm', run: () => tf.Tensor[]): Values[] {
  const shapes: number[][] = [];
  const { data } = on(backend, () => {
    const results = run();
    shapes.push(...results.map(({ shape }) => shape));
    return tf.concat(results.map((result) => tf.reshape(result, [-1])));
  });
  let start = 0;
  return shapes.map((shape) => {
    const size = shape.reduce((product, length) => product * length, 1);
    start += size;
    return { shape, data: data.slice(start - size, start) };
  });
}

describe('operations', () => {
  it.each(Object.entries(OPERATIONS))(
    '%s has the value and the gradients of the CPU backend',
    (_, { shapes, op, range = [-1, 1] }) => {
      const [low, high] = range;
      const inputs = shapes.map((shape, i) => {
        const { data } = values([...shape], i + 1);
        return { shape: [...shape], data: data.map((value) => low + ((value + 1) / 2) * (high - low)) };
      });
      const run = (): tf.Tensor[] => {
        const tensors = inputs.map(tensor);
        const y = op(...tensors);
        return [y, ...tf.grads((...xs) => op(...xs))(tensors, tensor(values(y.shape, 99)))];
      };
      polluteHeap();
      expectAlike(allOn('wasm', run), allOn('cpu', run));
    },
  );
});

describe('layers', () => {
  it.each(Object.entries(LAYERS))('%s has the output and the gradients of the CPU backend', (_, { input, make, integers }) => {
    const given = values([2, ...input], 5);
    const example =
      integers === undefined ? given : { ...given, data: given.data.map((value) => Math.floor(((value + 1) / 2) * integers)) };
    const run = (): tf.Tensor[] => {
      const layer = make();
      const x = tensor(example);
      layer.apply(x, { training: true });
      layer.trainableWeights.forEach((weight, i) => weight.write(tensor(values(weight.shape as number[], i + 10))));
      const y = layer.apply(x, { training: true }) as tf.Tensor;
      const dy = tensor(values(y.shape, 99));
      const loss = (t: tf.Tensor): tf.Scalar => tf.sum(tf.mul(layer.apply(t, { training: true }) as tf.Tensor, dy));
      const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const ofWeights = variables.length === 0 ? [] : Object.values(tf.variableGrads(() => loss(x), variables).grads);
      const results = [y, ...ofWeights, ...(integers === undefined ? [tf.grad(loss)(x)] : [])];
      layer.dispose();
      return results;
    };
    polluteHeap();
    expectAlike(allOn('wasm', run), allOn('cpu', run));
  });
});
