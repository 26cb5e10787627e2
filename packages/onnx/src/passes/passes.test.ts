import * as tf from '@tensorflow/tfjs';
import { randomStream, stopGradient } from '@vaekit/core';
import { bernoulliNll, klStandardNormal } from '@vaekit/losses';
import * as fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileGraph } from '../compile.js';
import { onnxFaults } from '../emit/onnxFaults.test-helper.js';
import { onnxModel } from '../emit/onnxModel.js';
import type { Graph, Value } from '../graph/graph.js';
import { lowerGraph, type OnnxGraph } from '../kernels/lowerGraph.js';
import { recordTrace } from '../record/recordTrace.js';
import { biasIntoConvolution } from './biasIntoConvolution.js';
import { biasIntoGemm } from './biasIntoGemm.js';
import { commonSubexpressions } from './commonSubexpressions.js';
import { deadCode } from './deadCode.js';
import { logSigmoidSums } from './logSigmoidSums.js';
import { nestedBounds } from './nestedBounds.js';
import { repeatedRows } from './repeatedRows.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Every pass, before or after the lowering, and all of them as they are used. */
const passes: Readonly<Record<string, (trace: Graph) => OnnxGraph>> = {
  biasIntoConvolution: (trace) => lowerGraph(biasIntoConvolution(trace)),
  biasIntoGemm: (trace) => biasIntoGemm(lowerGraph(trace)),
  commonSubexpressions: (trace) => commonSubexpressions(lowerGraph(trace)),
  deadCode: (trace) => deadCode(lowerGraph(trace)),
  nestedBounds: (trace) => deadCode(nestedBounds(lowerGraph(trace))),
  repeatedRows: (trace) => deadCode(repeatedRows(lowerGraph(trace))),
  logSigmoidSums: (trace) => deadCode(logSigmoidSums(lowerGraph(trace))),
  'all, one after another': (trace) => compileGraph(trace),
};

const rows = 3;
const width = 4;

const ops = [
  'dense',
  'densePlain',
  'biasFirst',
  'shared',
  'convolution',
  'convolutionShared',
  'add',
  'mul',
  'turned',
  'turnedProduct',
  'mean',
  'scaled',
  'halves',
  'where',
  'relu',
  'bounds',
  'times one',
  'softplus',
  'softplusSum',
  'bernoulli',
  'tanh',
] as const;

/** One operation, on earlier values of the program (modulo their number) and one of two weights. */
interface Step {
  readonly op: (typeof ops)[number];
  readonly a: number;
  readonly b: number;
  readonly w: number;
}

const stepArbitrary: fc.Arbitrary<Step> = fc.record({ op: fc.constantFrom(...ops), a: fc.nat(9), b: fc.nat(9), w: fc.nat(1) });

/** Values are of shape `[3, 4]`; the operations hold much of what passes look for: products with a row added, repeats, transposes. */
function applyStep({ op, a, b, w }: Step, values: readonly tf.Tensor2D[], weights: readonly tf.Tensor2D[]): tf.Tensor {
  const x = values[a % values.length]!;
  const y = values[b % values.length]!;
  const weight = weights[w]!;
  const bias = tf.slice(weight, [1, 0], [1, width]);
  const product = (): tf.Tensor => tf.matMul(x, weight);
  switch (op) {
    case 'dense':
      return tf.relu(tf.add(product(), tf.reshape(bias, [width])));
    case 'densePlain':
      return tf.add(product(), bias);
    case 'biasFirst':
      return tf.add(bias, product());
    case 'shared': {
      // The product is read twice: its bias must stay outside.
      const shared = product();
      return tf.mul(tf.add(shared, bias), shared);
    }
    case 'convolution':
    case 'convolutionShared': {
      // An image of one channel, four filters, a bias to each, and their sum; of the shared one the result without bias is read too.
      const image = tf.conv2d(tf.reshape(x, [1, rows, width, 1]) as tf.Tensor4D, tf.reshape(weight, [2, 2, 1, width]), 1, 'same');
      const biased = tf.add(image, tf.reshape(bias, [width]));
      const result = op === 'convolution' ? tf.tanh(biased) : tf.mul(tf.tanh(biased), image);
      return tf.reshape(tf.sum(result, 3), [rows, width]);
    }
    case 'add':
      return tf.add(product(), y);
    case 'mul':
      return tf.mul(tf.sigmoid(x), y);
    case 'turned':
      return tf.transpose(tf.mul(tf.transpose(x), 0.5));
    case 'turnedProduct':
      return tf.matMul(x, weight, false, true);
    case 'mean':
      return tf.sub(x, tf.mean(y, 1, true));
    case 'scaled':
      return tf.mul(tf.add(x, 0), 1.25);
    case 'halves':
      return tf.concat(tf.split(y, 2, 1).reverse(), 1);
    case 'where':
      return tf.where(tf.greater(stopGradient(x), stopGradient(y)), x, tf.neg(y));
    case 'times one':
      return tf.mul(x, tf.ones([1, width]));
    case 'bounds':
      return tf.minimum(tf.minimum(tf.maximum(tf.maximum(x, -1), a % 2 === 0 ? -0.5 : -2), 1), b % 2 === 0 ? 0.5 : 2);
    case 'relu':
      return tf.relu(x);
    case 'softplus':
      return tf.softplus(x);
    case 'softplusSum':
      return tf.sub(y, tf.sum(tf.sub(tf.mul(x, y), tf.softplus(x)), 1, true));
    case 'bernoulli':
      return tf.add(y, tf.reshape(bernoulliNll(x, y), [rows, 1]));
    default:
      return tf.tanh(x);
  }
}

const programs = fc.record({
  steps: fc.array(stepArbitrary, { minLength: 2, maxLength: 8 }),
  gradients: fc.boolean(),
  seed: fc.nat(1000),
});

type Program = (values: readonly tf.Tensor2D[], weights: readonly tf.Tensor2D[]) => tf.Tensor;

function traceProgram(steps: readonly Program[], gradients: boolean): Graph {
  const input = (name: string, shape: readonly number[]) => ({ kind: 'batch' as const, name, shape, dtype: 'float32' as const });
  return recordTrace({
    inputs: [input('x', [rows, width]), input('w0', [width, width]), input('w1', [width, width])],
    variables: [],
    run(inputs) {
      const weights = ['w0', 'w1'].map((name) => inputs[`batch/${name}`] as tf.Tensor2D);
      const run = (x: tf.Tensor, ...given: tf.Tensor[]): tf.Tensor2D[] => {
        const values = [x as tf.Tensor2D];
        for (const step of steps) values.push(step(values, given as tf.Tensor2D[]) as tf.Tensor2D);
        return values;
      };
      const x = inputs['batch/x']!;
      const values = run(x, ...weights);
      const outputs: Record<string, tf.Tensor> = {
        last: values.at(-1)!,
        middle: values[values.length >> 1]!,
        same: values.at(-1)!,
      };
      if (gradients) {
        const slopes = tf.grads((...all) =>
          tf.add(tf.sum(tf.addN(run(all[0]!, ...all.slice(1)))), tf.addN(all.map((one) => tf.sum(tf.square(one))))),
        )([x, ...weights]);
        slopes.forEach((slope, i) => (outputs[`gradient${i}`] = slope));
      }
      return outputs;
    },
  });
}

async function results(graph: OnnxGraph, seed: number): Promise<Record<string, Float32Array>> {
  const session = await InferenceSession.create(onnxModel(graph, 'program'), {
    intraOpNumThreads: 1,
    graphOptimizationLevel: 'disabled',
    // Graphs before a pass hold constants that nothing reads; the runtime would remark on each.
    logSeverityLevel: 3,
  });
  const stream = randomStream(seed);
  const arrays = new Map(
    ['x', 'w0', 'w1'].map((name) => [name, stream.fillNormal(new Float32Array(name === 'x' ? rows * width : width * width))]),
  );
  const feeds = graph.inputs.map(
    ({ kind, name, value }) => [`${kind}/${name}`, new Tensor('float32', arrays.get(name)!, [...value.shape])] as const,
  );
  const outputs = await session.run(Object.fromEntries(feeds));
  await session.release();
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]));
}

/** Every value is an input, a constant, or made by an earlier node, and made once. */
function expectSound(graph: OnnxGraph): void {
  const known = new Set<Value>([...graph.inputs.map(({ value }) => value), ...graph.constants.keys()]);
  for (const node of graph.nodes) {
    for (const input of node.inputs)
      if (input !== undefined) expect(known.has(input), `${node.op} reads what is not there yet`).toBe(true);
    for (const output of node.outputs) {
      expect(known.has(output)).toBe(false);
      known.add(output);
    }
  }
  for (const { value } of graph.outputs) expect(known.has(value)).toBe(true);
}

describe('no pass changes a result', () => {
  for (const [name, pass] of Object.entries(passes)) {
    it(`${name}, on random programs and their gradients`, async () => {
      await fc.assert(
        fc.asyncProperty(programs, async ({ steps, gradients, seed }) => {
          const trace = traceProgram(
            steps.map((step) => (values, weights) => applyStep(step, values, weights)),
            gradients,
          );
          const graph = lowerGraph(trace);
          const passed = pass(trace);
          expect(onnxFaults(onnxModel(passed, 'program'))).toEqual([]);
          expectSound(passed);
          expect(passed.nodes.length).toBeLessThanOrEqual(graph.nodes.length);
          const [before, after] = [await results(graph, seed), await results(passed, seed)];
          expect(Object.keys(after)).toEqual(Object.keys(before));
          for (const [label, values] of Object.entries(before)) {
            // Float32 sums taken in another order.
            const size = Math.max(1, ...values.map(Math.abs));
            values.forEach((value, i) => {
              const other = after[label]![i]!;
              if (Number.isFinite(value)) expect(Math.abs(other - value) / size, label).toBeLessThan(2e-5);
              else expect(other).toBe(value);
            });
          }
        }),
        { numRuns: 30 },
      );
    });
  }
});

describe('each pass does its work', () => {
  const count = (graph: OnnxGraph, op: string): number => graph.nodes.filter((node) => node.op === op).length;
  const lowered = (run: (x: tf.Tensor2D, w: tf.Tensor2D) => tf.Tensor): OnnxGraph =>
    lowerGraph(traceProgram([(values, weights) => run(values[0]!, weights[0]!)], false));

  it('biasIntoGemm takes in a row, of a product that nothing else reads', () => {
    const bias = (w: tf.Tensor2D): tf.Tensor => tf.slice(w, [0, 0], [1, width]);
    const plain = lowered((x, w) => tf.add(tf.matMul(x, w), bias(w)));
    expect([count(plain, 'Add'), count(biasIntoGemm(plain), 'Add')]).toEqual([1, 0]);
    const shared = lowered((x, w) => {
      const product = tf.matMul(x, w);
      return tf.mul(tf.add(product, bias(w)), product);
    });
    expect(count(biasIntoGemm(shared), 'Add')).toBe(1);
    const column = lowered((x, w) => tf.add(tf.matMul(x, w), tf.sum(x, 1, true)));
    expect(count(biasIntoGemm(column), 'Add')).toBe(1);
    // Of a large result with long rows the bias stays outside, where all threads add it.
    const dense = (batch: number, columns: number): OnnxGraph =>
      lowerGraph(
        recordTrace({
          inputs: Object.entries({ x: [batch, 8], w: [8, columns], b: [columns] }).map(([name, shape]) => ({
            kind: 'batch' as const,
            name,
            shape,
            dtype: 'float32' as const,
          })),
          variables: [],
          run: (inputs) => ({ y: tf.add(tf.matMul(inputs['batch/x']!, inputs['batch/w']!), inputs['batch/b']!) }),
        }),
      );
    const sizes = [
      [512, 256],
      [511, 256],
      [2048, 128],
    ] as const;
    expect(sizes.map(([batch, columns]) => count(biasIntoGemm(dense(batch, columns)), 'Add'))).toEqual([1, 0, 0]);
  });

  it('commonSubexpressions merges equal nodes and equal constants, signs of zero apart', () => {
    const twice = lowered((x, w) => tf.add(tf.tanh(tf.matMul(x, w)), tf.tanh(tf.matMul(x, w))));
    const merged = deadCode(commonSubexpressions(twice));
    expect([count(twice, 'Gemm'), count(merged, 'Gemm'), count(merged, 'Tanh')]).toEqual([2, 1, 1]);
    const zeros = lowered((x) => tf.add(tf.div(x, tf.scalar(0)), tf.div(x, tf.scalar(-0))));
    expect(count(deadCode(commonSubexpressions(zeros)), 'Div')).toBe(2);
  });

  it('nestedBounds leaves the nearer of two bounds, so that a divergence and its gradient share their series', () => {
    const passed = (run: (x: tf.Tensor2D) => tf.Tensor): OnnxGraph => deadCode(nestedBounds(lowered(run)));
    expect(
      count(
        passed((x) => tf.maximum(tf.maximum(x, -88), -0.25)),
        'Max',
      ),
    ).toBe(1);
    expect(
      count(
        passed((x) => tf.minimum(tf.minimum(x, 4), 1)),
        'Min',
      ),
    ).toBe(1);
    // The outer bound does not cover the inner one, or is another.
    for (const kept of [
      passed((x) => tf.maximum(tf.maximum(x, 2), 1)),
      passed((x) => tf.minimum(tf.minimum(x, 1), 4)),
      passed((x) => tf.maximum(tf.minimum(x, 1), 2)),
    ])
      expect(count(kept, 'Max') + count(kept, 'Min')).toBe(2);

    const trace = recordTrace({
      inputs: ['mu', 's'].map((name) => ({ kind: 'batch' as const, name, shape: [rows, width], dtype: 'float32' as const })),
      variables: [],
      run(inputs) {
        const kl = (mu: tf.Tensor, s: tf.Tensor): tf.Scalar => tf.sum(klStandardNormal(mu, s));
        const [mu, s] = [inputs['batch/mu']!, inputs['batch/s']!];
        const [slopeMu, slopeS] = tf.grads(kl)([mu, s]);
        return { kl: kl(mu, s), slopeMu: slopeMu!, slopeS: slopeS! };
      },
    });
    const [apart, together] = [lowerGraph(trace), nestedBounds(lowerGraph(trace))].map((graph) =>
      deadCode(commonSubexpressions(graph)),
    );
    expect(apart!.nodes.length - together!.nodes.length).toBe(12);
  });

  it('deadCode drops what no output needs, constants too', () => {
    const graph = lowered((x, w) => {
      tf.exp(tf.matMul(x, w));
      return tf.mul(x, 2);
    });
    const kept = deadCode(graph);
    expect(kept.nodes.map(({ op }) => op)).toEqual(['Mul']);
    expect(kept.constants.size).toBe(1);
  });

  it('repeatedRows drops factors of 1, and broadcasts many repeated rows without writing them out; no bit changes', async () => {
    const [batch, times, event] = [6, 20, 300];
    const repeat = (x: tf.Tensor): tf.Tensor =>
      tf.reshape(tf.mul(tf.reshape(x, [batch, 1, event]), tf.ones([1, times, 1])), [batch * times, event]);
    const graph = lowerGraph(
      recordTrace({
        inputs: [
          { kind: 'batch' as const, name: 'x', shape: [batch, event], dtype: 'float32' as const },
          { kind: 'batch' as const, name: 'l', shape: [batch * times, event], dtype: 'float32' as const },
        ],
        variables: [],
        run(inputs) {
          const [x, l] = [inputs['batch/x']!, inputs['batch/l']!];
          const [product, slope] = [tf.mul(repeat(x), l), tf.sub(tf.sigmoid(l), repeat(x))];
          return {
            product,
            slope,
            once: tf.neg(tf.mul(tf.tanh(x), tf.ones([event]))),
            both: tf.add(repeat(x), repeat(tf.abs(x))),
          };
        },
      }),
    );
    const passed = deadCode(commonSubexpressions(repeatedRows(graph)));
    expectSound(passed);
    // What is left writes out the rows of the sum of two repetitions.
    expect([count(graph, 'Mul'), count(passed, 'Mul')]).toEqual([6, 3]);
    const stream = randomStream(3);
    const feeds = {
      'batch/x': new Tensor('float32', stream.fillNormal(new Float32Array(batch * event)), [batch, event]),
      'batch/l': new Tensor('float32', stream.fillNormal(new Float32Array(batch * times * event)), [batch * times, event]),
    };
    const [before, after] = await Promise.all(
      [graph, passed].map(async (one) => {
        const session = await InferenceSession.create(onnxModel(one, 'rows'), { intraOpNumThreads: 1, logSeverityLevel: 3 });
        const found = await session.run(feeds);
        await session.release();
        return Object.fromEntries(Object.entries(found).map(([name, { data, dims }]) => [name, { data, dims }]));
      }),
    );
    expect(after).toEqual(before);
  });

  it('logSigmoidSums takes one logarithm a row, of any spelling; not where the elements are read too', () => {
    const passed = (run: (x: tf.Tensor2D, w: tf.Tensor2D) => tf.Tensor): OnnxGraph =>
      deadCode(logSigmoidSums(commonSubexpressions(lowered(run))));
    for (const sum of [
      passed((x) => tf.sum(tf.softplus(x), 1)),
      passed((x) => bernoulliNll(x, tf.sigmoid(x))),
      passed((x) => tf.sum(tf.sub(tf.square(x), tf.log(tf.add(tf.exp(tf.neg(tf.abs(x))), 1))), 1)),
      passed((x) => tf.neg(tf.sum(tf.neg(tf.softplus(x)), 1, true))),
    ]) {
      expect([count(sum, 'ReduceProd'), count(sum, 'Log'), count(sum, 'Div')], sum.nodes.map(({ op }) => op).join()).toEqual([
        1, 1, 0,
      ]);
      expectSound(sum);
    }
    for (const sum of [
      passed((x) => {
        const each = tf.softplus(x);
        return tf.add(tf.sum(each, 1, true), each);
      }),
      passed((x) => tf.sum(tf.mul(tf.softplus(x), x), 1)),
      passed((x) => tf.sum(tf.softplus(tf.tile(x, [1, 40])), 1)),
    ])
      expect(count(sum, 'ReduceProd')).toBe(0);
  });

  it('logSigmoidSums errs by no more than the rounding of its factors, for logits of every size', async () => {
    const [batch, event] = [40, 784];
    const graph = compileGraph(
      recordTrace({
        inputs: ['l', 'x'].map((name) => ({ kind: 'batch' as const, name, shape: [batch, event], dtype: 'float32' as const })),
        variables: [],
        run: (inputs) => ({ nll: bernoulliNll(inputs['batch/l']!, inputs['batch/x']!) }),
      }),
    );
    expect(count(graph, 'ReduceProd')).toBe(1);
    const stream = randomStream(8);
    const x = stream.fillUniform(new Float32Array(batch * event)).map((value, i) => (i % 3 === 0 ? value : Math.round(value)));
    // Row by row from logits near 0 to logits near ±60.
    const l = stream.fillNormal(new Float32Array(batch * event)).map((value, i) => value * 0.01 * 1.2 ** Math.floor(i / event));
    const session = await InferenceSession.create(onnxModel(graph, 'nll'), { intraOpNumThreads: 1 });
    const { nll } = await session.run({
      'batch/l': new Tensor('float32', l, [batch, event]),
      'batch/x': new Tensor('float32', x, [batch, event]),
    });
    await session.release();
    for (let row = 0; row < batch; row++) {
      let [exact, terms] = [0, 0];
      for (let i = row * event; i < (row + 1) * event; i++) {
        const parts = [Math.max(l[i]!, 0), -l[i]! * x[i]!, Math.log1p(Math.exp(-Math.abs(l[i]!)))];
        exact += parts[0]! + parts[1]! + parts[2]!;
        terms += parts.reduce((sum, part) => sum + Math.abs(part), 0);
      }
      expect(Math.abs((nll!.data as Float32Array)[row]! - exact) / terms, `row ${row}`).toBeLessThan(2e-6);
    }
  });
});
