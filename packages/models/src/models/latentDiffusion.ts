import type { ModelEntry } from '../entry.js';
import { codesPhaseOptions } from '../options/codesPhaseOptions.js';
import { diffusionOptions } from '../options/diffusionOptions.js';
import { elboOptions } from '../options/elboOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';
import type { Phase } from '../phase.js';

/** The variational autoencoder with a diffusion over its codes, which is fitted once the autoencoder is trained. */
export const latentDiffusion: ModelEntry<
  'latent-diffusion',
  typeof vaeOptions & typeof elboOptions & typeof diffusionOptions & typeof codesPhaseOptions
> = {
  name: 'latent-diffusion',
  aliases: ['ldm'],
  paper: {
    title: 'High-Resolution Image Synthesis with Latent Diffusion Models',
    authors: 'Rombach, Blattmann, Lorenz, Esser and Ommer',
    year: 2022,
    where: 'arXiv 2112.10752',
    equation: 'equation 2; the steps: Ho, Jain and Abbeel 2020, equation 14',
  },
  changes: 'the prior is a diffusion, fitted to the codes of a trained variational autoencoder; its KL is a bound from above',
  options: { ...vaeOptions, ...elboOptions, ...diffusionOptions, ...codesPhaseOptions },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  withoutNumbers: 'its prior is fitted to all codes, which is not p(z|c)',
  async build(values, data) {
    const [core, { elboParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    const { 'diffusion-steps': steps, denoiser: hidden, sampler, seed } = values;
    return core.vae({ ...elboParts(values, data), prior: core.diffusion({ steps, hidden, sampler, seed }) });
  },
  async phases(model, data, values): Promise<Phase[]> {
    const { codesPhases } = await import('../parts/codesPhases.js');
    return codesPhases(model, data, 'diffusion', values['autoencoder-epochs']);
  },
};
