import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { capacityPenalty } from './capacityPenalty.js';
import { freeBits } from './freeBits.js';
import { geco, gecoStart, type GecoState } from './geco.js';
import { klByDimension } from './klByDimension.js';
import { klStandardNormal } from './klStandardNormal.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';

const meanOf = (each: tf.Tensor1D): tf.Tensor => {
  const mean = tf.tidy(() => tf.reshape(tf.mean(each), [1]));
  each.dispose();
  return mean;
};

onEveryBackend(() => {
  matchesTorch('freeBits', ({ kl }, { minimum, groups, first, perExample }) => {
    const sizes = groups === 4 ? {} : { groups: [first!, 4 - first!] };
    const each = freeBits(kl!, { minimum: minimum!, ...sizes, over: perExample ? 'example' : 'batch' });
    return perExample ? each : meanOf(each);
  });
  matchesTorch('capacityPenalty', ({ kl }, { capacity, gamma, perExample }) => {
    const each = capacityPenalty(kl!, { capacity: capacity!, gamma: gamma!, over: perExample ? 'example' : 'batch' });
    return perExample ? each : meanOf(each);
  });

  test('the divergences of the dimensions add up to the divergence', () => {
    const [mu, logVar] = [tf.randomNormal([4, 3], 0, 1, 'float32', 1), tf.randomNormal([4, 3], 0, 1, 'float32', 2)];
    const each = klByDimension(mu, logVar);
    expect(each.shape).toEqual([4, 3]);
    const expected = klStandardNormal(mu, logVar).dataSync();
    expectClose(tf.sum(each, 1).dataSync(), expected, expected, 1e-6, 'sum');
  });

  test('free bits: nothing pushes a dimension that is below the minimum, padding rows count for nothing', () => {
    const kl = tf.tensor2d([
      [0.1, 2],
      [0.5, 4],
      [90, 90],
    ]);
    const weight = tf.tensor1d([1, 1, 0]);
    const loss = (kl: tf.Tensor) => tf.div(tf.sum(tf.mul(freeBits(kl, { minimum: 0.4, weight }), weight)), 2);
    expect(loss(kl).dataSync()[0]).toBeCloseTo(0.4 + 3, 6);
    expect(tf.grad(loss)(kl).arraySync()).toEqual([
      [0, 0.5],
      [0, 0.5],
      [0, 0],
    ]);
    // A minimum of 0 changes nothing.
    expectClose(freeBits(kl, { minimum: 0 }).dataSync(), [2.1, 4.5, 180], [2, 4, 180], 1e-6, 'minimum 0');
  });

  test('capacity: a scalar that a schedule moves, and the mean under weights', () => {
    const kl = tf.tensor1d([1, 3, 100]);
    const found = capacityPenalty(kl, { capacity: tf.scalar(5), gamma: 2, weight: tf.tensor1d([1, 1, 0]) });
    expect(Array.from(found.dataSync()).slice(0, 2)).toEqual([8, 4]);
    const slope = tf.grad((c: tf.Tensor) => tf.mean(capacityPenalty(tf.tensor1d([1, 3]), { capacity: c, gamma: 2 })))(
      tf.scalar(5),
    );
    expect(slope.dataSync()[0]).toBe(2);
  });

  test('geco: two steps by hand', () => {
    const [error, kl] = [tf.tensor1d([3, 5]), tf.tensor1d([1, 2])];
    const first = geco({ error, kl, tolerance: 1, state: gecoStart(2), decay: 0.9, speed: 0.1 });
    expectClose(first.loss.dataSync(), [1 + 2 * 2, 2 + 2 * 4], [5, 10], 1e-6, 'loss');
    expect(first.constraint.dataSync()[0]).toBe(3);
    expect(first.nextState.average.dataSync()[0]).toBe(3);
    const second = geco({ error: tf.tensor1d([0, 0]), kl, tolerance: 1, state: first.nextState, decay: 0.9, speed: 0.1 });
    const multiplier = 2 * Math.exp(0.3);
    expectClose(second.loss.dataSync(), [1 - multiplier, 2 - multiplier], [2, 3], 1e-6, 'loss');
    const average = 0.9 * 3 - 0.1;
    expect(second.nextState.average.dataSync()[0]).toBeCloseTo(average, 5);
    expect(second.nextState.logMultiplier.dataSync()[0]).toBeCloseTo(Math.log(2) + 0.3 + 0.1 * average, 5);
    const slopes = tf.grads((error: tf.Tensor, kl: tf.Tensor) =>
      tf.mean(geco({ error, kl, tolerance: 1, state: gecoStart(2) }).loss),
    )([error, kl]);
    expectClose(slopes[0]!.dataSync(), [1, 1], [1, 1], 1e-6, 'in the error');
    expectClose(slopes[1]!.dataSync(), [0.5, 0.5], [1, 1], 1e-6, 'in the divergence');
  });

  test('leave nothing behind but what they return', () => {
    const [error, kl] = [tf.tensor1d([3, 5]), tf.tensor1d([1, 2])];
    const state = gecoStart();
    const before = tf.memory().numTensors;
    const outcome = geco({ error, kl, tolerance: 1, state });
    expect(tf.memory().numTensors).toBe(before + 5);
    tf.dispose([outcome.loss, outcome.constraint, ...Object.values(outcome.nextState)]);
    freeBits(tf.zeros([2, 3]), { minimum: 0.1, groups: [1, 2] }).dispose();
    expect(tf.memory().numTensors).toBe(before + 1);
  });
});

test('geco finds the multiplier of a problem whose answer is known', () => {
  // min ½ (x − 3)² subject to x² <= 1: x = 1, and (x − 3) + 2 λ x = 0 gives λ = 1.
  let x = 3;
  let state: GecoState = gecoStart();
  for (let step = 0; step < 400; step++) {
    x = tf.tidy((): number => {
      let nextState = state;
      const slope = tf.grad((t: tf.Tensor) => {
        const kl = tf.mul(tf.square(tf.sub(t, 3)), 0.5);
        const outcome = geco({ error: tf.square(t), kl, tolerance: 1, state, decay: 0.8, speed: 0.03 });
        nextState = outcome.nextState;
        Object.values(nextState).forEach((tensor: tf.Tensor) => tf.keep(tensor));
        return tf.sum(outcome.loss);
      })(tf.tensor1d([x]));
      state = nextState;
      return x - 0.1 * slope.dataSync()[0]!;
    });
  }
  expect(x).toBeCloseTo(1, 2);
  expect(Math.exp(state.logMultiplier.dataSync()[0]!)).toBeCloseTo(1, 1);
});

test('the allowances refuse what makes no sense', () => {
  const kl = tf.zeros([2, 3]);
  expect(() => freeBits(tf.zeros([2]), { minimum: 1 })).toThrow(
    'freeBits: `kl` has shape [2]; expected [batch,latent], not summed (see klByDimension)',
  );
  expect(() => freeBits(kl, { minimum: -1 })).toThrow('freeBits: `minimum` is -1; it must be at least 0, in nats');
  expect(() => freeBits(kl, { minimum: 1, groups: [2, 2] })).toThrow(
    "`groups` is [2,2]; expected sizes of at least 1 that add up to the latent's width, 3",
  );
  expect(() => freeBits(kl, { minimum: 1, weight: tf.ones([3]) })).toThrow('freeBits: `weight` has shape [3]; expected [2]');
  expect(() => freeBits(kl, { minimum: 1, over: 'all' as 'batch' })).toThrow('`over` is "all"');
  expect(() => capacityPenalty(kl, { capacity: 1 })).toThrow(
    'capacityPenalty: `kl` has shape [2,3]; expected [batch], summed over the latent',
  );
  expect(() => capacityPenalty(tf.zeros([2]), { capacity: -1 })).toThrow('`capacity` is -1; expected one number of at least 0');
  expect(() => capacityPenalty(tf.zeros([2]), { capacity: tf.zeros([2]) })).toThrow('`capacity` is [2]');
  expect(() => capacityPenalty(tf.zeros([2]), { capacity: 1, over: 'all' as 'batch' })).toThrow('`over` is "all"');
  const one = tf.zeros([2]);
  const state = gecoStart();
  expect(() => geco({ error: one, kl: tf.zeros([3]), tolerance: 1, state })).toThrow(
    'geco: `error` has shape [2] but `kl` has [3]',
  );
  expect(() => geco({ error: kl, kl, tolerance: 1, state })).toThrow('geco: `kl` has shape [2,3]; expected [batch]');
  expect(() => geco({ error: one, kl: one, tolerance: NaN, state })).toThrow('`tolerance` is NaN');
  expect(() => geco({ error: one, kl: one, tolerance: 1, state, decay: 1 })).toThrow(
    '`decay` is 1; it must be at least 0 and below 1',
  );
  expect(() => geco({ error: one, kl: one, tolerance: 1, state, speed: 0 })).toThrow('`speed` is 0');
  expect(() => geco({ error: one, kl: one, tolerance: 1, state, limits: [1, 1] })).toThrow('`limits` is [1,1]');
  expect(() => gecoStart(0)).toThrow('gecoStart: `multiplier` is 0; it must be positive and finite');
});
