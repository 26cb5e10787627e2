import { conv, mlp, type Recipe, resnet, type VaeOptions } from '@vaekit/core';
import type { DataShape } from '../entry.js';
import type { OptionValues } from '../option.js';
import type { Activation } from '../options/autoencoderOptions.js';
import type { vaeOptions } from '../options/vaeOptions.js';
import { likelihoodOf } from './likelihood.js';
import { networksOf } from './networks.js';

/** What `vae` is given besides posterior, prior and objective. */
export type RecipeParts = Required<Pick<VaeOptions, 'event' | 'latent' | 'likelihood' | 'seed'>> &
  Pick<VaeOptions, 'condition' | 'input'> &
  Readonly<Record<'decoder' | 'encoder', Recipe>>;

/**
 * Networks as recipes, whose heads follow from posterior and likelihood, for posteriors that need other heads than a mean and a log-variance.
 *
 * Where the data have numbers to be conditioned on, both networks see them.
 *
 * @param latent a code's shape; default: as wide as the options say
 * @throws RangeError or Error when a size is wrong, or the likelihood does not fit the data
 */
export function recipeParts(
  values: OptionValues<typeof vaeOptions> & { readonly activation?: Activation | undefined },
  data: DataShape,
  latent: readonly number[] = [values.latent],
): RecipeParts {
  const { dropout, seed, activation, 'batch-norm': batchNorm } = values;
  const { arch, stages, ...dense } = networksOf(values);
  const { conditionWidth: numbers } = data;
  const common = { dropout, batchNorm, conditional: numbers !== undefined };
  const { likelihood, input } = likelihoodOf(values, data);
  const rest = {
    event: data.event,
    latent,
    likelihood,
    seed,
    ...(input === undefined ? {} : { input }),
    ...(numbers === undefined ? {} : { condition: { numbers } }),
  };
  const both = (recipe: (widths: readonly number[]) => Recipe): RecipeParts => ({
    ...rest,
    encoder: recipe(dense.encoder),
    decoder: recipe(dense.decoder),
  });
  if (arch === 'mlp') return both((hidden) => mlp({ ...common, ...(activation && { activation }), hidden }));
  if (arch === 'conv') return both((widths) => conv({ ...common, ...(activation && { activation }), ...stages, dense: widths }));
  if (activation === 'sigmoid')
    throw new RangeError(
      'resnet: `activation` is sigmoid, behind which residuals cannot grow; take another, or mlp or conv networks',
    );
  return both((widths) => resnet({ ...common, ...(activation && { activation }), ...stages, dense: widths }));
}
