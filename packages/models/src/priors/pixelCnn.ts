import { fittedPriorOptions } from '../options/fittedPriorOptions.js';
import type { PriorEntry } from '../priorEntry.js';

const own = {
  'map-channels': { kind: 'whole', about: 'channels of the hidden layers of masked convolutions', least: 1, fallback: 32 },
  'map-layers': { kind: 'whole', about: 'hidden layers of masked convolutions behind the first', least: 1, fallback: 2 },
} as const;

/** A PixelCNN over the map of a code's places. */
export const pixelCnn: PriorEntry<'pixelcnn', typeof fittedPriorOptions & typeof own> = {
  name: 'pixelcnn',
  kind: 'pixelCnnCodes',
  about: 'a PixelCNN over the map of a code’s places, each given those before it, by steps',
  options: { ...fittedPriorOptions, ...own },
  needsCodebook: true,
  async build({ 'map-channels': channels, 'map-layers': layers, seed }, model) {
    const [core, { codebookSize }] = await Promise.all([import('@vaekit/core'), import('../parts/codebookSize.js')]);
    return core.pixelCnnCodes({ codes: codebookSize('pixelcnn', model), channels, layers, seed });
  },
};
