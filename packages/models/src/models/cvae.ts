import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  prior: {
    kind: 'choice',
    about: 'p(z|y) learned, of numbers by a dense network; or N(0, I)',
    choices: ['learned', 'standard'],
    fallback: 'learned',
  },
} as const;

/** The conditional VAE with the label, or numbers, at encoder and decoder. */
export const cvae: ModelEntry<'cvae', typeof vaeOptions & typeof elboOptions & typeof own> = {
  name: 'cvae',
  aliases: ['conditional-vae'],
  paper: {
    title: 'Learning Structured Output Representation using Deep Conditional Generative Models',
    authors: 'Sohn, Lee and Yan',
    year: 2015,
    where: 'NeurIPS 2015',
    equation: 'equation 4',
  },
  changes:
    'the encoder and the decoder see the label, or numbers that are given; the prior has a mean and a variance for each class',
  options: { ...vaeOptions, ...elboOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score', 'classify', 'transform'],
  needs: ['labels'],
  takesNumbers: true,
  async build(values, data) {
    const [{ conditionalVae }, { elboParts }] = await Promise.all([import('@vaekit/cvae'), import('../parts/vaeParts.js')]);
    const { conditionWidth: numbers, classes } = data;
    const { input: inputTransform, condition: _, ...parts } = elboParts(values, data, numbers ?? classes);
    return conditionalVae({
      ...parts,
      inputTransform,
      input: data.event,
      ...(numbers === undefined ? { classes } : { numbers, hidden: values.hidden ?? [64] }),
      latent: values.latent,
      prior: values.prior,
      seed: values.seed,
    });
  },
};
