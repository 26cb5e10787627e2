import { checkOptimizer, type AdamaxConfig } from './optimizerConfig.js';

/**
 * Adamax: Adam with the infinity norm, `u ← max(β₂u, |g| + ε)`, `w ← w − α / (1 − β₁^t) · m / u`.
 *
 * Defaults: α = 2e-3, β₁ = 0.9, β₂ = 0.999, ε = 1e-8, as in PyTorch.
 *
 * @throws RangeError when an option is out of range
 * @see Kingma and Ba 2015, algorithm 2
 */
export function adamax(options: Partial<Omit<AdamaxConfig, 'kind'>> = {}): AdamaxConfig {
  return checkOptimizer({ kind: 'adamax', learningRate: 2e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...options });
}
