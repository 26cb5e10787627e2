import type { ModelEntry } from '../entry.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  tolerance: {
    kind: 'number',
    about: 'reconstruction that is good enough, nats for each value of an example',
    details: 'A gaussian likelihood of width σ is at least 0.92 + log σ.',
    range: {},
    fallback: 0.15,
  },
  'constraint-speed': {
    kind: 'number',
    about: 'how fast the multiplier of the constraint follows it',
    range: { above: 0 },
    fallback: 0.03,
  },
} as const;

/** The variational autoencoder under a constraint on its reconstruction. */
export const gecoVae: ModelEntry<'geco-vae', typeof vaeOptions & typeof own> = {
  name: 'geco-vae',
  aliases: ['taming-vae'],
  paper: {
    title: 'Taming VAEs',
    authors: 'Rezende and Viola',
    year: 2018,
    where: 'arXiv 1810.00597',
    equation: 'algorithm 1',
  },
  changes: 'the KL divergence is minimized under a tolerance of the reconstruction, by a multiplier that training moves',
  options: { ...vaeOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { vaeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    const tolerance = values.tolerance * data.event.reduce((size, extent) => size * extent, 1);
    return core.vae({ ...vaeParts(values, data), objective: core.constrained({ tolerance, speed: values['constraint-speed'] }) });
  },
  phases: (model) => [
    // A loss under another multiplier is another loss, and says nothing about which epoch was best.
    { kind: 'fit', name: 'training', trainable: model, options: { earlyStopping: undefined } },
  ],
};
