import * as tf from '@tensorflow/tfjs';
import { randomStream } from '@vaekit/core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { onnxModel } from '../emit/onnxModel.js';
import { lowerGraph, type OnnxGraph } from '../kernels/lowerGraph.js';
import { recordTrace } from '../record/recordTrace.js';
import { commonSubexpressions } from './commonSubexpressions.js';
import { deadCode } from './deadCode.js';
import { sharedColumns } from './sharedColumns.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const [ROWS, WIDE, CLASSES, OUT] = [64, 70, 3, 5];
const shapes = { x: [ROWS, WIDE], w: [WIDE + CLASSES, OUT], b: [OUT] };

/** What is multiplied for each class: the columns of x and those of the class. */
function traced(run: (x: tf.Tensor2D, w: tf.Tensor2D, b: tf.Tensor1D) => Record<string, tf.Tensor>): OnnxGraph {
  const trace = recordTrace({
    inputs: Object.entries(shapes).map(([name, shape]) => ({ kind: 'batch', name, shape, dtype: 'float32' })),
    variables: [],
    run: (inputs) => run(inputs['batch/x'] as tf.Tensor2D, inputs['batch/w'] as tf.Tensor2D, inputs['batch/b'] as tf.Tensor1D),
  });
  return deadCode(commonSubexpressions(lowerGraph(trace)));
}

const labels = (y: number): tf.Tensor2D =>
  tf.cast(tf.oneHot(tf.fill([ROWS], y, 'int32') as tf.Tensor1D, CLASSES), 'float32') as tf.Tensor2D;
const joined = (x: tf.Tensor2D, y: number): tf.Tensor2D => tf.concat([x, labels(y)], 1) as tf.Tensor2D;
const hidden = (x: tf.Tensor2D, w: tf.Tensor2D, b: tf.Tensor1D, y: number): tf.Tensor =>
  tf.tanh(tf.add(tf.matMul(joined(x, y), w), b));
const every = [0, 1, 2];

async function results(graph: OnnxGraph): Promise<Record<string, Float32Array>> {
  const session = await InferenceSession.create(onnxModel(graph, 'columns'), {
    intraOpNumThreads: 1,
    graphOptimizationLevel: 'disabled',
  });
  const stream = randomStream(3);
  const feeds = Object.entries(shapes).map(([name, shape]) => {
    const values = stream.fork(name).fillNormal(new Float32Array(shape.reduce((size, extent) => size * extent, 1)));
    return [
      `batch/${name}`,
      new Tensor(
        'float32',
        values.map((value) => 0.1 * value),
        shape,
      ),
    ] as const;
  });
  const given = Object.fromEntries(feeds.filter(([name]) => graph.inputs.some((input) => `batch/${input.name}` === name)));
  const outputs = await session.run(given);
  await session.release();
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]));
}

async function expectSame(before: OnnxGraph, after: OnnxGraph): Promise<void> {
  const [have, want] = [await results(after), await results(before)];
  expect(Object.keys(have)).toEqual(Object.keys(want));
  for (const [name, values] of Object.entries(want)) {
    // Float32 sums of some two hundred terms, taken in another order.
    const size = Math.max(1, ...values.map(Math.abs));
    values.forEach((value, i) => expect(Math.abs(have[name]![i]! - value) / size).toBeLessThan(2e-5));
  }
}

/** The operands of products, as they are shaped. */
const products = (graph: OnnxGraph): string[] =>
  graph.nodes
    .flatMap(({ op, inputs }) => (op === 'Gemm' ? [`${inputs[0]!.shape.join('×')}·${inputs[1]!.shape.join('×')}`] : []))
    .sort();

describe('columns that several matrices share are multiplied once', () => {
  it('in products, and in the sum of their gradients', async () => {
    const before = traced((x, w, b) => {
      const [dw, db] = tf.grads((v, c) =>
        tf.sum(tf.addN(every.map((y) => tf.square(hidden(x, v as tf.Tensor2D, c as tf.Tensor1D, y))))),
      )([w, b]) as [tf.Tensor, tf.Tensor];
      return { dw, db, y: tf.addN(every.map((y) => hidden(x, w, b, y))) };
    });
    const after = deadCode(sharedColumns(before));
    expect(products(before)).toEqual([...every.map(() => '64×73·64×5'), ...every.map(() => '64×73·73×5')]);
    const own = [...every.map(() => '64×3·3×5'), ...every.map(() => '64×3·64×5')];
    expect(products(after)).toEqual([...own, '64×70·64×5', '64×70·70×5']);
    await expectSame(before, after);
  });

  it('where a product is read on its own, that of the others alone', async () => {
    const before = traced((x, w) => {
      const slopes = every.map((y) => tf.matMul(joined(x, y), hidden(x, w, tf.zeros([OUT]), y) as tf.Tensor2D, true));
      return { first: slopes[0]!, sum: tf.addN(slopes) };
    });
    const after = deadCode(sharedColumns(before));
    expect(products(after).filter((product) => product === '64×73·64×5')).toHaveLength(3);
    await expectSame(before, after);
  });

  it('not where there is one such matrix, or it is small', () => {
    const one = traced((x, w, b) => ({ y: hidden(x, w, b, 0) }));
    expect(sharedColumns(one)).toBe(one);
    const small = traced((x, w) => {
      const part = tf.slice(x, 0, [4, WIDE]) as tf.Tensor2D;
      const four = (y: number): tf.Tensor2D => tf.concat([part, tf.slice(labels(y), 0, [4, CLASSES])], 1) as tf.Tensor2D;
      return { y: tf.addN(every.map((y) => tf.tanh(tf.matMul(four(y), w)))) };
    });
    expect(sharedColumns(small)).toBe(small);
  });
});
