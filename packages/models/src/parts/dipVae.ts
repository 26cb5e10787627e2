import type { DipOptions } from '@vaekit/core';
import type { ModelEntry } from '../entry.js';
import { dipOptions } from '../options/dipOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

/** Options of the variational autoencoders with a penalty on a covariance. */
export type DipVaeOptions = typeof vaeOptions & typeof dipOptions;

/** What the two variational autoencoders with a penalty on a covariance share: all but whose covariance it is. */
export const dipVae = <Name extends string>(
  own: Pick<ModelEntry<Name, DipVaeOptions>, 'aliases' | 'changes' | 'name'>,
  of: NonNullable<DipOptions['of']>,
): ModelEntry<Name, DipVaeOptions> => ({
  ...own,
  paper: {
    title: 'Variational Inference of Disentangled Latent Concepts from Unlabeled Observations',
    authors: 'Kumar, Sattigeri and Balakrishnan',
    year: 2018,
    where: 'arXiv 1711.00848',
    equation: 'equation 6',
  },
  options: { ...vaeOptions, ...dipOptions },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { vaeParts }] = await Promise.all([import('@vaekit/core'), import('./vaeParts.js')]);
    const { 'off-diagonal': offDiagonal, diagonal } = values;
    const objective = core.dip({ of, offDiagonal, ...(diagonal === undefined ? {} : { diagonal }) });
    return core.vae({ ...vaeParts(values, data), objective });
  },
});
