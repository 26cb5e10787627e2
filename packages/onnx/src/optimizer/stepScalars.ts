import type { OptimizerConfig } from '@vaekit/core';

/** What a pass reads besides the regions, as float32, in this order. */
export const SCALARS = [
  'rate',
  'floor',
  'decay1',
  'decay2',
  'inertia',
  'weightDecay',
  'clipValue',
  'clipFactor',
  'averageGain',
  'grain',
  'leastRoot',
] as const;

/** One of {@link SCALARS}. */
export type ScalarName = (typeof SCALARS)[number];

/**
 * What keeps slots out of the subnormal numbers, which processors multiply some hundred times slower. Slots get there by themselves: the
 * momentum of a unit that died decays to the smallest of them and stays for ever, and the square of a gradient of 1e-20 is one.
 *
 * A momentum x becomes `(x + grain) − grain`: the same x unless it is below 1e-15 of that, and else a multiple of 2^-100. Among the
 * squares a gradient counts at least `leastRoot`, so that no sum of squares that decays by more than 1/16 a step leaves the normal numbers.
 */
export const SUBNORMAL_GUARDS: { readonly grain: number; readonly leastRoot: number } = { grain: 2 ** -76, leastRoot: 2 ** -61 };

/**
 * Whether slots are guarded: not where ε is so small itself that such numbers still count next to it. At ε = 1e-12 and β₂ = 0.999 the least
 * square changes the denominator by 4e-7 of itself, at 1e-8 by 4e-11.
 */
export const guardsSubnormals = (config: OptimizerConfig): boolean => config.kind === 'sgd' || config.epsilon >= 1e-12;

/** Names of the slots, as in the eager engine; all start at 0. */
export function slotNames(config: OptimizerConfig): readonly string[] {
  switch (config.kind) {
    case 'adam':
    case 'adamw':
      return ['M', 'V'];
    case 'adamax':
      return ['M', 'u'];
    case 'rmsprop':
      return config.momentum > 0 ? ['V', 'b'] : ['V'];
    case 'sgd':
      return config.momentum > 0 ? ['b'] : [];
    default:
      throw new Error(
        `fusedOptimizer: unknown optimizer ${JSON.stringify(config)}; expected adam, adamax, adamw, rmsprop or sgd`,
      );
  }
}

/**
 * The scalars of an optimizer's step; `step` counts from 1. Rounded where the eager engine rounds.
 *
 * Moments are undamped sums, `M = β₁M + g = m / (1 − β₁)` and `V = β₂V + g² = v / (1 − β₂)`, which saves a product each. With
 * `s = √((1−β₂) / (1−β₂^t))`, Adam's `α·m̂ / (√v̂ + ε)` is `rate · M / (√V + floor)`, `rate = α·(1−β₁) / ((1−β₁^t)·s)`, `floor = ε / s`.
 */
export function stepScalars(config: OptimizerConfig, learningRate: number, step: number): Partial<Record<ScalarName, number>> {
  const alpha = Math.fround(learningRate);
  switch (config.kind) {
    case 'adam':
    case 'adamw': {
      const { beta1, beta2, epsilon } = config;
      const s = Math.sqrt((1 - beta2) / (1 - beta2 ** step));
      return {
        rate: alpha * Math.fround((1 - beta1) / ((1 - beta1 ** step) * s)),
        floor: epsilon / s,
        decay1: beta1,
        decay2: beta2,
        ...(config.kind === 'adamw' && { weightDecay: alpha * Math.fround(config.weightDecay) }),
      };
    }
    case 'adamax': {
      const { beta1, beta2, epsilon } = config;
      return { rate: alpha * Math.fround((1 - beta1) / (1 - beta1 ** step)), floor: epsilon, decay1: beta1, decay2: beta2 };
    }
    case 'rmsprop': {
      const s = Math.sqrt(1 - config.rho);
      return { rate: alpha * Math.fround(1 / s), floor: config.epsilon / s, decay2: config.rho, inertia: config.momentum };
    }
    case 'sgd':
      return { rate: alpha, inertia: config.momentum };
  }
}
