import type { OptionValues } from '../option.js';
import type { layerOptions } from '../options/layerOptions.js';

/** The width of the upper layer of a code: as asked for, else a quarter of the code. */
export const topOf = ({ top, latent }: OptionValues<typeof layerOptions> & { readonly latent: number }): number =>
  top ?? Math.max(1, Math.floor(latent / 4));
