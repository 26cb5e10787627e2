import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  'class-variance': { kind: 'switch', about: 'learn a variance for each class too' },
  'unknown-labels': {
    kind: 'switch',
    about: 'take rows whose label is -1, not known, and weigh the classes there by how near they are',
  },
  separation: {
    kind: 'number',
    about: 'weight of the term that pushes class means apart',
    range: { least: 0 },
    fallback: 0,
  },
  margin: {
    kind: 'number',
    about: 'the distance at which two means count as apart',
    belongsTo: 'separation',
    range: { above: 0 },
    fallback: 4,
  },
} as const;

/** The conditional VAE whose label enters only through the mean of the prior. */
export const classMeanCvae: ModelEntry<'class-mean-cvae', typeof vaeOptions & typeof elboOptions & typeof own> = {
  name: 'class-mean-cvae',
  aliases: ['su-cvae'],
  paper: {
    title: 'Variational autoencoder (1)',
    authors: 'Su',
    year: 2018,
    where: 'bojone/vae',
    equation: 'the section on the conditional VAE',
  },
  changes: 'the prior is N(μ^y, I) with a learned mean for each class; the encoder and the decoder see no label',
  options: { ...vaeOptions, ...elboOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score', 'classify', 'transform'],
  needs: ['labels'],
  withoutNumbers: 'it has a mean for each class',
  takesUnknownLabels: 'unknown-labels',
  async build(values, data) {
    const [{ classMeanCvae: build }, { elboParts }] = await Promise.all([import('@vaekit/cvae'), import('../parts/vaeParts.js')]);
    const { input: inputTransform, ...parts } = elboParts(values, data);
    return build({
      ...parts,
      inputTransform,
      input: data.event,
      classes: data.classes!,
      latent: values.latent,
      classVariance: values['class-variance'],
      unknownLabels: values['unknown-labels'] ? 'responsibilities' : false,
      separation: values.separation,
      margin: values.margin,
      seed: values.seed,
    });
  },
};
