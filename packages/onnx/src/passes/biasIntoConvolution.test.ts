import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { randomStream } from '@vaekit/core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { onnxModel } from '../emit/onnxModel.js';
import type { Graph } from '../graph/graph.js';
import { lowerGraph } from '../kernels/lowerGraph.js';
import type { LoweringOptions } from '../kernels/lowering.js';
import { recordTrace } from '../record/recordTrace.js';
import { biasIntoConvolution } from './biasIntoConvolution.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

type Inputs = Readonly<Record<'x' | 'w' | 'b', tf.Tensor>>;

function trace(run: (inputs: Inputs) => tf.Tensor, bias: readonly number[] = [5]): Graph {
  const shapes = { x: [2, 6, 5, 5], w: [3, 3, 5, 5], b: bias };
  return recordTrace({
    inputs: Object.entries(shapes).map(([name, shape]) => ({ kind: 'batch', name, shape, dtype: 'float32' })),
    variables: [],
    run: (inputs) => ({ y: run({ x: inputs['batch/x']!, w: inputs['batch/w']!, b: inputs['batch/b']! }) }),
  });
}

async function result(graph: Graph, options: LoweringOptions): Promise<Float32Array> {
  const session = await InferenceSession.create(onnxModel(lowerGraph(graph, options), 'bias'), {
    intraOpNumThreads: 1,
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 3,
  });
  const stream = randomStream(3);
  const feeds = graph.inputs.map(({ kind, name, value: { shape } }) => {
    const data = stream.fillNormal(new Float32Array(sizeFromShape(shape)));
    return [`${kind}/${name}`, new Tensor('float32', data, [...shape])] as const;
  });
  const { y } = await session.run(Object.fromEntries(feeds));
  await session.release();
  return y!.data as Float32Array;
}

const conv = ({ x, w }: Inputs): tf.Tensor4D => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, 'same');
const transposed = ({ x, w }: Inputs): tf.Tensor4D =>
  tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [2, 12, 10, 5], 2, 'same');
const additions = (graph: Graph): number => graph.nodes.filter(({ op }) => op === 'Add').length;

describe('biasIntoConvolution', () => {
  const taken: Readonly<Record<string, Graph>> = {
    'a convolution': trace((inputs) => tf.relu(tf.add(conv(inputs), inputs.b))),
    'a bias before it, of rank 4': trace((inputs) => tf.add(inputs.b, conv(inputs)), [1, 1, 1, 5]),
    'a transposed convolution': trace((inputs) => tf.add(transposed(inputs), tf.reshape(inputs.b, [1, 1, 1, 5]))),
    'a transposed convolution of stride 1': trace((inputs) =>
      tf.add(tf.conv2dTranspose(inputs.x as tf.Tensor4D, inputs.w as tf.Tensor4D, [2, 6, 5, 5], 1, 'same'), inputs.b),
    ),
    'to one channel': trace(({ x, w, b }) => {
      const filter = tf.slice(w as tf.Tensor4D, [0, 0, 0, 0], [3, 3, 1, 5]);
      return tf.add(tf.conv2dTranspose(x as tf.Tensor4D, filter, [2, 12, 10, 1], 2, 'same'), tf.slice(b, [0], [1]));
    }),
  };
  for (const [name, graph] of Object.entries(taken)) {
    it(`takes the addition into ${name}, and changes no result`, async () => {
      const passed = biasIntoConvolution(graph);
      expect([additions(graph), additions(passed)]).toEqual([1, 0]);
      for (const convolutions of ['operators', 'products'] as const) {
        const [before, after] = [await result(graph, { convolutions }), await result(passed, { convolutions })];
        // Sums of up to 45 products of normal deviates, in float32.
        before.forEach((value, i) => expect(Math.abs(value - after[i]!)).toBeLessThan(2e-5));
      }
    });
  }

  const left: Readonly<Record<string, Graph>> = {
    'where the convolution is read elsewhere': trace((inputs) => {
      const y = conv(inputs);
      return tf.mul(tf.add(y, inputs.b), y);
    }),
    'of one number for all channels': trace((inputs) => tf.add(conv(inputs), inputs.b), [1]),
    'of a number for each pixel': trace((inputs) => tf.add(conv(inputs), inputs.b), [3, 1]),
    'of a whole image': trace((inputs) => tf.add(conv(inputs), inputs.b), [1, 3, 3, 5]),
  };
  for (const [name, graph] of Object.entries(left)) {
    it(`leaves an addition ${name}`, () => {
      expect(biasIntoConvolution(graph)).toEqual(graph);
    });
  }
});
