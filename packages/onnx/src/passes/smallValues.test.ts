import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { randomStream } from '@vaekit/core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, expect, it } from 'vitest';
import { onnxFaults } from '../emit/onnxFaults.test-helper.js';
import { onnxModel } from '../emit/onnxModel.js';
import type { GraphInput } from '../graph/graph.js';
import { lowerGraph, type OnnxGraph } from '../kernels/lowerGraph.js';
import { recordTrace } from '../record/recordTrace.js';
import { packedArrays } from '../run/packedArrays.js';
import { smallValues } from './smallValues.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const shapes = { x: [40, 30], weight: [], bias: [30], table: [5, 6], y: [40] } as const;
const keyOf = ({ kind, name }: Pick<GraphInput, 'kind' | 'name'>): string => `${kind}/${name}`;

/** Inputs large and small, of every rank and of whole numbers, and such outputs; one output is an input, one a constant. */
const graph = (): OnnxGraph =>
  lowerGraph(
    recordTrace({
      inputs: Object.entries(shapes).map(([name, shape]) => ({
        kind: 'batch' as const,
        name,
        shape,
        dtype: name === 'y' ? ('int32' as const) : ('float32' as const),
      })),
      variables: [],
      run(inputs) {
        const { x, weight, bias, table, y } = Object.fromEntries(
          Object.keys(shapes).map((name) => [name, inputs[`batch/${name}`]!]),
        ) as Record<keyof typeof shapes, tf.Tensor>;
        const rows = tf.mul(tf.add(x, bias), tf.reshape(tf.cast(y, 'float32'), [40, 1]));
        return {
          rows,
          sum: tf.sum(rows),
          columns: tf.mul(tf.sum(rows, 0), weight),
          squares: tf.square(table),
          bias,
          ones: tf.ones([2, 2]),
          labels: tf.add(y, tf.scalar(1, 'int32')),
        };
      },
    }),
  );

async function run(one: OnnxGraph, feeds: Record<string, Tensor>) {
  const session = await InferenceSession.create(onnxModel(one, 'values'), { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const results = await session.run(feeds);
  await session.release();
  return results;
}

it('small values go in and out together, and every number is the same', async () => {
  const whole = graph();
  const packed = smallValues(whole);
  expect(onnxFaults(onnxModel(packed.graph, 'values'))).toEqual([]);
  expect(packed.graph.inputs.map(keyOf)).toEqual(['packed/inputs', 'batch/x', 'batch/y']);
  expect(packed.graph.outputs.map(({ name }) => name)).toEqual(['rows', 'labels', 'packed/outputs']);

  const stream = randomStream(4);
  const feeds = Object.fromEntries(
    whole.inputs.map(({ kind, name, value: { shape, dtype } }) => {
      const size = sizeFromShape(shape);
      const data =
        dtype === 'int32' ? Int32Array.from({ length: size }, (_, i) => i % 3) : stream.fillNormal(new Float32Array(size));
      return [keyOf({ kind, name }), new Tensor(dtype, data, [...shape])];
    }),
  );
  const into = packedArrays(packed.inputs.map((input) => feeds[keyOf(input)]!.data as Float32Array));
  into.pack();
  const expected = await run(whole, feeds);
  const found = await run(packed.graph, {
    'batch/x': feeds['batch/x']!,
    'batch/y': feeds['batch/y']!,
    'packed/inputs': new Tensor('float32', into.whole, [into.whole.length]),
  });
  const small = packed.outputs.map(({ name }) => expected[name]!.data as Float32Array);
  const out = packedArrays(small.map(({ length }) => new Float32Array(length)));
  expect(out.whole).toHaveLength(small.reduce((sum, { length }) => sum + length, 0));
  expect(found['packed/outputs']!.data).toEqual(Float32Array.from(small.flatMap((values) => [...values])));
  for (const name of ['rows', 'labels']) expect(found[name]!.data).toEqual(expected[name]!.data);
});

it('arrays are packed and unpacked in their order', () => {
  const arrays = [Float32Array.of(1, 2), Float32Array.of(3), new Float32Array(0), Float32Array.of(4, 5)];
  const { whole, pack, unpack } = packedArrays(arrays);
  pack();
  expect([...whole]).toEqual([1, 2, 3, 4, 5]);
  whole.set([6, 7, 8, 9, 10]);
  unpack();
  expect(arrays.map((array) => [...array])).toEqual([[6, 7], [8], [], [9, 10]]);
});

it('a graph without small values stays as it is', () => {
  const large = lowerGraph(
    recordTrace({
      inputs: [{ kind: 'batch' as const, name: 'x', shape: [40, 30], dtype: 'float32' as const }],
      variables: [],
      run: (inputs) => ({ y: tf.square(inputs['batch/x']!) }),
    }),
  );
  expect(smallValues(large).graph).toEqual(large);
});
