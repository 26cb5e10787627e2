import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { likelihoodOptions } from '../options/likelihoodOptions.js';
import { networkOptions } from '../options/networkOptions.js';
import { seedOptions } from '../options/seedOptions.js';

const own = {
  'class-variance': { kind: 'switch', about: 'learn a variance for each class too' },
  separation: {
    kind: 'number',
    about: 'weight of the term that keeps class means apart',
    range: { least: 0 },
    fallback: 0,
  },
  margin: {
    kind: 'number',
    about: 'the distance from which two means count as apart for the separation',
    belongsTo: 'separation',
    range: { above: 0 },
    fallback: 4,
  },
} as const;

type ClassMeanCvaeOptions = typeof networkOptions &
  typeof likelihoodOptions &
  typeof elboOptions &
  typeof own &
  typeof seedOptions;

/** The conditional VAE whose label enters only through the mean of the prior. */
export const classMeanCvae: ModelEntry<'class-mean-cvae', ClassMeanCvaeOptions> = {
  name: 'class-mean-cvae',
  aliases: ['su-cvae'],
  paper: {
    title: 'Variational autoencoder (1)',
    authors: 'Su',
    year: 2018,
    where: 'bojone/vae',
    equation: 'the section on the conditional VAE',
  },
  changes: 'the prior is N(μ^y, I) with a learned mean for each class; encoder and decoder see no label',
  options: { ...networkOptions, ...likelihoodOptions, ...elboOptions, ...own, ...seedOptions },
  can: ['encode', 'decode', 'sample', 'score', 'classify', 'transform'],
  needs: ['labels'],
  async build(values, data) {
    const [{ classMeanCvae: build }, { vaeParts }, { objectiveOf }] = await Promise.all([
      import('@vaekit/cvae'),
      import('../parts/vaeParts.js'),
      import('../parts/objective.js'),
    ]);
    return build({
      ...vaeParts(values, data),
      objective: objectiveOf(values),
      input: data.event,
      classes: data.classes!,
      latent: values.latent,
      classVariance: values['class-variance'],
      separation: values.separation,
      margin: values.margin,
      seed: values.seed,
    });
  },
};
