import type { Vae } from '@vaekit/core';
import type { LikelihoodProtocol } from './protocol.js';

const PROBABILITIES = new Set([
  'bernoulli',
  'categorical',
  'discretizedLogistic',
  'discretizedLogisticRgb',
  'negativeBinomial',
  'pixelCnn',
  'poisson',
]);

/** Whether a likelihood gives probabilities of discrete values, densities, or both by column. */
export function measureOf({ config: { likelihood } }: Pick<Vae, 'config'>): LikelihoodProtocol['measure'] {
  if (PROBABILITIES.has(likelihood.kind)) return 'probability';
  if (likelihood.kind !== 'mixedColumns') return 'density';
  const columns = likelihood['columns'] as readonly { readonly kind: string }[];
  const discrete = columns.filter(({ kind }) => PROBABILITIES.has(kind)).length;
  return discrete === 0 ? 'density' : discrete === columns.length ? 'probability' : 'mixed';
}
