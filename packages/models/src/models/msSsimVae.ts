import type { ModelEntry } from '../entry.js';
import { vaeOptions } from '../options/vaeOptions.js';

const { likelihood: _, sigma: __, degrees: ___, ...options } = vaeOptions;

/** The variational autoencoder whose reconstructions are compared by their structure. */
export const msSsimVae: ModelEntry<'ms-ssim-vae', Omit<typeof vaeOptions, 'degrees' | 'likelihood' | 'sigma'>> = {
  name: 'ms-ssim-vae',
  aliases: ['msssim-vae'],
  paper: {
    title: 'Learning to Generate Images with Perceptual Similarity Metrics',
    authors: 'Snell, Ridgeway, Liao, Roads, Mozer and Zemel',
    year: 2017,
    where: 'arXiv 1511.06409',
    equation: 'its loss by MS-SSIM',
  },
  changes: 'the structural similarity of images over several scales stands in place of the likelihood, and is no density',
  options,
  can: ['encode', 'decode', 'sample', 'score'],
  needs: ['images'],
  takesNumbers: true,
  async build(values, data) {
    const [core, { recipeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/recipeParts.js')]);
    const networks = recipeParts({ ...values, likelihood: 'bernoulli', sigma: undefined, degrees: undefined }, data);
    return core.vae({ ...networks, likelihood: core.msSsim() });
  },
};
