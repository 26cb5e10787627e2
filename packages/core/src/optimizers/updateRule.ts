import * as tf from '@tensorflow/tfjs';
import type { OptimizerConfig } from './optimizerConfig.js';

/** One variable before a step. */
export interface Move {
  readonly weights: tf.Tensor;
  readonly gradient: tf.Tensor;
  readonly slots: readonly tf.Tensor[];
}

/** One variable after a step. */
export interface Moved {
  readonly weights: tf.Tensor;
  readonly slots: readonly tf.Tensor[];
}

/** An optimizer's step, in two parts: what all variables share, then each variable's move. Both are pure. */
export interface UpdateRule {
  /** Names of the tensors kept for each variable; all start at 0. */
  readonly slots: readonly string[];
  /** `step` counts from 1. */
  begin(learningRate: tf.Scalar, step: number): (move: Move) => Moved;
}

type AdamLike = Extract<OptimizerConfig, { beta1: number }>;

// The moments are kept as undamped sums, M = m / (1 − β₁) = β₁M + g and V = v / (1 − β₂) = β₂V + g²: one pass over the weights less for each.
function adamRule({ beta1, beta2, epsilon }: AdamLike, weightDecay: number): UpdateRule {
  return {
    slots: ['M', 'V'],
    begin(learningRate, step) {
      // m̂ / (√v̂ + ε) with m̂ = M·(1−β₁)/c₁ and v̂ = V·(1−β₂)/c₂, c = 1 − β^step, is (1−β₁)/(c₁·s) · M / (√V + ε/s) with s = √((1−β₂)/c₂).
      const s = Math.sqrt((1 - beta2) / (1 - beta2 ** step));
      const rate = tf.mul(learningRate, (1 - beta1) / ((1 - beta1 ** step) * s));
      const [decay1, decay2, floor] = [tf.scalar(beta1), tf.scalar(beta2), tf.scalar(epsilon / s)];
      const decay = weightDecay === 0 ? undefined : tf.mul(learningRate, weightDecay);
      return ({ weights, gradient, slots: [m, v] }) => {
        const nextM = tf.add(tf.mul(m!, decay1), gradient);
        const nextV = tf.add(tf.mul(v!, decay2), tf.square(gradient));
        const move = tf.mul(tf.div(nextM, tf.add(tf.sqrt(nextV), floor)), rate);
        // w − (w·αλ + move), not w·(1 − αλ): the small αλ would lose its digits next to the 1.
        const change = decay === undefined ? move : tf.add(tf.mul(weights, decay), move);
        return { weights: tf.sub(weights, change), slots: [nextM, nextV] };
      };
    },
  };
}

function adamaxRule({ beta1, beta2, epsilon }: AdamLike): UpdateRule {
  return {
    slots: ['M', 'u'],
    begin(learningRate, step) {
      const rate = tf.mul(learningRate, (1 - beta1) / (1 - beta1 ** step));
      const [decay1, decay2, floor] = [tf.scalar(beta1), tf.scalar(beta2), tf.scalar(epsilon)];
      return ({ weights, gradient, slots: [m, u] }) => {
        const nextM = tf.add(tf.mul(m!, decay1), gradient);
        const nextU = tf.maximum(tf.mul(u!, decay2), tf.add(tf.abs(gradient), floor));
        return { weights: tf.sub(weights, tf.mul(tf.div(nextM, nextU), rate)), slots: [nextM, nextU] };
      };
    },
  };
}

function rmspropRule({ rho, epsilon, momentum }: Extract<OptimizerConfig, { kind: 'rmsprop' }>): UpdateRule {
  return {
    slots: momentum > 0 ? ['V', 'b'] : ['V'],
    begin(learningRate) {
      // g / (√v + ε) with v = V·(1−ρ) is 1/s · g / (√V + ε/s) with s = √(1−ρ).
      const s = Math.sqrt(1 - rho);
      const rate = tf.mul(learningRate, 1 / s);
      const [decay, inertia, floor] = [tf.scalar(rho), tf.scalar(momentum), tf.scalar(epsilon / s)];
      return ({ weights, gradient, slots: [v, b] }) => {
        const nextV = tf.add(tf.mul(v!, decay), tf.square(gradient));
        const scaled = tf.div(gradient, tf.add(tf.sqrt(nextV), floor));
        const direction = b === undefined ? scaled : tf.add(tf.mul(b, inertia), scaled);
        return { weights: tf.sub(weights, tf.mul(direction, rate)), slots: b === undefined ? [nextV] : [nextV, direction] };
      };
    },
  };
}

function sgdRule({ momentum, nesterov }: Extract<OptimizerConfig, { kind: 'sgd' }>): UpdateRule {
  return {
    slots: momentum > 0 ? ['b'] : [],
    begin(learningRate) {
      const inertia = tf.scalar(momentum);
      return ({ weights, gradient, slots: [b] }) => {
        if (b === undefined) return { weights: tf.sub(weights, tf.mul(gradient, learningRate)), slots: [] };
        const nextB = tf.add(tf.mul(b, inertia), gradient);
        const direction = nesterov ? tf.add(gradient, tf.mul(nextB, inertia)) : nextB;
        return { weights: tf.sub(weights, tf.mul(direction, learningRate)), slots: [nextB] };
      };
    },
  };
}

/** The eager meaning of an optimizer's configuration. */
export function updateRule(config: OptimizerConfig): UpdateRule {
  switch (config.kind) {
    case 'adam':
      return adamRule(config, 0);
    case 'adamax':
      return adamaxRule(config);
    case 'adamw':
      return adamRule(config, config.weightDecay);
    case 'rmsprop':
      return rmspropRule(config);
    case 'sgd':
      return sgdRule(config);
    default:
      throw new Error(`updateRule: unknown optimizer ${JSON.stringify(config)}; expected adam, adamax, adamw, rmsprop or sgd`);
  }
}
