import { conv, mlp, resnet, type VaeOptions } from '@vaekit/core';
import type { DataShape } from '../entry.js';
import type { OptionValues } from '../option.js';
import type { vaeOptions } from '../options/vaeOptions.js';
import { likelihoodOf } from './likelihood.js';

/** What `vae` is given besides posterior, prior and objective. */
export type RecipeParts = Required<Pick<VaeOptions, 'decoder' | 'encoder' | 'event' | 'latent' | 'likelihood' | 'seed'>> &
  Pick<VaeOptions, 'input'>;

/**
 * Networks as recipes, whose heads follow from posterior and likelihood, for posteriors that need other heads than a mean and a log-variance.
 *
 * @param latent a code's shape; default: as wide as the options say
 * @throws RangeError or Error when a size is wrong, or the likelihood does not fit the data
 */
export function recipeParts(
  values: OptionValues<typeof vaeOptions>,
  data: DataShape,
  latent: readonly number[] = [values.latent],
): RecipeParts {
  const { arch, hidden, dropout, seed, 'batch-norm': batchNorm } = values;
  const common = { dropout, batchNorm };
  const { likelihood, input } = likelihoodOf(values, data);
  const rest = { event: data.event, latent, likelihood, seed, ...(input === undefined ? {} : { input }) };
  if (arch === 'mlp') {
    const widths = hidden ?? [400];
    const decoder = mlp({ ...common, hidden: widths.toReversed() });
    return { ...rest, encoder: mlp({ ...common, hidden: widths }), decoder };
  }
  const recipe = arch === 'conv' ? conv : resnet;
  if (hidden === undefined) return { ...rest, encoder: recipe(common), decoder: recipe(common) };
  const decoder = recipe({ ...common, dense: hidden.toReversed() });
  return { ...rest, encoder: recipe({ ...common, dense: hidden }), decoder };
}
