import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  variables: {
    kind: 'whole',
    about: 'categorical variables of a code; each has as many categories as the code is wide',
    least: 1,
    fallback: 20,
  },
  'straight-through': { kind: 'switch', about: 'train on one-hot codes too, with the gradient of relaxed ones' },
  temperature: {
    kind: 'number',
    about: 'temperature of the relaxed codes at the beginning',
    range: { above: 0 },
    fallback: 1,
  },
  'final-temperature': { kind: 'number', about: 'temperature after the cooling', range: { above: 0 }, fallback: 0.5 },
  cooling: {
    kind: 'whole',
    about: 'steps over which the temperature goes to the final one, half a cosine; 0: it stays',
    placeholder: 'STEPS',
    least: 0,
    fallback: 5000,
  },
} as const;

/** The variational autoencoder with categorical codes. */
export const categoricalVae: ModelEntry<'categorical-vae', typeof vaeOptions & typeof elboOptions & typeof own> = {
  name: 'categorical-vae',
  aliases: ['gumbel-softmax-vae'],
  paper: {
    title: 'Categorical Reparameterization with Gumbel-Softmax',
    authors: 'Jang, Gu and Poole',
    year: 2017,
    where: 'arXiv 1611.01144',
    equation: 'equation 2 and section 4.2',
  },
  changes: 'the code is a row of categorical variables, relaxed in training by Gumbel-softmax; the prior is uniform',
  options: { ...vaeOptions, ...elboOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { cosineSchedule }, { recipeParts }, { elboOf }] = await Promise.all([
      import('@vaekit/core'),
      import('@vaekit/losses'),
      import('../parts/recipeParts.js'),
      import('../parts/vaeParts.js'),
    ]);
    const { latent, variables, temperature, cooling } = values;
    return core.vae({
      ...recipeParts(values, data, [variables, latent]),
      posterior: core.gumbelSoftmax({
        straightThrough: values['straight-through'],
        temperature:
          cooling === 0 ? temperature : cosineSchedule({ steps: cooling, from: temperature, to: values['final-temperature'] }),
      }),
      prior: core.uniformCategories(),
      objective: elboOf(values),
    });
  },
};
