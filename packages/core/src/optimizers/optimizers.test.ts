import * as tf from '@tensorflow/tfjs';
import { cosineSchedule } from '@vaekit/losses';
import { expect, test } from 'vitest';
import oracles from '../../oracles/optimizerOracles.json' with { type: 'json' };
import { eager } from '../engines/eager.js';
import { deviation } from '../tiny.test-helper.js';
import { trainable } from '../trainable.js';
import { adam } from './adam.js';
import { adamax } from './adamax.js';
import { adamw } from './adamw.js';
import type { OptimizerConfig } from './optimizerConfig.js';
import { optimizerFromJSON } from './optimizerFromJSON.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';

/** The oracle's problem: logistic regression beside a badly scaled quadratic. */
function problem() {
  const w = tf.variable(tf.tensor(oracles.w, [3, 2]));
  const b = tf.variable(tf.tensor(oracles.b, [2]));
  const labels = tf.tensor(oracles.labels, [8, 2]);
  const scale = tf.tensor(oracles.scale, [3, 2]);
  const slope = tf.tensor([1e-5, 0]);
  const valley = tf.tensor([0, 2]);
  const model = trainable({
    variables: { w, b },
    forward({ batch }) {
      const logits = tf.add(tf.matMul(batch.x as tf.Tensor2D, w as tf.Tensor2D), b);
      const crossEntropy = tf.mean(tf.sub(tf.softplus(logits), tf.mul(logits, labels)));
      const quadratic = tf.mul(tf.sum(tf.mul(scale, tf.square(w))), 0.5);
      const rest = tf.sub(tf.sum(tf.mul(slope, b)), tf.sum(tf.mul(valley, tf.mul(b, tf.abs(b)))));
      return {
        terms: { loss: tf.zeros([8]) as tf.Tensor1D },
        losses: { model: tf.addN([crossEntropy, quadratic, rest]) as tf.Scalar },
      };
    },
  });
  return { model, w, b, x: tf.tensor(oracles.features, [8, 3]) };
}

async function steps(
  model: ReturnType<typeof problem>,
  config: OptimizerConfig,
  count: number,
  check: (step: number) => void,
): Promise<void> {
  const step = await eager().prepare(model.model, config, {}, 8);
  const schedule = { learningRate: tf.scalar(config.learningRate as number) };
  for (let i = 0; i < count; i++) {
    await step.run({ x: model.x }, {}, schedule);
    check(i);
  }
  step.dispose();
}

test.each(oracles.cases)('$kind $options moves as in PyTorch, step by step', async ({ kind, options, path }) => {
  const config = optimizerFromJSON({ kind, ...options });
  const own = problem();
  await steps(own, config, path.length, (i) => {
    expect(deviation(own.w.dataSync(), path[i]!.w), `w after step ${i + 1}`).toBeLessThan(2e-5);
    expect(deviation(own.b.dataSync(), path[i]!.b), `b after step ${i + 1}`).toBeLessThan(2e-5);
  });
});

test('small gradients: a first step of RMSProp is about α/√(1 − ρ) here, and far smaller in tfjs, whose ε is inside the root', async () => {
  const gradient = 1e-6;
  const w = tf.variable(tf.tensor([0]));
  const model = trainable({ variables: { w }, terms: () => ({ loss: tf.mul(w, gradient) as tf.Tensor1D }) });
  const step = await eager().prepare(model, rmsprop({ learningRate: 1e-3, rho: 0.9, epsilon: 1e-7 }), {}, 1);
  await step.run({ x: tf.zeros([1, 1]) }, {}, { learningRate: tf.scalar(1e-3) });
  // v = 0.1·g²: α·g / (√v + ε).
  const expected = -(1e-3 * gradient) / (Math.sqrt(0.1) * gradient + 1e-7);
  expect(w.dataSync()[0]).toBeCloseTo(expected, 7);

  const stock = tf.variable(tf.tensor([0]));
  tf.train.rmsprop(1e-3, 0.9, 0, 1e-7).minimize(() => tf.sum(tf.mul(stock, gradient)) as tf.Scalar);
  expect(stock.dataSync()[0]).toBeCloseTo(-(1e-3 * gradient) / Math.sqrt(0.1 * gradient ** 2 + 1e-7), 9);
  expect(Math.abs(w.dataSync()[0]! / stock.dataSync()[0]!)).toBeGreaterThan(500);
});

test.each([
  adam({ clipNorm: 1, clipValue: 2 }),
  adamax(),
  adamw({ weightDecay: 0.1 }),
  rmsprop({ momentum: 0.5 }),
  sgd({ momentum: 0.9, nesterov: true }),
  adam({ learningRate: cosineSchedule({ steps: 100, from: 1e-3, to: 1e-5 }) }),
])('$kind comes back from its JSON form', (config) => {
  const text = JSON.stringify(config);
  const again = optimizerFromJSON(JSON.parse(text) as { kind: string });
  expect(JSON.stringify(again)).toBe(text);
  if (typeof config.learningRate !== 'number') {
    expect((again.learningRate as typeof config.learningRate).at(37)).toBe(config.learningRate.at(37));
  }
});

test('options out of range are refused by name, with what was expected', () => {
  expect(() => adam({ learningRate: Number.NaN })).toThrow('adam: `learningRate` is NaN; expected a number above 0');
  expect(() => adam({ learningRate: 'fast' as unknown as number })).toThrow(
    'adam: `learningRate` is fast; expected a number above 0, or a schedule',
  );
  expect(() => optimizerFromJSON({ kind: 'adam', learningRate: null })).toThrow('adam: `learningRate` is null');
  expect(() => adam({ beta1: 1 })).toThrow('adam: `beta1` is 1; expected a number from 0 to below 1');
  expect(() => adam({ epsilon: 0 })).toThrow('adam: `epsilon` is 0; expected a number above 0');
  expect(() => adamw({ weightDecay: -1 })).toThrow('adamw: `weightDecay` is -1');
  expect(() => rmsprop({ rho: 2 })).toThrow('rmsprop: `rho` is 2');
  expect(() => sgd({ clipNorm: 0 })).toThrow('sgd: `clipNorm` is 0');
  expect(() => sgd({ nesterov: true })).toThrow('sgd: `nesterov` needs a `momentum`');
  expect(() => optimizerFromJSON({ kind: 'adagrad' })).toThrow("unknown optimizer 'adagrad'");
  expect(() => optimizerFromJSON({ kind: 'toString' })).toThrow("unknown optimizer 'toString'");
});
