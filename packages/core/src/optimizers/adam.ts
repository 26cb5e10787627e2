import { checkOptimizer, type AdamConfig } from './optimizerConfig.js';

/**
 * Adam: `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)g²`, `w ← w − α·m̂ / (√v̂ + ε)`, ε outside the root as in PyTorch and Keras.
 *
 * Defaults: α = 1e-3, β₁ = 0.9, β₂ = 0.999, ε = 1e-8.
 *
 * @throws RangeError when an option is out of range
 * @see Kingma and Ba 2015, algorithm 1
 */
export function adam(options: Partial<Omit<AdamConfig, 'kind'>> = {}): AdamConfig {
  return checkOptimizer({ kind: 'adam', learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...options });
}
