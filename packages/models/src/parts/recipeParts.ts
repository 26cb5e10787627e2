import { conv, mlp, type Recipe, resnet, type VaeOptions } from '@vaekit/core';
import type { DataShape } from '../entry.js';
import type { OptionValues } from '../option.js';
import type { Activation } from '../options/autoencoderOptions.js';
import type { vaeOptions } from '../options/vaeOptions.js';
import { likelihoodOf } from './likelihood.js';

/** What `vae` is given besides posterior, prior and objective. */
export type RecipeParts = Required<Pick<VaeOptions, 'event' | 'latent' | 'likelihood' | 'seed'>> &
  Pick<VaeOptions, 'input'> &
  Readonly<Record<'decoder' | 'encoder', Recipe>>;

/**
 * Networks as recipes, whose heads follow from posterior and likelihood, for posteriors that need other heads than a mean and a log-variance.
 *
 * @param latent a code's shape; default: as wide as the options say
 * @throws RangeError or Error when a size is wrong, or the likelihood does not fit the data
 */
export function recipeParts(
  values: OptionValues<typeof vaeOptions> & { readonly activation?: Activation | undefined },
  data: DataShape,
  latent: readonly number[] = [values.latent],
): RecipeParts {
  const { arch, hidden, dropout, seed, activation, 'batch-norm': batchNorm } = values;
  const common = { dropout, batchNorm };
  const { likelihood, input } = likelihoodOf(values, data);
  const rest = { event: data.event, latent, likelihood, seed, ...(input === undefined ? {} : { input }) };
  const both = (recipe: (dense: readonly number[] | undefined) => Recipe) => ({
    ...rest,
    encoder: recipe(hidden),
    decoder: recipe(hidden?.toReversed()),
  });
  if (arch === 'mlp') return both((widths = [400]) => mlp({ ...common, ...(activation && { activation }), hidden: widths }));
  if (arch === 'conv') return both((dense) => conv({ ...common, ...(activation && { activation }), ...(dense && { dense }) }));
  if (activation === 'sigmoid')
    throw new RangeError(
      'resnet: `activation` is sigmoid, behind which residuals cannot grow; take another, or mlp or conv networks',
    );
  return both((dense) => resnet({ ...common, ...(activation && { activation }), ...(dense && { dense }) }));
}
