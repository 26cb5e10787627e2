import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { randomStream } from '@vaekit/core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileGraph } from '../compile.js';
import { onnxModel } from '../emit/onnxModel.js';
import { recordTrace } from '../record/recordTrace.js';
import type { OnnxGraph } from './lowerGraph.js';
import type { LoweringOptions } from './lowering.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

type Shape4 = readonly [number, number, number, number];
type Run = (x: tf.Tensor4D, w: tf.Tensor4D) => tf.Tensor;

/** The graph of a function of an image and a filter, its results, and those of tfjs's CPU backend with the size of their terms. */
async function both(
  x: Shape4,
  w: Shape4,
  run: Run,
  options?: LoweringOptions,
): Promise<{ graph: OnnxGraph; error: number; ops: string[] }> {
  const input = (name: string, shape: Shape4) => ({ kind: 'batch' as const, name, shape, dtype: 'float32' as const });
  const graph = compileGraph(
    recordTrace({
      inputs: [input('x', x), input('w', w)],
      variables: [],
      run: (inputs) => ({ y: run(inputs['batch/x'] as tf.Tensor4D, inputs['batch/w'] as tf.Tensor4D) }),
    }),
    options,
  );
  const stream = randomStream(1);
  const arrays = [x, w].map((shape) => stream.fillNormal(new Float32Array(sizeFromShape(shape))));
  const session = await InferenceSession.create(onnxModel(graph, 'form'), {
    graphOptimizationLevel: 'basic',
    intraOpNumThreads: 1,
  });
  const { y } = await session.run({
    'batch/x': new Tensor('float32', arrays[0]!, x),
    'batch/w': new Tensor('float32', arrays[1]!, w),
  });
  await session.release();
  const eager = (map: (value: number) => number): Float32Array =>
    tf.tidy(() => run(tf.tensor(arrays[0]!.map(map), [...x]), tf.tensor(arrays[1]!.map(map), [...w])).dataSync() as Float32Array);
  const [want, terms] = [eager((value) => value), eager(Math.abs)];
  const have = y!.data as Float32Array;
  expect(have.length).toBe(want.length);
  const error = want.reduce(
    (worst, value, i) => Math.max(worst, Math.abs(value - have[i]!) / Math.max(terms[i]!, Number.MIN_VALUE)),
    0,
  );
  return { graph, error, ops: graph.nodes.map(({ op }) => op) };
}

/** Float32 sums of up to a few thousand terms, relative to the sum of their magnitudes. */
const TOLERANCE = 2e-6;

/** What each form is recognized by. */
const forms = {
  Conv: (ops: readonly string[]) => ops.includes('Conv') && !ops.includes('ConvTranspose'),
  ConvTranspose: (ops: readonly string[]) => ops.includes('ConvTranspose'),
  'gathered patches': (ops: readonly string[]) => ops.includes('Gather') && !ops.some((op) => op.startsWith('Conv')),
  'shifted planes': (ops: readonly string[]) =>
    ops.includes('Slice') && !ops.some((op) => op.startsWith('Conv') || op === 'Sum' || op === 'Gather'),
  'product first': (ops: readonly string[]) => ops.includes('Sum') && !ops.some((op) => op.startsWith('Conv') || op === 'Gather'),
  'product alone': (ops: readonly string[]) => ops.every((op) => ['Gemm', 'Reshape'].includes(op)),
} as const;

interface Form {
  readonly form: keyof typeof forms;
  readonly name: string;
  readonly x: Shape4;
  readonly w: Shape4;
  readonly run: Run;
  readonly options?: LoweringOptions;
}

const conv =
  (stride: number | [number, number], pad: 'same' | 'valid'): Run =>
  (x, w) =>
    tf.conv2d(x, w, stride, pad);
const transposed =
  (out: Shape4, stride: number | [number, number], pad: 'same' | 'valid'): Run =>
  (x, w) =>
    tf.conv2dTranspose(x, w, [...out], stride, pad);
const aboveAndBeside: tf.backend_util.ExplicitPadding = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 0],
];
const operators: LoweringOptions = { convolutions: 'operators' };

const cases: readonly Form[] = [
  { form: 'gathered patches', name: 'conv', x: [3, 8, 7, 6], w: [3, 3, 6, 4], run: conv(2, 'same') },
  { form: 'gathered patches', name: 'conv, without pads', x: [2, 9, 8, 5], w: [3, 2, 5, 3], run: conv([2, 1], 'valid') },
  { form: 'shifted planes', name: 'conv of one channel', x: [3, 9, 8, 1], w: [3, 3, 1, 7], run: conv(2, 'same') },
  { form: 'shifted planes', name: 'conv of three channels', x: [2, 6, 8, 3], w: [4, 3, 3, 5], run: conv([1, 3], 'same') },
  { form: 'product alone', name: 'conv with a kernel of 1', x: [2, 5, 4, 7], w: [1, 1, 7, 3], run: conv(1, 'same') },
  { form: 'Conv', name: 'conv of a large image', x: [1, 128, 128, 8], w: [3, 3, 8, 2], run: conv(1, 'same') },
  {
    form: 'Conv',
    name: 'conv where operators are asked for',
    x: [3, 8, 7, 6],
    w: [3, 3, 6, 4],
    run: conv(2, 'same'),
    options: operators,
  },
  {
    form: 'gathered patches',
    name: 'transposed conv, stride 2',
    x: [3, 5, 4, 6],
    w: [3, 3, 5, 6],
    run: transposed([3, 10, 8, 5], 2, 'same'),
  },
  {
    form: 'gathered patches',
    name: 'transposed conv to an odd size',
    x: [2, 5, 4, 8],
    w: [4, 4, 6, 8],
    run: transposed([2, 9, 7, 6], 2, 'same'),
  },
  {
    form: 'gathered patches',
    name: 'transposed conv, strides 3 and 1',
    x: [2, 4, 6, 7],
    w: [5, 2, 6, 7],
    run: transposed([2, 12, 6, 6], [3, 1], 'same'),
  },
  {
    form: 'Conv',
    name: 'transposed conv of few channels, stride 1',
    x: [2, 5, 6, 8],
    w: [3, 4, 6, 8],
    run: transposed([2, 5, 6, 6], 1, 'same'),
  },
  {
    form: 'Conv',
    name: 'gradient in the input under pads on three sides',
    x: [2, 5, 6, 8],
    w: [2, 3, 8, 7],
    run: (x, w) => tf.grad((a) => tf.sum(tf.square(tf.conv2d(a as tf.Tensor4D, w, 1, aboveAndBeside))))(x),
  },
  {
    form: 'product first',
    name: 'transposed conv to one channel',
    x: [3, 6, 5, 20],
    w: [3, 3, 1, 20],
    run: transposed([3, 6, 5, 1], 1, 'same'),
  },
  {
    form: 'product first',
    name: 'transposed conv to three channels, stride 2',
    x: [2, 4, 5, 30],
    w: [5, 4, 3, 30],
    run: transposed([2, 7, 10, 3], 2, 'same'),
  },
  {
    form: 'ConvTranspose',
    name: 'transposed conv with gaps',
    x: [2, 4, 5, 6],
    w: [2, 2, 5, 6],
    run: transposed([2, 12, 15, 5], 3, 'same'),
  },
  {
    form: 'ConvTranspose',
    name: 'transposed conv to a large image',
    x: [1, 64, 64, 32],
    w: [3, 3, 16, 32],
    run: transposed([1, 128, 128, 16], 2, 'same'),
  },
  {
    form: 'ConvTranspose',
    name: 'transposed conv where operators are asked for',
    x: [3, 5, 4, 6],
    w: [3, 3, 5, 6],
    run: transposed([3, 10, 8, 5], 2, 'same'),
    options: operators,
  },
];

describe('each form of a convolution is taken where it should be, and gives what tfjs gives', () => {
  for (const { form, name, x, w, run, options } of cases) {
    it(`${name}: ${form}`, async () => {
      const { error, ops } = await both(x, w, run, options);
      expect(forms[form](ops), ops.join(' ')).toBe(true);
      expect(error).toBeLessThan(TOLERANCE);
    });
  }

  it('gradients of a strided convolution: one set of patches for the result and for the filter', async () => {
    const run: Run = (x, w) => {
      const [dx, dw] = tf.grads((a, b) => tf.sum(tf.square(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 'same'))))([
        x,
        w,
      ]) as [tf.Tensor, tf.Tensor];
      return tf.concat([tf.reshape(dx, [-1]), tf.reshape(dw, [-1])]);
    };
    const { error, graph } = await both([3, 8, 6, 6], [3, 3, 6, 8], run);
    expect(error).toBeLessThan(TOLERANCE);
    // Patches of x once; of dy for the even rows and the odd ones; the filter of each phase.
    const gathered = graph.nodes.filter(({ op }) => op === 'Gather').map(({ inputs }) => inputs[0]!.shape.length);
    expect(gathered.sort()).toEqual([2, 2, 3, 3, 3]);
  });
  it('gradient in a filter of few channels over many positions: a product for each block of images, added up', async () => {
    const run: Run = (x, w) => tf.grad((b) => tf.sum(tf.square(tf.conv2d(x, b as tf.Tensor4D, 1, aboveAndBeside))))(w);
    const { error, graph } = await both([30, 24, 24, 5], [2, 3, 5, 6], run);
    expect(error).toBeLessThan(TOLERANCE);
    const products = graph.nodes.flatMap(({ op, outputs }) => (op === 'MatMul' ? [outputs[0]!.shape.join()] : []));
    expect(products).toContain('30,6,30');
  });
});
