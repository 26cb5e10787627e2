import { checkOptimizer, type SgdConfig } from './optimizerConfig.js';

/**
 * Gradient descent with optional momentum: `b ← μb + g`, `w ← w − α·b`; with `nesterov`, `w ← w − α·(g + μb)`.
 *
 * Defaults: α = 1e-2, μ = 0, no Nesterov.
 *
 * @throws RangeError when an option is out of range, or `nesterov` is asked for without momentum
 * @see Sutskever et al. 2013, in PyTorch's form
 */
export function sgd(options: Partial<Omit<SgdConfig, 'kind'>> = {}): SgdConfig {
  const config = checkOptimizer<SgdConfig>({ kind: 'sgd', learningRate: 1e-2, momentum: 0, nesterov: false, ...options });
  if (config.nesterov && config.momentum === 0) throw new RangeError('sgd: `nesterov` needs a `momentum` above 0, such as 0.9');
  return config;
}
