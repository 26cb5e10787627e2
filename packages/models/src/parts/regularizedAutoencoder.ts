import type * as Core from '@vaekit/core';
import type { DataShape, ModelEntry } from '../entry.js';
import type { OptionValues } from '../option.js';
import type { raeOptions } from '../options/raeOptions.js';

/** What the entries of the two regularized autoencoders share. */
export const raeFacts: Pick<ModelEntry, 'can' | 'needs' | 'paper' | 'takesNumbers'> = {
  paper: {
    title: 'From Variational to Deterministic Autoencoders',
    authors: 'Ghosh, Sajjadi, Vergari, Black and Schölkopf',
    year: 2020,
    where: 'arXiv 1903.12436',
    equation: 'section 3',
  },
  can: ['encode', 'decode'],
  needs: [],
  takesNumbers: true,
};

/** An autoencoder whose code is a point, under an objective of its own. */
export async function regularizedAutoencoder(
  values: OptionValues<typeof raeOptions>,
  data: DataShape,
  objective: (core: typeof Core) => Core.Objective,
): Promise<Core.Vae> {
  const [core, { recipeParts }] = await Promise.all([import('@vaekit/core'), import('./recipeParts.js')]);
  return core.vae({ ...recipeParts(values, data), posterior: core.point(), objective: objective(core) });
}
