import type { PriorEntry } from '../priorEntry.js';
import { fittedPriorOptions } from '../options/fittedPriorOptions.js';

const own = {
  components: {
    kind: 'number',
    about: 'normals in the mixture; one is a fitted normal; bic tries 1, 2, … and takes the best by Schwarz’s criterion',
    words: ['bic'],
    range: { least: 1 },
    placeholder: 'N|bic',
    fallback: 10,
  },
  'most-components': {
    kind: 'whole',
    about: 'the most normals that bic tries',
    least: 1,
    fallback: 20,
  },
} as const;

/** A mixture of diagonal normals. */
export const mixtureOfNormals: PriorEntry<'mixture-of-normals', typeof fittedPriorOptions & typeof own> = {
  name: 'mixture-of-normals',
  kind: 'mixtureOfNormals',
  about: 'a mixture of diagonal normals, by expectation and maximization',
  options: { ...fittedPriorOptions, ...own },
  async build({ components, 'most-components': most, seed }) {
    const core = await import('@vaekit/core');
    return core.mixtureOfNormals({ components, most, seed });
  },
};
