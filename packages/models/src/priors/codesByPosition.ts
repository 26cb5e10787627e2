import { fittedPriorOptions } from '../options/fittedPriorOptions.js';
import type { PriorEntry } from '../priorEntry.js';

/** How often each place of a code has each vector of the codebook. */
export const codesByPosition: PriorEntry<'codes-by-position', typeof fittedPriorOptions> = {
  name: 'codes-by-position',
  kind: 'codesByPosition',
  about: 'how often each place of a code has each vector of the codebook, by counting',
  options: fittedPriorOptions,
  needsCodebook: true,
  async build(_, model) {
    const [core, { codebookSize }] = await Promise.all([import('@vaekit/core'), import('../parts/codebookSize.js')]);
    return core.codesByPosition({ codes: codebookSize('codes-by-position', model) });
  },
};
