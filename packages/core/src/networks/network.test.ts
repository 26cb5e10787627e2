import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { deviation } from '../tiny.test-helper.js';
import { network, type Network } from './network.js';

const sequential = (...layers: tf.layers.Layer[]): tf.LayersModel => tf.sequential({ layers });
const values = (shape: number[], seed: number = 1): tf.Tensor =>
  tf.tensor(randomStream(seed).fillNormal(new Float32Array(shape.reduce((a, b) => a * b, 1))), shape);

function train(net: Network, x: tf.Tensor, { seed = 0, weight }: { seed?: number; weight?: tf.Tensor1D } = {}) {
  const noise = drawNoise(net.noise('train'), x.shape[0]!, randomStream(seed));
  return net.apply([x], { mode: 'train', noise, ...(weight === undefined ? {} : { weight }) });
}

describe('twins', () => {
  test('dropout keeps the given fraction, scales what it keeps, and is the identity in evaluation', () => {
    const net = network(sequential(tf.layers.dropout({ rate: 0.3, inputShape: [50] })), 'n');
    const y = train(net, tf.ones([400, 50])).outputs[0]!.dataSync();
    const kept = y.filter((v) => v !== 0);
    expect(new Set(kept)).toEqual(new Set([Math.fround(1 / 0.7)]));
    expect(Math.abs(kept.length / y.length - 0.7)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / y.length));
    const x = values([3, 50]);
    expect(net.apply([x], { mode: 'evaluate', noise: {} }).outputs[0]!.dataSync()).toEqual(x.dataSync());
    expect(net.noise('evaluate')).toEqual({});
    expect(() => net.apply([x], { mode: 'train', noise: {} })).toThrow('noise `n/dropout0` is missing');
  });

  test('a noise shape shares the mask along its axes of extent 1, and SpatialDropout1D drops whole channels', () => {
    const shared = network(
      sequential(tf.layers.dropout({ rate: 0.5, noiseShape: [null as unknown as number, 1, 8], inputShape: [6, 8] })),
      'n',
    );
    const spatial = network(sequential(tf.layers.spatialDropout1d({ rate: 0.5, inputShape: [6, 8] })), 'n');
    for (const net of [shared, spatial]) {
      const y = train(net, tf.ones([20, 6, 8])).outputs[0]!.arraySync() as number[][][];
      for (const example of y) for (const row of example) expect(row).toEqual(example[0]);
      expect(new Set(y.flat(2))).toEqual(new Set([0, 2]));
      expect(new Set(y.map((example) => example[0]!.join())).size).toBeGreaterThan(10);
    }
  });

  test('gaussian noise and gaussian dropout have the layers’ moments', () => {
    const n = 40_000;
    const noisy = network(sequential(tf.layers.gaussianNoise({ stddev: 0.5, inputShape: [100] })), 'n');
    const scaled = network(sequential(tf.layers.gaussianDropout({ rate: 0.2, inputShape: [100] })), 'n');
    // x + 0.5·ε at x = 3, and 3·(1 + √(0.2 / 0.8)·ε).
    for (const [net, deviationOf] of [
      [noisy, 0.5],
      [scaled, 3 * 0.5],
    ] as const) {
      const { mean, variance } = tf.moments(train(net, tf.fill([n / 100, 100], 3)).outputs[0]!);
      expect(Math.abs(mean.dataSync()[0]! - 3)).toBeLessThan((5 * deviationOf) / Math.sqrt(n));
      expect(Math.abs(variance.dataSync()[0]! / deviationOf ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    }
  });

  /** (x − mean) / √(variance + 1e-3) · gamma + beta by column, in double precision. */
  const normalized = (x: number[][], weight: number[]): { y: number[][]; mean: number[]; variance: number[] } => {
    const total = weight.reduce((a, b) => a + b);
    const mean = x[0]!.map((_, j) => x.reduce((sum, row, i) => sum + weight[i]! * row[j]!, 0) / total);
    const variance = x[0]!.map((_, j) => x.reduce((sum, row, i) => sum + weight[i]! * (row[j]! - mean[j]!) ** 2, 0) / total);
    return {
      y: x.map((row) => row.map((v, j) => ((v - mean[j]!) / Math.sqrt(variance[j]! + 1e-3)) * (j + 1) - j)),
      mean,
      variance,
    };
  };

  test('batch normalization: batch moments in training, moving ones in evaluation, the next ones returned', () => {
    const layer = tf.layers.batchNormalization({ momentum: 0.9, inputShape: [3] });
    const net = network(sequential(layer), 'n');
    layer.setWeights([tf.tensor1d([1, 2, 3]), tf.tensor1d([0, -1, -2]), tf.tensor1d([0.5, 0, 1]), tf.tensor1d([1, 4, 0.25])]);
    const x = values([7, 3]);
    const rows = x.arraySync() as number[][];
    const expected = normalized(
      rows,
      rows.map(() => 1),
    );
    const { outputs, nextState } = train(net, x);
    expect(deviation(outputs[0]!.dataSync(), expected.y.flat())).toBeLessThan(1e-5);
    expect(Object.keys(nextState).sort()).toEqual(Object.keys(net.state).sort());
    const [movingMean, movingVariance] = ['n/batchnormalization0/moving_mean', 'n/batchnormalization0/moving_variance'] as const;
    expect(
      deviation(
        nextState[movingMean]!.dataSync(),
        [0.5, 0, 1].map((old, j) => 0.9 * old + 0.1 * expected.mean[j]!),
      ),
    ).toBeLessThan(1e-6);
    expect(
      deviation(
        nextState[movingVariance]!.dataSync(),
        [1, 4, 0.25].map((old, j) => 0.9 * old + 0.1 * expected.variance[j]!),
      ),
    ).toBeLessThan(1e-6);
    // Nothing was assigned.
    expect([...net.state[movingMean]!.dataSync()]).toEqual([0.5, 0, 1]);
    const evaluated = net.apply([x], { mode: 'evaluate', noise: {} });
    expect(evaluated.nextState).toEqual({});
    expect(deviation(evaluated.outputs[0]!.dataSync(), (net.model.predict(x) as tf.Tensor).dataSync())).toBeLessThan(1e-6);
  });

  test('rows of weight 0 change nothing in batch normalization', () => {
    const layer = tf.layers.batchNormalization({ inputShape: [2, 3] });
    const net = network(sequential(layer), 'n');
    const x = values([5, 2, 3]);
    const padded = tf.concat([x, tf.fill([3, 2, 3], 1e3)]);
    const weight = tf.tensor1d([1, 1, 1, 1, 1, 0, 0, 0]);
    const [alone, filled] = [train(net, x), train(net, padded, { weight })];
    expect(deviation(tf.slice(filled.outputs[0]!, 0, 5).dataSync(), alone.outputs[0]!.dataSync())).toBeLessThan(1e-5);
    for (const [name, value] of Object.entries(alone.nextState))
      expect(deviation(filled.nextState[name]!.dataSync(), value.dataSync())).toBeLessThan(1e-5);
  });

  test('frozen batch normalization is the moving one in training too; without scale and center it is bare', () => {
    const frozen = tf.layers.batchNormalization({ inputShape: [3], trainable: false });
    const net = network(sequential(frozen), 'n');
    frozen.setWeights([tf.tensor1d([1, 2, 3]), tf.tensor1d([0, -1, -2]), tf.tensor1d([0.5, 0, 1]), tf.tensor1d([1, 4, 0.25])]);
    const x = values([4, 3]);
    const { outputs, nextState } = train(net, x);
    expect(nextState).toEqual({});
    expect(Object.keys(net.variables)).toEqual([]);
    expect(deviation(outputs[0]!.dataSync(), (net.model.predict(x) as tf.Tensor).dataSync())).toBeLessThan(1e-6);

    const bare = network(sequential(tf.layers.batchNormalization({ inputShape: [3], scale: false, center: false })), 'n');
    const { mean, variance } = tf.moments(train(bare, values([200, 3])).outputs[0]!, 0);
    expect(deviation(mean.dataSync(), [0, 0, 0])).toBeLessThan(1e-5);
    expect(deviation(variance.dataSync(), [1, 1, 1])).toBeLessThan(2e-3);
  });

  test('a batch normalization that is used twice moves its averages twice', () => {
    const layer = tf.layers.batchNormalization({ momentum: 0.5, name: 'norm' });
    const input = tf.input({ shape: [1] });
    const first = layer.apply(input) as tf.SymbolicTensor;
    const second = layer.apply(first) as tf.SymbolicTensor;
    const net = network(tf.model({ inputs: input, outputs: second }), 'n');
    const { nextState } = train(net, tf.tensor2d([[9], [11]]));
    // The first call sees mean 10, the second mean 0: ½·(½·0 + ½·10) + ½·0.
    expect(nextState['n/norm/moving_mean']!.dataSync()[0]).toBeCloseTo(2.5, 4);
  });
});

const dense = (units: number, name?: string): tf.layers.Layer =>
  tf.layers.dense({ units, activation: 'tanh', ...(name === undefined ? {} : { name }) });

/** Branches, a shared layer, nested models of both kinds. */
function tangled(): tf.LayersModel {
  const a = tf.input({ shape: [4] });
  const b = tf.input({ shape: [4] });
  const shared = dense(3);
  const nestedInput = tf.input({ shape: [3] });
  const nested = tf.model({
    inputs: nestedInput,
    outputs: tf.layers.dropout({ rate: 0.5 }).apply(dense(3).apply(nestedInput)) as tf.SymbolicTensor,
  });
  const stack = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] }), tf.layers.batchNormalization()] });
  const left = nested.apply(shared.apply(a)) as tf.SymbolicTensor;
  const right = nested.apply(shared.apply(b)) as tf.SymbolicTensor;
  const sum = tf.layers.add().apply([left, right]) as tf.SymbolicTensor;
  const join = tf.layers.concatenate().apply([sum, left]) as tf.SymbolicTensor;
  return tf.model({
    inputs: [a, b],
    outputs: [dense(2, 'head').apply(join) as tf.SymbolicTensor, stack.apply(sum) as tf.SymbolicTensor],
  });
}

describe('networks', () => {
  test('in evaluation give what the model predicts: branches, shared layers, nested models', () => {
    const model = tangled();
    const net = network(model, 'n');
    const inputs = [values([5, 4], 1), values([5, 4], 2)];
    const { outputs } = net.apply(inputs, { mode: 'evaluate', noise: {} });
    (model.predict(inputs) as tf.Tensor[]).forEach((expected, i) =>
      expect(deviation(outputs[i]!.dataSync(), expected.dataSync())).toBeLessThan(1e-6),
    );
    expect(net.inputShapes).toEqual([[4], [4]]);
    expect(net.outputShapes).toEqual([[2], [2]]);
    const count = Object.values({ ...net.variables, ...net.state }).reduce((sum, v) => sum + v.size, 0);
    expect(count).toBe(model.countParams());
  });

  test('a nested model that is used twice shares weights but not noise', () => {
    const net = network(tangled(), 'n');
    const names = Object.keys(net.noise('train'));
    expect(names).toHaveLength(2);
    expect(new Set(names).size).toBe(2);
  });

  test('have the same names whenever and however often they are built', () => {
    const names = (): string[] => {
      const net = network(tangled(), 'n');
      return [...Object.keys(net.variables), ...Object.keys(net.state), ...Object.keys(net.noise('train'))];
    };
    const first = names();
    tf.layers.dense({ units: 1 });
    expect(names()).toEqual(first);
    expect(first.some((name) => /_Dense\d|model\d{2}/.test(name))).toBe(false);
  });

  test('nested and plain sequential models are named by position, and agree with predict', () => {
    const build = (): tf.LayersModel =>
      tf.sequential({
        layers: [
          tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] }), dense(3)] }),
          tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] }),
        ],
      });
    const model = build();
    const net = network(model, 'n');
    expect(Object.keys(network(build(), 'n').variables)).toEqual(Object.keys(net.variables));
    expect(Object.keys(net.variables)).toHaveLength(6);
    const x = values([3, 2]);
    expect(
      deviation(net.apply([x], { mode: 'train', noise: {} }).outputs[0]!.dataSync(), (model.predict(x) as tf.Tensor).dataSync()),
    ).toBeLessThan(1e-6);
  });

  test('a chosen name that looks like a position does not hide another layer', () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 3, inputShape: [2] }), dense(3), dense(3, 'dense1'), dense(3, 'dense0')],
    });
    expect(Object.keys(network(model, 'n').variables)).toHaveLength(8);
  });

  test('survive JSON with their names', async () => {
    const model = tangled();
    const again = await tf.models.modelFromJSON(model.toJSON(undefined, false) as Parameters<typeof tf.models.modelFromJSON>[0]);
    expect(Object.keys(network(again, 'n').variables)).toEqual(Object.keys(network(model, 'n').variables));
  });

  const image = { inputShape: [6, 3] };
  const refusals: [string, () => tf.layers.Layer[], RegExp][] = [
    [
      'alpha dropout',
      () => [tf.layers.alphaDropout({ rate: 0.1, name: 'odd', inputShape: [3] })],
      /`odd` \(AlphaDropout\) of the net draws its own random numbers/,
    ],
    [
      'a stateful RNN',
      () => [tf.layers.lstm({ units: 2, stateful: true, name: 'odd', batchInputShape: [4, 6, 3] })],
      /`odd` \(LSTM\) of the net keeps a state between batches/,
    ],
    [
      'dropout in an RNN',
      () => [tf.layers.gru({ units: 2, dropout: 0.5, name: 'odd', ...image })],
      /`odd` \(GRU\) of the net draws its own dropout masks/,
    ],
    [
      'dropout in a cell',
      () => [
        tf.layers.rnn({
          cell: tf.layers.lstmCell({ units: 2, recurrentDropout: 0.5 }),
          name: 'odd',
          ...image,
        }) as tf.layers.Layer,
      ],
      /`odd` \(RNN\) of the net draws its own recurrentDropout masks/,
    ],
    [
      'wrapped dropout',
      () => [tf.layers.timeDistributed({ layer: tf.layers.dropout({ rate: 0.5 }), name: 'odd', ...image })],
      /`odd` \(TimeDistributed\) of the net wraps a Dropout/,
    ],
    [
      'a wrapped RNN with dropout',
      () => [
        tf.layers.bidirectional({
          layer: tf.layers.lstm({ units: 2, dropout: 0.2 }) as tf.RNN,
          mergeMode: 'concat',
          name: 'odd',
          ...image,
        }) as tf.layers.Layer,
      ],
      /`odd` \(Bidirectional\) of the net draws its own dropout masks/,
    ],
    [
      'a regularizer',
      () => [tf.layers.dense({ units: 2, kernelRegularizer: 'l1l2', name: 'odd', inputShape: [3] })],
      /`odd` \(Dense\) of the net has a regularizer/,
    ],
    [
      'a constraint',
      () => [tf.layers.dense({ units: 2, kernelConstraint: 'nonNeg', name: 'odd', inputShape: [3] })],
      /`odd` \(Dense\) of the net has a weight constraint/,
    ],
    ['masking', () => [tf.layers.masking({ name: 'odd', ...image })], /`odd` \(Masking\) of the net makes a mask/],
    [
      'a masking embedding',
      () => [tf.layers.embedding({ inputDim: 5, outputDim: 2, maskZero: true, name: 'odd', inputShape: [4] })],
      /`odd` \(Embedding\) of the net makes a mask/,
    ],
  ];
  test.each(refusals)('refuse %s, by the layer’s name', (_, layers, message) => {
    expect(() => network(sequential(...layers()), 'net')).toThrow(message);
  });

  test('refuse a layer inside a nested model by its own name', () => {
    const inner = tf.sequential({
      layers: [tf.layers.dense({ units: 2, kernelRegularizer: 'l1l2', name: 'odd', inputShape: [3] })],
    });
    const input = tf.input({ shape: [3] });
    expect(() => network(tf.model({ inputs: input, outputs: inner.apply(input) as tf.SymbolicTensor }), 'net')).toThrow(
      'layer `odd` (Dense)',
    );
  });

  test('refuse open shapes and the wrong number of inputs', () => {
    const open = tf.input({ shape: [null, 3] });
    expect(() =>
      network(
        tf.model({ inputs: open, outputs: tf.layers.activation({ activation: 'relu' }).apply(open) as tf.SymbolicTensor }),
        'net',
      ),
    ).toThrow('expected static shapes behind the batch, got [null,null,3]');
    expect(() => network(tangled(), 'net').apply([tf.zeros([1, 4])], { mode: 'evaluate', noise: {} })).toThrow(
      'network: the net takes 2 inputs but got 1',
    );
  });

  test('gradients reach the weights of every layer, and the moving averages none', () => {
    const net = network(tangled(), 'n');
    const inputs = [values([5, 4], 1), values([5, 4], 2)];
    const noise = drawNoise(net.noise('train'), 5, randomStream(0));
    const { grads } = tf.variableGrads(
      () => tf.sum(tf.square(tf.concat(net.apply(inputs, { mode: 'train', noise }).outputs, 1))) as tf.Scalar,
      Object.values(net.variables),
    );
    expect(Object.values(grads)).toHaveLength(Object.keys(net.variables).length);
  });
});
