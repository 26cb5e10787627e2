import { checkOptimizer, type AdamwConfig } from './optimizerConfig.js';

/**
 * AdamW: `w ← w − α·λ·w`, then Adam's step; the decay does not pass through the moments. It acts on every variable.
 *
 * Defaults: those of Adam, λ = 0.01.
 *
 * @throws RangeError when an option is out of range
 * @see Loshchilov and Hutter 2019, algorithm 2
 */
export function adamw(options: Partial<Omit<AdamwConfig, 'kind'>> = {}): AdamwConfig {
  return checkOptimizer({
    kind: 'adamw',
    learningRate: 1e-3,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0.01,
    ...options,
  });
}
