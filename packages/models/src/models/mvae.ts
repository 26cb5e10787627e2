import type { ModelEntry } from '../entry.js';
import { vaeOptions } from '../options/vaeOptions.js';

// An expert sees a part of x, which has no rows and columns.
const { arch: _, dense: __, filters: ___, 'group-norm': ____, preset: _____, ...ofDense } = vaeOptions;
const dense: Omit<typeof vaeOptions, 'arch' | 'dense' | 'filters' | 'group-norm' | 'preset'> = ofDense;
const own = {
  modalities: {
    kind: 'wholes',
    about: 'how many numbers of an example each modality has, in order; together all of them',
    shown: 'two halves',
    least: 1,
  },
  subsets: { kind: 'whole', about: 'random subsets of the modalities in each training step', least: 0, fallback: 1 },
} as const;

/** The variational autoencoder of several modalities, any of which may be missing. */
export const mvae: ModelEntry<'mvae', typeof dense & typeof own> = {
  name: 'mvae',
  aliases: ['multimodal-vae'],
  paper: {
    title: 'Multimodal Generative Models for Scalable Weakly-Supervised Learning',
    authors: 'Wu and Goodman',
    year: 2018,
    where: 'arXiv 1802.05335',
    equation: 'section 2.2 and equation 5',
  },
  changes: 'an expert for each modality of x, of which those that were observed are multiplied; trained on parts of x too',
  options: { ...dense, ...own },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  withoutNumbers: 'each of its experts sees one modality alone',
  async build(values, data) {
    const [core, { recipeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/recipeParts.js')]);
    const { hidden = [400], dropout, subsets, 'batch-norm': batchNorm } = values;
    const size = data.event.reduce((product, extent) => product * extent, 1);
    const first = Math.floor(size / 2);
    const widths = values.modalities ?? [first, size - first];
    return core.vae({
      ...recipeParts(
        { ...values, arch: 'mlp', dense: undefined, filters: undefined, 'group-norm': undefined, preset: undefined },
        data,
      ),
      encoder: core.experts({ widths, hidden, dropout, batchNorm }),
      posterior: core.productOfExperts({ widths }),
      objective: core.multimodalElbo({ widths, subsets }),
    });
  },
};
