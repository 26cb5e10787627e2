import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { codesPhaseOptions } from '../options/codesPhaseOptions.js';
import { secondStageOptions } from '../options/secondStageOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';
import type { Phase } from '../phase.js';

/** The variational autoencoder with a second one over its codes. */
export const twoStageVae: ModelEntry<
  'two-stage-vae',
  typeof vaeOptions & typeof elboOptions & typeof secondStageOptions & typeof codesPhaseOptions
> = {
  name: 'two-stage-vae',
  aliases: ['2-stage-vae'],
  paper: {
    title: 'Diagnosing and Enhancing VAE Models',
    authors: 'Dai and Wipf',
    year: 2019,
    where: 'arXiv 1903.05789',
    equation: 'section 4',
  },
  changes:
    'the prior is a second variational autoencoder, fitted to the codes of the trained first; its KL is a bound from above',
  options: { ...vaeOptions, ...elboOptions, ...secondStageOptions, ...codesPhaseOptions },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  withoutNumbers: 'its prior is fitted to all codes, which is not p(z|c)',
  async build(values, data) {
    const [core, { elboParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    const prior = core.secondStage({ hidden: values['second-hidden'], seed: values.seed });
    return core.vae({ ...elboParts(values, data), prior });
  },
  async phases(model, data, values): Promise<Phase[]> {
    const { codesPhases } = await import('../parts/codesPhases.js');
    return codesPhases(model, data, 'second-stage', values['autoencoder-epochs']);
  },
};
