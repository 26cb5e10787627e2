import { checkOptimizer, type RmspropConfig } from './optimizerConfig.js';

/**
 * RMSProp: `v ← ρv + (1−ρ)g²`, `w ← w − α·g / (√v + ε)`; with momentum `b ← μb + g / (√v + ε)`, `w ← w − α·b`.
 *
 * ε is outside the root, as in Keras and PyTorch; `tf.train.rmsprop` has it inside, `√(v + ε)`, which damps small gradients far more:
 * where v is well below ε, a step here is about α and there about α·g / √ε.
 *
 * Defaults: α = 1e-3, ρ = 0.9, ε = 1e-7, μ = 0, as in Keras.
 *
 * @throws RangeError when an option is out of range
 * @see Tieleman and Hinton 2012, lecture 6.5
 */
export function rmsprop(options: Partial<Omit<RmspropConfig, 'kind'>> = {}): RmspropConfig {
  return checkOptimizer({ kind: 'rmsprop', learningRate: 1e-3, rho: 0.9, epsilon: 1e-7, momentum: 0, ...options });
}
