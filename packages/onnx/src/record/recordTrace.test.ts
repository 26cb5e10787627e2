import * as tf from '@tensorflow/tfjs';
import { mlpDecoder, mlpEncoder, stopGradient, vae, type Vae } from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileFunction } from '../compileFunction.js';
import type { Graph } from '../graph/graph.js';
import { requireSameTrace } from './fingerprint.js';
import { recordTrace, TraceError } from './recordTrace.js';
import { traceStep } from './traceStep.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const x = { kind: 'batch' as const, name: 'x', shape: [2, 3], dtype: 'float32' as const };
const trace = (run: (x: tf.Tensor) => tf.Tensor): Graph =>
  recordTrace({ inputs: [x], variables: [], run: (inputs) => ({ y: run(inputs['batch/x']!) }) });

/** A layers model with another one inside, both with weights and moving averages. */
function nestedModel(): tf.LayersModel {
  const innerInput = tf.input({ shape: [4] });
  const inner = tf.model({
    inputs: innerInput,
    outputs: tf.layers.batchNormalization().apply(tf.layers.dense({ units: 4 }).apply(innerInput)) as tf.SymbolicTensor,
  });
  const input = tf.input({ shape: [3] });
  const h = inner.apply(tf.layers.dense({ units: 4, activation: 'tanh' }).apply(input)) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: tf.layers.dense({ units: 2 }).apply(inner.apply(h)) as tf.SymbolicTensor });
}

describe('the program around a trace', () => {
  it('keeps its tensors, buffers and bytes, also when the traced function throws', () => {
    const model = nestedModel();
    const kept = tf.ones([5, 5]);
    const failures: readonly (() => unknown)[] = [
      () => trace((input) => tf.mul(model.predict(input) as tf.Tensor, tf.sum(kept))),
      () => trace((input) => tf.add(tf.mul(input, 2), input.dataSync()[0]!)),
      () => trace((input) => tf.keep(tf.mul(input, Math.random()))),
      () =>
        trace((input) => {
          tf.keep(tf.square(input));
          tf.engine().startScope();
          throw new Error('of the user');
        }),
      () => trace((input) => tf.grad((z) => tf.sum(tf.mul(z, z.arraySync() as number)))(input)),
    ];
    const before = tf.memory();
    const outcomes = failures.map((run) => {
      try {
        run();
        return 'traced';
      } catch (error) {
        return (error as Error).message;
      } finally {
        expect(tf.memory()).toEqual(before);
      }
    });
    expect(outcomes).toEqual([
      'traced',
      expect.stringMatching(/a tensor is read back/),
      expect.stringMatching(/Math\.random is called/),
      'of the user',
      expect.stringMatching(/a tensor is read back/),
    ]);
    expect(tf.getBackend()).toBe('cpu');
    expect(kept.dataSync()[24]).toBe(1);
    tf.dispose([kept, ...model.weights.map((weight) => weight.read())]);
  });

  it('keeps models, optimizers and variables in working order', () => {
    const model = nestedModel();
    const given = tf.tensor2d([[0.1, -0.2, 0.3]]);
    const predict = (): number[] => tf.tidy(() => Array.from((model.predict(given) as tf.Tensor).dataSync()));
    const optimizer = tf.train.sgd(0.1);
    const step = (): void =>
      tf.tidy(() => {
        optimizer.minimize(() => tf.sum(tf.square(model.apply(given, { training: true }) as tf.Tensor)));
      });
    const start = predict();
    const before = tf.memory();
    trace((input) => model.predict(input) as tf.Tensor);
    expect(() => trace((input) => tf.mul(model.predict(input) as tf.Tensor, input.dataSync()[0]!))).toThrow(TraceError);
    expect(tf.memory()).toEqual(before);
    expect(predict()).toEqual(start);
    step();
    expect(predict()).not.toEqual(start);
    expect(model.getWeights().every((weight) => weight.dataSync().every(Number.isFinite))).toBe(true);
    tf.dispose([given, ...model.weights.map((weight) => weight.read())]);
    expect(Math.random()).toBeLessThan(1);
  });

  it('can trace again at once: two models one after another, each as if alone', () => {
    const make = (width: number): Vae =>
      vae({
        encoder: mlpEncoder({ input: [6], hidden: [width], latent: 2 }),
        decoder: mlpDecoder({ latent: 2, hidden: [width], output: [6] }),
      });
    const step = (model: Vae): Graph => {
      const player = { name: 'model', player: { variables: Object.keys(model.variables) } };
      return traceStep({ model, shapes: { x: [4, 6], weight: [4] }, schedules: ['beta'], dataSize: 9, players: [player] });
    };
    const [a, b] = [make(3), make(5)];
    const alone = step(a);
    const other = step(b);
    requireSameTrace(alone, step(a));
    requireSameTrace(other, step(b));
    expect(() => requireSameTrace(alone, other)).toThrow(TraceError);
    a.dispose();
    b.dispose();
  });

  it('can trace after a refusal', () => {
    expect(() => trace((input) => input.dataSync() as unknown as tf.Tensor)).toThrow(TraceError);
    expect(trace((input) => tf.square(input)).nodes.map(({ op }) => op)).toEqual(['Square']);
  });
});

describe('an error names the layer', () => {
  class Peek extends tf.layers.Layer {
    static readonly className = 'Peek';
    override call(input: tf.Tensor | tf.Tensor[]): tf.Tensor {
      const given = Array.isArray(input) ? input[0]! : input;
      return tf.mul(given, given.dataSync()[0]!);
    }
    override computeOutputShape(shape: tf.Shape): tf.Shape {
      return shape;
    }
  }

  it('also of a model inside a model, and no layer once it is left', () => {
    const innerInput = tf.input({ shape: [3] });
    const inner = tf.model({ inputs: innerInput, outputs: new Peek({ name: 'inside' }).apply(innerInput) as tf.SymbolicTensor });
    const input = tf.input({ shape: [3] });
    const outer = tf.model({ inputs: input, outputs: inner.apply(input) as tf.SymbolicTensor });
    expect(() => trace((given) => outer.predict(given) as tf.Tensor)).toThrow(/a tensor is read back in layer `inside`; /);
    expect(() => trace((given) => tf.mul(given, given.dataSync()[0]!))).toThrow(/a tensor is read back; /);
  });
});

describe('gradients of a trace', () => {
  const [rows, inputs, units] = [3, 4, 5];
  const wave = (count: number, seed: number): number[] => Array.from({ length: count }, (_, i) => Math.sin(seed * (i + 1)));
  const start = { w: wave(inputs * units, 1.3), b: wave(units, 0.7), v: wave(units, 2.1) };
  const points = wave(rows * inputs, 0.9);

  /** mean (‖∇ₓ vᵀ tanh(Wᵀx + b)‖² − 1)², in double precision: ∇ₓ = W (v ∘ (1 − tanh²)). */
  function penaltyByHand({ w, b, v }: typeof start): number {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const slopes = b.map((bias, u) => {
        let h = bias;
        for (let i = 0; i < inputs; i++) h += points[row * inputs + i]! * w[i * units + u]!;
        return v[u]! * (1 - Math.tanh(h) ** 2);
      });
      let squared = 0;
      for (let i = 0; i < inputs; i++) squared += slopes.reduce((s, slope, u) => s + w[i * units + u]! * slope, 0) ** 2;
      sum += (squared - 1) ** 2;
    }
    return sum / rows;
  }
  const differences = Object.fromEntries(
    Object.entries(start).map(([name, values]) => [
      name,
      values.map((value, i) => {
        const at = (h: number): number =>
          penaltyByHand({ ...start, [name]: values.map((other, k) => (k === i ? value + h : other)) });
        return (at(1e-5) - at(-1e-5)) / 2e-5;
      }),
    ]),
  );
  const variables = (): Record<keyof typeof start, tf.Variable> => ({
    w: tf.tidy(() => tf.variable(tf.tensor2d(start.w, [inputs, units]))),
    b: tf.tidy(() => tf.variable(tf.tensor1d(start.b))),
    v: tf.tidy(() => tf.variable(tf.tensor2d(start.v, [units, 1]))),
  });
  const penalty = ({ w, b, v }: ReturnType<typeof variables>, given: tf.Tensor): tf.Scalar => {
    const slopes = tf.grad((z) =>
      tf.sum(tf.matMul(tf.tanh(tf.add(tf.matMul(z as tf.Tensor2D, w as tf.Tensor2D), b)), v as tf.Tensor2D)),
    )(given);
    return tf.mean(tf.square(tf.sub(tf.sum(tf.square(slopes), 1), 1)));
  };
  /** ‖a − b‖ / ‖b‖ over all variables. */
  const error = (gradients: Readonly<Record<string, ArrayLike<number>>>): number => {
    const pairs = Object.entries(differences).flatMap(([name, exact]) =>
      exact.map((value, i) => [gradients[name]![i]!, value] as const),
    );
    return Math.hypot(...pairs.map(([a, b]) => a - b)) / Math.hypot(...pairs.map(([, b]) => b));
  };

  it('of second order agree with finite differences, where tfjs alone is silently wrong', async () => {
    const own = variables();
    const names = Object.entries(own);
    const gradient = (given: tf.Tensor): Record<string, tf.Tensor> => {
      const { grads } = tf.variableGrads(() => penalty(own, given), Object.values(own));
      return Object.fromEntries(names.map(([name, variable]) => [name, grads[variable.name] ?? tf.zerosLike(variable)]));
    };
    const stock = tf.tidy(() =>
      Object.fromEntries(
        Object.entries(gradient(tf.tensor2d(points, [rows, inputs]))).map(([name, value]) => [name, value.dataSync()]),
      ),
    );
    const compiled = await compileFunction(
      ({ x: given }) => gradient(given!),
      { inputs: { x: { shape: [rows, inputs] } }, variables: own },
      { threads: 1 },
    );
    const results = await compiled.run({ x: points });
    expect(error(Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data])))).toBeLessThan(1e-4);
    expect(error(stock)).toBeGreaterThan(0.02);
    await compiled.dispose();
    tf.dispose(own);
  });

  it('stop where stopGradient says, and the branch behind it is not differentiated', () => {
    const own = variables();
    const gradients = (stopped: boolean): Graph =>
      recordTrace({
        inputs: [{ ...x, shape: [rows, inputs] }],
        variables: Object.entries(own).map(([name, variable]) => ({ kind: 'variable', name, variable })),
        run: ({ 'batch/x': given }) => {
          const { grads } = tf.variableGrads(() => {
            const h = tf.tanh(tf.add(tf.matMul(given as tf.Tensor2D, own.w as tf.Tensor2D), own.b));
            return tf.sum(tf.matMul((stopped ? stopGradient(h) : h) as tf.Tensor2D, own.v as tf.Tensor2D));
          }, Object.values(own));
          return Object.fromEntries(
            Object.entries(own).flatMap(([name, { name: id }]) => (grads[id] === undefined ? [] : [[name, grads[id]!]])),
          );
        },
      });
    const [whole, stopped] = [gradients(false), gradients(true)];
    expect(whole.outputs.map(({ name }) => name)).toEqual(['w', 'b', 'v']);
    expect(stopped.outputs.map(({ name }) => name)).toEqual(['v']);
    expect(stopped.nodes.length).toBeLessThan(whole.nodes.length);
    tf.dispose(own);
  });
});
