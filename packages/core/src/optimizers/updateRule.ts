import * as tf from '@tensorflow/tfjs';
import type { OptimizerConfig } from './optimizerConfig.js';

/** One variable's move: new weights and new slots, from old ones. Pure. */
export interface UpdateRule {
  /** Names of the tensors kept for each variable; all start at 0. */
  readonly slots: readonly string[];
  /** `step` counts from 1. */
  update(move: {
    readonly weights: tf.Tensor;
    readonly gradient: tf.Tensor;
    readonly slots: readonly tf.Tensor[];
    readonly learningRate: tf.Scalar;
    readonly step: number;
  }): { readonly weights: tf.Tensor; readonly slots: readonly tf.Tensor[] };
}

/** `decay · average + (1 − decay) · value`. */
const moving = (average: tf.Tensor, value: tf.Tensor, decay: number): tf.Tensor => tf.add(tf.mul(average, decay), tf.mul(value, 1 - decay));

type AdamLike = Extract<OptimizerConfig, { beta1: number }>;

function adamRule({ beta1, beta2, epsilon }: AdamLike, weightDecay: number): UpdateRule {
  return {
    slots: ['m', 'v'],
    update({ weights, gradient, slots: [m, v], learningRate, step }) {
      const nextM = moving(m!, gradient, beta1);
      const nextV = moving(v!, tf.square(gradient), beta2);
      // α·m̂ / (√v̂ + ε) with m̂ = m / c₁ and v̂ = v / c₂ is (α·√c₂ / c₁) · m / (√v + ε·√c₂).
      const root = Math.sqrt(1 - beta2 ** step);
      const rate = tf.mul(learningRate, root / (1 - beta1 ** step));
      const move = tf.mul(tf.div(nextM, tf.add(tf.sqrt(nextV), epsilon * root)), rate);
      const kept = weightDecay === 0 ? weights : tf.sub(weights, tf.mul(weights, tf.mul(learningRate, weightDecay)));
      return { weights: tf.sub(kept, move), slots: [nextM, nextV] };
    },
  };
}

function adamaxRule({ beta1, beta2, epsilon }: AdamLike): UpdateRule {
  return {
    slots: ['m', 'u'],
    update({ weights, gradient, slots: [m, u], learningRate, step }) {
      const nextM = moving(m!, gradient, beta1);
      const nextU = tf.maximum(tf.mul(u!, beta2), tf.add(tf.abs(gradient), epsilon));
      const rate = tf.div(learningRate, 1 - beta1 ** step);
      return { weights: tf.sub(weights, tf.mul(tf.div(nextM, nextU), rate)), slots: [nextM, nextU] };
    },
  };
}

function rmspropRule({ rho, epsilon, momentum }: Extract<OptimizerConfig, { kind: 'rmsprop' }>): UpdateRule {
  return {
    slots: momentum > 0 ? ['v', 'b'] : ['v'],
    update({ weights, gradient, slots: [v, b], learningRate }) {
      const nextV = moving(v!, tf.square(gradient), rho);
      const scaled = tf.div(gradient, tf.add(tf.sqrt(nextV), epsilon));
      const direction = b === undefined ? scaled : tf.add(tf.mul(b, momentum), scaled);
      return { weights: tf.sub(weights, tf.mul(direction, learningRate)), slots: b === undefined ? [nextV] : [nextV, direction] };
    },
  };
}

function sgdRule({ momentum, nesterov }: Extract<OptimizerConfig, { kind: 'sgd' }>): UpdateRule {
  return {
    slots: momentum > 0 ? ['b'] : [],
    update({ weights, gradient, slots: [b], learningRate }) {
      if (b === undefined) return { weights: tf.sub(weights, tf.mul(gradient, learningRate)), slots: [] };
      const nextB = tf.add(tf.mul(b, momentum), gradient);
      const direction = nesterov ? tf.add(gradient, tf.mul(nextB, momentum)) : nextB;
      return { weights: tf.sub(weights, tf.mul(direction, learningRate)), slots: [nextB] };
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
